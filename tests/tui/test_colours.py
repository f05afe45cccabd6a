"""Each meaning has a symbol, an ASCII sign, a word and colours, as a table: no two meanings share all but their colour.

The hues are Okabe and Ito's (https://jfly.uni-koeln.de/color/), told apart by colour-blind eyes. Their blue is too dark
on a dark background, so it is lighter there; for the same reason the terminal's bright blue stands for its blue.
"""

from typing import Final

import msgspec
import pytest
from rich.style import Style

from akotui.analysis.findings import Severity
from akotui.analysis.instances import Health
from akotui.analysis.subjects import State
from akotui.tui.app import AkotuiApp
from akotui.tui.appearance import Appearance
from akotui.tui.ascii_filter import plain
from akotui.views import words
from akotui.views.table import Tone
from tests.build import MOMENT
from tests.build_estate import estate
from tests.tui.running import Still, opened

TABLE: Final = (  # the last are numbers of the terminal's own colours: 3 is yellow, 9 bright red, 12 bright blue
    (words.SEVERITIES[Severity.ERROR], "✗", "X", "ERR", "#d55e00 bold", "color(9) bold"),
    (words.SEVERITIES[Severity.WARNING], "▲", "!", "WRN", "#e69f00", "color(3)"),
    (words.SEVERITIES[Severity.INFO], "·", ".", "INF", "#56b4e9", "color(6)"),
    (words.UNCHECKED, "?", "?", "UNK", "grey italic", "default dim italic"),
    (words.VIRTUAL_SERVICES[State.ORPHANED], "○", "o", "orphaned", "#cc79a7 bold", "color(5) bold"),
    (words.VIRTUAL_SERVICES[State.DOUBLE_OWNED], "◎", "2", "double-owned", "#d55e00 bold", "color(9) bold"),
    (words.INSTANCES[Health.REMOVED], "∅", "-", "removed", "#2f8fd0", "color(12)"),
    (words.VIRTUAL_SERVICES[State.FOREIGN], "~", "~", "foreign", "grey", "default dim"),
)
_READABLE: Final = 4.5
"""The contrast that text needs (WCAG 2.1, 1.4.3)."""


async def styles(theme: str) -> dict[Tone, Style]:
    app = AkotuiApp(opened(Still(estate())), title="prod", clock=lambda: MOMENT)
    app.appearance = msgspec.convert({"theme": theme}, Appearance)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        pane = pilot.app.screen.query("RowTable").first()
        return {tone: pane.get_component_rich_style(f"tone--{tone.value}") for tone in Tone}


def told(style: Style) -> str:
    """The colour of text and how it is written: `#d55e00 bold`; greys are `grey`."""
    colour, triplet = style.color, style.color.triplet if style.color is not None else None
    parts = tuple(triplet) if triplet is not None else ()
    grey = bool(parts) and max(parts) - min(parts) < 32
    name = "grey" if grey else triplet.hex if triplet is not None else colour.name if colour is not None else ""
    return " ".join([name, *(word for word in ("bold", "dim", "italic") if getattr(style, word))])


@pytest.mark.parametrize("row", TABLE, ids=[row[3] for row in TABLE])
def test_meaning_has_a_symbol_an_ascii_sign_and_a_word(row: tuple[words.Mark, str, str, str, str, str]) -> None:
    mark, symbol, sign, word, *_ = row
    assert mark[:2] == (symbol, word)
    assert plain(symbol) == sign


@pytest.mark.parametrize(("theme", "column"), [("dark", 4), ("ansi", 5)])
async def test_meanings_have_their_colours(theme: str, column: int) -> None:
    painted = await styles(theme)
    assert [told(painted[row[0][2]]) for row in TABLE] == [row[column] for row in TABLE]


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_every_tone_can_be_read_on_its_background(theme: str) -> None:
    for tone, style in (await styles(theme)).items():
        assert contrast(style) >= _READABLE, tone


def contrast(style: Style) -> float:
    """The contrast of text to what is behind it."""
    text, behind = (one.triplet if one is not None else None for one in (style.color, style.bgcolor))
    assert text is not None
    assert behind is not None
    lighter, darker = sorted((luminance(tuple(text)), luminance(tuple(behind))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(parts: tuple[int, ...]) -> float:
    """Relative luminance (WCAG 2.1)."""
    linear = [part / 3294.6 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
