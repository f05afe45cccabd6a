import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from textual.pilot import Pilot

from akotui.analysis.findings import Coverage
from akotui.analysis.subjects import VirtualServiceSubject
from akotui.tui.app import AkotuiApp
from akotui.tui.messages import EstateReady
from akotui.tui.panes import aging_pane, why_pane
from akotui.tui.panes.aging_pane import AgingPane
from akotui.tui.screens.main import MainScreen
from akotui.tui.widgets import header_bar
from akotui.tui.widgets.row_table import RowTable
from tests.build import MOMENT
from tests.build_estate import estate, finding
from tests.tui.running import Still, opened, screen_text

RAN = (Coverage("double-owned-namespace", "ran"),)


def ages(pilot: Pilot[None]) -> list[str]:
    """The last cells of the findings that are seen."""
    return [line.strip("│ ").split()[-1] for line in screen_text(pilot).splitlines() if "✗ ERR" in line]


class Painted:
    """Counts how often lines of a table are made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rounds = 0
        original = AgingPane._refresh_changed

        def counted(pane: AgingPane) -> None:
            self.rounds += 1
            original(pane)

        monkeypatch.setattr(AgingPane, "_refresh_changed", counted)


async def test_age_of_a_finding_is_at_least_that_of_the_session_and_of_a_new_one_exactly_its_own() -> None:
    now = [MOMENT]
    engine = Still(estate(findings=(finding(),), coverage=RAN))
    app = AkotuiApp(opened(engine), clock=lambda: now[0])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()
        await pilot.press("z")
        await pilot.pause()
        assert ages(pilot) == ["0m+"]
        now[0] = MOMENT + timedelta(minutes=14)
        new = finding("namespace web is claimed by avi-system and blue")
        assert engine.publish is not None
        engine.publish(estate(at=now[0], findings=(finding(), new), coverage=RAN))
        await pilot.pause()
        await pilot.pause()
        assert ages(pilot) == ["14m+", "0s"]


async def test_ages_in_minutes_are_painted_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [MOMENT]
    app = AkotuiApp(opened(Still(estate(findings=(finding(),), coverage=RAN))), clock=lambda: now[0])
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.pause()
        painted = Painted(monkeypatch)
        for second in (1, 2, 58, 59, 60, 61, 62, 119, 120, 121):
            now[0] = MOMENT + timedelta(seconds=second)
            app._tick()
            await pilot.pause()
        assert (painted.rounds, ages(pilot)) == (2, ["2m+"])


class Counting:
    """Counts the calls of a function, by the moments that it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> None:
        self.calls = 0
        original: Callable[..., object] = getattr(module, name)

        def counted(*args: object) -> object:
            self.calls += 1
            return original(*args)

        monkeypatch.setattr(module, name, counted)


async def test_second_that_makes_no_row_older_looks_at_no_row_and_counts_no_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [MOMENT]
    app = AkotuiApp(opened(Still(estate(findings=(finding(),), coverage=RAN))), clock=lambda: now[0])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()
        for second in (1, 2, 3):
            now[0] = MOMENT + timedelta(seconds=second)
            app._tick()
            await pilot.pause()
        made, counted = Counting(monkeypatch, aging_pane, "aged"), Counting(monkeypatch, header_bar.triage, "counts")
        for second in range(4, 20):
            now[0] = MOMENT + timedelta(seconds=second)
            app._tick()
            await pilot.pause()
        assert (made.calls, counted.calls) == (0, 0)
        assert screen_text(pilot).splitlines()[0].endswith(f"{now[0]:%H:%M:%S}Z")
        now[0] = MOMENT - timedelta(days=1)
        app._tick()
        assert made.calls > 0, "a clock that is put back makes ages younger"


async def test_ages_beside_an_explanation_do_not_ask_again_where_its_keys_lead(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [MOMENT]
    app = AkotuiApp(opened(Still(estate(findings=(finding(),), coverage=RAN))), clock=lambda: now[0])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()
        told, led = Counting(monkeypatch, why_pane, "explain"), Counting(monkeypatch, why_pane, "next_keys")
        for second in range(1, 6):
            now[0] = MOMENT + timedelta(seconds=second)
            app._tick()
            await pilot.pause()
        assert (told.calls, led.calls) == (5, 0)
        await pilot.press("2")
        assert led.calls > 0


async def test_estate_within_a_second_makes_no_age_that_goes_back() -> None:
    now = [MOMENT]
    app = AkotuiApp(opened(Still(estate())), clock=lambda: now[0])
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        now[0] = MOMENT + timedelta(seconds=4.9)
        pilot.app.post_message(EstateReady(estate()))
        await pilot.pause()
        shown = app.now
        now[0] += timedelta(seconds=0.05)
        app._tick()
        assert app.now == shown == MOMENT + timedelta(seconds=4)


async def test_estate_that_differs_in_moments_only_draws_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    app = AkotuiApp(opened(Still(estate(findings=(finding(),), coverage=RAN))), clock=lambda: MOMENT)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()
        drawn = Counting(monkeypatch, RowTable, "render_line")
        later = estate(at=MOMENT + timedelta(seconds=1), findings=(finding(),), coverage=RAN)
        pilot.app.post_message(EstateReady(later))
        await pilot.pause()
        await pilot.pause()
        assert (app.estate, drawn.calls) == (later, 0)


async def test_virtual_services_tell_when_they_were_modified_and_are_sorted_by_it() -> None:
    def modified(at: int, days: int) -> VirtualServiceSubject:
        one = estate().virtual_services[at]
        return msgspec.structs.replace(
            one, vs=msgspec.structs.replace(one.vs, last_modified=MOMENT - timedelta(days=days))
        )

    seen = estate(virtual_services=(modified(1, 5), modified(3, 12), estate().virtual_services[2]))
    app = AkotuiApp(opened(Still(seen)), clock=lambda: MOMENT)
    async with app.run_test(size=(160, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        await pilot.press("4", "z", "colon", *"sort modified", "enter")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, MainScreen)
        pane = screen.panes["virtual-services"]
        assert [pane.listing.row(at).cells[-1] for at in range(3)] == ["5d", "12d", "--"]


@pytest.mark.parametrize("now", [datetime(1969, 12, 31, 23, 59, 58, tzinfo=UTC), datetime(1979, 6, 1, tzinfo=UTC)])
async def test_clock_of_decades_ago_makes_no_age_negative_and_no_pane_empty(now: datetime) -> None:
    everything = Still(estate(), estate(at=now, findings=(finding(),), coverage=RAN))
    app = AkotuiApp(opened(everything), clock=lambda: now)
    async with app.run_test(size=(160, 48)) as pilot:
        await pilot.pause()
        await pilot.pause()
        seen = screen_text(pilot)
        assert f"{now:%H:%M:%S}Z" in seen.splitlines()[0]
        assert ages(pilot) == ["0m+"]
        for pane in "123456":
            await pilot.press(pane, "z", "enter")
            await pilot.pause()
            assert not re.search(r"-\d+[smhdy]\b", screen_text(pilot))
            await pilot.press("escape", "z")
        await pilot.press("q")
