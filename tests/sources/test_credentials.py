import asyncio
import contextlib
import json
import os
import stat
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from akotui.sources import exec_plugin
from akotui.sources.credentials import CredentialsFailed, Fixed, Grant, Refreshed, TokenFile, bearer, password
from akotui.sources.exec_plugin import ExecPlugin, Plugin
from akotui.sources.plugin_run import Output
from tests.secrecy import BEARER
from tests.waiting import until

V1 = "client.authentication.k8s.io/v1"
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
LIMIT = 30.0
"""Seconds after which a test stops waiting for a process."""


def header(grant: Grant) -> str:
    assert grant.authorization is not None
    return grant.authorization.reveal()


def script(folder: Path, body: str, name: str = "plugin") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def credential(version: str = V1, **status: object) -> str:
    return json.dumps({"kind": "ExecCredential", "apiVersion": version, "status": status})


def plugin(
    folder: Path,
    body: str,
    *,
    environ: Mapping[str, str] | None = None,
    now: datetime = NOW,
    time_limit: float = 10.0,
    **more: str,
) -> ExecPlugin:
    found = Plugin(command=str(script(folder, body)), environment=more)
    environ = {"PATH": os.environ["PATH"]} if environ is None else environ
    return ExecPlugin(found, environ=environ, clock=lambda: now, time_limit=time_limit)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def ended(pid: int) -> bool:
    """Wait until a process that was killed is gone, which is for the system to do."""
    with contextlib.suppress(TimeoutError):
        await until(lambda: not alive(pid))
    return not alive(pid)


def noting(pid: Path) -> str:
    """What a script says to write the number of its child, whole or not at all."""
    return f"echo $child > {pid}.part; mv {pid}.part {pid}"


async def given_up(found: ExecPlugin, noted: Path) -> str:
    """Let the plugin's time be over once it has noted a process; return what is said then."""
    asking = asyncio.create_task(failure(found))
    await until(noted.exists)
    assert found._patience is not None
    found._patience.reschedule(0.0)
    return await asking


async def failure(found: ExecPlugin) -> str:
    with pytest.raises(CredentialsFailed) as raised:
        await found.grant()
    text = str(raised.value)
    assert "\n" not in text
    return text


async def test_fixed_credentials_never_change() -> None:
    fixed = Fixed(bearer(BEARER))
    assert header(await fixed.grant()) == f"Bearer {BEARER}"
    assert not fixed.reject(await fixed.grant())


def test_password_is_basic() -> None:
    assert header(password("ann", "pässword")) == "Basic YW5uOnDDpHNzd29yZA=="


def test_grants_show_no_secret() -> None:
    assert "hunter2" not in repr(bearer("hunter2")) + str(password("ann", "hunter2"))


async def test_token_file_is_read_again_after_a_minute_and_after_a_refusal(tmp_path: Path) -> None:
    file, now = tmp_path / "token", [0.0]
    file.write_text("one\n")
    source = TokenFile(str(file), clock=lambda: now[0])
    first = await source.grant()
    file.write_text("two\n")
    assert header(await source.grant()) == "Bearer one"
    now[0] = 60.0
    second = await source.grant()
    assert header(second) == "Bearer two"
    file.write_text("three\n")
    assert source.reject(first)
    assert header(await source.grant()) == "Bearer two"
    assert source.reject(second)
    assert header(await source.grant()) == "Bearer three"


@pytest.mark.parametrize(
    ("content", "words"), [(None, "No such file"), (b" \n", "is empty"), (b"\xff\xfe", "not text")]
)
async def test_token_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CredentialsFailed, match=words) as raised:
        await TokenFile(str(file)).grant()
    assert str(file) in str(raised.value)


async def test_refreshed_token_is_fetched_once_for_all_and_again_after_a_refusal() -> None:
    fetched: list[int] = []

    def fetch() -> str:
        fetched.append(1)
        return f"t{len(fetched)}"

    source = Refreshed(fetch)
    grants = await asyncio.gather(*(source.grant() for _ in range(5)))
    assert {header(grant) for grant in grants} == {"Bearer t1"}
    source.reject(grants[0])
    assert header(await source.grant()) == "Bearer t2"
    source.reject(grants[0])
    assert header(await source.grant()) == "Bearer t2"


