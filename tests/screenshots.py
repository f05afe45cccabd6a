"""Draws the pictures in `screenshots/`, as SVG and PNG, and the same screens as text in `tests/tui/frames`.

Run `python -m tests.screenshots` from the project's root; with names, only pictures whose names begin with one of
them. A picture is a line in SHOTS. What they show comes from tests/pictured.py.
"""

import asyncio
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from akotui.analysis.estate import Estate
from akotui.model.facts import Fact
from akotui.model.objects import Sight, Wanted
from akotui.replay.player import Player
from akotui.rules import ALL_RULES
from akotui.simulator.store import MOMENT
from akotui.sources.recording import Recording, seen
from akotui.tui.app import AkotuiApp
from akotui.tui.replay import ReplayApp
from akotui.tui.screens.explained import ExplainedScreen
from akotui.tui.screens.outlook import OutlookScreen
from tests.pictured import ACKNOWLEDGED, SCENARIO, estates, facts, read, recording
from tests.rastering import png
from tests.tui.running import Still, opened, screen_text

FOLDER: Final = Path(__file__).parent.parent / "screenshots"
FRAMES: Final = Path(__file__).parent / "tui" / "frames"
"""The same screens as text, which outlives any change of how Textual draws a picture."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: width and height of the terminal, the state it is in (tests/pictured.py), and the keys pressed."""

    width: int
    height: int
    state: str = "demo"
    keys: Sequence[str] = ()


def small(*keys: str, state: str = "demo") -> Shot:
    """A pane of tmux."""
    return Shot(80, 24, state, keys)


def wide(*keys: str, state: str = "demo") -> Shot:
    """A window."""
    return Shot(120, 40, state, keys)


SHOTS: Final[Mapping[str, Shot]] = {
    "findings-80x24": small(),
    "instances-80x24": small("2"),
    "namespaces-80x24": small("3"),
    "virtual-services-80x24": small("4"),
    "users-80x24": small("5"),
    "timeline-80x24": small("t", state="changing"),
    "difference-80x24": small("D", state="changing"),
    "why-80x24": small("enter"),
    "owner-80x24": small("4", "o"),
    "tree-80x24": small("4", "x"),
    "yaml-80x24": small("3", "y"),
    "what-if-80x24": small("3", "w", *"green", "enter"),
    "blast-80x24": small("4", "b"),
    "narrowed-80x24": small("2", "down", "enter", "4"),
    "filter-80x24": small("4", "slash", *"state:double"),
    "command-80x24": small("colon", *"explain ns/pay"),
    "palette-80x24": small("ctrl+p"),
    "help-80x24": small("question_mark"),
    "columns-80x24": small("4", "v"),
    "rule-80x24": small("e"),
    "explained-80x24": small("colon", *"explain ns/payments", "enter"),
    "access-80x24": small("colon", *"access", "enter", state="partial"),
    "acknowledged-80x24": small("A", state="acknowledged"),
    "login-80x24": small("L", state="no-controller"),
    "loading-80x24": small(state="loading"),
    "stale-80x24": small(state="stale"),
    "partial-80x24": small(state="partial"),
    "no-controller-80x24": small(state="no-controller"),
    "predicted-80x24": small("4", state="no-controller"),
    "refused-80x24": small(state="refused"),
    "nothing-found-80x24": small(state="nothing-found"),
    "all-well-80x24": small(state="all-well"),
    "plugin-login-80x24": small(state="plugin-login"),
    "replay-80x24": small("right_square_bracket", state="replay"),
    "loading-40x6": Shot(40, 6, "loading"),
    "stale-40x6": Shot(40, 6, "stale"),
    "predicted-40x6": Shot(40, 6, "no-controller", ("4",)),
    "all-well-40x6": Shot(40, 6, "all-well"),
    "partial-120x40": wide(state="partial"),
    "predicted-120x40": wide("4", state="no-controller"),
    "refused-120x40": wide(state="refused"),
    "plugin-login-120x40": wide(state="plugin-login"),
    "nothing-found-120x40": wide(state="nothing-found"),
    "all-well-120x40": wide(state="all-well"),
    "findings-40x6": Shot(40, 6),
    "what-if-40x6": Shot(40, 6, "demo", ("3", "w", *"green", "enter")),
    "folded-header-40x6": Shot(40, 6, "demo", ("ctrl+e",)),
    "overview-120x40": wide(),
    "why-120x40": wide("enter"),
    "what-if-120x40": wide("3", "w", *"green", "enter"),
    "blast-120x40": wide("2", "down", "b"),
    "narrowed-to-blue-120x40": wide("2", "down", "enter", "4"),
    "stale-120x40": wide(state="stale"),
    "loading-120x40": wide(state="loading"),
    "replay-120x40": wide("right_square_bracket", "right_square_bracket", state="replay"),
    "difference-120x40": wide("D", state="changing"),
    "difference-40x6": Shot(40, 6, "changing", ("D",)),
    "overview-200x60": Shot(200, 60),
}

