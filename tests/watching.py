"""The net of `tests/secrecy.py` and the manners of `tests/politeness.py`, around every test, so that none can forget.

At the end of a test, whatever it was about, no canary may stand in

- what was printed in this process, captured or read by the test, and what any logger recorded, at every level for ours;
- what the programs said that the test started, on pipes (`tests/e2e/terminal.py` hears those on a terminal);
- the arguments of every program that was started, by the test, by akotui in this process, or by a program of ours;
- the words of a source about itself, the screen that the app leaves and whatever a test reads of it, the clipboard;
- the content or name of a file in the test's folder, in the temporary folder, or where akotui keeps its state, its
  cache and its traces. Left out are files that the test handed over itself, while they are as it wrote them.

And whatever was asked of each simulated server, here or in the process of a demo, has to be polite.
"""

import asyncio.subprocess
import contextlib
import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final, ParamSpec, TypeAlias, cast
from weakref import WeakKeyDictionary

import pytest
from textual.app import App
from textual.pilot import Pilot

from akotui.model.facts import Fact, Observed, Unread
from akotui.simulator.http import Server
from akotui.sources.avi import AviSource
from akotui.sources.kubernetes import KubernetesSource
from tests import politeness, secrecy
from tests.secrecy import hear
from tests.tui.running import screen_text
from tests.witness.sitecustomize import started

WITNESS: Final = Path(__file__).parent / "witness"
CERTIFICATES: Final = Path(__file__).parent / "sources" / "certificates"
KEPT: Final = {"TMPDIR": "tmp", "XDG_STATE_HOME": "state", "XDG_CACHE_HOME": "cache"}
"""The variables that say where a program keeps its files, and what those places are called in a run of the tests."""

Programs: TypeAlias = asyncio.subprocess.SubprocessStreamProtocol
P = ParamSpec("P")
_places: Final = list[Path]()
_spawned: Final = list[Path]()
_asked: Final = list[Path]()


def _is_ours(arguments: str) -> bool:
    """Whether it is akotui or a program of the tests: what a credential plugin says is for akotui alone."""
    return sys.executable in arguments or Path(arguments.partition("\0")[0]).name in ("akotui", "kubectl-akotui")


def _note(event: str, values: tuple[object, ...]) -> None:
    if arguments := started(event, values):
        hear(f"arguments of {Path(arguments.partition(chr(0))[0]).name}", arguments)


class _Log(logging.Handler):
    """Hears every record that reaches the root."""

    def emit(self, record: logging.LogRecord) -> None:
        """Take one, with the trace that goes with it."""
        hear(f"log of {record.name}", logging.Formatter().format(record))


def _printed(read: Callable[P, Iterable[str | bytes]]) -> Callable[P, Iterable[str | bytes]]:
    """Hear what a test takes out of `capsys` and its like."""

    def readouterr(*given: P.args, **named: P.kwargs) -> Iterable[str | bytes]:
        taken = read(*given, **named)
        for content in taken:
            hear("what was printed", content)
        return taken

    return readouterr


def _communicated(communicate: Callable[..., tuple[object, ...]]) -> Callable[..., tuple[object, ...]]:
    """Hear what a program that is ours said, when it is waited for."""

    def heard(process: subprocess.Popen[bytes], *given: bytes | None, **named: float) -> tuple[object, ...]:
        said = communicate(process, *given, **named)
        if _is_ours(started("subprocess.Popen", ("", process.args))):
            for name, content in zip(("stdout", "stderr"), said, strict=True):
                hear(f"{name} of a program", content if isinstance(content, str | bytes) else b"")
        return said

    return heard


def _received(receive: Callable[[Programs, int, bytes], None]) -> Callable[[Programs, int, bytes], None]:
    """Hear what a program that is ours says, piece by piece."""
    streams = WeakKeyDictionary[Programs, dict[int, secrecy.Stream]]()

    def received(protocol: Programs, fd: int, data: bytes) -> None:
        transport: asyncio.SubprocessTransport | None = vars(protocol)["_transport"]
        process: subprocess.Popen[bytes] | None = transport and transport.get_extra_info("subprocess")
        if process is None or _is_ours(started("subprocess.Popen", ("", process.args))):
            stream = streams.setdefault(protocol, {}).setdefault(fd, secrecy.Stream(f"pipe {fd} of a program"))
            stream.hear(bytes(data))
        receive(protocol, fd, data)

    return received