async def test_plugin_is_run_once_for_all_requests_and_again_after_a_refusal(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    found = plugin(
        tmp_path, f'echo x >> {runs}; n=$(wc -l < {runs}); echo \'{credential(token="t")}\' | sed s/\\"t\\"/\\"t$n\\"/'
    )
    grants = await asyncio.gather(*(found.grant() for _ in range(5)))
    assert {header(grant) for grant in grants} == {"Bearer t1"}
    assert found.reject(grants[0])
    assert header(await found.grant()) == "Bearer t2"
    found.reject(grants[0])
    assert header(await found.grant()) == "Bearer t2"


async def test_plugin_is_run_again_when_its_token_expires(tmp_path: Path) -> None:
    now = [NOW]
    expires = (NOW + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M:%SZ")
    runs = tmp_path / "runs"
    body = f"echo x >> {runs}; echo '{credential(token='t', expirationTimestamp=expires)}'"
    found = ExecPlugin(
        Plugin(command=str(script(tmp_path, body))), environ={"PATH": os.environ["PATH"]}, clock=lambda: now[0]
    )
    await found.grant()
    now[0] = NOW + timedelta(minutes=4)
    await found.grant()
    assert runs.read_text().count("x") == 1
    now[0] = NOW + timedelta(minutes=4, seconds=55)
    await found.grant()
    assert runs.read_text().count("x") == 2


async def test_plugin_may_give_a_client_certificate(tmp_path: Path) -> None:
    found = plugin(tmp_path, f"echo '{credential(clientCertificateData='CERT', clientKeyData='KEY')}'")
    grant = await found.grant()
    assert grant.authorization is None
    assert grant.certificate is not None
    assert grant.certificate.reveal() == "CERT"


async def test_plugin_gets_its_request_and_the_environment_but_nothing_of_ours(tmp_path: Path) -> None:
    out = tmp_path / "env"
    environ = {"PATH": os.environ["PATH"], "HOME": "/home/ann", "AKOTUI_AVI_PASSWORD": "hunter2"}
    found = plugin(tmp_path, f"env > {out}; echo '{credential(token='t')}'", environ=environ, REGION="eu")
    await found.grant()
    seen = dict(line.split("=", 1) for line in out.read_text().splitlines() if "=" in line)
    assert seen["REGION"] == "eu"
    assert seen["HOME"] == "/home/ann"
    assert not [name for name in seen if name.startswith("AKOTUI_")]
    request = json.loads(seen["KUBERNETES_EXEC_INFO"])
    assert request == {"kind": "ExecCredential", "apiVersion": V1, "spec": {"interactive": False}}


async def test_plugin_has_no_terminal_and_no_input(tmp_path: Path) -> None:
    tests = "if read line; then exit 3; fi; if [ -t 0 ] || (: < /dev/tty) 2>/dev/null; then exit 4; fi"
    body = f"{tests}; echo '{credential(token='t')}'"
    assert header(await plugin(tmp_path, body).grant()) == "Bearer t"


async def test_missing_plugin_is_named_with_its_hint(tmp_path: Path) -> None:
    missing = Plugin(command="aws-login", install_hint="get it from the portal\nsecond line")
    found = ExecPlugin(missing, environ={"PATH": str(tmp_path)})
    assert await failure(found) == "credential plugin aws-login not found in PATH; get it from the portal"
    beside = ExecPlugin(Plugin(command="./gone", folder=str(tmp_path)), environ={})
    assert "gone does not exist" in await failure(beside)


async def test_plugin_path_is_relative_to_its_kubeconfig(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    script(tmp_path / "bin", f"echo '{credential(token='t')}'", "login")
    found = ExecPlugin(Plugin(command="bin/login", folder=str(tmp_path)), environ={"PATH": os.environ["PATH"]})
    assert header(await found.grant()) == "Bearer t"


async def test_hanging_plugin_and_its_children_are_ended(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    found = plugin(tmp_path, f"sleep 60 & child=$!; {noting(pid)}; wait", time_limit=50.0)
    assert "did not end within 50 s" in await given_up(found, pid)
    assert await ended(int(pid.read_text()))


async def test_children_of_a_plugin_that_has_ended_are_ended_when_they_keep_its_output_open(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    after = f"while kill -0 $$ 2>/dev/null; do sleep 0.01; done; {noting(pid)}"
    found = plugin(tmp_path, f"sleep 60 & child=$!; {{ {after}; }} & exit 0", time_limit=50.0)
    assert "did not end within 50 s" in await given_up(found, pid)
    assert await ended(int(pid.read_text()))


async def test_plugin_that_hangs_without_a_terminal_gives_way_to_who_logs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def on_terminal(*_: object) -> Output:
        return Output(0, credential(token="by-hand").encode())

    monkeypatch.setattr(exec_plugin, "in_front", on_terminal)
    told = tmp_path / "told"
    os.mkfifo(told)
    found = plugin(tmp_path, f"echo $$ > {told}; exec sleep 60", time_limit=50.0)
    asking = [asyncio.create_task(failure(found)) for _ in range(3)]
    pid = int(await asyncio.to_thread(told.read_text))
    async with asyncio.timeout(LIMIT):
        await found.log_in()
        assert {await each for each in asking} == {
            f"credential plugin {tmp_path}/plugin was ended: somebody logs in with it"
        }
    assert await ended(pid)
    assert header(await found.grant()) == "Bearer by-hand"


@pytest.mark.parametrize(("holds", "runs"), [(60.0, 1), (0.0, 3)])
async def test_failure_is_the_answer_to_all_who_ask_until_a_moment_has_passed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, holds: float, runs: int
) -> None:
    monkeypatch.setattr(exec_plugin, "FAILURE_HOLDS", holds)
    ran = tmp_path / "ran"
    found = plugin(tmp_path, f"echo >> {ran}; exit 1")
    said = {await each for each in [asyncio.create_task(failure(found)) for _ in range(3)]}
    assert said == {f"credential plugin {tmp_path}/plugin failed with exit code 1: no words"}
    assert len(ran.read_text().splitlines()) == runs


async def test_login_that_fails_leaves_no_failure_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def on_terminal(*_: object) -> Output:
        return Output(1, b"")

    monkeypatch.setattr(exec_plugin, "in_front", on_terminal)
    monkeypatch.setattr(exec_plugin, "FAILURE_HOLDS", 60.0)
    mended = tmp_path / "mended"
    found = plugin(tmp_path, f"test -e {mended} && echo '{credential(token='t')}'")
    await failure(found)
    mended.touch()
    with pytest.raises(CredentialsFailed):
        await found.log_in()
    assert header(await found.grant()) == "Bearer t"


async def test_plugin_that_wants_a_terminal_is_not_run(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    command = str(script(tmp_path, f"touch {ran}"))
    found = ExecPlugin(Plugin(command=command, interactive=True), environ={"PATH": os.environ["PATH"]})
    assert "wants a terminal" in await failure(found)
    assert not ran.exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("printf 'bad \\033]52;c;x\\007\\nlogin' >&2; exit 7", "exit code 7: bad \u241b]52;c;x\u2407\u240alogin"),
        ("exit 1", "exit code 1: no words"),
        ("echo hello", "did not write an ExecCredential"),
        (f"echo '{credential(V1 + 'beta1', token='t')}'", "the kubeconfig wants 'client.authentication.k8s.io/v1'"),
        (f"echo '{credential()}'", "gave no token"),
        (f"echo '{credential(clientCertificateData='C')}'", "without its key"),
        (f"echo '{credential(token='t', expirationTimestamp='2020-01-01T00:00:00Z')}'", "expired at 2020-01-01"),
        ("yes | head -c 2000000", "wrote more than 1 MiB"),
        (f"yes | head -c 2000000 >&2; echo '{credential(token=5)}'", "did not write an ExecCredential"),
    ],
)
async def test_plugin_failure_is_named_in_one_line(tmp_path: Path, body: str, words: str) -> None:
    assert words in await failure(plugin(tmp_path, body))


async def test_failure_never_shows_what_the_plugin_wrote_to_stdout(tmp_path: Path) -> None:
    assert "hunter2" not in await failure(plugin(tmp_path, "echo hunter2; exit 1"))
    assert "hunter2" not in await failure(plugin(tmp_path, "echo hunter2"))
