"""Screens of a few lines: a row first, then what is wrong with it, then the rest."""

import pytest

from akotui.analysis.findings import Coverage
from tests.build_estate import estate
from tests.tui.running import app_on, screen_text


async def test_small_terminal_still_shows_states_and_findings() -> None:
    async with app_on(estate(), size=(40, 6)) as pilot:
        lines = screen_text(pilot).splitlines()
        assert lines[0] == " akotui k8s ● 2s avi ● 2s RO    ✗2 ▲0 ?1"
        assert lines[1].startswith("> ✗ ns payments")
        assert lines[-2].startswith("✗ claimed by")
        assert "? help" in lines[-1]


@pytest.mark.parametrize(
    ("size", "rows", "why"), [((20, 3), 1, 0), ((40, 4), 2, 0), ((100, 12), 2, 1), ((200, 8), 2, 1)]
)
async def test_low_screens_show_rows_of_one_pane_first_then_a_line_that_says_why(
    size: tuple[int, int], rows: int, why: int
) -> None:
    async with app_on(estate(), size=size) as pilot:
        lines = screen_text(pilot).splitlines()
        assert sum(one.startswith(("> ✗", "  ✗")) for one in lines) == rows
        assert sum(one.startswith("✗ claimed by") for one in lines) == why
        assert not any("CLAIMED BY" in one for one in lines)
        await pilot.press("3")
        await pilot.pause()
        assert "> payments" in screen_text(pilot)


async def test_help_is_named_on_the_only_line_below_beside_what_leaves_rows_out() -> None:
    async with app_on(estate(), size=(40, 6)) as pilot:
        await pilot.press("z")
        await pilot.pause()
        last = screen_text(pilot).splitlines()[-1]
        assert last.split() == ["1", "Findings", "Esc", "back", "q", "quit", "?", "help"]
        await pilot.press("3", "enter")
        await pilot.pause()
        last = screen_text(pilot).splitlines()[-1]
        assert last.split()[:2] == ["3", "Namespaces"]
        assert "Esc back" in last
        assert last.rstrip().endswith(("? help", " ?"))


async def test_what_an_empty_table_says_is_not_cut_without_a_sign() -> None:
    well = estate(findings=(), coverage=(Coverage("double-owned-namespace", "ran"),))
    async with app_on(well, size=(40, 6)) as pilot:
        said = screen_text(pilot).splitlines()
        assert said[1].startswith("✓ 1 rule")
        assert said[-3].rstrip().endswith("…")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "…" not in "".join(screen_text(pilot).splitlines()[1:-3])
