"""A Controller read for real: over HTTP, from the simulator."""

import asyncio
import contextlib
import logging
import re
import socket
import ssl
from pathlib import Path

import pytest

from akotui.errors import UsageError
from akotui.model.facts import FirstRoundEnded, ListEnded, Observed, Paged, SourceState
from akotui.model.kinds import AVI_TYPES, Kind
from akotui.simulator.http import Fault, Request
from akotui.simulator.http import Reply as Served
from akotui.simulator.states import load_avi
from akotui.simulator.states import read as read_state
from akotui.sources import avi_wire
from akotui.sources.avi import AviSource
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_credentials import load
from akotui.sources.avi_tls import tls_context
from akotui.sources.secret import Secret
from tests.secrecy import hand, holds_secret
from tests.sources.avi_reading import ACCOUNT, CERTIFICATES, LIMIT, asked, controller, last, portal, read, source, until


async def test_recorded_controller_is_read_whole_and_left_logged_out(golden: Path) -> None:
    async with controller() as simulator:
        state = read_state(golden / "steady.avi.json")
        load_avi(simulator, state)
        facts = await read(source(simulator))
        expected = len(simulator.inventory.types["virtualservice"])
        services = [i for f in facts if isinstance(f, Paged) and f.kind is Kind.VIRTUAL_SERVICE for i in f.items]
        assert len(services) == expected > 10
        ended = [fact for fact in facts if isinstance(fact, ListEnded)]
        assert [fact.kind for fact in ended] == list(AVI_TYPES)
        assert not any(fact.missing for fact in ended)
        assert isinstance(facts[-1], FirstRoundEnded)
        assert last(facts).state is SourceState.LIVE
        assert last(facts).endpoint == simulator.server.url
        assert simulator.sessions.opened == 1
        assert simulator.sessions.open == {}
        posts = [request.path for request in simulator.server.requests if request.method != "GET"]
        assert posts == ["/login", "/logout"]


async def test_many_pages_are_read_whole_over_the_wire() -> None:
    async with controller() as simulator:
        for number in range(1001):
            uuid = f"pool-{number:08x}-0000-4000-8000-000000000000"
            simulator.put(
                "pool", {"uuid": uuid, "name": f"p{number:05}", "tenant_ref": "https://x/api/tenant/admin#admin"}
            )
        facts = await read(source(simulator))
        pages = [fact.items for fact in facts if isinstance(fact, Paged) and fact.kind is Kind.POOL]
        assert [len(page) for page in pages] == [200, 200, 200, 200, 200, 1]
        assert asked(simulator, "/api/pool") == 6 + 5


async def test_polling_goes_on_within_one_session() -> None:
    async with controller() as simulator:
        async with contextlib.aclosing(source(simulator, follow=True).facts()) as facts:
            await until(facts, SourceState.LIVE)
            simulator.put("pool", {"uuid": "pool-1", "name": "new", "tenant_ref": "https://x/api/tenant/admin#admin"})
            async with asyncio.timeout(LIMIT):
                async for fact in facts:
                    if isinstance(fact, Paged) and fact.kind is Kind.POOL and fact.items:
                        break
        assert simulator.sessions.opened == 1
        assert simulator.sessions.open == {}


async def test_refused_password_is_sent_once_until_somebody_asks() -> None:
    async with controller(refused=2) as simulator:
        reader = source(simulator, AviCredentials("oncall", Secret("wrong")), follow=True)
        async with contextlib.aclosing(reader.facts()) as facts:
            refused = await until(facts, SourceState.UNAUTHORIZED)
            assert "does not retry a refused password" in refused.detail
            assert isinstance(await anext(facts), FirstRoundEnded)
            waiting = asyncio.ensure_future(anext(facts))
            done, _ = await asyncio.wait([waiting], timeout=0.2)  # ten intervals
            assert not done
            assert asked(simulator, "/login") == 1
            reader.poke()
            async with asyncio.timeout(LIMIT):
                await waiting
            await until(facts, SourceState.UNAUTHORIZED)
            assert asked(simulator, "/login") == 2


