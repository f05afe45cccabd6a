"""One object as its API gives it, asked for by the engine that runs."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest

from akotui.analysis.estate import Estate
from akotui.cli.wiring import open_engine
from akotui.config import Settings
from akotui.engine import Engine
from akotui.errors import Unseen
from akotui.model.facts import Scope, SourceState
from akotui.model.kinds import Kind, Plane
from akotui.model.objects import Wanted
from akotui.rules import ALL_RULES
from akotui.sources.directory import open_directory
from akotui.views.wanted import CLUSTER, wanted
from tests.e2e.program import Site
from tests.e2e.screen import settings

PAYMENTS = Wanted(CLUSTER, Kind.NAMESPACE, "payments", "", "Namespace payments")


@asynccontextmanager
async def reading(chosen: Settings) -> AsyncGenerator[tuple[Engine, Estate]]:
    """A running engine that has read everything."""
    async with AsyncExitStack() as stack:
        engine = await open_engine(chosen, {}, ALL_RULES, stack, follow=True)
        found = asyncio.get_running_loop().create_future()

        def publish(estate: Estate) -> None:
            live = [one.health.state is SourceState.LIVE for one in estate.sources]
            if live and all(live) and not found.done():
                found.set_result(estate)

        running = asyncio.create_task(engine.run(publish))
        try:
            yield engine, await asyncio.wait_for(found, 40)
        finally:
            running.cancel()
            await asyncio.wait([running])


async def test_objects_of_both_apis_are_got_one_by_one(demo: Site) -> None:
    async with reading(settings(demo)) as (engine, estate):
        seen = await engine.sight(PAYMENTS)
        assert json.loads(seen.raw)["metadata"]["labels"]["team"] == "red"
        assert seen.asked == "GET /api/v1/namespaces/payments"
        ingress = await engine.sight(Wanted(CLUSTER, Kind.INGRESS, "shop", "payments"))
        assert ingress.asked == "GET /apis/networking.k8s.io/v1/namespaces/payments/ingresses/shop"
        vs = estate.virtual_services[0]
        asked = wanted(vs, estate)
        assert asked is not None
        assert json.loads((await engine.sight(asked)).raw)["name"] == vs.vs.name


async def test_object_that_is_gone_or_may_not_be_read_is_said_to_be_so(demo: Site) -> None:
    async with reading(settings(demo)) as (engine, estate):
        demo.simulation.kubernetes.delete("namespaces", "payments")
        with pytest.raises(Unseen, match=r"^GET /api/v1/namespaces/payments: 404, it is deleted$"):
            await engine.sight(PAYMENTS)
        demo.simulation.kubernetes.forbid("namespaces")
        with pytest.raises(Unseen, match="403"):
            await engine.sight(PAYMENTS)
        one = estate.virtual_services[0]
        demo.simulation.avi.delete("virtualservice", one.vs.uuid)
        asked = wanted(one, estate)
        assert asked is not None
        with pytest.raises(Unseen, match="404, it is deleted"):
            await engine.sight(asked)
        with pytest.raises(Unseen, match="elsewhere is not read"):
            await engine.sight(Wanted(Scope("elsewhere", Plane.AVI), Kind.POOL, "pool-1"))


async def test_refused_account_is_not_tried_again_to_see_an_object(demo: Site) -> None:
    logins = [one for one in demo.simulation.requests if one.path == "/login"]
    async with AsyncExitStack() as stack:
        engine = await open_engine(settings(demo), {}, ALL_RULES, stack, follow=True)
        scope = next(one.scope for one in engine._sources if one.scope.plane is Plane.AVI)
        with pytest.raises(Unseen, match="no session"):
            await engine.sight(Wanted(scope, Kind.POOL, "pool-1"))
    assert [one for one in demo.simulation.requests if one.path == "/login"] == logins


async def test_dump_gives_what_it_holds_and_says_what_it_does_not(golden: Path) -> None:
    cluster = next(one for one in open_directory(str(golden / "steady")) if one.scope == CLUSTER)
    seen = await cluster.sight(Wanted(CLUSTER, Kind.CONFIG_MAP, "avi-k8s-config", "blue"))
    assert (json.loads(seen.raw)["metadata"]["namespace"], seen.asked) == ("blue", "the dump")
    with pytest.raises(Unseen, match="the dump holds no Namespace payments"):
        await cluster.sight(Wanted(CLUSTER, Kind.NAMESPACE, "payments"))
