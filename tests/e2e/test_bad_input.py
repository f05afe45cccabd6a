"""What is wrong with the files, addresses and credentials that were given is told in one line with the next step."""

import socket
import ssl
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from akotui.simulator.simulation import Simulation
from tests.e2e.program import Site, akotui
from tests.secrecy import BEARER, PASSWORD, WRONG, hand, handed

CERTIFICATES = Path(__file__).parents[1] / "sources" / "certificates" / "kubernetes"


@pytest.fixture
def closed_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "does not exist; name the right one with --kubeconfig"),
        (b"", "is empty"),
        (b"{[: x", "is not a kubeconfig: no YAML at line 1"),
        (b"hello", "is not a kubeconfig: "),
        (b"\xff\xfe\x00secret\x80", "is not a kubeconfig: it is not UTF-8 text"),
        (b"[1, 2]", "is not a kubeconfig: "),
        (b"apiVersion: v1\nkind: Config\n", "current-context"),
        (b"clusters: 7\ncontexts: x\ncurrent-context: x\n", "is not a kubeconfig: "),
    ],
)
async def test_kubeconfig_that_cannot_be_used_is_named(tmp_path: Path, content: bytes | None, words: str) -> None:
    kubeconfig = tmp_path / "the-kubeconfig"
    if content is not None:
        hand(kubeconfig, content)
    ran = await akotui("check", "--no-avi", "--kubeconfig", str(kubeconfig))
    assert (ran.code, ran.out) == (2, "")
    assert f"kubeconfig {kubeconfig}" in ran.line
    assert words in ran.line
    assert "Error)" not in ran.line
    assert "secret" not in ran.line


async def test_kubeconfig_that_is_a_folder_is_named(tmp_path: Path) -> None:
    ran = await akotui("check", "--no-avi", "--kubeconfig", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert ran.line.startswith(f"kubeconfig {tmp_path} cannot be read: Is a directory; ")


async def test_kubeconfig_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    loop = tmp_path / "kubeconfig"
    loop.symlink_to(loop)  # permissions stop everybody but root, a loop stops root too
    ran = await akotui("check", "--no-avi", "--kubeconfig", str(loop))
    assert (ran.code, ran.out) == (2, "")
    assert str(loop) in ran.line


async def test_no_kubeconfig_at_all_is_told(tmp_path: Path) -> None:
    ran = await akotui("check", "--no-avi", environ={"HOME": str(tmp_path)})
    assert (ran.code, ran.out) == (2, "")
    assert "--kubeconfig" in ran.line


async def test_unknown_context_is_named_beside_the_known_ones(site: Site) -> None:
    ran = await site.akotui("check", "--context", "prod-eu")
    assert (ran.code, ran.out) == (2, "")
    assert "'prod-eu'" in ran.line
    assert "known: akotui-demo" in ran.line


async def test_cluster_that_refuses_connections_is_3_and_named(site: Site, closed_port: int) -> None:
    _write(site.kubeconfig, site.simulation.kubernetes_url, f"http://127.0.0.1:{closed_port}")
    ran = await site.akotui("check", "-o", "json")
    assert ran.code == 3
    assert f"is unreachable: no connection to http://127.0.0.1:{closed_port}" in ran.line
    assert "is the server running?" in ran.line
    assert {one["status"] for one in ran.document.coverage} <= {"not-run", "partial"}
    assert ran.document.findings == []
    assert not ran.document.complete


async def test_inventory_of_a_cluster_that_refuses_connections_orphans_nothing(site: Site, closed_port: int) -> None:
    _write(site.kubeconfig, site.simulation.kubernetes_url, f"http://127.0.0.1:{closed_port}")
    ran = await site.akotui("get", "inventory", "-o", "json")
    assert ran.code == 3
    assert {(one["state"], str(one["reasons"])) for one in ran.document.virtual_services} == {
        ("unknown", "['not-readable']")
    }


async def test_controller_that_refuses_connections_is_4_and_named(site: Site, closed_port: int) -> None:
    ran = await akotui(
        "check",
        "-o",
        "json",
        *site.cluster,
        "--avi-controller",
        f"http://127.0.0.1:{closed_port}",
        *site.controller[2:],
    )
    assert (ran.code, ran.err) == (4, "")
    source = ran.document.source("avi")
    assert source["state"] == "unreachable"
    assert f"127.0.0.1:{closed_port}" in str(source["detail"])
    assert not ran.document.complete
    assert "not-run" in {one["status"] for one in ran.document.coverage}


async def test_wrong_token_of_the_cluster_is_3_with_the_next_step(site: Site) -> None:
    _write(site.kubeconfig, site.simulation.kubernetes_token, f"{BEARER}-old")
    ran = await site.akotui("check", "-o", "json")
    assert ran.code == 3
    assert "is unauthorized: 401" in ran.line
    assert "log in" in ran.line


async def test_wrong_password_of_the_controller_is_4_with_the_next_step_and_tried_once(site: Site) -> None:
    hand(site.password, WRONG)
    ran = await site.akotui("check", "-o", "json")
    assert (ran.code, ran.err) == (4, "")
    source = ran.document.source("avi")
    assert source["state"] == "unauthorized"
    assert "oncall" in str(source["detail"])
    assert [request.path for request in site.simulation.requests].count("/login") == 1


@pytest.mark.parametrize(
    ("content", "mode", "words"),
    [
        (None, 0o600, "No such file"),
        (b"", 0o600, "expected one line with the secret"),
        (PASSWORD.encode() + b"\nx\n", 0o600, "expected one line with the secret"),
        (b"\xff\xfe" + PASSWORD.encode(), 0o600, "this is not text"),
        (PASSWORD.encode(), 0o644, "others may read it"),
    ],
)
async def test_password_file_that_cannot_be_used_is_named(
    site: Site, content: bytes | None, mode: int, words: str
) -> None:
    site.password.unlink()
    if content is not None:
        hand(site.password, content)
        handed(site.password).chmod(mode)
    ran = await site.akotui("check")
    assert (ran.code, ran.out) == (2, "")
    assert str(site.password) in ran.line
    assert words in ran.line
    assert site.simulation.requests == []


@pytest.fixture
async def expired(tmp_path: Path) -> AsyncGenerator[Site]:
    """A site of https servers whose certificate has expired."""
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(CERTIFICATES / "expired.pem")
    async with Simulation(avi_tls=tls, kubernetes_tls=tls) as simulation:
        yield Site(simulation, tmp_path)
        assert simulation.requests == []


async def test_expired_certificates_are_named_on_both_sides_and_no_credential_is_sent(expired: Site) -> None:
    authority = str(CERTIFICATES / "authority.pem")
    server = f'"server": "{expired.simulation.kubernetes_url}"'
    _write(expired.kubeconfig, server, f'{server}, "certificate-authority": "{authority}"')
    ran = await expired.akotui("check", "-o", "json", "--avi-ca-file", authority)
    assert ran.code == 3
    assert ran.line.endswith("its certificate has expired; renew it")
    for source in ran.document.sources:
        assert source["state"] == "unreachable"
        assert "expired" in str(source["detail"])


async def test_dump_that_does_not_exist_is_named(tmp_path: Path) -> None:
    ran = await akotui("check", "--from-dir", str(tmp_path / "dump"))
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path / "dump") in ran.line


def _write(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    hand(path, text.replace(old, new))
