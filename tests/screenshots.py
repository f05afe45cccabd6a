"""Draws the pictures in `screenshots/`: the demo, read by the real clients through the real engine, at a fixed moment.

Run `python -m tests.screenshots` from the project's root. Two runs write the same bytes: the scenario stands at its
first step, and what a run cannot repeat (the simulator's port, the moment of each reading) is replaced.
"""

import asyncio
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, cast

import msgspec

from akotui.analysis.estate import Estate
from akotui.cli import simulated
from akotui.engine import Engine
from akotui.model.kinds import Plane
from akotui.rules import ALL_RULES
from akotui.simulator.store import MOMENT
from akotui.tui.app import AkotuiApp
from tests.tui.running import Still, opened, screen_text

FOLDER: Final = Path(__file__).parent.parent / "screenshots"
FRAMES: Final = Path(__file__).parent / "tui" / "frames"
"""The same screens as text, which outlives any change of how Textual draws a picture."""

SCENARIO: Final = "multi-ako"
SHOTS: Final[Mapping[str, tuple[tuple[int, int], tuple[str, ...]]]] = {
    "findings-80x24": ((80, 24), ()),
    "virtual-services-80x24": ((80, 24), ("4",)),
    "findings-40x6": ((40, 6), ()),
    "tree-80x24": ((80, 24), ("4", "x")),
    "timeline-80x24": ((80, 24), ("t",)),
    "overview-120x40": ((120, 40), ()),
    "why-120x40": ((120, 40), ("enter",)),
    "narrowed-to-blue-120x40": ((120, 40), ("2", "down", "enter", "4")),
    "owner-80x24": ((80, 24), ("o",)),
    "overview-200x60": ((200, 60), ()),
}
"""Picture, size of the terminal, and the keys pressed before it is taken."""

_AGES: Final = {Plane.KUBERNETES: timedelta(seconds=2), Plane.AVI: timedelta(seconds=11)}
_PORT: Final = re.compile(r"127\.0\.0\.1:\d+")
_WEB_FONT: Final = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def demo_estate() -> Estate:
    """Return the demo's estate, as if it had been read some seconds before MOMENT."""
    async with AsyncExitStack() as stack:
        sources = await simulated.sources(SCENARIO, stack, follow=False, moment=MOMENT)
        seen = await Engine(sources, ALL_RULES).settled(30)
    fixed = _fixed(seen)
    assert isinstance(fixed, Estate)
    return msgspec.structs.replace(
        fixed,
        at=_read(Plane.KUBERNETES),
        sources=tuple(msgspec.structs.replace(one, at=_read(one.scope.plane)) for one in fixed.sources),
        read_at={(scope, kind): _read(scope.plane) for scope, kind in fixed.read_at},
    )


async def draw(seen: Estate, size: tuple[int, int], keys: tuple[str, ...]) -> tuple[str, str]:
    """Return the picture of one screen, and its text."""
    app = AkotuiApp(opened(Still(seen)), title=SCENARIO, demo=True, clock=lambda: MOMENT)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
        return _WEB_FONT.sub("", app.export_screenshot(title="akotui")) + "\n", screen_text(pilot) + "\n"


async def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(exist_ok=True)
    FRAMES.mkdir(exist_ok=True)
    seen = await demo_estate()
    for name, (size, keys) in SHOTS.items():
        picture, text = await draw(seen, size, keys)
        (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
        (FRAMES / f"{name}.txt").write_text(text, encoding="utf-8")


def _read(plane: Plane) -> datetime:
    return MOMENT - _AGES[plane]


def _fixed(value: object) -> object:
    """Return `value` with the simulator's port replaced wherever it stands."""
    match value:
        case str():
            return _PORT.sub("127.0.0.1:9443", value)
        case tuple():
            return tuple(_fixed(one) for one in cast("tuple[object, ...]", value))
        case Mapping():
            return {_fixed(key): _fixed(one) for key, one in cast("Mapping[object, object]", value).items()}
        case msgspec.Struct():
            fields = {name: _fixed(getattr(value, name)) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **fields)
        case _:
            return value


if __name__ == "__main__":
    asyncio.run(main())
