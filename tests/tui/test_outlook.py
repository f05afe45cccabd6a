"""What-if and blast radius on the screen: typed, worked out aside, of one moment; nothing acts."""

import re
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from textual.pilot import Pilot

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.proposal_words import parse
from akotui.analysis.proposals import apply
from akotui.model.inventory import Inventory
from akotui.rules import ALL_RULES
from akotui.tui.app import AkotuiApp
from akotui.tui.screens.main import MainScreen
from akotui.tui.screens.outlook import Outlook, OutlookScreen
from akotui.views.lines import line
from tests.build import (
    MOMENT,
    ako,
    cluster,
    cluster_role,
    controller,
    ingress,
    ingress_class,
    inventory,
    namespace,
    virtual_service,
)
from tests.tui.running import Bugs, Still, opened, screen_text

TURNS = 4
WEB = virtual_service("prod--web.example.com", ingresses=("shop/web",), type="VS_TYPE_VH_CHILD")
HERE = inventory(
    cluster(
        ako(label=("team", "red")),
        ako("blue", primary=False, label=("team", "blue")),
        cluster_role(),
        ingress_class(),
        namespace("shop", labels={"team": "red"}),
        ingress(),
    ),
    controller(WEB),
)


def judged(read: Inventory = HERE) -> Estate:
    return analyse(None, read, ALL_RULES)


@asynccontextmanager
async def opened_on(
    estate: Estate, *ignored: Acknowledgement, size: tuple[int, int] = (100, 40)
) -> AsyncGenerator[tuple[Pilot[None], Still]]:
    still = Still(estate)
    app = AkotuiApp(opened(still), title="prod-eu", clock=lambda: MOMENT, ignored=ignored)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield pilot, still


async def worked(pilot: Pilot[None]) -> str:
    """What is seen once the page is worked out."""
    for _ in range(TURNS):
        await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, OutlookScreen)
    while screen.working:
        await pilot.pause()
    await pilot.pause()
    return screen_text(pilot)


async def ask(pilot: Pilot[None], text: str) -> None:
    """Give a command that is typed already."""
    app = pilot.app
    assert isinstance(app, AkotuiApp)
    app.action_command(text)
    await pilot.press("enter")


class Slow:
    """A page that is worked out no sooner than the block ends; `begun`: each estate from which that was begun."""

    def __init__(self) -> None:
        self.begun: list[Estate] = []
        self._go = threading.Event()

    def make(self, estate: Estate, _: datetime) -> Outlook:
        self.begun.append(estate)
        self._go.wait(10)
        return Outlook((line("worked out"),), str)

    def __enter__(self) -> None:
        """Begin to wait."""

    def __exit__(self, *_: object) -> None:
        self._go.set()


async def slow(pilot: Pilot[None]) -> Slow:
    """Open such a page."""
    app, page = pilot.app, Slow()
    assert isinstance(app, AkotuiApp)
    app.foresee("slow", page.make)
    for _ in range(TURNS):
        await pilot.pause()
    return page


async def test_w_opens_the_line_with_a_change_of_the_row_and_escape_closes_it() -> None:
    async with opened_on(judged()) as (pilot, _):
        await pilot.press("3", "w")
        await pilot.pause()
        assert ":whatif ns/shop label:team=" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert ":whatif" not in screen_text(pilot)


async def test_change_is_completed_and_what_it_leads_to_is_shown_with_its_moment() -> None:
    async with opened_on(judged()) as (pilot, _):
        await pilot.press("3", "w", "b", "tab", "enter")
        seen = await worked(pilot)
        assert "What if: ns/shop label:team=blue" in seen
        assert "Nothing was changed. Facts of 17:00:00Z, 0s ago." in seen
        assert "$ kubectl label --overwrite namespace shop team=blue" in seen
        assert "namespaces (1)" in seen
        assert "shop  avi-system → blue" in seen
        assert "virtual services: changes owner (1)" in seen
        assert "READ-ONLY" in seen
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, MainScreen)


async def test_shorthand_of_a_label_is_understood() -> None:
    async with opened_on(judged()) as (pilot, _):
        await ask(pilot, "whatif ns/shop team-")
        assert "What if: ns/shop label:team-" in await worked(pilot)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("whatif ns/gone team=red", "ns/gone was not seen; tab completes what there is"),
        ("whatif ns/shop uninstall", "uninstall: no change of a namespace; write label:KEY=VALUE or label:KEY-"),
        ("whatif ns/shop", "ns/shop stands alone"),
        ("whatif", "OBJECT CHANGE is missing"),
    ],
)
async def test_what_is_no_change_is_told_and_nothing_opens(typed: str, told: str) -> None:
    async with opened_on(judged(), size=(160, 40)) as (pilot, _):
        await ask(pilot, typed)
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert told in screen_text(pilot)


async def test_news_is_told_and_not_mixed_in_until_it_is_asked_for() -> None:
    async with opened_on(judged(), size=(140, 40)) as (pilot, still):
        await ask(pilot, "whatif ako/blue uninstall")
        assert "The estate has changed since" not in await worked(pilot)
        assert still.publish is not None
        still.publish(judged(apply(parse(["ns/shop", "team=blue"]), HERE)))
        await pilot.pause()
        await pilot.pause()
        seen = screen_text(pilot)
        assert "The estate has changed since: ctrl-r tells it anew." in seen
        assert "left behind" not in seen
        await pilot.press("ctrl+r")
        seen = await worked(pilot)
        assert "The estate has changed since" not in seen
        assert "shop  blue → nobody" in seen


