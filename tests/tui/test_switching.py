"""Going over to another context, on fakes; once on the real engine with two simulated sites."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from textual.pilot import Pilot

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.estate import Estate
from akotui.cli.scenarios import scenario
from akotui.engine import Engine
from akotui.errors import NoContext, UsageError
from akotui.rules import ALL_RULES
from akotui.simulator.simulation import CONTEXT, Simulation
from akotui.sources.avi import AviSource
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.avi_tls import tls_context
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, Grant
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.secret import Secret
from akotui.tui.app import AkotuiApp
from akotui.tui.messages import EstateReady
from akotui.tui.running import Opening, Running
from akotui.tui.screens.contexts import ContextsScreen
from akotui.tui.screens.main import MainScreen
from tests.build import MOMENT
from tests.build_estate import estate, finding
from tests.tui.running import Still, opened, screen_text

OTHER = estate(findings=(finding("namespace web of dev is claimed twice"),))


TURNS = 6
"""Pauses in which one context is left and the estate of the other is shown."""


class Known:
    """Contexts by name; each opens its engine."""

    def __init__(self, ignored: tuple[Acknowledgement, ...] = (), **engines: Running) -> None:
        self.engines = engines
        self.ignored = ignored
        self.left: tuple[str, ...] = ()

    async def names(self) -> tuple[str, ...]:
        return tuple(self.engines)

    def opening(self, name: str) -> Opening:
        if name == "odd":
            raise UsageError("the section of odd cannot be used")
        return Opening(name, self.ignored, opened(self.engines[name]), self.left)


class Ending(Still):
    """Notes that it was ended, and takes a turn of the loop for it."""

    ended = False

    async def run(self, publish: Callable[[Estate], None]) -> None:
        try:
            await super().run(publish)
        finally:
            await asyncio.sleep(0)
            self.ended = True


@asynccontextmanager
async def app_with(contexts: Known | None, first: Running, title: str = "prod") -> AsyncGenerator[Pilot[None]]:
    app = AkotuiApp(opened(first), title=title, clock=lambda: MOMENT)
    app.contexts = contexts
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.pause()
        yield pilot


async def give(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    for _ in range(TURNS):
        await pilot.pause()


async def test_another_context_is_read_from_the_beginning_and_the_first_is_ended() -> None:
    first = Ending(estate())
    async with app_with(Known(prod=first, dev=Still(OTHER)), first) as pilot:
        await give(pilot, "2", "down", "enter", "z", "1", "/", *"pay", "enter", ":", *"ctx dev", "enter")
        seen = screen_text(pilot)
        assert first.ended
        assert " akotui  dev " in seen
        assert "web of dev is claimed twice" in seen
        assert "avi-system and blue" not in seen
        main = pilot.app.screen
        assert isinstance(main, MainScreen)
        assert (main.narrowing, main.panes["findings"].text, main.zoomed, main.active) == ((), "", False, "findings")
        await give(pilot, "t")
        assert "first reading" in screen_text(pilot)


async def test_options_that_do_not_go_along_are_said() -> None:
    contexts = Known(prod=Still(), dev=Still(OTHER))
    contexts.left = ("-n", "--insecure-skip-tls-verify")
    async with app_with(contexts, Still(estate())) as pilot:
        await give(pilot, ":", *"ctx dev", "enter")
        assert "this is dev now; not taken along: -n, --insecure-skip-tls-verify" in screen_text(pilot)


async def test_estate_that_was_on_its_way_when_the_context_changed_is_not_shown() -> None:
    async with app_with(Known(prod=Still(), dev=Still(OTHER)), Still(estate())) as pilot:
        await give(pilot, ":", *"ctx dev", "enter")
        pilot.app.post_message(EstateReady(estate(), 0))
        await pilot.pause()
        assert "web of dev is claimed twice" in screen_text(pilot)


async def test_contexts_are_chosen_from_a_list_and_completed() -> None:
    async with app_with(Known(prod=Still(), dev=Still(OTHER), odd=Still()), Still(estate())) as pilot:
        await give(pilot, ":", *"ctx", "enter")
        assert isinstance(pilot.app.screen, ContextsScreen)
        assert "> prod" in screen_text(pilot).replace(">  ", "> ")
        assert "this one" in screen_text(pilot)
        await give(pilot, "down", "enter")
        assert " akotui  dev " in screen_text(pilot)
        assert isinstance(pilot.app.screen, MainScreen)
        await give(pilot, ":", *"ctx pr")
        await give(pilot, "tab")
        await give(pilot, "enter")
        assert " akotui  prod " in screen_text(pilot)


async def test_context_that_there_is_not_or_that_cannot_be_used_changes_nothing() -> None:
    async with app_with(Known(prod=Still(), odd=Still()), Still(estate())) as pilot:
        for given, said in (
            ("nowhere", "no context is called nowhere; there are prod, odd"),
            ("odd", "the section of odd cannot be used"),
            ("prod", "this is prod already"),
        ):
            await give(pilot, ":", *f"ctx {given}", "enter")
            assert said in screen_text(pilot)
            assert "avi-system and blue" in screen_text(pilot)


async def test_demo_has_no_other_context() -> None:
    async with app_with(None, Still(estate()), title="multi-ako") as pilot:
        await give(pilot, ":", *"ctx dev", "enter")
        assert "this is multi-ako: it is not read by way of a kubeconfig" in screen_text(pilot)


async def test_contexts_are_offered_when_the_kubeconfig_names_none() -> None:
    class Lost(Still):
        async def run(self, publish: Callable[[Estate], None]) -> None:
            del publish
            raise NoContext("kubeconfig config sets no current-context; give --context (known: dev)")

    async with app_with(Known(dev=Still(OTHER)), Lost(), title="") as pilot:
        await give(pilot)
        assert isinstance(pilot.app.screen, ContextsScreen)
        await give(pilot, "enter")
        assert "web of dev is claimed twice" in screen_text(pilot)
        assert "sets no current-context" not in screen_text(pilot)


def engine_on(simulation: Simulation) -> Engine:
    token = Secret(f"Bearer {simulation.kubernetes_token}")
    connection = Connection(simulation.kubernetes_url, credentials=Fixed(Grant(token)), context=CONTEXT)

    async def connect() -> Connection:
        return connection

    account = AviCredentials(simulation.avi_username, Secret(simulation.avi_password))
    avi = AviSource(simulation.avi_url, account, verify=tls_context(), follow=True)
    return Engine((KubernetesSource(connect, follow=True), avi), ALL_RULES)


async def test_leaving_a_context_logs_out_of_its_controller_and_asks_nothing_there_any_more() -> None:
    async with AsyncExitStack() as stack:
        sites = [await stack.enter_async_context(Simulation(scenario(name))) for name in ("all-well", "no-primary")]
        first, second = map(engine_on, sites)
        async with app_with(Known(prod=first, dev=second), first) as pilot:
            while "/logout" not in [one.path for one in sites[0].requests]:
                if any(one.path == "/login" for one in sites[0].requests) and pilot.app.screen.is_active:
                    await give(pilot, ":", *"ctx dev", "enter")
                await pilot.pause()
            asked = len(sites[0].requests)
            while not any(one.path == "/login" for one in sites[1].requests):
                await pilot.pause()
            assert " akotui  dev " in screen_text(pilot)
            assert len(sites[0].requests) == asked
