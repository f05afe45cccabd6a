"""`akotui record` and `akotui replay` as processes: what is written, how they end, and what is seen of it."""

import asyncio
import json
import signal
import stat
import sys
from pathlib import Path

import pytest

from akotui.simulator.simulation import Simulation
from tests.bench.glass import Glass
from tests.e2e.program import LIMIT, ROOT, Site, akotui
from tests.e2e.terminal import Terminal, terminal
from tests.e2e.test_ending import until
from tests.secrecy import hand


def only_file(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


async def recorder(*argv: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "akotui",
        "record",
        *argv,
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def holds(folder: Path, *words: bytes) -> bool:
    written = b"".join(one.read_bytes() for one in folder.glob("*"))
    return bool(written) and all(word in written for word in words)


async def read_in(folder: Path, *words: bytes) -> None:
    """Wait until the recording in a folder holds these words."""
    await until(lambda: holds(folder, *words))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
async def dumped(golden: Path, folder: Path) -> Path:
    ran = await akotui("record", str(folder), "--from-dir", str(golden / "steady"))
    assert (ran.code, ran.out) == (0, "")
    assert "facts are in" in ran.err
    return folder


async def test_recording_says_what_its_sources_said(golden: Path, dumped: Path) -> None:
    dump = await akotui("get", "inventory", "-o", "json", "--from-dir", str(golden / "steady"))
    replayed = await akotui("get", "inventory", "-o", "json", "--replay", str(dumped))
    expected, found = json.loads(dump.out), json.loads(replayed.out)
    del expected["generatedAt"], found["generatedAt"]
    assert found == expected
    assert len(found["virtualServices"]) > 10
    checked = [
        await akotui("check", *source) for source in (("--from-dir", str(golden / "steady")), ("--replay", str(dumped)))
    ]
    assert checked[0].code == checked[1].code
    assert checked[0].out == checked[1].out


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
async def test_signal_ends_it_with_everything_written_and_nobody_logged_in(
    site: Site, folder: Path, number: signal.Signals, code: int
) -> None:
    process = await recorder(str(folder), *site.cluster, *site.controller)
    await read_in(folder, b'"virtualservices"', b'"state":"live"')
    process.send_signal(number)
    out, err = await asyncio.wait_for(process.communicate(), LIMIT)
    assert (process.returncode, out) == (code, b"")
    assert f"facts are in {only_file(folder)}" in err.decode()
    assert "Traceback" not in err.decode()
    assert only_file(folder).read_bytes().endswith(b"\n")
    assert stat.S_IMODE(only_file(folder).stat().st_mode) == 0o600
    assert site.simulation.avi.sessions.open == {}


async def test_time_that_was_given_ends_it_well(site: Site, folder: Path) -> None:
    ran = await site.run("record", str(folder), "--for", "8s", *site.cluster, "--no-avi")
    assert (ran.code, ran.out) == (0, "")
    assert (await akotui("get", "ns", "--replay", str(folder))).code == 0


async def test_cluster_that_never_answers_is_nothing_read(folder: Path, tmp_path: Path) -> None:
    kubeconfig = tmp_path / "kubeconfig"
    async with Simulation() as gone:
        hand(kubeconfig, gone.kubeconfig())
    kubeconfig.chmod(0o600)
    ran = await akotui("record", str(folder), "--for", "1s", "--kubeconfig", str(kubeconfig), "--no-avi")
    assert ran.code == 3
    assert "no cluster answered while it was recorded" in ran.err


async def test_what_cannot_be_recorded_is_refused(folder: Path) -> None:
    assert (await akotui("record", str(folder), "--kubeconfig", "/nowhere")).code == 2
    assert (await akotui("record", "/dev/null/x", "--demo")).line.endswith(": cannot be written: Not a directory")
    assert (await akotui("record", str(folder), "--for", "0s", "--demo")).code == 2


async def test_full_disk_is_said_in_one_line(golden: Path, tmp_path: Path) -> None:
    limited = f"ulimit -f 8; exec {sys.executable} -m akotui record {tmp_path} --from-dir {golden / 'steady'}"
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", f"trap '' XFSZ; {limited}", cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, err = await asyncio.wait_for(process.communicate(), LIMIT)
    assert process.returncode == 74
    assert "File too large" in err.decode()
    assert "Traceback" not in err.decode()


async def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.write_text("hello\n")
    ran = await akotui("check", "--replay", str(foreign))
    assert (ran.code, ran.line) == (2, f"{foreign}: is no recording of akotui record")


async def test_damage_is_said_and_leaves_rules_incomplete(dumped: Path) -> None:
    path = only_file(dumped)
    lines = path.read_bytes().splitlines(keepends=True)
    broken = next(number for number, line in enumerate(lines) if b'"kind":"ingresses"' in line)
    lines[broken] = lines[broken][:100] + b"\n"
    path.write_bytes(b"".join(lines))
    ran = await akotui("check", "-o", "json", "--replay", str(dumped))
    assert ran.line == f"recording: line {broken + 1} is damaged and left out; what stood there is missing"
    assert "is damaged" in ran.document.unread("kubernetes")
    assert "ran" not in {one["status"] for one in ran.document.coverage}


async def test_replay_is_the_screen_on_a_recording(dumped: Path) -> None:
    def shown(screen: Terminal) -> str:
        glass = Glass(160, 50)
        glass.feed(screen.written)
        return glass.text

    async with terminal("replay", str(dumped)) as screen:
        await screen.until(lambda seen: "REPLAY" in seen.text and "steady" in seen.text)
        screen.press("]")
        await screen.until(lambda screen: "REPLAY end" in shown(screen))  # of a line only what changed is sent
        screen.press("q")
        assert await screen.end() == 0


async def test_replay_of_something_else_is_refused_without_a_screen(tmp_path: Path) -> None:
    async with terminal("replay", str(tmp_path)) as screen:
        assert await screen.end() == 2
        assert "holds no recording" in screen.text
