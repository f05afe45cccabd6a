"""What a scenario is: a stage to set, and changes that come one by one for as long as somebody watches."""

from collections.abc import AsyncGenerator, Callable, Iterator

import msgspec

from akotui.simulator.simulation import Simulation
from akotui.simulator.world import World

_STILL = 3600.0


class Scenario(msgspec.Struct, frozen=True):
    """A named situation. `build` sets the stage; `steps` changes it and ends where it began, so that it can loop.

    Each value of `steps` is the wait in seconds before the next change. `rules`: the slugs that the stage shows.
    """

    name: str
    title: str
    description: str
    build: Callable[[World], None]
    rules: tuple[str, ...] = ()
    steps: Callable[[World], Iterator[float]] | None = None

    async def script(self, simulation: Simulation) -> AsyncGenerator[float, None]:
        """Set the stage on running servers, then play for ever."""
        world = World(simulation)
        self.build(world)
        yield 4.0
        while True:
            if self.steps is None:
                yield _STILL
                continue
            for pause in self.steps(world):
                yield pause
