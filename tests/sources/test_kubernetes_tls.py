import ssl
from pathlib import Path

import pytest

from akotui.model.facts import (
    SourceState,
)
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources.credentials import Fixed, Grant
from akotui.sources.kubernetes_tls import Material, Tls
from akotui.sources.secret import Secret
from tests.secrecy import BEARER
from tests.sources.kubernetes_reading import connect, reading, serving

CERTIFICATES = Path(__file__).parent / "certificates" / "kubernetes"


def server_tls(name: str, *, wants_client: bool = False) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATES / f"{name}.pem")
    if wants_client:
        context.load_verify_locations(CERTIFICATES / "authority.pem")
        context.verify_mode = ssl.CERT_REQUIRED
    return context


AUTHORITY = Material(path=str(CERTIFICATES / "authority.pem"))


@pytest.mark.parametrize(
    ("certificate", "tls", "words"),
    [
        ("expired", Tls(authority=AUTHORITY), "its certificate has expired"),
        ("elsewhere", Tls(authority=AUTHORITY), "its certificate is for another host"),
        ("server", Tls(), "its certificate comes from an unknown authority"),
        ("server", Tls(authority=AUTHORITY, server_name="other.test"), "its certificate is for another host"),
    ],
)
@pytest.mark.usefixtures("hurry")
async def test_certificate_trouble_is_named(certificate: str, tls: Tls, words: str) -> None:
    async with (
        serving(KubernetesSimulator(token=BEARER, tls=server_tls(certificate))) as simulator,
        reading(connect(simulator.server.url, tls=tls)) as run,
    ):
        assert words in (await run.state(SourceState.UNREACHABLE)).detail
        assert not simulator.server.requests


@pytest.mark.parametrize(
    ("certificate", "tls"),
    [
        ("server", Tls(authority=AUTHORITY)),
        ("server", Tls(authority=AUTHORITY, server_name="api.test")),
        ("elsewhere", Tls(authority=AUTHORITY, server_name="elsewhere.test")),
        ("elsewhere", Tls(authority=Material(path=str(CERTIFICATES / "elsewhere.pem")), server_name="elsewhere.test")),
        ("expired", Tls(insecure=True)),
    ],
)
async def test_certificate_that_is_trusted_lets_us_read(certificate: str, tls: Tls) -> None:
    async with (
        serving(KubernetesSimulator(token=BEARER, tls=server_tls(certificate))) as simulator,
        reading(connect(simulator.server.url, tls=tls)) as run,
    ):
        await run.state(SourceState.LIVE)


async def test_client_certificate_is_shown_from_memory() -> None:
    pair = (CERTIFICATES / "client.pem").read_text()
    tls = Tls(authority=AUTHORITY, certificate=Material(inline=Secret(pair)), key=Material(inline=Secret(pair)))
    async with (
        serving(KubernetesSimulator(tls=server_tls("server", wants_client=True))) as simulator,
        reading(connect(simulator.server.url, Fixed(), tls)) as run,
    ):
        await run.state(SourceState.LIVE)


async def test_client_certificate_of_a_plugin_is_shown() -> None:
    pair = Secret((CERTIFICATES / "client.pem").read_text())
    plugin = Fixed(Grant(certificate=pair, key=pair))
    async with (
        serving(KubernetesSimulator(tls=server_tls("server", wants_client=True))) as simulator,
        reading(connect(simulator.server.url, plugin, Tls(authority=AUTHORITY))) as run,
    ):
        await run.state(SourceState.LIVE)


@pytest.mark.usefixtures("hurry")
async def test_certificate_that_is_rotated_on_disk_is_taken_up(tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_bytes((CERTIFICATES / "elsewhere.pem").read_bytes())
    async with (
        serving(KubernetesSimulator(token=BEARER, tls=server_tls("server"))) as simulator,
        reading(connect(simulator.server.url, tls=Tls(authority=Material(path=str(authority))))) as run,
    ):
        await run.state(SourceState.UNREACHABLE)
        authority.write_bytes((CERTIFICATES / "authority.pem").read_bytes())
        await run.state(SourceState.LIVE)
