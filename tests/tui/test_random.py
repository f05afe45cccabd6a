"""Random keys, clicks, resizes and changes of the cluster, on the real engine reading the simulated servers."""

import random
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from textual import events
from textual.errors import NoWidget
from textual.keys import _character_to_key  # pyright: ignore[reportPrivateUsage] - Textual tells nobody its names
from textual.pilot import OutOfBounds, Pilot

from akotui.cli.scenarios import scenario
from akotui.engine import Engine
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
from akotui.tui.commands import COMMANDS
from akotui.tui.screens.main import MainScreen
from tests.tui.running import opened

KEYS = [
    *"0123456789abcdefghijklmnopqrstuvwxyzACDEGLOSZ/:?-[]<>!|(*.\"' ",
    *("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "shift+tab", "enter", "escape"),
    *("backspace", "space", "shift+left", "shift+right", "delete", "f1"),
    *(f"ctrl+{letter}" for letter in "abdefghklnoprstuvwxyz"),
]
TYPED = [
    *("/", "/prod.*web", "/(a+)+$", "/[[", "/!owner:blue", "/-l team=red", "/-f pw", "/sev:err state:", '/"a b', "/)("),
    *(f":{one.name} {'x' if one.argument else ''}" for one in COMMANDS),
    *("L", "L127.0.0.1:9", "Loncall", "oncall", "127.0.0.1:9"),
    *(
        ":ctx dev",
        ":ctx",
        ":sort name",
        ":ns shop",
        ":vs prod--shop-cart",
        ":explain no-primary",
        ":%",
        ": ",
        ":explain [",
    ),
]
SIZES = [(80, 24), (40, 6), (120, 40), (200, 60), (1, 1), (20, 3), (100, 12), (160, 20)]
BURST = 16


class Stubborn(AkotuiApp):
    """The app, which stays when it is told to quit."""

    CSS_PATH = "../../akotui/tui/app.tcss"

    quits = 0

    async def action_quit(self) -> None:
        self.quits += 1


class Monkey:
    """Does what comes to its mind; the same seed does the same."""

    def __init__(self, seed: int, pilot: Pilot[None], simulation: Simulation) -> None:
        self.random = random.Random(seed)
        self.pilot = pilot
        self.simulation = simulation
        self.done = Counter[str]()
        self.last: list[str] = []

    async def act(self) -> None:
        kinds: list[Callable[[], Awaitable[str]]] = [self.key, self.type, self.click, self.resize, self.change]
        act = self.random.choices(kinds, (85, 5, 5, 2, 3))[0]
        told = await act()
        self.done[act.__name__] += 1
        self.last = [*self.last[-40:], f"{act.__name__} {told}"]

    async def key(self) -> str:
        key = self.random.choice(KEYS)
        self.press(key)
        if self.random.randrange(BURST) == 0:
            await self.pilot.pause()
        return key

    async def type(self) -> str:
        text = self.random.choice(TYPED)
        for letter in text:
            self.press(letter)
        self.press(self.random.choice(["enter", "enter", "escape", "tab"]))
        await self.pilot.pause()
        return text

    def press(self, key: str) -> None:
        letter = " " if key == "space" else key if len(key) == 1 else None
        self.pilot.app.post_message(events.Key(_character_to_key(key) if len(key) == 1 else key, letter))

    async def click(self) -> str:
        width, height = self.pilot.app.size
        place = self.random.randrange(max(1, width)), self.random.randrange(max(1, height))
        try:
            await self.pilot.click(offset=place)
        except (OutOfBounds, NoWidget):  # a resize is still on its way
            return "outside"
        return str(place)

    async def resize(self) -> str:
        size = self.random.choice([*SIZES, (self.random.randrange(1, 220), self.random.randrange(1, 70))])
        await self.pilot.resize_terminal(*size)
        return str(size)

    async def change(self) -> str:
        store = self.simulation.kubernetes
        names = sorted(store.store.collection("namespaces").entries)
        what = self.random.choice(["label", "unlabel", "delete", "step", "compact"])
        if what == "step":
            await self.simulation.step()
        elif what == "compact":
            store.compact()
        elif names:
            name = self.random.choice(names)
            if what == "delete" and len(names) > 3:
                store.delete("namespaces", name)
            else:
                store.relabel("namespaces", name, team=self.random.choice(["red", "blue"]) if what == "label" else None)
        return what


@asynccontextmanager
async def app_on_simulation() -> AsyncGenerator[tuple[Stubborn, Pilot[None], Simulation]]:
    async with AsyncExitStack() as stack:
        simulation = await stack.enter_async_context(Simulation(scenario("multi-ako")))
        token = Secret(f"Bearer {simulation.kubernetes_token}")
        connection = Connection(simulation.kubernetes_url, credentials=Fixed(Grant(token)), context=CONTEXT)

        async def connect() -> Connection:
            return connection

        account = AviCredentials(simulation.avi_username, Secret(simulation.avi_password))
        sources = (
            KubernetesSource(connect, follow=True),
            AviSource(simulation.avi_url, account, verify=tls_context(), follow=True),
        )
        app = Stubborn(opened(Engine(sources, ALL_RULES)), title="random")
        pilot = await stack.enter_async_context(app.run_test(size=(80, 24)))
        yield app, pilot, simulation


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder where nobody minds what `:save x` makes."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("seed", [21, 22])
async def test_whatever_is_pressed_nothing_breaks_and_nothing_but_reads_is_sent(
    seed: int,
    sized: Callable[[int, int], int],
    figure: Callable[[str], None],
) -> None:
    async with app_on_simulation() as (app, pilot, simulation):
        monkey = Monkey(seed, pilot, simulation)
        for _ in range(sized(150, 10_000)):
            await monkey.act()
            assert app._exception is None, monkey.last
            assert app.is_running, monkey.last
        for _ in range(8):
            await pilot.press("escape")
        assert isinstance(app.screen, MainScreen), monkey.last
        assert app.screen.focused is not None, monkey.last
    asked = Counter((one.method, one.path.split("?")[0]) for one in simulation.requests)
    sent = {(method, path) for method, path in asked if method != "GET"}
    assert sent <= {("POST", "/login"), ("POST", "/logout")}, sent
    assert asked["GET", "/api/v1/namespaces"] >= 1
    done = ", ".join(f"{count} {what}" for what, count in monkey.done.most_common())
    figure(
        f"seed {seed}: {done}; {app.quits} quits refused; {sum(asked.values())} requests, all reads but {sorted(sent)}"
    )
