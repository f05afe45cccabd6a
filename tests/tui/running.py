"""The app on an engine that publishes what it is told."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot
from textual.widget import Widget

from akotui.analysis.estate import Estate
from akotui.errors import Unseen
from akotui.model.inventory import Inventory
from akotui.model.objects import Sight, Wanted
from akotui.sources.avi_account import AviCredentials
from akotui.sources.credentials import Interactive
from akotui.tui.app import AkotuiApp
from akotui.tui.running import Running
from tests.build import MOMENT
from tests.secrecy import hear


class Bugs(list[BaseException]):
    """The bugs that an app reported."""

    def __call__(self, error: BaseException) -> str:
        """Take one; return where it was noted."""
        self.append(error)
        return "noted"


class Still:
    """Publishes these estates, then waits until it is cancelled."""

    def __init__(self, *estates: Estate) -> None:
        self.estates = estates
        self.inventory = Inventory()
        self.pokes = 0
        self.login: Interactive | None = None
        self.looked_for: Wanted | None = None
        self.seen: bytes | None = None
        self.signed_in: list[tuple[str, AviCredentials]] = []
        self.publish: Callable[[Estate], None] | None = None

    async def run(self, publish: Callable[[Estate], None]) -> None:
        self.publish = publish
        for estate in self.estates:
            publish(estate)
        await asyncio.Event().wait()

    @property
    def interactive(self) -> Interactive | None:
        return self.login

    def poke(self) -> None:
        self.pokes += 1

    async def sight(self, wanted: Wanted) -> Sight:
        self.looked_for = wanted
        if self.seen is None:
            raise Unseen("GET /api/v1/namespaces/payments: 404, it is deleted")
        return Sight(self.seen, "GET /api/v1/namespaces/payments")

    def sign_in(self, address: str, account: AviCredentials) -> None:
        self.signed_in.append((address, account))


def opened(engine: Running) -> Callable[[], Awaitable[Running]]:
    async def open_engine() -> Running:
        return engine

    return open_engine


@asynccontextmanager
async def app_on(
    *estates: Estate, size: tuple[int, int] = (80, 24), title: str = "prod-eu", demo: bool = False
) -> AsyncGenerator[Pilot[None]]:
    """The running app, when it has shown these estates; the clock stands at MOMENT."""
    app = AkotuiApp(opened(Still(*estates)), title=title, demo=demo, clock=lambda: MOMENT)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        yield pilot


def screen_text(pilot: Pilot[None]) -> str:
    """All that is seen, line by line."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips()
    text = "\n".join(strip.text.rstrip() for strip in strips)
    hear("the screen", text)
    return text


def text_of(widget: Widget) -> str:
    """What a widget draws, line by line."""
    return "\n".join(widget.render_line(y).text.rstrip() for y in range(widget.size.height))
