"""What holds for every test: no network but loopback, no settings of the person who runs it, nothing left behind."""

import asyncio
import asyncio.runners
import contextlib
import ipaddress
import os
import socket
import threading
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# the same examples in every run, and no limit of time for one: a busy machine finds no bugs
settings.register_profile("akotui", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("akotui")

pytest_plugins = ("tests.watching",)

_PERSONAL = frozenset({"KUBECONFIG", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "SSL_CERT_FILE", "SSL_CERT_DIR"})
_abandoned: list[str] = []
_figures: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--full-size`."""
    parser.addoption("--full-size", action="store_true", help="long runs at the size of tests/faults/RESULTS.md")


@pytest.fixture(scope="session")
def sized(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """Chooses between the size of a long run in CI and its full size, which `--full-size` asks for."""
    full = bool(request.config.getoption("--full-size"))
    return lambda small, large: large if full else small


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the long runs: `pytest -m long_run --full-size` runs them alone, at their full size."""
    for item in items:
        if isinstance(item, pytest.Function) and "sized" in item.fixturenames:
            item.add_marker("long_run")


@pytest.fixture
def figure() -> Callable[[str], None]:
    """Takes what a long run measured, in a line: it is printed after the tests."""
    return _figures.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the long runs measured."""
    for line in _figures:
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def golden() -> Path:
    """The folder of recorded states; its README says what they are."""
    return Path(__file__).parent / "golden"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Hide the settings, proxies and files of the person who runs the tests."""
    for name in tuple(os.environ):
        if name in _PERSONAL or name.startswith("AKOTUI_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "no-config"))


def _is_loopback(host: str | None) -> bool:
    return host in ("localhost", "", None) or (_is_literal(host) and ipaddress.ip_address(host).is_loopback)


def _is_literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Generator[None]:
    """Refuse every connection that would leave the machine, and every name that would have to be looked up."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(family: int, address: tuple[str, int]) -> None:
        if family != socket.AF_UNIX and not _is_loopback(address[0]):
            pytest.fail(f"a test tried to reach {address}: only loopback is allowed")

    def guarded_connect(self: socket.socket, address: tuple[str, int]) -> None:
        refuse(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: tuple[str, int]) -> int:
        refuse(self.family, address)
        return connect_ex(self, address)

    def guarded_look_up(host: str | None, *args: int, **options: int) -> object:
        if not (host is None or _is_loopback(host) or _is_literal(host)):
            raise socket.gaierror(socket.EAI_NONAME, f"tests look up no names: {host}")
        return look_up(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


@pytest.fixture(autouse=True, scope="session")
def noticed_tasks() -> Generator[None]:
    """Note the tasks that are still there when an event loop closes: asyncio would cancel them silently."""
    cancel: Callable[[asyncio.AbstractEventLoop], None] = vars(asyncio.runners)["_cancel_all_tasks"]

    def note_and_cancel(loop: asyncio.AbstractEventLoop) -> None:
        _abandoned.extend(str(task.get_coro()) for task in asyncio.all_tasks(loop))
        cancel(loop)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.runners, "_cancel_all_tasks", note_and_cancel)
        yield


def _children() -> frozenset[str]:
    """The process ids of this process's children; empty where the system does not tell."""
    found = set[str]()
    for each in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError):  # a thread that ended meanwhile
            found.update(each.read_text().split())
    return frozenset(found)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Remember what ran before the test, for `pytest_runtest_teardown`."""
    item.stash[_BEFORE] = (frozenset(threading.enumerate()), _children())
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that leaves a task, a thread or a process behind."""
    result = yield
    threads, children = item.stash[_BEFORE]
    left = [f"task {name}" for name in _abandoned]
    _abandoned.clear()
    for thread in frozenset(threading.enumerate()) - threads:
        thread.join(10)
        left.extend([f"thread {thread.name}"] if thread.is_alive() else [])
    left += [f"process {pid}" for pid in _children() - children]
    if left:
        pytest.fail(f"left running: {', '.join(sorted(left))}")
    return result


_BEFORE = pytest.StashKey[tuple[frozenset[threading.Thread], frozenset[str]]]()