async def test_password_corrected_in_its_file_is_used(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("wrong")
    file.chmod(0o600)
    account = load("oncall", str(file), None, {})
    assert account is not None
    async with controller() as simulator:
        async with contextlib.aclosing(source(simulator, account, follow=True).facts()) as facts:
            await until(facts, SourceState.UNAUTHORIZED)
            hand(file, "demo-password\n")
            await until(facts, SourceState.LIVE)
        assert asked(simulator, "/login") == 2


async def test_refused_login_ends_a_single_reading() -> None:
    async with controller() as simulator:
        facts = await read(source(simulator, AviCredentials("oncall", Secret("wrong"))))
        assert last(facts).state is SourceState.UNAUTHORIZED
        assert isinstance(facts[-1], FirstRoundEnded)
        assert [request.path for request in simulator.server.requests] == ["/login"]


@pytest.mark.parametrize("status", [401, 419])
async def test_session_that_expires_is_renewed_once(status: int) -> None:
    async with controller() as simulator:
        async with contextlib.aclosing(source(simulator, follow=True).facts()) as facts:
            await until(facts, SourceState.LIVE)
            simulator.expire_sessions(status)
            async with asyncio.timeout(LIMIT):
                async for fact in facts:
                    if isinstance(fact, ListEnded) and simulator.sessions.opened == 2:
                        break
        assert simulator.sessions.opened == 2


async def test_controller_that_restarts_is_found_again() -> None:
    async with controller() as simulator:
        reader = source(simulator, follow=True)
        async with contextlib.aclosing(reader.facts()) as facts:
            await until(facts, SourceState.LIVE)
            await simulator.server.close()
            stale = await until(facts, SourceState.STALE)
            assert stale.retry_at is not None
            assert "connection refused" in stale.detail
            await simulator.server.start()
            reader.poke()
            await until(facts, SourceState.LIVE)


async def test_address_where_nothing_listens_is_unreachable() -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        port: int = reserved.getsockname()[1]
        facts = await read(AviSource(f"http://127.0.0.1:{port}", ACCOUNT, verify=True, follow=False))
    assert last(facts).state is SourceState.UNREACHABLE
    assert last(facts).detail == f"Avi 127.0.0.1:{port} cannot be read: connection refused: nothing listens there"


async def test_answer_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avi_wire, "LONGEST_REQUEST", 0.05)
    async with controller() as simulator:
        simulator.server.faults = lambda request: Fault(wait=asyncio.Event()) if request.path == "/login" else None
        facts = await read(source(simulator))
        assert last(facts).state is SourceState.UNREACHABLE
        assert "no complete answer within" in last(facts).detail


@pytest.mark.parametrize(
    "fault",
    [
        Fault(reply=Served(200, b"<html>login</html>", "text/html")),
        Fault(reply=Served(302, b"", headers=(("Location", "https://elsewhere.test/api/pool"),))),
        Fault(reply=Served(200, b"{}", headers=(("Content-Encoding", "gzip"),))),
        Fault(cut_after=1),
        Fault(reset=True),
    ],
)
async def test_broken_answer_ends_the_round_and_loses_nothing(fault: Fault) -> None:
    async with controller() as simulator:

        def faults(request: Request) -> Fault | None:
            return fault if request.path == "/api/pool" else None

        reader = source(simulator, follow=True)
        async with contextlib.aclosing(reader.facts()) as facts:
            await until(facts, SourceState.LIVE)
            simulator.server.faults = faults
            await until(facts, SourceState.STALE)
            simulator.server.faults = None
            reader.poke()
            await until(facts, SourceState.LIVE)


async def test_closing_in_the_middle_of_a_request_leaves_nothing() -> None:
    async with controller() as simulator:
        reached = asyncio.Event()

        def hang(request: Request) -> Fault | None:
            if request.path != "/api/pool":
                return None
            reached.set()
            return Fault(wait=asyncio.Event())

        simulator.server.faults = hang
        reading = asyncio.ensure_future(read(source(simulator)))
        async with asyncio.timeout(LIMIT):
            await reached.wait()
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert asked(simulator, "/logout") == 1


async def test_farewell_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(avi_wire, "FAREWELL", 0.05)
    async with controller() as simulator:
        simulator.server.faults = lambda request: Fault(wait=asyncio.Event()) if request.path == "/logout" else None
        assert last(await read(source(simulator))).state is SourceState.LIVE


async def over_tls(name: str, verify: ssl.SSLContext) -> tuple[Observed, list[str]]:
    async with controller(portal(name)[0]) as simulator:
        reader = AviSource(simulator.server.url, ACCOUNT, verify=verify, follow=False)
        facts = await read(reader)
        return last(facts), [request.path for request in simulator.server.requests]


async def test_unknown_certificate_is_refused_before_the_password_leaves() -> None:
    seen, paths = await over_tls("named.pem", tls_context())
    assert (seen.state, paths) == (SourceState.UNREACHABLE, [])
    assert "its certificate is self-signed" in seen.detail


