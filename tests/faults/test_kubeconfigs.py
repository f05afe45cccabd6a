"""Kubeconfigs that are meant to hurt, and one whose tokens expire: nothing hangs, nothing is written."""

import asyncio
import base64
import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from akotui.engine import Engine
from akotui.model.facts import SourceState
from akotui.simulator.http import Reply, Request, Server
from akotui.sources import exec_plugin
from akotui.sources.exec_plugin import ExecPlugin, Plugin
from akotui.sources.kubeconfig import load
from akotui.sources.plugin_run import Output
from tests.faults.clusters import small_cluster
from tests.faults.fast_time import in_fast_time
from tests.politeness import Manners, agree
from tests.secrecy import BEARER, CANARIES, handed
from tests.sources.kubernetes_reading import connect
from tests.sources.test_kubeconfig import authorization, config, reason, write
from tests.sources.test_kubernetes_tls import CERTIFICATES, server_tls

LAUGHS = 'a: &a ["x","x","x","x","x","x","x","x","x"]\n' + "".join(
    f"{name}: &{name} [{','.join([f'*{former}'] * 9)}]\n" for former, name in zip("abcdefgh", "bcdefghi", strict=True)
)
"""43 million elements, if somebody unfolds them."""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (LAUGHS, "sets no current-context"),
        (LAUGHS + "contexts: *i\n", "is not a kubeconfig"),
        ("[" * 100_000, "is not a kubeconfig"),
        ("contexts: null", "sets no current-context"),
        ("current-context: gone\ncontexts: []\n", "context 'gone' is not in kubeconfig"),
        (json.dumps({**config(), "current-context": ""}), "sets no current-context; give --context (known: here)"),
        (json.dumps({**config(), "current-context": "gone"}), "context 'gone' is not in kubeconfig"),
    ],
)
async def test_kubeconfig_that_is_a_bomb_or_names_no_context_is_one_line(
    tmp_path: Path, content: str, words: str
) -> None:
    assert words in await reason(write(tmp_path / "k", content))


def names_in(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


def jwt(expires: int, name: str) -> str:
    parts = ({"alg": "none"}, {"exp": expires, "name": name})
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "sig"])


async def test_oidc_token_that_expired_is_renewed_in_memory_and_the_file_stays_as_it_was(tmp_path: Path) -> None:
    fresh, asked = jwt(4_000_000_000, "fresh"), list[Mapping[str, str]]()

    async def provider(request: Request) -> Reply:
        if request.path == "/.well-known/openid-configuration":
            return Reply(200, json.dumps({"token_endpoint": f"{server.url}/token"}).encode())
        asked.append(dict(parse_qsl(request.body.decode())))
        answer = {
            "id_token": fresh,
            "refresh_token": f"{CANARIES['refresh token']}-next",
            "access_token": "a",
            "token_type": "Bearer",
        }
        return Reply(200, json.dumps(answer).encode())

    server = Server(provider, tls=server_tls("server"))
    agree(Manners(posts=frozenset({"/token"}), why="a provider of OIDC tokens is asked so"), server)
    await server.start()
    settings = {
        "id-token": jwt(1_000_000_000, "old"),
        "refresh-token": CANARIES["refresh token"],
        "client-id": "akotui",
        "client-secret": CANARIES["basic password"],
        "idp-issuer-url": server.url,
        "idp-certificate-authority-data": base64.b64encode((CERTIFICATES / "authority.pem").read_bytes()).decode(),
    }
    path = tmp_path / "k"
    write(path, config(user={"auth-provider": {"name": "oidc", "config": settings}}))
    handed(path)
    before, stamp = path.read_bytes(), path.stat().st_mtime_ns
    connection = await load(kubeconfig=str(path))
    assert await authorization(connection) == f"Bearer {fresh}"
    await server.close()
    assert [one["refresh_token"] for one in asked] == [CANARIES["refresh token"]]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, stamp)
    assert names_in(tmp_path) == ["k"]
    assert connection.cautions() == ()


@in_fast_time
async def test_plugin_that_fails_is_run_twice_a_minute_at_most_and_taken_when_it_does_not() -> None:
    clock = asyncio.get_running_loop().time
    runs = list[float]()
    answer = Output(1, b"")

    async def run(*_: object) -> Output:
        runs.append(clock())
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exec_plugin, "alone", run)
        async with small_cluster() as cluster:
            plugin = ExecPlugin(Plugin(command="/bin/sh"), environ={})
            engine = Engine([connect(cluster.server.url, plugin)], ())
            running = asyncio.create_task(engine.run(lambda _: None))
            await asyncio.sleep(300)
            health = engine.inventory.cluster.health
            assert (health.state, len(cluster.server.requests)) == (SourceState.UNAUTHORIZED, 0)
            assert "failed with exit code 1" in health.detail
            assert 5 <= len(runs) <= 11
            assert all(later - earlier >= 30 for earlier, later in pairwise(runs[1:]))
            status = {"token": BEARER}
            version = "client.authentication.k8s.io/v1"
            said = {"kind": "ExecCredential", "apiVersion": version, "status": status}
            answer = Output(0, json.dumps(said).encode())
            await asyncio.sleep(60)
            assert set(engine.inventory.cluster.ingresses.rows) == {"blue/web", "red/web"}
            running.cancel()
            await asyncio.wait([running])
