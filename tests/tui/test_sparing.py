from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from akotui.tui.sparing import Shown
from tests.bench.glass import Glass

WIDTH, HEIGHT = 12, 3
CONSOLE = Console(color_system="truecolor", force_terminal=True, width=WIDTH)
COLOURS = (
    None, Style(color="red"), Style(color="#112233", bgcolor="#445566"), Style(bold=True), Style(bgcolor="#445566"),
    Style(color="default", bgcolor="default"), Style(color="bright_red", bgcolor="color(200)", reverse=True, bold=True),
)  # fmt: skip


def stretches(alphabet: str) -> st.SearchStrategy[Segment]:
    return st.tuples(st.text(alphabet, max_size=5), st.sampled_from(COLOURS)).map(lambda pair: Segment(*pair))


segments, wide = stretches("ab é●"), stretches("a日👍")


def strip(parts: Sequence[Segment], width: int = WIDTH) -> Strip:
    return Strip(parts).adjust_cell_length(width)


lines = st.lists(segments | wide, max_size=6).map(strip)
narrow = st.lists(segments, max_size=6).map(strip)
frames = st.lists(lines, min_size=HEIGHT, max_size=HEIGHT)
spans = st.lists(
    st.tuples(st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1), st.integers(1, WIDTH)).filter(
        lambda span: span[1] < span[2]
    ),
    min_size=1,
    max_size=4,
)


def layout(frame: Sequence[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[one] for one in frame], Region(0, 0, WIDTH, HEIGHT))


def partly(frame: Sequence[Strip], spans: list[tuple[int, int, int]], cut: int = WIDTH) -> ChopsUpdate:
    """An update of these spans, as of two widgets beside each other that meet at `cut`."""
    ends = [cut, WIDTH] if cut < WIDTH else [WIDTH]
    chops = [dict(zip((0, cut), one.divide(ends), strict=False)) for one in frame]
    return ChopsUpdate(chops, spans, [ends] * len(frame))


def written(shown: Shown, update: ChopsUpdate | LayoutUpdate) -> str:
    return shown.difference(update, CONSOLE)


def pictured(frame: Sequence[Strip]) -> list[list[tuple[str, str]]]:
    """What a terminal shows of a frame painted by Textual."""
    glass = Glass(WIDTH, HEIGHT)
    glass.feed(layout(frame).render_segments(CONSOLE).encode())
    return glass.cells


@given(st.lists(frames, min_size=2, max_size=4), st.sampled_from((4, 7, WIDTH)))
def test_terminal_shows_what_textual_would_have_painted(history: list[list[Strip]], cut: int) -> None:
    glass, textual, shown = Glass(WIDTH, HEIGHT), Glass(WIDTH, HEIGHT), Shown()
    glass.feed(written(shown, layout(history[0])).encode())
    for frame in history[1:]:
        update = partly(frame, [(y, 0, WIDTH) for y in range(HEIGHT)], cut)
        glass.feed(written(shown, update).encode())
        textual.feed(update.render_segments(CONSOLE).encode())
        assert glass.cells == textual.cells


@given(st.lists(narrow, min_size=HEIGHT, max_size=HEIGHT), st.lists(narrow, min_size=HEIGHT, max_size=HEIGHT), spans)
def test_nothing_outside_of_the_painted_spans_changes(
    before: list[Strip], after: list[Strip], painted: list[tuple[int, int, int]]
) -> None:
    glass, shown = Glass(WIDTH, HEIGHT), Shown()
    glass.feed(written(shown, layout(before)).encode())
    expected, new = pictured(before), pictured(after)
    for y, left, right in painted:
        expected[y][left:right] = new[y][left:right]
    glass.feed(written(shown, partly(after, painted)).encode())
    assert glass.cells == expected


@given(frames)
def test_frame_that_is_shown_already_costs_nothing(frame: list[Strip]) -> None:
    shown = Shown()
    narrow_lines = [y for y in range(HEIGHT) if len(frame[y].text) == WIDTH]
    written(shown, layout(frame))
    if narrow_lines:
        assert written(shown, partly(frame, [(y, 0, WIDTH) for y in narrow_lines])) == ""


def test_changed_cell_is_sent_alone_and_neighbours_in_one_run() -> None:
    shown = Shown()
    red = Style(color="#ff0000")
    written(shown, layout([strip([Segment("12:00:00", red)])] * HEIGHT))
    ticked = [strip([Segment("12:01:01", red)])] * HEIGHT
    assert written(shown, partly(ticked, [(1, 0, WIDTH)])) == "\x1b[2;5H\x1b[38;2;255;0;0m1:01"


def test_colours_that_are_set_are_not_set_again_and_what_has_them_comes_first() -> None:
    bar, quiet = Style(color="#ffffff", bgcolor="#000000"), Style(color="#888888", bgcolor="#111111")

    def ticked(seconds: str) -> ChopsUpdate:
        header = strip([Segment(f"{seconds}s       :{seconds}", bar)])
        return partly([header, strip([Segment(f"{seconds}s ", quiet)]), strip([])], [(0, 0, WIDTH), (1, 0, 3)])

    shown = Shown()
    written(shown, layout([strip([Segment(" " * WIDTH, bar)]), strip([Segment("   ", quiet)]), strip([])]))
    written(shown, ticked("1"))
    header, why = "\x1b[1;1H{0}\x1b[11G{0}", "\x1b[2;1H{0}"
    white, grey = "\x1b[38;2;255;255;255;48;2;0;0;0m", "\x1b[38;2;136;136;136;48;2;17;17;17m"
    assert written(shown, ticked("2")) == f"{why}{header}".format("2").replace("\x1b[1;1H", f"\x1b[1;1H{white}")
    assert written(shown, ticked("3")) == f"{header}{why}".format("3").replace("\x1b[2;1H", f"\x1b[2;1H{grey}")


def test_colour_behind_the_text_that_stays_is_not_sent_again() -> None:
    shown = Shown()
    parts = [
        Segment("a", Style(color="#010203", bgcolor="#000000")),
        Segment("b", Style(color="red", bgcolor="#000000")),
    ]
    assert written(shown, partly([strip(parts)], [(0, 0, 2)])) == ("\x1b[1;1H\x1b[0;38;2;1;2;3;48;2;0;0;0ma\x1b[31mb")


def test_what_was_forgotten_is_sent_again() -> None:
    shown, frame = Shown(), [strip([Segment("a")])] * HEIGHT
    written(shown, layout(frame))
    shown.forget()
    assert written(shown, partly(frame, [(0, 0, WIDTH)])) == "\x1b[1;1H\x1b[0ma" + " " * (WIDTH - 1)
    assert CONSOLE._color_system is ColorSystem.TRUECOLOR
