"""S, :snapshot, D and :diff: what is known is saved, and what changed since is told."""

from pathlib import Path

import msgspec
import pytest
from textual.pilot import Pilot

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate, looked_at
from akotui.analysis.timeline import follow
from akotui.rules import ALL_RULES
from akotui.sources import snapshot
from akotui.tui import comparing
from akotui.tui.app import AkotuiApp
from akotui.tui.comparing import ComparingApp
from akotui.tui.copying import Form
from akotui.tui.messages import EstateReady
from akotui.tui.screens.outlook import OutlookScreen
from akotui.tui.widgets.footer_bar import FooterBar
from tests.analysis.golden import golden
from tests.build import MOMENT
from tests.build_estate import INSTANCES, NAMESPACES, estate, finding
from tests.tui.dead_disk import dead_disk
from tests.tui.running import Bugs, Still, app_on, opened, screen_text, text_of
from tests.tui.test_replay import replay

USUAL = "akotui-prod-eu-20261122T170000Z.snapshot"
NEWS = finding("host shop.example.com is served twice")
LATER = estate(findings=(*estate().findings, NEWS), namespaces=NAMESPACES[1:], instances=INSTANCES[1:])


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where akotui is started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def settle(pilot: Pilot[None]) -> str:
    """Wait until nothing is saved, read or compared any more; return what is seen."""
    app = pilot.app
    assert isinstance(app, ComparingApp)
    for _ in range(3):
        await pilot.pause()
    while app._busy or app._behind or (isinstance(app.screen, OutlookScreen) and app.screen.working):
        await pilot.pause()
    await pilot.pause()
    return screen_text(pilot)


