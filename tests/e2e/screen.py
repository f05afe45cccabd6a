"""The screen on live sources: the real engine and the real clients, in this process, seen through Textual's pilot."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from textual.pilot import Pilot

from akotui.cli.wiring import open_engine
from akotui.config import ClusterSettings, ControllerSettings, Settings
from akotui.rules import ALL_RULES
from akotui.tui.app import AkotuiApp
from akotui.tui.running import Running
from tests.e2e.program import Site
from tests.politeness import QUICK
from tests.tui.running import screen_text

LIMIT = 30.0
"""Seconds after which a test stops waiting for something to be seen."""


def settings(site: Site) -> Settings:
    """Return what the command line would make of the site's options."""
    account = (site.simulation.avi_username, str(site.password))
    return Settings(
        cluster=ClusterSettings(kubeconfig=str(site.kubeconfig)),
        controllers=(ControllerSettings(site.simulation.avi_url, *account, rate=QUICK),),
    )


@asynccontextmanager
async def screen(
    chosen: Settings, size: tuple[int, int] = (200, 60), secrets: Mapping[str, str] | None = None
) -> AsyncGenerator[Pilot[None]]:
    """Run the app as `akotui` does, headless."""
    async with AsyncExitStack() as stack:

        async def start() -> Running:
            return await open_engine(chosen, secrets or {}, ALL_RULES, stack, follow=True)

        async with AkotuiApp(start, title="e2e").run_test(size=size) as pilot:
            yield pilot


async def seen(pilot: Pilot[None], condition: Callable[[str], bool]) -> str:
    """Wait until what is on the screen satisfies `condition`, and return it."""
    text = ""
    try:
        async with asyncio.timeout(LIMIT):
            while not condition(text := screen_text(pilot)):
                await pilot.pause(0.02)
    except TimeoutError:
        raise AssertionError(f"not seen within {LIMIT:g} s; on the screen:\n{text}") from None
    return text


def shows(*parts: str) -> Callable[[str], bool]:
    """A condition: all of this is on the screen."""
    return lambda text: all(part in text for part in parts)


def shows_no(*parts: str) -> Callable[[str], bool]:
    """A condition: the main screen is there and none of this is on it."""
    return lambda text: "READ-ONLY" in text and not any(part in text for part in parts)


def live(text: str) -> bool:
    """A condition: the cluster and the Controller have been read and are followed."""
    return text.count("● live") == 2
