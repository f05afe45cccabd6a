"""A cluster that is away, silent, slow or forgetful: what was read stays, is called old, and is put right later."""

import asyncio
from collections.abc import Callable

from akotui.engine import Engine
from akotui.model.facts import SourceState
from akotui.model.inventory import Inventory
from akotui.simulator.http import Fault, Reply
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.simulator.store import Served
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, bearer
from tests.faults.chaos import ChaosProxy, Mishap
from tests.faults.clusters import Watcher, small_cluster, watched
from tests.faults.fast_time import in_fast_time
from tests.faults.footprint import GROWTH, footprint
from tests.secrecy import BEARER
from tests.sources.kubernetes_reading import ingress, namespace, source

STALE = SourceState.STALE


def is_state(state: SourceState) -> Callable[[Inventory], bool]:
    return lambda inventory: inventory.cluster.health.state is state


@in_fast_time
async def test_key_that_is_held_down_asks_again_every_few_seconds_and_its_last_press_counts() -> None:
    def discoveries(run: Watcher) -> int:
        return sum(request.path == "/apis" for _, request in run.asked)

    async with small_cluster() as cluster, watched(cluster) as run:
        await run.agreed()
        for _ in range(198):
            run.source.poke()
            await asyncio.sleep(0.1)
        held = discoveries(run)
        assert 5 <= held <= 8
        run.source.poke()
        await asyncio.sleep(4.5)
        assert discoveries(run) == held + 1


@in_fast_time
async def test_silent_peer_is_noticed_within_thirty_seconds_and_nothing_is_lost() -> None:
    async with small_cluster() as cluster, ChaosProxy(cluster.server.port) as proxy, watched(cluster, proxy.url) as run:
        await run.agreed()
        proxy.darken()
        cluster.put(ingress("blue", "meanwhile"))
        cluster.delete("ingresses", "red/web")
        assert await run.until(is_state(STALE)) <= 30
        assert run.health.retry_at is not None
        proxy.lighten()
        assert await run.agreed() <= 5
        assert len(run.asked_for("ingresses", watch=False)) == 1


@in_fast_time
async def test_server_that_was_away_ten_seconds_is_back_in_five() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        await run.agreed()
        await cluster.server.close()
        assert await run.until(is_state(STALE)) <= 1
        await asyncio.sleep(10)
        cluster.put(ingress("blue", "meanwhile"))
        await cluster.server.start()
        assert await run.agreed() <= 5


