"""Tests that let a canary out or are rude to a server, each in one way. Not collected: `tests/test_watching.py` runs
them, and wants each to fail when it is over.
"""

import asyncio
import base64
import logging
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import httpx
import pytest

from akotui.simulator.avi import AviSimulator
from akotui.simulator.http import Fault, Reply, Server
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources.avi_account import AviCredentials
from akotui.sources.secret import Secret
from tests.build_estate import estate
from tests.secrecy import BEARER, CANARIES, PASSWORD, WRONG, hand
from tests.sources.avi_reading import ACCOUNT, read, source
from tests.tui.running import app_on

SESSION = f"session{7:026d}"
PRIVATE = Path(__file__).parent / "sources" / "certificates" / "kubernetes" / "client.pem"


def child(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE)


async def ask(server: Server, *asked: tuple[str, str]) -> None:
    await server.start()
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as client:
        for method, path in asked:
            await client.request(method, path)
    await server.close()


def test_nothing(tmp_path: Path) -> None:
    hand(tmp_path / "password", PASSWORD)


def test_printed() -> None:
    sys.stdout.write(f"as {PASSWORD}")


def test_printed_and_read_by_the_test(capsys: pytest.CaptureFixture[str]) -> None:
    sys.stderr.write(f"as {base64.b64encode(f'me:{PASSWORD}'.encode()).decode()}")
    capsys.readouterr()


def test_logged(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("akotui.sources").debug("cookies %s", {"sessionid": SESSION})
    caplog.clear()


def test_logged_as_a_trace() -> None:
    logging.getLogger("akotui").error("it failed", exc_info=ValueError(PASSWORD))


def test_file_of_a_recording(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "recording").write_text(f"cookie {SESSION}")


def test_file_that_was_handed_over_and_written_again(tmp_path: Path) -> None:
    path = hand(tmp_path / "kubeconfig", BEARER)
    path.write_text(f"renewed {BEARER}")


def test_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / f"recording of {PASSWORD}").touch()


def test_temporary_file() -> None:
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(PRIVATE.read_text())


def test_trace_of_a_crash() -> None:
    traces = Path(os.environ["XDG_STATE_HOME"]) / "akotui"
    traces.mkdir()
    (traces / "trace.txt").write_text(f"ValueError: {PASSWORD}")


async def test_argument_of_a_program() -> None:
    process = await asyncio.create_subprocess_exec("true", "--token", CANARIES["Controller token"])
    await process.wait()


def test_argument_of_what_a_program_starts() -> None:
    child("import subprocess; from tests.secrecy import BEARER; subprocess.run(['true', BEARER])")


def test_output_of_a_program() -> None:
    child("from tests.secrecy import PASSWORD; print(PASSWORD)")


async def test_output_of_a_program_in_pieces() -> None:
    code = "from tests.secrecy import PASSWORD as p; print(end=p[:5], flush=True); input(); print(p[5:])"
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdin=pipe, stdout=pipe)
    assert process.stdout is not None
    await process.stdout.read(1)
    await process.communicate(b"go on\n")


async def test_words_of_a_source() -> None:
    simulator = AviSimulator()
    await simulator.server.start()
    simulator.server.faults = lambda _: Fault(reply=Reply(401, b'{"error": "%b is wrong"}' % WRONG.encode()))
    await read(source(simulator, AviCredentials("oncall", Secret(WRONG))))
    await simulator.server.close()


async def test_screen() -> None:
    async with app_on(estate(), title=PASSWORD):
        pass


async def test_clipboard() -> None:
    async with app_on(estate()) as pilot:
        pilot.app.copy_to_clipboard(f"curl -H 'Authorization: Bearer {BEARER}'")


async def test_write_to_a_cluster() -> None:
    await ask(KubernetesSimulator().server, ("DELETE", "/api/v1/namespaces/a"))


async def test_review_that_only_the_doctor_may_ask_for() -> None:
    await ask(KubernetesSimulator().server, ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"))


async def test_write_to_a_controller() -> None:
    await ask(AviSimulator().server, ("PUT", "/api/pool/p"))


async def test_question_for_a_secret() -> None:
    await ask(AviSimulator().server, ("GET", "/api/user-token"))


async def test_two_refused_logins() -> None:
    simulator = AviSimulator()
    simulator.server.faults = lambda _: Fault(reply=Reply(403, b'{"error": "locked"}'))
    await ask(simulator.server, ("POST", "/login"), ("POST", "/login"))


async def test_haste() -> None:
    await ask(AviSimulator().server, *[("GET", "/api/cluster")] * 14)


async def test_same_again_and_again() -> None:
    await ask(KubernetesSimulator().server, *[("GET", "/version")] * 21)


async def test_two_sessions() -> None:
    simulator = AviSimulator()
    await simulator.server.start()
    login = {"username": "oncall", "password": ACCOUNT.secret.reveal()}
    async with httpx.AsyncClient(base_url=simulator.server.url, trust_env=False) as client:
        for _ in range(2):
            await client.post("/login", json=login)
    await simulator.server.close()


async def test_login_before_each_request() -> None:
    simulator = AviSimulator()
    login = {"username": "oncall", "password": ACCOUNT.secret.reveal()}
    await simulator.server.start()
    async with httpx.AsyncClient(base_url=simulator.server.url, trust_env=False) as client:
        for _ in range(14):
            await client.post("/login", json=login)
            await client.get("/api/cluster")
            simulator.sessions.open.clear()
    await simulator.server.close()


def test_write_to_a_server_of_another_program() -> None:
    child(
        """
import asyncio, urllib.request
from akotui.simulator.simulation import Simulation

async def main():
    async with Simulation() as simulation:
        asked = urllib.request.Request(simulation.avi_url + "/api/pool/p", method="PUT")
        try:
            await asyncio.to_thread(urllib.request.urlopen, asked)
        except OSError:
            pass

asyncio.run(main())
"""
    )
