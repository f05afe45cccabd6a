"""Text from outside is shown as it stands: it is no markup, no action, no escape sequence."""

import pytest

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Remedy
from akotui.model.facts import SourceState
from akotui.model.inventory import Health
from akotui.model.text import clean
from akotui.tui.panes.table_pane import TablePane
from tests.build import (
    AVI,
    instance,
    instance_subject,
    namespace_subject,
    user_subject,
    virtual_service,
    virtual_service_subject,
)
from tests.build_estate import estate, finding, source
from tests.tui.running import app_on, screen_text

HOSTILE = [
    "[red]x",
    "[/]",
    "a[/b]c",
    "[[x",
    "[@click=app.quit]go[/]",
    "[link=http://x]y",
    "$foreground",
    ":smile:",
    clean("\x1b]52;c;aGk=\x07"),
    clean("\x1b[31mred"),
    clean("a\r\nb\tc"),
]


def estate_of(texts: list[str]) -> Estate:
    nasty = [instance(text, selector=("k", text)) for text in texts]
    return estate(
        instances=tuple(instance_subject(one, matched=(one.id,)) for one in nasty),
        namespaces=tuple(namespace_subject(one.id, claimants=(one,)) for one in nasty),
        virtual_services=tuple(
            virtual_service_subject(virtual_service(one.id, created_by=one.id), owner=one) for one in nasty
        ),
        users=tuple(user_subject(text) for text in texts),
        findings=tuple(finding(text, remedy=(Remedy(text, text),)) for text in texts),
        sources=(source(), source(AVI, SourceState.STALE, health=Health(SourceState.STALE, texts[0]))),
    )


async def test_hostile_name_is_literal_in_every_pane() -> None:
    async with app_on(estate_of(HOSTILE), title="[red]x", size=(200, 60)) as pilot:
        shown = screen_text(pilot)
        assert " akotui  [red]x" in shown
        assert "Controller avi.test STALE: [red]x" in shown
        for text in HOSTILE:
            assert shown.count(text) >= 3


@pytest.mark.parametrize("text", HOSTILE[1:6:2])
async def test_hostile_name_is_literal_where_it_is_explained_and_narrowed_to(text: str) -> None:
    async with app_on(estate_of([text])) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert f"→ {text}" in screen_text(pilot)
        await pilot.press("escape", "2", "enter")
        await pilot.pause()
        assert f"> ako {text}" in screen_text(pilot)


async def test_click_on_an_action_in_a_name_runs_nothing() -> None:
    seen = estate(namespaces=(namespace_subject("[@click=app.quit]go[/]"),))
    async with app_on(seen, size=(120, 40)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        await pilot.click(".pane--namespaces", offset=(8, 2))
        await pilot.pause()
        assert pilot.app.is_running


async def test_no_widget_is_named_after_text_from_outside() -> None:
    seen = estate(namespaces=(namespace_subject("payments"),))
    async with app_on(seen, size=(200, 60)) as pilot:
        for widget in pilot.app.screen.walk_children():
            assert "payments" not in f"{widget.id} {widget.classes} {widget.name}"
        assert len(pilot.app.screen.query(TablePane)) == 6