@in_fast_time
async def test_long_time_without_a_server_is_waited_for_quietly_with_the_rows_kept(
    sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    seconds = sized(1200, 24 * 3600)
    async with small_cluster() as cluster, watched(cluster) as run:
        await run.agreed()
        await cluster.server.close()
        await run.until(is_state(STALE))
        await asyncio.sleep(300)
        tasks, before = len(asyncio.all_tasks()), footprint()
        await asyncio.sleep(seconds)
        after = footprint()
        assert (after.threads, after.files) == (before.threads, before.files)
        assert after.memory - before.memory <= GROWTH
        assert run.health.state is STALE
        assert "it refuses connections" in run.health.detail
        assert run.health.retry_at is not None
        assert set(run.engine.inventory.cluster.ingresses.rows) == {"blue/web", "red/web"}
        assert len(asyncio.all_tasks()) <= tasks
        cluster.delete("ingresses", "red/web")
        cluster.compact()
        await cluster.server.start()
        took = await run.agreed()
        assert took <= 35
        figure(f"server gone for {seconds / 3600:.1f} h: true {took:.1f} s after it was back; {after.memory >> 20} MiB")


@in_fast_time
async def test_watch_that_ends_at_once_each_time_is_opened_ever_less_often_and_called_stale() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        run.faults = lambda request: Fault(reply=Reply(200)) if request.parameter("watch") else None
        await run.until(is_state(STALE))
        assert "ends each watch at once" in run.health.detail
        await asyncio.sleep(300)
        assert len(run.asked_for("ingresses", watch=True)) <= 0.25 * 300
        run.faults = None
        cluster.put(ingress("blue", "new"))
        await run.agreed(within=60)


@in_fast_time
async def test_storm_of_expired_watches_is_not_answered_with_a_storm_of_lists() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        gone = Fault(reply=Reply(410, b'{"kind":"Status","message":"too old resource version"}'))
        run.faults = lambda request: gone if request.parameter("watch") else None
        await run.until(lambda inventory: "ingresses" in str(inventory.cluster) and inventory.at is not None)
        await asyncio.sleep(300)
        assert len(run.asked_for("ingresses", watch=False)) <= 0.25 * 300
        run.faults = None
        await run.agreed(within=60)


@in_fast_time
async def test_expired_watch_shows_what_was_deleted_meanwhile() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        await run.agreed()
        await cluster.server.close()
        cluster.delete("ingresses", "red/web")
        cluster.put(ingress("blue", "new"))
        cluster.compact()
        await cluster.server.start()
        assert await run.agreed() <= 5


@in_fast_time
async def test_throttled_kind_waits_as_asked_and_holds_up_nothing_else() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        busy = Fault(reply=Reply(429, headers=(("Retry-After", "120"),)))
        run.faults = lambda request: busy if request.path.endswith("/ingresses") else None
        await run.until(lambda inventory: inventory.cluster.namespaces.whole, within=5)
        await run.until(lambda inventory: "429 list ingresses" in str(inventory.cluster.ingresses.coverage), within=5)
        run.faults = None
        assert 100 <= await run.agreed() <= 121


@in_fast_time
async def test_single_reading_asks_a_throttled_discovery_again_within_its_time() -> None:
    async with small_cluster() as cluster:
        busy = Fault(reply=Reply(429, b'{"message":"Too many requests"}', headers=(("Retry-After", "5"),)))
        clock = asyncio.get_running_loop().time
        begun = clock()
        cluster.server.faults = lambda request: (
            busy if request.path.startswith("/apis") and clock() - begun < 20 else None
        )
        engine = Engine(
            [source(Connection(server=cluster.server.url, credentials=Fixed(bearer(BEARER))), follow=False)], ()
        )
        await engine.settled(60)
        known = engine.inventory.cluster
        assert known.health.state is SourceState.LIVE, known.health.detail
        assert set(known.ingresses.rows) == {"blue/web", "red/web"}
        asked = [one for one in cluster.server.requests if one.path == "/apis"]
        assert len(asked) == 5


@in_fast_time
async def test_list_that_does_not_come_is_given_up_after_twenty_seconds_and_the_rest_is_there_at_once() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        slow = Fault(wait=asyncio.Event())
        run.faults = lambda request: slow if request.path.endswith("/ingresses") else None
        assert await run.until(lambda inventory: inventory.cluster.namespaces.whole) <= 1
        reason = "no answer from"
        assert await run.until(lambda inventory: reason in str(inventory.cluster.ingresses.coverage)) <= 21
        run.faults = None
        await run.agreed(within=5)


@in_fast_time
async def test_dribble_is_no_sign_of_life() -> None:
    async with small_cluster() as cluster, ChaosProxy(cluster.server.port) as proxy:
        proxy.mishap = lambda _: Mishap(drip=1.0)
        async with watched(cluster, proxy.url) as run:
            assert await run.until(is_state(SourceState.UNREACHABLE), within=60) <= 60
            assert "no answer from" in run.health.detail
            proxy.mishap = lambda _: Mishap()
            await run.agreed(within=60)


@in_fast_time
async def test_broken_off_and_corrupted_connections_lose_nothing() -> None:
    async with small_cluster() as cluster, ChaosProxy(cluster.server.port) as proxy:
        proxy.mishap = lambda number: (
            Mishap(cut_after=400 + 97 * number, reset=number % 2 == 0)
            if number % 3
            else Mishap(corrupt_at=300 + 61 * number)
        )
        async with watched(cluster, proxy.url) as run:
            for number in range(30):
                cluster.put(ingress("blue", f"i{number % 7}"))
                cluster.delete("ingresses", f"blue/i{(number + 3) % 7}")
                await asyncio.sleep(5)
            proxy.mishap = lambda _: Mishap()
            await proxy.reset()
            await run.agreed(
                within=12 * 60
            )  # an object that was corrupted within a list is broken until the audit, or ^r


@in_fast_time
async def test_object_that_is_corrupted_in_a_list_is_named_and_read_anew_when_somebody_asks() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        bad = Fault(change=lambda piece: piece.replace(b'"spec":{}', b'"spec":77'))
        run.faults = lambda request: bad if request.path.endswith("/ingresses") else None
        await run.until(lambda inventory: "red/web" in inventory.cluster.ingresses.broken, within=5)
        assert not run.engine.inventory.cluster.ingresses.whole
        run.faults = None
        listed = len(run.asked_for("ingresses", watch=False))
        await asyncio.sleep(300)
        assert len(run.asked_for("ingresses", watch=False)) == listed, "an object that is so is not asked for in a loop"
        run.engine.poke()
        assert await run.agreed() <= 5


@in_fast_time
async def test_deletion_that_the_server_never_told_is_found_by_an_audit_and_counted() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        deaf = Fault(change=lambda piece: b"" if b'"DELETED"' in piece else piece)
        run.faults = lambda request: deaf if request.parameter("watch") else None
        await run.agreed()
        cluster.delete("ingresses", "red/web")
        await asyncio.sleep(30)
        assert "red/web" in run.engine.inventory.cluster.ingresses.rows
        assert await run.agreed() <= 12 * 60
        assert run.engine.inventory.cluster.ingresses.coverage.repaired == 1


@in_fast_time
async def test_cluster_that_changes_all_the_time_gives_audits_nothing_to_count() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        for number in range(130):
            cluster.put(ingress("blue", f"i{number % 5}"))
            cluster.delete("ingresses", f"blue/i{(number + 2) % 5}")
            await asyncio.sleep(10)
        await run.agreed()
        assert len(run.asked_for("ingresses", watch=False)) >= 2
        assert run.engine.inventory.cluster.ingresses.coverage.repaired == 0


@in_fast_time
async def test_restored_server_whose_versions_start_over_is_believed() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        for number in range(50):
            cluster.put(ingress("blue", f"i{number}"))
        await run.agreed()
        await cluster.server.close()
        older = KubernetesSimulator()
        older.put(namespace("blue"))
        older.put(ingress("blue", "restored"))
        cluster.store = older.store
        await cluster.server.start()
        await run.agreed(within=30)


@in_fast_time
async def test_server_that_is_behind_resurrects_nothing() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        cluster.put(ingress("blue", "gone"))
        await run.agreed()
        behind = KubernetesSimulator()
        for name in ("blue", "red"):
            behind.put(namespace(name))
            behind.put(ingress(name, "web"))
        behind.put(ingress("blue", "gone"))
        cluster.delete("ingresses", "blue/gone")
        await run.agreed()
        ahead, cluster.store = cluster.store, behind.store
        await cluster.server.drop_connections()
        await asyncio.sleep(1)
        cluster.store = ahead
        await run.agreed(within=60)
        assert not [one for _, one in run.asked if one.parameter("resourceVersion") == "0"]


@in_fast_time
async def test_long_times_with_nothing_but_bookmarks_or_without_any_are_no_reason_to_worry() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        await run.agreed()
        for seconds in (60.0, 1e9):
            cluster.bookmark_seconds = seconds
            run.told.clear()
            await asyncio.sleep(1800)
            cluster.put(ingress("blue", f"after{seconds}"))
            await run.agreed(within=1)
            assert run.told in ([], [SourceState.LIVE])
        assert cluster.server.requests


@in_fast_time
async def test_machine_that_slept_for_hours_finds_its_way_back() -> None:
    async with small_cluster() as cluster, ChaosProxy(cluster.server.port) as proxy, watched(cluster, proxy.url) as run:
        await run.agreed()
        proxy.darken()
        await asyncio.sleep(60)
        cluster.delete("ingresses", "red/web")
        cluster.put(namespace("new"))
        cluster.compact()
        proxy.lighten()
        assert run.health.state is STALE
        assert await run.agreed() <= 35


@in_fast_time
async def test_kind_that_moves_to_another_version_is_read_there() -> None:
    async with small_cluster() as cluster, watched(cluster) as run:
        cluster.store.withdraw("httproutes")
        old = Served("gateway.networking.k8s.io", "v1beta1", "httproutes", "HTTPRoute")
        cluster.store.serve(old)
        await run.agreed()
        cluster.store.withdraw("httproutes")
        cluster.store.serve(Served("gateway.networking.k8s.io", "v1", "httproutes", "HTTPRoute"))
        await cluster.server.drop_connections()
        cluster.put(
            {
                "apiVersion": "gateway.networking.k8s.io/v1",
                "kind": "HTTPRoute",
                "metadata": {"name": "r", "namespace": "blue"},
                "spec": {},
            }
        )
        await run.agreed(within=15 * 60)
        assert set(run.engine.inventory.cluster.httproutes.rows) == {"blue/r"}
