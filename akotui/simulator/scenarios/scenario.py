"""What a scenario is: a stage to set, and changes that come one by one for as long as somebody watches."""

from collections.abc import AsyncGenerator, Callable, Iterator

import msgspec

from akotui.simulator.leases import RENEWED_EVERY, Leases
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
        for part in _paced(4.0, world.leases):
            yield part
        while True:
            if self.steps is None:
                for part in _paced(_STILL, world.leases):
                    yield part
                continue
            for pause in self.steps(world):
                for part in _paced(pause, world.leases):
                    yield part


def _paced(pause: float, leases: Leases) -> Iterator[float]:
    """Cut a wait so that leaders can renew their Leases in between."""
    while leases.renewed and pause > RENEWED_EVERY:
        yield RENEWED_EVERY
        leases.renew(RENEWED_EVERY)
        pause -= RENEWED_EVERY
    yield pause
    leases.renew(pause)
