from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from akotui.analysis.estate import Estate
from akotui.tui.app import AkotuiApp
from akotui.tui.widgets.painting import TONES, apart, cut, length, shortened, steady, strip
from akotui.tui.widgets.row_table import RowTable
from akotui.tui.widgets.wrapping import wrap
from akotui.views.lines import Line, Span, line, plain
from akotui.views.table import Tone
from tests.build import MOMENT
from tests.tui.running import Still, opened

texts = st.text(st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Me", "Mc")), max_size=60)
lines = st.lists(st.builds(Span, texts, st.sampled_from(Tone)), max_size=5).map(tuple)


def bare(_tone: Tone) -> Style:
    return Style.null()


def test_text_that_is_too_long_ends_in_an_ellipsis() -> None:
    assert (cut("abcdef", 4), cut("abc", 4), cut("abc", 0)) == ("abc…", "abc ", "")


def test_wide_character_that_does_not_fit_gives_way() -> None:
    assert cut("日本", 3) == "日…"
    assert cut("日本", 2) == " …"


@given(texts, st.integers(0, 80))
def test_cut_text_has_exactly_the_width(text: str, width: int) -> None:
    assert cell_len(cut(text, width)) == width


@given(lines, st.integers(0, 80))
def test_strip_has_exactly_the_width(spans: Line, width: int) -> None:
    made = strip(spans, width, bare)
    assert cell_len(made.text) == width == made.cell_length


@given(lines, lines, st.integers(0, 80))
def test_right_edge_is_never_cut_where_there_is_room_for_it(left: Line, right: Line, width: int) -> None:
    made = apart(left, right, width)
    assert plain(made).endswith(plain(right))
    assert length(made) == max(width, length(right))


@pytest.mark.parametrize("width", [26, 27, 28])
def test_word_as_long_as_a_line_is_not_joined_to_the_one_before(width: int) -> None:
    made = wrap((Span("2 ConfigMap/avi-system/ako"), Span("  read")), width)
    assert " ".join(plain(one).strip() for one in made).split() == ["2", "ConfigMap/avi-system/ako", "read"]


@given(lines, st.integers(1, 80))
def test_wrapped_lines_hold_every_word_and_fit(spans: Line, width: int) -> None:
    made = wrap(spans, width)
    assert "".join("".join(map(plain, made)).split()) == "".join(steady(plain(spans)).split())
    assert width < 4 or all(length(one) <= width for one in made)


def test_further_lines_are_indented() -> None:
    made = wrap(line("  avi-system selects it by label team"), 20)
    assert [plain(one) for one in made] == ["  avi-system selects", "    it by label team"]


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("vs prod--shop", 20, "vs prod--shop       "),
        ("vs prod--api.pay.example.com", 20, "vs …api.pay.example…"),
        ("vs prod--api.pay.example.com", 24, "vs …api.pay.example.com "),
        ("vs prod--api.pay.example.com +8", 20, "vs …api.pay.exam… +8"),
        ("ing payments/status-page +2", 18, "ing payments/s… +2"),
        ("prod--violet-Shared-L7-0", 20, "…violet-Shared-L7-0 "),
        ("prod--violet", 4, "pro…"),
        ("日本語日本語日本語", 7, "日本語…"),
        ("", 3, "   "),
    ],
)
def test_name_is_shortened_at_the_start_that_all_share_and_keeps_its_count(text: str, width: int, shown: str) -> None:
    assert shortened(text, width) == shown


@given(texts, st.integers(0, 50))
def test_shortened_text_has_exactly_the_width(text: str, width: int) -> None:
    assert cell_len(shortened(text, width)) == max(0, width)


async def test_tone_is_looked_up_where_it_is_painted_and_anew_under_another_theme(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up = Counter[str]()
    apply = Stylesheet.apply  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - keys of its cache

    def counted(sheet: Stylesheet, node: DOMNode, *, animate: bool = False, cache: None = None) -> None:
        looked_up.update(name for name in TONES if node.has_class(name))
        apply(sheet, node, animate=animate, cache=cache)

    monkeypatch.setattr(Stylesheet, "apply", counted)
    app = AkotuiApp(opened(Still(Estate())), clock=lambda: MOMENT)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert looked_up["tone--plain"]
        assert not looked_up["tone--orphan"]
        table = app.screen.query(RowTable).first()
        before = table.paint(Tone.ORPHAN)
        assert looked_up["tone--orphan"] == 1
        table.refresh()
        assert table.paint(Tone.ORPHAN) == before
        assert looked_up["tone--orphan"] == 1
        app.theme = "light"
        await pilot.pause()
        assert table.paint(Tone.ORPHAN) != before
