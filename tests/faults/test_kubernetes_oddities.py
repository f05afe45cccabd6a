"""Odd objects, odd addresses, odd clocks: each is read or named, and costs only itself."""

import asyncio
import os
import resource
import socket
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from akotui.model.facts import SourceState
from akotui.simulator.http import Fault, Faults, Reply, Request
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources.kubernetes_session import Session
from tests.faults.chaos import ChaosProxy
from tests.faults.clusters import small_cluster, watched
from tests.faults.fast_time import in_fast_time
from tests.faults.footprint import footprint
from tests.sources.kubernetes_reading import ingress

DEEP = b'{"metadata":{"name":"odd","namespace":"blue","uid":"u"},"spec":' + b"[" * 3000 + b"]" * 3000 + b"}"
ODD = (
    DEEP,
    b'{"metadata":{"name":"odd","namespace":"blue","uid":"u","generation":' + b"9" * 5000 + b'},"spec":7}',
    b'{"metadata":{"name":"odd","namespace":"blue","uid":"\xff\xfe"},"spec":{}}',
)


def listing(cluster: KubernetesSimulator, odd: bytes) -> Faults:
    """Let lists of ingresses hold something odd besides."""

    def answer(request: Request) -> Fault | None:
        if not request.path.endswith("/ingresses") or request.parameter("watch"):
            return None
        head = b'{"kind":"IngressList","metadata":{"resourceVersion":"%d"},"items":[' % cluster.store.version
        items = [odd, *(entry.raw for entry in cluster.store.collection("ingresses").ordered())]
        return Fault(reply=Reply(200, head + b",".join(items) + b"]}"))

    return answer


@pytest.mark.parametrize("odd", ODD, ids=["deep", "digits", "bytes"])
def test_odd_object_in_a_list_is_told_and_the_others_are_read(odd: bytes) -> None:
    @in_fast_time
    async def told() -> None:
        async with small_cluster() as cluster, watched(cluster) as run:
            run.faults = listing(cluster, odd)
            await run.until(lambda inventory: bool(inventory.cluster.ingresses.broken))
            table = run.engine.inventory.cluster.ingresses
            assert set(table.rows) == {"blue/web", "red/web"}
            assert len(table.broken) == 1
            assert not table.whole
            await asyncio.sleep(300)
            assert len(run.asked_for("ingresses", watch=False)) == 1

    told()


@pytest.mark.parametrize("odd", [b"NaN", b'{"metadata":{"name":"\\ud800"}}', b"["])
def test_list_that_is_no_json_is_unread_and_asked_for_ever_less_often(odd: bytes) -> None:
    @in_fast_time
    async def told() -> None:
        async with small_cluster() as cluster, watched(cluster) as run:
            run.faults = listing(cluster, odd)
            await run.until(lambda inventory: "cannot be read" in str(inventory.cluster.ingresses.coverage))
            assert not run.engine.inventory.cluster.ingresses.read
            await asyncio.sleep(300)
            assert len(run.asked_for("ingresses", watch=False)) <= 0.25 * 300
            run.faults = None
            await run.agreed(within=60)

    told()


async def test_object_as_large_as_etcd_takes_and_many_small_ones_are_read(
    sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    many = sized(4000, 50_000)
    async with small_cluster() as cluster:
        async with watched(cluster) as run:
            await run.agreed()
            large = ingress("blue", "large")
            large["metadata"] = {"name": "large", "namespace": "blue", "annotations": {"note": "x" * 1_500_000}}
            cluster.put(large)
            await run.agreed(within=10)
            for number in range(many):
                cluster.put(ingress("red", f"i{number}"))
            as_events = await run.until(lambda inventory: len(inventory.cluster.ingresses) == many + 3)
            assert run.agrees(run.engine.inventory)
        async with watched(cluster) as run:  # who comes later gets them as a list, in pages
            as_list = await run.until(lambda inventory: len(inventory.cluster.ingresses) == many + 3)
            await run.agreed()
        memory = footprint().memory >> 20
    figure(f"{many} objects and one of 1.5 MB: {as_events:.1f} s as events, {as_list:.1f} s as a list; {memory} MiB")


@in_fast_time
async def test_clock_that_jumps_neither_stops_nor_hurries_anything() -> None:
    jump = timedelta()

    def jumped(_: Session) -> datetime:
        return datetime.now(UTC) + jump

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "now", jumped)
        async with small_cluster() as cluster, watched(cluster) as run:
            await run.agreed()
            for days in (1, -1, 0):
                jump = timedelta(days=days)
                cluster.put(ingress("blue", f"after{days}"))
                await run.agreed(within=5)
                await cluster.server.close()
                await run.until(lambda inventory: inventory.cluster.health.state is SourceState.STALE, within=5)
                await cluster.server.start()
                await run.agreed(within=5)


@in_fast_time
async def test_clock_of_an_api_server_that_is_hours_off_is_told() -> None:
    ahead = timedelta(hours=5, minutes=2)

    def dated(request: Request) -> Fault | None:
        if request.path != "/version":
            return None
        date = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
        return Fault(reply=Reply(200, b'{"gitVersion": "v1.34.2"}', headers=(("Date", date),)))

    async with small_cluster() as cluster, watched(cluster) as run:
        run.faults = dated
        off = "Kubernetes v1.34.2; its clock is 5 h 2 min ahead of this machine's"
        await run.until(lambda inventory: inventory.cluster.health.detail == off, within=20)
        assert run.health.state is SourceState.LIVE
        ahead = timedelta(seconds=9)
        await run.until(lambda inventory: inventory.cluster.health.detail == "Kubernetes v1.34.2", within=20)


@pytest.fixture
async def cluster() -> AsyncIterator[KubernetesSimulator]:
    async with small_cluster() as simulator:
        yield simulator


async def test_address_of_version_six_is_read_and_shown_in_brackets(cluster: KubernetesSimulator) -> None:
    if not _has_version_six():
        pytest.skip("this machine has no ::1")
    async with ChaosProxy(cluster.server.port, host="::1") as proxy, watched(cluster, proxy.url) as run:
        await run.agreed(within=20)
        assert run.health.endpoint == f"http://[::1]:{proxy.port}"


def _has_version_six() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


@pytest.mark.usefixtures("hurry")
async def test_name_is_resolved_for_each_connection_and_a_dead_address_is_passed_over(
    cluster: KubernetesSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses: list[str] = []

    def look_up(host: object, *_: object, **__: object) -> list[object]:
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, f"no such name: {host}")
        stream = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        return [(*stream, (address, cluster.server.port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with watched(cluster, f"http://localhost:{cluster.server.port}") as run:
        await run.until(is_unreachable, within=20)
        assert "its name cannot be resolved" in run.health.detail
        addresses[:] = ["127.0.0.2", "127.0.0.1"]
        await run.agreed(within=20)


def is_unreachable(inventory: object) -> bool:
    return "UNREACHABLE" in str(inventory)


@pytest.mark.usefixtures("hurry")
async def test_process_without_a_free_descriptor_says_so_and_goes_on_when_there_is_one(
    cluster: KubernetesSimulator,
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    async with watched(cluster) as run:
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest_free(), hard))
        try:
            await run.until(is_unreachable, within=20)
            assert "too many open files in this process" in run.health.detail
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        await run.agreed(within=20)


def lowest_free() -> int:
    """The number that the next file would get."""
    free = os.dup(0)
    os.close(free)
    return free