_WEB_FONT: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TURNS: Final = 3


@dataclass(frozen=True, slots=True)
class Scenes:
    """All states: the estates of each, what the demo's were made of, and a recording."""

    estates: Mapping[str, tuple[Estate, ...]]
    facts: Sequence[Fact]
    recording: Recording


class Looked(Still):
    """Publishes estates, and can show the objects that they were made of."""

    def __init__(self, told: Sequence[Fact], *published: Estate) -> None:
        super().__init__(*published)
        self.inventory = read(told)
        self._told = told

    async def sight(self, wanted: Wanted) -> Sight:
        """Find the object among the facts."""
        return msgspec.structs.replace(seen(self._told, wanted), asked=f"GET /api/v1/{wanted.kind.value}/{wanted.name}")


async def scenes() -> Scenes:
    """Read everything that is pictured."""
    return Scenes(await estates(), await facts(), await recording())


async def draw(shot: Shot, known: Scenes) -> tuple[str, str]:
    """Return the picture of one screen, and its text."""
    app = _app(shot.state, known)
    async with app.run_test(size=(shot.width, shot.height)) as pilot:
        for key in ("", *shot.keys):
            if key:
                await pilot.press(key)
            for _ in range(_TURNS):
                await pilot.pause()
        screen = app.screen
        while isinstance(screen, OutlookScreen) and screen.working:
            await pilot.pause()
        while isinstance(screen, ExplainedScreen) and "… explaining" in screen_text(pilot):
            await pilot.pause()
        await pilot.pause()
        return _WEB_FONT.sub("", app.export_screenshot(title="akotui")) + "\n", screen_text(pilot) + "\n"


def _app(state: str, known: Scenes) -> AkotuiApp:
    if state != "replay":
        engine = Looked(known.facts, *known.estates[state])
        title = state if state == "all-well" else SCENARIO  # the one picture of another scenario
        ignored = (ACKNOWLEDGED,) if state == "acknowledged" else ()
        return AkotuiApp(opened(engine), title=title, demo=True, ignored=ignored, clock=lambda: MOMENT)
    player = Player(known.recording, ALL_RULES, lambda: 0.0)

    async def open_recording() -> Player:
        return player

    return ReplayApp(open_recording, title=SCENARIO)


async def main(names: Sequence[str]) -> None:
    """Write the pictures whose names begin so; of what is not pictured any more nothing is left."""
    known = await scenes()
    for name, shot in SHOTS.items():
        if name.startswith(tuple(names) or ""):
            picture, text = await draw(shot, known)
            (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
            (FOLDER / f"{name}.png").write_bytes(png(picture))
            (FRAMES / f"{name}.txt").write_text(text, encoding="utf-8")
    for path in (*FOLDER.iterdir(), *FRAMES.iterdir()):
        if path.stem not in SHOTS:
            path.unlink()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