async def test_certificate_of_the_given_ca_is_accepted() -> None:
    seen, _ = await over_tls("named.pem", tls_context(ca_file=str(CERTIFICATES / "named.pem")))
    assert seen.state is SourceState.LIVE


async def test_certificate_for_another_name_is_refused_and_named() -> None:
    seen, paths = await over_tls("unnamed.pem", tls_context(ca_file=str(CERTIFICATES / "unnamed.pem")))
    assert (seen.state, paths) == (SourceState.UNREACHABLE, [])
    assert "for another name" in seen.detail


async def test_pinned_certificate_needs_no_name() -> None:
    pin = portal("unnamed.pem")[2]
    colons = ":".join(re.findall("..", pin.upper()))
    for written in (pin, colons, f"sha256:{pin}"):
        seen, _ = await over_tls("unnamed.pem", tls_context(pin_sha256=written))
        assert seen.state is SourceState.LIVE


async def test_certificate_that_is_not_the_pinned_one_gets_no_password() -> None:
    seen, paths = await over_tls("named.pem", tls_context(pin_sha256=portal("unnamed.pem")[2]))
    assert (seen.state, paths) == (SourceState.UNREACHABLE, [])
    assert f"presented {portal('named.pem')[2]}" in seen.detail


async def test_insecure_accepts_any_certificate() -> None:
    seen, _ = await over_tls("unnamed.pem", tls_context(insecure=True))
    assert seen.state is SourceState.LIVE


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no certificate"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "damaged"),
        (b"\x30\x82\xff", "not PEM"),
        (None, "No such file"),
    ],
)
def test_unusable_ca_file_is_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(UsageError, match=f"--avi-ca-file {file}.*{words}"):
        tls_context(ca_file=str(file))


def test_unusable_pin_and_contradictions_are_named() -> None:
    with pytest.raises(UsageError, match="64 hexadecimal"):
        tls_context(pin_sha256="abc")
    with pytest.raises(UsageError, match="give one of them"):
        tls_context(pin_sha256="0" * 64, insecure=True)


def test_scope_is_the_controllers_host_and_port() -> None:
    assert AviSource("https://AVI:8443", ACCOUNT, verify=True).scope.name == "avi:8443"
    with pytest.raises(UsageError):
        AviSource("http://avi.test", ACCOUNT, verify=True)


async def test_nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with controller() as simulator:
        await read(source(simulator))
    assert not holds_secret(caplog.text.encode())


@pytest.mark.parametrize("tenants", [("",), ("a\nX-Evil: 1",), ("\udc80",)])
def test_unusable_tenant_is_named(tenants: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="--avi-tenant"):
        AviSource("avi.test", ACCOUNT, verify=True, tenants=tenants)


@pytest.mark.parametrize("version", ["", "latest", "30.2.1\r\nX-Evil: 1"])
def test_unusable_version_is_named(version: str) -> None:
    with pytest.raises(UsageError, match=r"--avi-version .* such as 30\.2\.1"):
        AviSource("avi.test", ACCOUNT, verify=True, version=version)


async def test_tenant_may_have_any_name() -> None:
    async with controller() as simulator:
        simulator.put_tenant("bücher")
        reader = AviSource(simulator.server.url, ACCOUNT, verify=True, tenants=("bücher", "admin"), follow=False)
        facts = await read(reader)
        assert {type(fact) for fact in facts} >= {ListEnded, FirstRoundEnded}
        assert last(facts).state is SourceState.PARTIAL
        assert "only tenant bücher, admin is read (--avi-tenant)" in last(facts).detail


async def test_refused_account_gives_way_to_the_one_that_signs_in() -> None:
    async with controller() as simulator:
        reader = source(simulator, AviCredentials("oncall", Secret("wrong")), follow=True)
        async with contextlib.aclosing(reader.facts()) as facts:
            await until(facts, SourceState.UNAUTHORIZED)
            reader.sign_in(ACCOUNT)
            assert "user oncall" in (await until(facts, SourceState.LIVE)).detail
        assert asked(simulator, "/login") == 2
        assert simulator.sessions.open == {}


async def test_another_account_signs_in_only_after_the_one_before_has_logged_out() -> None:
    async with controller() as simulator:
        reader = source(simulator, follow=True)
        async with contextlib.aclosing(reader.facts()) as facts:
            await until(facts, SourceState.LIVE)
            reader.sign_in(AviCredentials("oncall", Secret("wrong")))
            await until(facts, SourceState.UNAUTHORIZED)
        posts = [request.path for request in simulator.server.requests if request.method != "GET"]
        assert posts == ["/login", "/logout", "/login"]
        assert simulator.sessions.open == {}