async def test_estate_that_is_judged_the_same_is_no_news() -> None:
    async with opened_on(judged()) as (pilot, still):
        await ask(pilot, "whatif ako/blue uninstall")
        await worked(pilot)
        assert still.publish is not None
        still.publish(judged())
        await pilot.pause()
        await pilot.pause()
        assert "The estate has changed since" not in screen_text(pilot)


async def test_keys_are_heard_while_it_is_worked_out() -> None:
    async with opened_on(judged()) as (pilot, _):
        with await slow(pilot):
            assert "… working it out; all keys work" in screen_text(pilot)
            await pilot.press("escape")
            assert isinstance(pilot.app.screen, MainScreen)


async def test_held_ctrl_r_begins_no_second_one() -> None:
    async with opened_on(judged()) as (pilot, _):
        page = await slow(pilot)
        with page:
            await pilot.press(*["ctrl+r"] * 5)
        assert "worked out" in await worked(pilot)
        assert len(page.begun) == 1
        await pilot.press("ctrl+r")
        await worked(pilot)
        assert len(page.begun) == 1 + 1


async def test_bug_in_working_it_out_is_told_and_the_rest_goes_on() -> None:
    def make(_: Estate, __: datetime) -> Outlook:
        raise LookupError("no such thing")

    bugs = Bugs()

    app = AkotuiApp(opened(Still(judged())), title="prod-eu", clock=lambda: MOMENT, report=bugs)
    async with app.run_test(size=(100, 30)) as pilot:
        for _ in range(TURNS):
            await pilot.pause()
        app.foresee("wrong", make)
        assert "It could not be worked out: this is a bug in akotui." in await worked(pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, MainScreen)
    assert [type(one) for one in bugs] == [LookupError]


async def test_page_that_cannot_be_made_anew_stays_and_says_so() -> None:
    made: list[Estate] = []

    def make(estate: Estate, _: datetime) -> Outlook:
        made.append(estate)
        if len(made) > 1:
            raise LookupError
        return Outlook((line("worked out"),), str)

    app = AkotuiApp(opened(Still(judged())), title="prod-eu", clock=lambda: MOMENT, report=lambda _: "noted")
    async with app.run_test(size=(120, 30)) as pilot:
        for _ in range(TURNS):
            await pilot.pause()
        app.foresee("once", make)
        await worked(pilot)
        await pilot.press("ctrl+r")
        seen = await worked(pilot)
        assert "Facts of 17:00:00Z, 0s ago.  It could not be worked out: this is a bug in akotui." in seen
        assert "\n worked out\n" in seen


async def test_command_and_markdown_are_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened_on(judged(), size=(140, 40)) as (pilot, _):
        app = pilot.app
        assert isinstance(app, AkotuiApp)
        await ask(pilot, "whatif ns/shop team-")
        await worked(pilot)
        screen = app.screen
        assert isinstance(screen, OutlookScreen)
        sent: list[str] = []
        monkeypatch.setattr(app, "to_terminal", sent.append)
        await pilot.press("c")
        assert "copied the command" in screen_text(pilot)
        await pilot.press("C")
        await pilot.pause()
        assert "copied the page" in screen_text(pilot)
        assert len(sent) == 2


async def test_what_is_acknowledged_says_so() -> None:
    known = Acknowledgement("unclaimed-namespace", "Namespace/shop", "nobody needs it")
    over = Acknowledgement("unclaimed-namespace", "*", "it was", (MOMENT - timedelta(days=1)).date())
    for entry, told in ((known, True), (over, False)):
        async with opened_on(judged(), entry, size=(160, 40)) as (pilot, _):
            await ask(pilot, "whatif ns/shop team-")
            assert ("acknowledged" in await worked(pilot)) is told


async def test_b_shows_what_hangs_on_the_row_and_that_nothing_is_removed() -> None:
    async with opened_on(judged(), size=(140, 50)) as (pilot, _):
        await pilot.press("3", "b")
        seen = await worked(pilot)
        assert "Blast radius of ns shop: akotui removes nothing" in seen
        assert "workloads of AKO's classes (1)" in seen
        await pilot.press("escape", "2", "b")
        seen = await worked(pilot)
        assert "Blast radius of ako avi-system" in seen
        assert re.search("ClusterRole ako-cr  +every instance needs it", seen)
        assert "virtual services: left behind (1)" in seen
        await pilot.press("escape", "4", "b")
        seen = await worked(pilot)
        assert "What would have to be removed on the Controller" in seen
        assert "admin/prod--web.example.com" in seen


async def test_nothing_hangs_on_an_empty_row() -> None:
    async with opened_on(Estate()) as (pilot, _):
        await pilot.press("3", "b")
        await pilot.pause()
        assert "there is no row here" in screen_text(pilot)


@pytest.mark.parametrize("size", [(40, 6), (80, 24), (120, 40), (200, 60)])
async def test_page_is_wrapped_anew_at_every_size(size: tuple[int, int]) -> None:
    async with opened_on(judged(), size=(100, 30)) as (pilot, _):
        await ask(pilot, "whatif ako/avi-system uninstall")
        await worked(pilot)
        await pilot.resize_terminal(*size)
        seen = await worked(pilot)
        assert "What if: ako/avi-system uninstall" in seen
        assert "…" not in "\n".join(seen.splitlines()[2:-1]) or size == (40, 6)
        await pilot.press("G")
        await pilot.pause()
        assert "Esc back" in screen_text(pilot)
