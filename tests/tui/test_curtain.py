import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.tui.appearance import Appearance
from akotui.tui.curtain import UP, wants_out
from akotui.tui.drawn import SHADES, drawn
from akotui.tui.palette import THEMES
from akotui.views.lines import Line, line, plain
from akotui.views.opening import first_screen
from akotui.views.table import Tone
from tests.bench.glass import Glass
from tests.build import MOMENT
from tests.tui.running import Still, opened, screen_text
from tests.tui.test_terminal import app

TRUE = {"COLORTERM": "truecolor"}


@pytest.mark.parametrize("typed", [b"q", b"qj", b"\x03", b"jj\x03", b"\x11", b"/shop\x11"])
def test_keys_that_quit_end_it(typed: bytes) -> None:
    assert wants_out(typed)


@pytest.mark.parametrize("typed", [b"", b"j", b"/q", b":q\r", b"\x1bq", b"\x1b[200~q\x03\x1b[201~", b"Q"])
def test_a_q_that_is_part_of_something_is_kept_for_the_screen(typed: bytes) -> None:
    assert not wants_out(typed)


def hexadecimal(sgr: str) -> str:
    return "#" + "".join(f"{int(part):02X}" for part in sgr.split(";")[2:])


def test_colours_of_the_first_frame_are_those_of_the_palette() -> None:
    for name, shade in SHADES.items():
        theme = THEMES[name]
        assert tuple(map(hexadecimal, shade)) == (theme.foreground, theme.background, theme.panel)
    assert SHADES.keys() == THEMES.keys() - {"ansi"}


@pytest.mark.parametrize("environ", [{}, {"COLORTERM": "truecolor", "NO_COLOR": ""}, {"COLORTERM": "256"}])
def test_where_true_colours_are_unknown_or_unwanted_the_terminal_keeps_its_own(environ: dict[str, str]) -> None:
    assert "38;" not in drawn((line("x"),), Appearance(), environ)


lines = st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=0x2600, categories=("L", "S", "P")), max_size=9))


@given(lines, st.sampled_from(Tone))
def test_ascii_alone_is_drawn_where_nothing_else_can_be(texts: list[str], tone: Tone) -> None:
    said: tuple[Line, ...] = tuple(line(text, tone) for text in texts)
    assert drawn(said, Appearance(ascii=True), TRUE).isascii()


def test_drawn_lines_are_seen_where_they_belong() -> None:
    seen = first_screen("prod-eu", MOMENT, demo=True, columns=80, lines=24)
    glass = Glass(80, 24)
    glass.feed((UP + drawn(seen, Appearance(), TRUE)).encode())
    assert glass.lines == [plain(each).rstrip() for each in seen]
    assert glass.painted == 80 * 24


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (120, 40)])
async def test_header_and_checklist_stand_where_the_screen_will_have_them(columns: int, rows: int) -> None:
    seen = [plain(each) for each in first_screen("prod", MOMENT, demo=False, columns=columns, lines=rows)]
    shown = app(appearance=Appearance())
    shown._open_engine = opened(Still())
    async with shown.run_test(size=(columns, rows)) as pilot:
        await pilot.pause()
        text = screen_text(pilot).splitlines()
    assert re.sub(r"\S+Z$", "", text[0].rstrip()) == re.sub(r"\S+Z$", "", seen[0].rstrip())
    for row, step in enumerate(seen[4:8], 4):
        assert text[row].find(step.strip()) == len(step) - len(step.lstrip()), (row, step)
