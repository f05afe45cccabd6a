"""Run on a terminal: akotui's screen, shown one hostile world after another. `parade.py COUNT SEED`.

Ends with 0 when each was painted and no text from outside had an action run; with 3 or 4 when not.
"""

import asyncio
import contextlib
import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from akotui.analysis.estate import Estate
from akotui.model.inventory import Inventory
from akotui.model.objects import Sight, Wanted
from akotui.sources.avi_account import AviCredentials
from akotui.tui.app import AkotuiApp
from akotui.tui.running import Running
from tests.faults import hostile

STYLES: Final = Path(inspect.getfile(AkotuiApp)).with_name("app.tcss")

KEYS: Final = (
    "1", "enter", "C", "escape", "2", "enter", "escape", "3", "down", "enter", "escape", "4", "enter", "c", "escape",
    "5", "o", "z", "z", "6", "question_mark", "escape",
)  # fmt: skip
"""What is looked at meanwhile: every pane, a detail in each, copies, narrowing, zoom, help."""


class Watched(AkotuiApp):
    """The app; counts when one of the actions is run that the texts name: nobody presses their keys."""

    CSS_PATH = STYLES
    planted = 0

    async def action_quit(self) -> None:
        """Count."""
        self.planted += 1

    async def action_bell(self) -> None:
        """Count."""
        self.planted += 1


class Parade:
    """Publishes so many worlds, each when the one before has been painted; then the app is left."""

    def __init__(self, count: int, seed: int) -> None:
        self.app: AkotuiApp | None = None
        self.inventory = Inventory()
        self.painted = 0
        self._count = count
        self._seed = seed

    async def run(self, publish: Callable[[Estate], None]) -> None:
        """Show them all."""
        assert self.app is not None
        for number in range(self._count):
            estate, self.inventory = hostile.world(Random(self._seed + number))
            publish(estate)
            await _painted(self.app)
            self.painted += 1
            self.app.simulate_key(KEYS[number % len(KEYS)])
        self.app.exit()

    @property
    def interactive(self) -> None:
        return None

    def poke(self) -> None:
        """Nothing is read."""

    async def sight(self, wanted: Wanted) -> Sight:
        """Show something hostile."""
        return Sight(b'{"\\u001b[2J": "\\u202e\\u0007", "metadata": {"name": "\\u009b31m"}}', wanted.word)

    def sign_in(self, address: str, account: AviCredentials) -> None:
        """Nobody is asked."""


async def _painted(app: AkotuiApp) -> None:
    """Wait until what was told before is on the terminal; a screen that is left takes its callbacks along."""
    painted = asyncio.Event()
    while not painted.is_set():
        app.call_after_refresh(painted.set)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(painted.wait(), 0.2)


def main(count: str, seed: str) -> int:
    """Return the exit code."""
    parade = Parade(int(count), int(seed))

    async def opened() -> Running:
        return parade

    app = Watched(opened, title=hostile.clean_text(Random(int(seed))))
    parade.app = app
    app.run()
    if app.planted:
        return 4
    return 0 if parade.painted == int(count) and not app.return_code else 3


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
