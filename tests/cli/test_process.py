"""What only a process shows: what is imported, what a closed pipe or a full disk does, how a bug ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("textual", "rich", "httpx", "kubernetes")


def python(code: str, *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *argv], capture_output=True, text=True, check=False, timeout=50, cwd=ROOT
    )


ROOT = Path(__file__).parents[2]
LOADED = """
import json, sys
from akotui.__main__ import main
try:
    code = main(sys.argv[1:])
except SystemExit as ended:
    code = ended.code
sys.stderr.write(json.dumps([code, sorted({name.partition('.')[0] for name in sys.modules})]))
"""


def loaded(*argv: str) -> set[str]:
    code, modules = json.loads(python(LOADED, *argv).stderr.splitlines()[-1])
    assert code == 0
    return set(modules)


@pytest.mark.parametrize("argv", [["--help"], ["check", "--help"], ["version"], ["rules"], ["config", "schema"]])
def test_commands_that_read_nothing_load_nothing_heavy(argv: list[str]) -> None:
    assert loaded(*argv).isdisjoint(HEAVY)


def test_check_of_a_dump_loads_no_screen_and_no_network_client(golden: Path) -> None:
    assert loaded("check", "--allow-incomplete", "--from-dir", str(golden / "steady")).isdisjoint(HEAVY)


def test_recording_is_made_and_checked_without_screen_and_network_client(golden: Path, tmp_path: Path) -> None:
    assert loaded("record", str(tmp_path), "--from-dir", str(golden / "steady")).isdisjoint(HEAVY)
    assert loaded("check", "--allow-incomplete", "--replay", str(tmp_path)).isdisjoint(HEAVY)


def test_closed_pipe_is_141_and_silent(golden: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ran = subprocess.run(
        [sys.executable, "-m", "akotui", "get", "inventory", "--from-dir", str(golden / "steady")],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=50,
        cwd=ROOT,
    )
    os.close(writing)
    assert ran.returncode == 141
    assert ran.stderr == b""


def test_full_disk_is_told_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "akotui", "version"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=50,
            cwd=ROOT,
        )
    assert (ran.returncode, ran.stderr) == (74, b"akotui: stdout: No space left on device\n")


def test_bug_is_told_in_one_line_without_values() -> None:
    code = """
import sys
from akotui import __main__
from tests.secrecy import PASSWORD
def broken(argv):
    password = PASSWORD
    raise RuntimeError(password)
__main__.run = broken
sys.exit(__main__.main())
"""
    ran = python(code)
    assert ran.returncode == 70
    assert ran.stderr.startswith("akotui: internal error: RuntimeError in ")
    assert ran.stderr.count("\n") == 1


def test_list_of_scenarios_loads_no_screen_and_no_network_client() -> None:
    assert loaded("demo", "--list").isdisjoint(HEAVY)


def test_check_of_a_demo_loads_no_screen() -> None:
    modules = loaded("check", "--demo", "all-well")
    assert "httpx" in modules
    assert (
        "textual" not in modules
    )  # rich may be there: httpx loads it for its own command line when click is installed


def test_file_that_cannot_be_written_to_its_end_is_told_and_the_old_one_stays(golden: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text("the old one")
    argv = ("get", "inventory", "--from-dir", str(golden / "steady"), "--output-file")
    shell = ("sh", "-c", 'ulimit -f 1; exec "$@"', "sh", sys.executable, "-m", "akotui", *argv)
    for target, words in ((report, "File too large"), (Path("/dev/full"), "No space left on device")):
        ran = subprocess.run([*shell, str(target)], capture_output=True, text=True, check=False, timeout=50, cwd=ROOT)
        assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", f"akotui: {target}: cannot be written: {words}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]
    assert report.read_text() == "the old one"


INTERRUPTED = """
import sys
from importlib.abc import MetaPathFinder
class Interrupting(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "akotui.cli.arguments":
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from akotui.__main__ import main
sys.exit(main(["check"]))
"""


def test_interruption_while_the_program_is_loaded_is_130_and_silent() -> None:
    ran = python(INTERRUPTED)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")


STALLED = """
import os, pty, sys
from akotui.cli import output
kept, terminal = pty.openpty()
os.set_blocking(terminal, False)
try:
    while True: os.write(terminal, b"x" * 64)
except BlockingIOError:
    os.set_blocking(terminal, True)
sys.stderr = open(terminal, "w")
output.note("not told", patience=0)
os._exit(5)
"""


def test_word_at_the_end_does_not_wait_for_a_stalled_terminal() -> None:
    assert python(STALLED).returncode == 5


NEVER_READ = """
apiVersion: v1
kind: Config
current-context: a
contexts: [{{name: a, context: {{cluster: c, user: u}}}}]
clusters: [{{name: c, cluster: {{server: "https://127.0.0.1:1"}}}}]
users: [{{name: u, user: {{tokenFile: {token}}}}}]
"""


def test_time_limit_holds_also_for_a_file_that_never_comes(tmp_path: Path) -> None:
    token, kubeconfig = tmp_path / "token", tmp_path / "kubeconfig"
    os.mkfifo(token)
    kubeconfig.write_text(NEVER_READ.format(token=token))
    kubeconfig.chmod(0o600)
    limited = ["check", "--kubeconfig", str(kubeconfig), "--timeout", "1s"]
    ran = subprocess.run(
        [sys.executable, "-m", "akotui", *limited], capture_output=True, text=True, check=False, timeout=50, cwd=ROOT
    )
    assert ran.returncode == 3
    assert "no answer within the time limit" in ran.stderr


ENDING = """
import atexit, sys, threading
from akotui.__main__ import program
sys.argv = ["akotui", "version"]
{before}
program()
"""


@pytest.mark.parametrize(
    "before",
    [
        "atexit.register(print, 'at the end')",
        "threading.Thread(target=lambda: (threading.main_thread().join(), print('at the end'))).start()",
    ],
    ids=["what libraries put off", "threads"],
)
def test_end_waits_for(before: str) -> None:
    ran = python(ENDING.format(before=before))
    assert (ran.returncode, ran.stdout.splitlines()[1:], ran.stderr) == (0, ["at the end"], "")


def test_what_cannot_be_written_at_the_end_shows_in_the_exit_code() -> None:
    with Path("/dev/full").open("wb") as full:
        put_off = "atexit.register(sys.stdout.write, 'put off'); sys.argv[1:] = ['config', 'x']"
        ran = subprocess.run(
            [sys.executable, "-c", ENDING.format(before=put_off)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=50,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": ""},
        )
    assert ran.returncode == 120  # Python's own, for what it could not write in the end


def test_memory_that_ends_is_an_internal_error_and_no_verdict(tmp_path: Path) -> None:
    with (tmp_path / "vast.json").open("wb") as hollow:
        hollow.truncate(900 << 20)  # as large as a file of a dump may be, and larger than what there is for it
    code = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (700 << 20,) * 2)\n"
    code += "from akotui.__main__ import program; program()"
    ended = python(code, "check", "--from-dir", str(tmp_path))
    (tmp_path / "vast.json").unlink()
    assert (ended.returncode, ended.stdout) == (70, "")
    assert ended.stderr.splitlines()[-1].startswith("akotui: internal error")
    assert "Traceback" not in ended.stderr
