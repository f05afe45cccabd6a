"""The page of all keys: made from the bindings, so that none is missing."""

from collections.abc import Iterator

from textual.binding import Binding
from textual.dom import DOMNode

from akotui.tui.commands import COMMANDS
from akotui.tui.widgets.footer_bar import FooterBar
from akotui.tui.widgets.scroll_box import ScrollBox
from tests.build_estate import estate
from tests.tui.running import app_on, text_of

OF_EVERY_PAGE = {"back", "cancel", "up", "down", "top", "bottom"}
"""Said in the footer of the page itself."""


def parts(part: type[DOMNode] = DOMNode) -> Iterator[type[DOMNode]]:
    for below in part.__subclasses__():
        if below.__module__.startswith("akotui.") and not below.__module__.endswith(".replay"):
            yield below
        yield from parts(below)


async def test_every_key_that_is_described_anywhere_stands_on_the_page() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("?")
        await pilot.pause()
        told = "\n".join("".join(span.text for span in one) for one in pilot.app.screen.query_one(ScrollBox).lines)
    described = {
        (one.key_display or one.key.split(",")[0].replace("question_mark", "?"), one.description)
        for part in parts()
        for one in part.__dict__.get("BINDINGS", ())
        if isinstance(one, Binding) and one.description not in OF_EVERY_PAGE | {""}
    }
    assert len(described) > 30
    lines = told.splitlines()
    assert [(key, says) for key, says in described if not any(key in line and says in line for line in lines)] == []


async def test_every_command_that_the_page_tells_of_is_one() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("?")
        await pilot.pause()
        box = pilot.app.screen.query_one(ScrollBox)
        words = " ".join("".join(span.text for span in one) for one in box.lines).replace("(", " ").split()
    names = {name for one in COMMANDS for name in one.names}
    assert {word[1:].rstrip(",;)") for word in words if word.startswith(":") and len(word) > 1} - names == set()


async def test_keys_that_delete_kill_or_restart_in_k9s_only_say_that_nothing_is_done() -> None:
    async with app_on(estate()) as pilot:
        for key in ("ctrl+d", "ctrl+k", "r"):
            await pilot.press(key)
            await pilot.pause()
            assert "akotui is read-only" in text_of(pilot.app.screen.query_one(FooterBar))
