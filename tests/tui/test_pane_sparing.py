"""Going from pane to pane repaints what looks different, and looks no style up twice: counted, and seen."""

from collections.abc import Callable, Iterator

import pytest
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.strip import Strip

from akotui.tui.palette import THEMES
from akotui.tui.remembering_stylesheet import RememberingStylesheet
from akotui.tui.sparing_app import SparingApp
from tests.build_estate import estate
from tests.tui.running import app_on

SIZES = [(40, 8), (80, 24), (120, 40), (200, 60)]
KEYS = ("2", "3", "j", "2", "1", "z", "6", "z", "3", "2", "4", "3")

Cell = tuple[str, Style | None]


def cells(strip: Strip) -> list[Cell]:
    return [(character, segment.style) for segment in strip for character in segment.text]


async def pressed(pilot: Pilot[None], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


def spans(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Line, column and content of what is painted."""
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < right and end > left:
                start = max(x, left)
                yield y, start, strip.crop(start - x, min(end, right) - x)


@pytest.fixture
def updates(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Everything that is displayed from now on."""
    shown = list[object]()
    display = SparingApp._display

    def kept(app: SparingApp, screen: object, renderable: object) -> None:
        shown.append(renderable)
        display(app, screen, renderable)  # pyright: ignore[reportArgumentType] - as it was given

    monkeypatch.setattr(SparingApp, "_display", kept)
    return shown


def whole(compositor: Compositor) -> list[list[Cell]]:
    """All cells of the screen."""
    return [cells(strip) for strip in compositor.render_strips()]


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_painted_for_keys_is_all_that_looks_different(
    size: tuple[int, int], updates: list[object]
) -> None:
    async with app_on(estate(), size=size) as pilot:
        await pilot.pause()
        compositor = pilot.app.screen._compositor
        seen = whole(compositor)
        for key in KEYS:
            updates.clear()
            await pressed(pilot, key)
            for update in updates:
                if isinstance(update, ChopsUpdate):
                    for y, x, strip in spans(update):
                        seen[y][x : x + strip.cell_length] = cells(strip)
                elif update is not None:
                    seen = whole(compositor)
            assert seen == whole(compositor), key


async def test_of_a_pane_that_gets_the_keys_only_the_frame_and_a_line_are_painted(updates: list[object]) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        await pressed(pilot, "3", "2", "3")
        updates.clear()
        await pressed(pilot, "2")
        assert len(updates) == 1
        update, screen = updates[0], pilot.app.screen
        assert isinstance(update, ChopsUpdate)
        for noun in ("instances", "namespaces"):
            region = screen.query_one(f".pane--{noun}").region
            painted = sum(
                min(right, region.right) - max(left, region.x)
                for y, left, right in update.spans
                if region.y <= y < region.bottom and left < region.right and right > region.x
            )
            assert painted < 4 * (region.width + region.height) < region.area


@pytest.fixture
def rules_asked(monkeypatch: pytest.MonkeyPatch) -> list[RuleSet]:
    """The rules that are held against a widget from now on."""
    asked = list[RuleSet]()
    check: Callable[[RuleSet, list[DOMNode]], object] = Stylesheet._check_rule

    def noted(rule: RuleSet, path: list[DOMNode]) -> object:
        asked.append(rule)
        return check(rule, path)

    monkeypatch.setattr(Stylesheet, "_check_rule", staticmethod(noted))
    return asked


async def test_pane_that_had_the_keys_before_is_held_against_no_rule_again(rules_asked: list[RuleSet]) -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        await pressed(pilot, "3", "2", "3")
        assert rules_asked
        rules_asked.clear()
        await pressed(pilot, "2", "3")
        assert rules_asked == []


def looks(app: App[None]) -> dict[DOMNode, dict[str, object]]:
    """What holds for each widget; that something has no colour of its own need not be said."""
    return {
        node: {name: value for name, value in node.styles.base.get_rules().items() if not name.startswith("auto_")}
        for node in app.screen.walk_children(with_self=True)
    }


@pytest.mark.parametrize("size", SIZES)
async def test_styles_are_those_that_textual_would_look_up(size: tuple[int, int]) -> None:
    async with app_on(estate(), size=size) as pilot:
        assert isinstance(pilot.app.stylesheet, RememberingStylesheet)
        for theme in THEMES:
            pilot.app.theme = theme
            for key in KEYS:
                await pressed(pilot, key)
                ours = looks(pilot.app)
                for node in ours:
                    Stylesheet.apply(pilot.app.stylesheet, node)  # pyright: ignore[reportUnknownMemberType] - dict of what
                assert looks(pilot.app) == ours, (theme, key)