async def press(pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    return await settle(pilot)


async def show(pilot: Pilot[None], later: Estate) -> str:
    pilot.app.post_message(EstateReady(later, 0))
    return await settle(pilot)


def footer(pilot: Pilot[None]) -> str:
    return " ".join(text_of(pilot.app.screen.query_one(FooterBar)).split())


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


async def test_s_offers_a_name_and_does_nothing_before_enter(folder: Path) -> None:
    async with app_on(estate()) as pilot:
        assert f":snapshot {USUAL}" in await press(pilot, "S")
        assert "saved" not in await press(pilot, "escape")
        assert names(folder) == []
        assert "baseline" not in screen_text(pilot)


async def test_what_is_saved_is_the_baseline_from_then_on(folder: Path) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        await press(pilot, "S", "enter")
        assert footer(pilot).startswith(f"saved: {USUAL} in {folder}")
        assert names(folder) == [USUAL]
        seen = await show(pilot, LATER)
        assert "since baseline: +1 error" in seen
        seen = await press(pilot, "D")
        assert f"before  {USUAL}, of 2026-11-22T17:00:00Z" in seen
        assert "✗ error  host shop.example.com is served twice" in seen
        assert "- avi-system  gone; primaryInstance true, selector team=red, version 2.2.1" in seen
        assert "- blue-api  gone, claimed by blue before" in seen
        assert "READ-ONLY" in seen
        await press(pilot, "escape")
        pilot.app.screen.query_one(FooterBar)._unflash()
        assert f"baseline: {USUAL}" in await settle(pilot)
    assert snapshot.read(str(folder / USUAL)).title == "prod-eu"


async def test_without_a_baseline_the_first_whole_reading_is_compared_with() -> None:
    async with app_on(estate(), LATER) as pilot:
        seen = await press(pilot, "D")
        assert "before  the first reading of this session, of 2026-11-22T17:00:00Z" in seen
        assert "+1 error" in seen
        assert "the first reading" not in await press(pilot, "D")


async def test_difference_is_of_its_moment_and_tells_that_there_is_news() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        seen = await press(pilot, "D")
        assert "after   this session, of 2026-11-22T17:00:00Z" in seen
        assert "The estate has changed since" not in await show(pilot, estate())
        seen = await show(pilot, LATER)
        assert "The estate has changed since: ctrl-r tells it anew." in seen
        assert "no difference" in seen
        seen = await press(pilot, "ctrl+r")
        assert "The estate has changed since" not in seen
        assert "+1 error" in seen


async def test_what_is_acknowledged_stands_apart_in_what_changed() -> None:
    entry = Acknowledgement("double-owned-namespace", "Namespace/payments", "known since spring")
    app = AkotuiApp(opened(Still(estate())), title="prod-eu", clock=lambda: MOMENT, ignored=(entry,))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await press(pilot, *":snapshot x", "enter")
        seen = await show(pilot, LATER)
        assert "since baseline: no finding came or went" in seen
        seen = await press(pilot, "D")
        assert "+1 error" not in seen
        assert "✗ error  host shop.example.com is served twice (known since spring)" in seen


async def test_bug_in_what_is_done_aside_is_told_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> str:
        raise LookupError

    def compare(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(comparing, "_write", write)
    monkeypatch.setattr(comparing, "difference", compare)
    bugs = Bugs()

    app = AkotuiApp(opened(Still(estate())), title="prod-eu", clock=lambda: MOMENT, report=bugs)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await press(pilot, *":snapshot x", "enter")
        await pilot.press("D")
        while len(bugs) < 1 + 1:
            await pilot.pause()
        await pilot.press("escape", "3")
        await pilot.pause()
        assert "> payments" in screen_text(pilot)
    assert [type(one) for one in bugs] == [LookupError, ZeroDivisionError]


async def test_before_everything_was_read_there_is_nothing_to_compare_with() -> None:
    async with app_on(Estate()) as pilot:
        assert "nothing to compare with yet" in await press(pilot, "D")
        assert "nothing is saved: nothing was read yet" in await press(pilot, *":snapshot x", "enter")


async def test_difference_is_copied_as_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []

    def take(_: AkotuiApp, text: str) -> None:
        copied.append(text)

    monkeypatch.setattr(AkotuiApp, "to_terminal", take)
    async with app_on(estate(), LATER) as pilot:
        await press(pilot, "D")
        assert "copied the page" in await press(pilot, "C")
        screen = pilot.app.screen
        assert isinstance(screen, OutlookScreen)
        text, _ = screen.copied(Form.EXPLANATION)
        assert text.startswith("## What changed: +1 error\n\n- before: the first reading of this session")
    assert [text[:7] for text in copied if text.startswith("\x1b]52")] == ["\x1b]52;c;"]


async def test_file_becomes_the_baseline_and_is_compared_with(folder: Path) -> None:
    found = golden("steady")
    judged = looked_at(analyse(None, found, ALL_RULES))
    (folder / "monday").write_bytes(snapshot.content(found, judged, "prod-eu", MOMENT))
    less = msgspec.structs.replace(judged, findings=judged.findings[1:])
    async with app_on(less) as pilot:
        seen = await press(pilot, *":diff monday", "enter")
        assert "before  monday, of" in seen
        assert "-1 " in seen
        await press(pilot, "escape")
        pilot.app.screen.query_one(FooterBar)._unflash()
        assert "baseline: monday" in await settle(pilot)


@pytest.mark.parametrize(("name", "why"), [("none", "No such file"), ("text", "is no snapshot"), (".", "a directory")])
async def test_file_that_cannot_be_read_is_one_line(folder: Path, name: str, why: str) -> None:
    (folder / "text").write_text("hello")
    async with app_on(estate()) as pilot:
        assert why in await press(pilot, *f":diff {name}", "enter")
        assert "baseline" not in screen_text(pilot)


async def test_nothing_is_overwritten_and_no_link_is_followed(folder: Path) -> None:
    (folder / "mine").write_text("mine")
    (folder / "link").symlink_to(folder / "nowhere")
    async with app_on(estate()) as pilot:
        for name in ("mine", "link", "."):
            assert "is there already" in await press(pilot, *f":snapshot {name}", "enter")
    assert (folder / "mine").read_text() == "mine"
    assert names(folder) == ["link", "mine"]


async def test_keys_go_on_while_a_disk_does_not_answer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_on(estate()) as pilot:
        with dead_disk(monkeypatch) as asked:
            await pilot.press(*":snapshot x", "enter")
            await asked.wait()
            await pilot.press("3")
            await pilot.pause()
            assert "> payments" in screen_text(pilot)
            await pilot.press(*":snapshot y", "enter")
            await pilot.pause()
            await pilot.pause()
            assert "is still being saved or read" in screen_text(pilot)
        await settle(pilot)
    assert names(folder) == ["x"]


async def test_without_a_baseline_nothing_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Estate] = []

    def compare(before: Estate, after: Estate) -> None:
        compared.extend((before, after))

    monkeypatch.setattr(comparing, "findings_between", compare)
    async with app_on(*(estate() for _ in range(20))) as pilot:
        await settle(pilot)
    assert compared == []


async def test_another_cluster_is_not_compared_with_the_baseline_of_the_one_before() -> None:
    async with app_on(estate()) as pilot:
        await press(pilot, *":snapshot x", "enter")
        app = pilot.app
        assert isinstance(app, ComparingApp)
        app.forget_baseline()
        assert "baseline" not in await show(pilot, LATER)
        assert "nothing to compare with yet" in await press(pilot, "D")


async def test_timeline_tells_when_a_baseline_was_saved_and_loaded() -> None:
    async with app_on(estate(), size=(200, 60)) as pilot:
        seen = await press(pilot, *":snapshot x", "enter")
        assert "17:00:00Z · baseline x saved" in seen
        await press(pilot, *":diff x", "enter")
        seen = await press(pilot, "escape")
        assert "17:00:00Z · baseline x loaded" in seen
        assert "first reading" in seen


async def test_baseline_is_told_while_rows_are_held_still_and_what_is_held_back_is_not(folder: Path) -> None:
    async with app_on(estate(), size=(200, 60)) as pilot:
        await press(pilot, "p")
        assert isinstance(pilot.app, AkotuiApp)
        pilot.app._followed = follow(pilot.app._followed, LATER)
        await show(pilot, LATER)
        seen = await press(pilot, *":snapshot x", "enter")
        assert "baseline x saved" in seen
        assert "avi-system gone" not in seen
        seen = await press(pilot, "p")
        assert "baseline x saved" in seen
        assert "avi-system gone" in seen
        assert names(folder) == ["x"]


@pytest.mark.parametrize("size", [(40, 6), (80, 24), (200, 60)])
async def test_it_fits_every_size(size: tuple[int, int]) -> None:
    async with app_on(estate(), LATER, size=size) as pilot:
        seen = await press(pilot, "D")
        assert "+1 error" in seen
        assert max(map(len, seen.splitlines())) <= size[0]


async def test_recorded_moment_is_saved_and_compared_with(folder: Path) -> None:
    async with replay() as one:
        await one.pilot.press(*":snapshot then", "enter")
        await settle(one.pilot)
        assert snapshot.read(str(folder / "then")).inventory == one.player.inventory
        assert isinstance(one.pilot.app, AkotuiApp)
        assert "baseline" not in " ".join(event.text for event in one.pilot.app.timeline.events)
        await one.press("]")
        assert "before  then, of" in await press(one.pilot, "D")