def _told(facts: Callable[P, object]) -> Callable[P, AsyncGenerator[Fact]]:
    """Hear what a source says of itself; not the objects, which are the cluster's and the Controller's words."""

    async def told(*given: P.args, **named: P.kwargs) -> AsyncGenerator[Fact]:
        async with contextlib.aclosing(cast("AsyncGenerator[Fact]", facts(*given, **named))) as each:
            async for fact in each:
                if isinstance(fact, Observed | Unread):
                    hear("the words of a source", repr(fact))
                yield fact

    return told


def _shown(run: Callable[P, AbstractAsyncContextManager[Pilot[None]]]) -> Callable[P, object]:
    """Hear what stands on the screen when the app ends."""

    @contextlib.asynccontextmanager
    async def run_test(*given: P.args, **named: P.kwargs) -> AsyncGenerator[Pilot[None]]:
        async with run(*given, **named) as pilot:
            try:
                yield pilot
            finally:
                if pilot.app.screen_stack:
                    hear("the title", f"{pilot.app.title} {pilot.app.sub_title}")
                    screen_text(pilot)

    return run_test


def _copied(copy: Callable[[App[None], str], None]) -> Callable[[App[None], str], None]:
    """Hear what goes to the clipboard."""

    def copied(app: App[None], text: str) -> None:
        hear("the clipboard", text)
        copy(app, text)

    return copied


def _served(start: Callable[[Server], Awaitable[None]]) -> Callable[[Server], Awaitable[None]]:
    """Note which servers were started."""

    async def served(server: Server) -> None:
        politeness.started.append(server)
        await start(server)

    return served


@pytest.fixture(autouse=True, scope="session")
def put_out(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Put the net out, for all tests."""
    base = tmp_path_factory.mktemp("kept")
    secrecy.learn_keys(CERTIFICATES.rglob("*.pem"))
    sys.addaudithook(_note)
    log = _Log()
    with pytest.MonkeyPatch.context() as patch:
        for variable, name in KEPT.items():
            _places.append(base / name)
            _places[-1].mkdir()
            patch.setenv(variable, str(_places[-1]))
        patch.setattr(tempfile, "tempdir", None)
        _spawned.append(base / "spawned")
        patch.setenv("TESTS_SPAWNED", str(_spawned[0]))
        _asked.append(base / "asked")
        patch.setenv("TESTS_ASKED", str(_asked[0]))
        patch.setenv("PYTHONPATH", os.pathsep.join([str(WITNESS), *filter(None, [os.environ.get("PYTHONPATH")])]))
        patch.setattr(pytest.CaptureFixture, "readouterr", _printed(pytest.CaptureFixture[str].readouterr))
        patch.setattr(subprocess.Popen, "communicate", _communicated(subprocess.Popen[bytes].communicate))
        patch.setattr(Programs, "pipe_data_received", _received(Programs.pipe_data_received))
        patch.setattr(KubernetesSource, "facts", _told(KubernetesSource.facts))
        patch.setattr(AviSource, "facts", _told(AviSource.facts))
        patch.setattr(App, "run_test", _shown(App[None].run_test))
        patch.setattr(App, "copy_to_clipboard", _copied(App[None].copy_to_clipboard))
        patch.setattr(Server, "start", _served(Server.start))
        logging.getLogger().addHandler(log)
        logging.getLogger("akotui").setLevel(logging.DEBUG)
        yield
        logging.getLogger().removeHandler(log)


def _hear_rest(item: pytest.Item) -> None:
    for when, name, content in item._report_sections:
        hear(f"{name} of the {when}", content)
    for spawned in _spawned:
        if spawned.exists():
            hear("the arguments of what a program started", spawned.read_bytes())
            spawned.unlink()
    own = item.funcargs.get("tmp_path") if isinstance(item, pytest.Function) else None
    secrecy.search([*([own] if isinstance(own, Path) else []), *_places])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that let a canary out, or whose programs were rude to a server."""
    try:
        result = yield
    finally:
        _hear_rest(item)
        leaks, rude = secrecy.taken(), politeness.rude(_asked)
        for asked in _asked:
            asked.unlink(missing_ok=True)
    wrong = [*(f"a canary is in {where}" for where in leaks), *rude]
    if wrong:
        pytest.fail("\n".join(wrong), pytrace=False)
    return result
