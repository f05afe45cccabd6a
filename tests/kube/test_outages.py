"""A real API server that is killed, hangs, forgets, throttles or takes rights away: nothing is lost.

How long that took is printed after the tests.
"""

import asyncio
import os
import signal
import ssl
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from akotui.model.facts import ListEnded, SourceState
from akotui.model.inventory import Extent
from akotui.model.kinds import RESOURCES, Kind
from akotui.sources import kubernetes_protocol, kubernetes_session
from akotui.sources.connection import Connection
from akotui.sources.kubeconfig import load
from akotui.sources.kubernetes import KubernetesSource
from tests.kube.admin import Admin
from tests.kube.conftest import flags
from tests.kube.live import Live, Written, compact, live, refuse_haste, written
from tests.kube.server import KubeServer, binaries, start, stop
from tests.kube.site import grant
from tests.sources.kubernetes_reading import reading

BROKEN = (SourceState.STALE, SourceState.UNREACHABLE)
ALL = tuple(RESOURCES)
ONE_AT_A_TIME = ("--enable-priority-and-fairness=false", "--max-requests-inflight=1")
TOO_MANY = 429


@pytest.fixture
async def cluster(kube: KubeServer, admin: Admin, tmp_path: Path) -> AsyncGenerator[Live]:
    """The cluster with a namespace of two ingresses, being read by its administrator."""
    del tmp_path
    await admin.install_definitions()
    await admin.ensure("api/v1/namespaces", {"metadata": {"name": "storm"}})
    for name in ("a", "b"):
        await put(admin, name)
    before = len(written(kube))
    async with live(kube.kubeconfig, admin) as running:
        await running.agreed()
        yield running
    refuse_haste(written(kube)[before:])


