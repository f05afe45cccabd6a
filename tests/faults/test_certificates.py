"""Certificates that cannot be trusted, that change, or that bear another name: which it is, and nothing sent before."""

import base64
import contextlib
import ssl
from pathlib import Path

import msgspec
import pytest

from akotui.errors import UsageError
from akotui.model.facts import SourceState
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources.avi import AviSource
from akotui.sources.avi_account import Account
from akotui.sources.avi_secret import read
from akotui.sources.avi_tls import tls_context, trusting
from akotui.sources.credentials import CredentialsFailed, Fixed
from akotui.sources.kubernetes_tls import Material, Tls
from akotui.sources.kubernetes_wire import Answer
from akotui.sources.pace import Pace
from tests.secrecy import BEARER, CANARIES, hand
from tests.sources.avi_reading import ACCOUNT, controller, last, portal, until
from tests.sources.avi_reading import read as reading_of
from tests.sources.kubernetes_reading import connect, reading, serving
from tests.sources.test_kubernetes_tls import AUTHORITY, CERTIFICATES, server_tls

AVI_PORTAL = CERTIFICATES.parent / "named.pem"


@pytest.mark.usefixtures("hurry")
async def test_certificate_that_is_not_valid_yet_is_named() -> None:
    tls = Tls(authority=Material(path=str(CERTIFICATES / "early.pem")))
    async with (
        serving(KubernetesSimulator(token=BEARER, tls=server_tls("early"))) as simulator,
        reading(connect(simulator.server.url, tls=tls)) as run,
    ):
        told = (await run.state(SourceState.UNREACHABLE)).detail
        assert "its certificate is not valid yet; compare the clocks" in told
        assert simulator.server.requests == []


async def test_private_authority_without_key_identifiers_is_trusted() -> None:
    tls = Tls(authority=Material(path=str(CERTIFICATES / "plain-authority.pem")))
    assert not tls.context().verify_flags & ssl.VERIFY_X509_STRICT  # Python 3.13 sets it, and kubectl never does
    async with (
        serving(KubernetesSimulator(token=BEARER, tls=server_tls("plain"))) as simulator,
        reading(connect(simulator.server.url, tls=tls)) as run,
    ):
        await run.state(SourceState.LIVE)


async def test_server_is_asked_for_by_the_name_that_the_kubeconfig_gives() -> None:
    asked: list[str | None] = []
    context = server_tls("server")
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    tls = Tls(authority=AUTHORITY, server_name="api.test")
    async with (
        serving(KubernetesSimulator(token=BEARER, tls=context)) as simulator,
        reading(connect(simulator.server.url, tls=tls)) as run,
    ):
        await run.state(SourceState.LIVE)
    assert set(asked) == {"api.test"}


@pytest.mark.usefixtures("hurry")
async def test_client_certificate_that_is_rotated_on_disk_is_shown_without_a_restart(tmp_path: Path) -> None:
    pair = tmp_path / "client.pem"
    hand(pair, (CERTIFICATES / "stranger.pem").read_bytes())
    mine = Material(path=str(pair))
    async with (
        serving(KubernetesSimulator(tls=server_tls("server", wants_client=True))) as simulator,
        reading(connect(simulator.server.url, Fixed(), Tls(authority=AUTHORITY, certificate=mine, key=mine))) as run,
    ):
        await run.state(SourceState.UNREACHABLE)
        assert simulator.server.requests == []
        hand(pair, (CERTIFICATES / "client.pem").read_bytes())
        await run.state(SourceState.LIVE)


async def test_controllers_certificate_that_changes_is_not_accepted_and_both_are_named() -> None:
    context, _, pin = portal("named.pem")
    async with controller(context) as simulator:
        reader = AviSource(
            simulator.server.url,
            ACCOUNT,
            verify=tls_context(pin_sha256=pin),
            interval=0.02,
            pace=Pace(burst=1000, rate=1000),
        )
        async with contextlib.aclosing(reader.facts()) as facts:
            await until(facts, SourceState.LIVE)
            before = len(simulator.server.requests)
            context.load_cert_chain(CERTIFICATES.parent / "unnamed.pem")
            await simulator.server.drop_connections()
            told = await until(facts, SourceState.STALE)
            after = simulator.server.requests[before:]
    assert "its certificate is not the pinned one" in told.detail
    assert f"pinned {pin.replace(':', '').lower()}" in told.detail
    assert f"presented {portal('unnamed.pem')[2].replace(':', '').lower()}" in told.detail
    assert not [one for one in after if one.path == "/login"]


def secret_with(authority: bytes | None) -> Answer:
    fields = {"username": b"ako", "password": CANARIES["AKO password"].encode()}
    if authority is not None:
        fields["certificateAuthorityData"] = authority
    encoded = {key: base64.b64encode(value).decode() for key, value in fields.items()}
    return Answer(200, msgspec.json.encode({"kind": "Secret", "data": encoded}))


PEM = "".join(AVI_PORTAL.read_text().partition("-----BEGIN CERTIFICATE")[1:]).encode()


def trust(authority: bytes) -> ssl.SSLContext:
    found = read(secret_with(authority), "blue", with_authority=True)
    return trusting(found.authority, found.credentials.origin)


@pytest.mark.parametrize("authority", [None, b"", b" \n"])
def test_authority_of_the_secret_that_is_empty_is_none(authority: bytes | None) -> None:
    assert read(secret_with(authority), "blue", with_authority=True).authority == ""


@pytest.mark.parametrize("authority", [PEM, PEM.replace(b"\n", b"\r\n"), PEM + PEM, b"a comment\n" + PEM])
def test_authority_of_the_secret_may_be_a_chain_and_have_other_line_ends(authority: bytes) -> None:
    assert trust(authority).verify_mode is ssl.CERT_REQUIRED
    assert read(secret_with(authority), "blue", with_authority=False).authority == ""


@pytest.mark.parametrize(
    "authority",
    [
        ssl.PEM_cert_to_DER_cert(PEM.decode()),
        b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n",
        b"not a certificate",
        PEM[:200],
    ],
)
def test_authority_of_the_secret_that_is_damaged_names_the_secret(authority: bytes) -> None:
    with pytest.raises((CredentialsFailed, UsageError), match=r"^Secret blue/avi-secret: ") as raised:
        trust(authority)
    assert CANARIES["AKO password"] not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_authority_of_the_secret_is_what_the_controller_is_checked_against() -> None:
    context, _, _ = portal("named.pem")

    async def ask() -> Account:
        return read(secret_with(PEM), "blue", with_authority=True)

    async with controller(context) as simulator:
        simulator.account.username, simulator.account.password = "ako", CANARIES["AKO password"]
        reader = AviSource(simulator.server.url, ACCOUNT, verify=tls_context(), follow=False, ask_account=ask)
        assert last(await reading_of(reader)).state is SourceState.LIVE
    assert simulator.sessions.opened == 1
