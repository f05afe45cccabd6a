"""The whole program as a process of its own, against a simulated cluster and Controller over real HTTP."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import cast

import pytest

from akotui.simulator.simulation import Simulation
from tests.politeness import QUICK, Manners, agree
from tests.secrecy import BEARER, WRONG, hand
from tests.waiting import until

ROOT = Path(__file__).parents[2]
LIMIT = 40


class Program:
    """Runs akotui with a kubeconfig and a Controller address of the simulation."""

    def __init__(self, simulation: Simulation, folder: Path) -> None:
        self.simulation = simulation
        self.kubeconfig = hand(folder / "kubeconfig", simulation.kubeconfig())
        self.password = hand(folder / "password", simulation.avi_password)

    async def start(self, *argv: str, **environ: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "akotui",
            *argv,
            cwd=ROOT,
            env={**os.environ, "KUBECONFIG": str(self.kubeconfig), **environ},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def __call__(self, *argv: str, **environ: str) -> tuple[int, str, str]:
        process = await self.start(*argv, **environ)
        out, err = await asyncio.wait_for(process.communicate(), LIMIT)
        return process.returncode or 0, out.decode(), err.decode()

    @property
    def controller(self) -> tuple[str, ...]:
        return (
            "--avi-controller",
            self.simulation.avi_url,
            "--avi-username",
            self.simulation.avi_username,
            "--avi-password-file",
            str(self.password),
            "--avi-rate",
            str(QUICK),
        )


@pytest.fixture
async def program(golden: Path, tmp_path: Path) -> AsyncGenerator[Program]:
    async with Simulation() as simulation:
        states = [json.loads((golden / f"steady.{side}.json").read_bytes()) for side in ("kube", "avi")]
        simulation.load(states[0], states[1])
        program = Program(simulation, tmp_path)
        agree(Manners(rate=QUICK, why="so its options say"))
        yield program


def parsed(out: str) -> dict[str, list[dict[str, object]]]:
    return cast("dict[str, list[dict[str, object]]]", json.loads(out))


async def test_live_sources_and_a_dump_of_them_give_the_same_inventory(program: Program, golden: Path) -> None:
    code, live, _ = await program("get", "inventory", *program.controller)
    assert code == 0
    _, dumped, _ = await program("get", "inventory", "--from-dir", str(golden / "steady"))
    for name in ("namespaces", "users", "hosts"):
        assert parsed(live)[name] == parsed(dumped)[name]


async def test_controller_is_logged_out_and_nothing_but_reads_is_sent(program: Program) -> None:
    await program("check", *program.controller)
    sent = {(request.method, request.path) for request in program.simulation.requests if request.method != "GET"}
    assert sent == {("POST", "/login"), ("POST", "/logout")}


async def test_without_an_address_no_controller_is_asked_and_the_report_names_the_flag(program: Program) -> None:
    code, out, _ = await program("check", "-o", "json", AKOTUI_AVI_USERNAME="u", AKOTUI_AVI_PASSWORD="p")
    assert code == 4
    (off,) = [source for source in parsed(out)["sources"] if source["kind"] == "avi"]
    assert off["state"] == "off"
    assert "--avi-controller" in str(off["detail"])
    assert "127.0.0.1:19443" in str(off["detail"])
    assert program.simulation.avi.server.requests == []


async def test_no_avi_is_off_by_wish(program: Program) -> None:
    code, out, _ = await program("check", "--no-avi", "-o", "json", "--select", "no-primary", *program.controller)
    assert code == 0
    assert [source["detail"] for source in parsed(out)["sources"] if source["kind"] == "avi"] == ["--no-avi"]


async def test_refused_password_is_tried_once_and_leaves_the_check_incomplete(program: Program) -> None:
    hand(program.password, WRONG)
    code, out, _ = await program("check", *program.controller)
    assert code == 4
    assert "unauthorized" in out
    logins = [request for request in program.simulation.requests if request.path == "/login"]
    assert len(logins) == 1


async def test_refused_credentials_of_the_cluster_are_3(program: Program) -> None:
    text = program.kubeconfig.read_text().replace(program.simulation.kubernetes_token, BEARER)
    hand(program.kubeconfig, text)
    code, _, err = await program("check", *program.controller)
    assert code == 3
    assert err.startswith("akotui: nothing could be evaluated: kubernetes (http://127.0.0.1:")
    assert ") is unauthorized: " in err


class Silence:
    """A server that takes a request and never answers; `asked` is set by the first."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.port = 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.set()
        await reader.read()
        writer.close()


@pytest.fixture
async def silent(program: Program) -> AsyncGenerator[Silence]:
    """The cluster of the kubeconfig has fallen silent."""
    silence = Silence()
    async with await asyncio.start_server(silence.take, "127.0.0.1", 0) as server:
        port = cast("int", server.sockets[0].getsockname()[1])
        text = program.kubeconfig.read_text().replace(program.simulation.kubernetes_url, f"http://127.0.0.1:{port}")
        hand(program.kubeconfig, text)
        yield silence


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
async def test_check_that_is_stopped_logs_out_and_is_silent(
    program: Program, silent: Silence, sent: signal.Signals, code: int
) -> None:
    process = await program.start("check", *program.controller)
    async with asyncio.timeout(LIMIT):
        await silent.asked.wait()
        await until(lambda: any(request.path.startswith("/api/") for request in program.simulation.requests))
        process.send_signal(sent)
        out, err = await process.communicate()
    assert (process.returncode, out, err) == (code, b"", b"")
    assert program.simulation.requests[-1].path == "/logout"


@pytest.mark.usefixtures("silent")
async def test_silent_cluster_is_given_up_after_the_timeout(program: Program) -> None:
    code, out, _ = await program("check", "--no-avi", "--timeout", "1s", "-o", "json")
    assert code == 3
    (cluster, _) = parsed(out)["sources"]
    assert (cluster["state"], cluster["asOf"]) == ("unreachable", None)
    assert cluster["detail"]


async def test_controller_named_twice_is_read_once(program: Program) -> None:
    _, out, _ = await program(
        "check", "-o", "json", *program.controller, "--avi-controller", program.simulation.avi_url
    )
    assert [source["kind"] for source in parsed(out)["sources"]] == ["kubernetes", "avi"]
    assert [request.path for request in program.simulation.requests].count("/login") == 1


async def test_namespace_that_does_not_exist_is_named(program: Program) -> None:
    code, _, err = await program("get", "ns", "--no-avi", "-n", "nosuch", "-n", "default")
    assert code == 0
    assert [line for line in err.splitlines() if "nosuch" in line] == [
        "akotui: there is no namespace nosuch; look at the names with kubectl get namespaces"
    ]
    assert "no namespace default" not in err