@pytest.fixture
def shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten waits that would make a test longer and not tell more."""
    monkeypatch.setattr(kubernetes_session, "BEAT_LIMIT", 3.0)
    for name in ("REFUSED_WAIT", "FORBIDDEN_WAIT"):
        monkeypatch.setattr(kubernetes_protocol, name, 0.5)


async def put(admin: Admin, name: str) -> None:
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    metadata = {"name": name, "labels": {"at": f"{datetime.now():%H-%M-%S-%f}"}}  # noqa: DTZ005 - a label that differs
    ingress = {"metadata": metadata, "spec": {"defaultBackend": backend}}
    await admin.ensure("apis/networking.k8s.io/v1/namespaces/storm/ingresses", ingress)


async def change(admin: Admin) -> None:
    """One object comes or changes, one goes and comes again."""
    await put(admin, "a")
    await admin.delete("apis/networking.k8s.io/v1/namespaces/storm/ingresses/b")
    await put(admin, "c")
    await put(admin, "b")


def pid(kube: KubeServer) -> int:
    return int((kube.folder / "apiserver.pid").read_text())


async def restart(kube: KubeServer, *more: str) -> None:
    """Start the API server again, on the objects there are; one that runs is stopped first."""
    assets = binaries()
    assert assets is not None
    await asyncio.to_thread(stop, kube.folder, "apiserver")
    await asyncio.to_thread(start, kube.folder, assets, int(kube.url.rpartition(":")[2]), *flags(kube.folder), *more)


async def test_killed_compacted_throttled_and_started_again(
    cluster: Live, kube: KubeServer, admin: Admin, figure: Callable[[str], None]
) -> None:
    await grant(kube, admin, ALL)
    before = len(written(kube))
    os.kill(pid(kube), signal.SIGKILL)
    noticed = await cluster.state(*BROKEN)
    await cluster.until(lambda: "it refuses connections" in cluster.health.detail)
    assert "storm/a" in cluster.table(Kind.INGRESS).rows
    await compact(kube)
    await restart(kube, *ONE_AT_A_TIME)
    await change(admin)
    took = await cluster.agreed()
    assert cluster.table(Kind.INGRESS).coverage.extent is Extent.COMPLETE
    assert expired(written(kube)[before:], "/apis/networking.k8s.io/v1/ingresses")
    figure(f"kube-apiserver killed: noticed in {noticed:.1f} s; live and true {took:.1f} s after it was ready again")
    before = len(written(kube))
    async with AsyncExitStack() as stack:
        async with crowd(kube):
            other = await stack.enter_async_context(live(kube.viewer_kubeconfig, admin))
        took = await other.agreed()
    throttled = [each for each in written(kube)[before:] if each.response_status.code == TOO_MANY]
    assert throttled
    figure(
        f"kube-apiserver with one request at a time: {len(throttled)} times 429; all read {took:.1f} s after the rest"
    )
    await restart(kube)
    await cluster.agreed()


def expired(asked: Sequence[Written], path: str) -> bool:
    """Whether a watch from where the last one ended was refused (410, in its answer or its first event), and listed."""
    answered = [each for each in asked if each.response_status.code != TOO_MANY]
    verbs = [each.verb for each in answered if each.request_uri.partition("?")[0] == path]
    return ("watch", "list") in pairwise(verbs)


@asynccontextmanager
async def crowd(kube: KubeServer) -> AsyncGenerator[None]:
    """Others who ask the server all the time, so that there is seldom room."""
    authorization = {"Authorization": f"Bearer {kube.viewer_token}"}
    trusted = ssl.create_default_context(cafile=str(kube.ca))
    async with httpx.AsyncClient(base_url=kube.url, headers=authorization, verify=trusted, trust_env=False) as client:

        async def ask() -> None:
            while True:
                await client.get("/api/v1/pods")

        others = [asyncio.create_task(ask()) for _ in range(8)]
        try:
            yield
        finally:
            for other in others:
                other.cancel()
            await asyncio.wait(others)


@pytest.mark.usefixtures("shorter")
async def test_hung_server_is_noticed_and_taken_up_again(
    cluster: Live, kube: KubeServer, admin: Admin, figure: Callable[[str], None]
) -> None:
    os.kill(pid(kube), signal.SIGSTOP)
    try:
        noticed = await cluster.state(*BROKEN)
        assert "no answer from" in cluster.health.detail
    finally:
        os.kill(pid(kube), signal.SIGCONT)
    await change(admin)
    took = await cluster.agreed()
    figure(
        f"kube-apiserver hung (STOP): noticed in {noticed:.1f} s; live and true {took:.1f} s after CONT and a change"
    )


async def test_audit_is_of_the_moment_where_the_watch_stands(kube: KubeServer, admin: Admin) -> None:
    async def connect() -> Connection:
        return await load(kubeconfig=str(kube.kubeconfig))

    def ended(*, audit: bool) -> Callable[[object], bool]:
        return lambda fact: isinstance(fact, ListEnded) and fact.kind is Kind.INGRESS and fact.audit is audit

    async with reading(KubernetesSource(connect)) as run:
        await run.state(SourceState.LIVE)
        await put(admin, "later")
        run.source.poke()
        await run.until(ended(audit=True))


@pytest.mark.usefixtures("shorter")
async def test_rights_that_are_taken_and_given_while_it_runs(
    kube: KubeServer, admin: Admin, figure: Callable[[str], None]
) -> None:
    await admin.install_definitions()
    await grant(kube, admin, ALL)
    async with live(kube.viewer_kubeconfig, admin) as running:
        await running.agreed()
        await grant(kube, admin, [kind for kind in ALL if kind is not Kind.INGRESS])
        running.source.poke()
        noticed = await running.until(lambda: "403 list ingresses" in str(running.table(Kind.INGRESS).coverage))
        assert running.health.state is SourceState.PARTIAL
        assert running.table(Kind.NAMESPACE).whole
        await grant(kube, admin, ALL)
        await change(admin)
        took = await running.agreed()
        figure(f"rights taken: noticed in {noticed:.1f} s after ^r; given back: live and true after {took:.1f} s")
