"""How much work a whole read is, in requests and decoded objects: counted, because times prove nothing in a test."""

from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from functools import partial

import pytest

from akotui.decode.broken import Broken
from akotui.decode.folding import Fold
from akotui.decode.objects import decode_page
from akotui.engine import Engine
from akotui.model.kinds import Kind
from akotui.simulator.simulation import Simulation
from akotui.sources.avi import AviSource
from akotui.sources.avi_account import AviCredentials
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, bearer
from akotui.sources.pace import Pace
from akotui.sources.secret import Secret
from tests.bench.fleet import Size
from tests.bench.server import fill
from tests.politeness import Manners, agree
from tests.sources.kubernetes_reading import source

SIZE = Size(instances=2, namespaces=1001, ingresses=2001, virtual_services=450)
AVI_PAGES = 3
BURST = 100
PACE = Pace(burst=BURST, rate=2.0)
FEW = ("tenant", "vsvip", "pool", "poolgroup", "vsdatascriptset", "httppolicyset", "l4policyset")


@pytest.fixture
async def simulation() -> AsyncGenerator[Simulation]:
    simulation = Simulation()
    fill(simulation, SIZE)
    agree(Manners(burst=BURST, why="read at once"), simulation.avi.server)
    async with simulation:
        yield simulation


def once(simulation: Simulation) -> Engine:
    credentials = AviCredentials(simulation.avi_username, Secret(simulation.avi_password))
    token = Fixed(bearer(simulation.kubernetes_token))
    cluster = source(Connection(server=simulation.kubernetes_url, credentials=token), follow=False)
    return Engine([cluster, AviSource(simulation.avi_url, credentials, verify=False, follow=False, pace=PACE)], [])


async def test_controller_is_asked_once_for_a_page_and_the_inventory_proves_the_virtual_services(
    simulation: Simulation,
) -> None:
    await once(simulation).settled(30)
    asked = Counter(request.path for request in simulation.avi.server.requests)
    assert asked == Counter(
        {
            "/login": 1, "/api/cluster": 1, "/logout": 1, **{f"/api/{path}": 1 for path in FEW},
            "/api/virtualservice": AVI_PAGES, "/api/virtualservice-inventory": AVI_PAGES,
        }
    )  # fmt: skip


async def test_cluster_is_asked_once_for_a_page(simulation: Simulation) -> None:
    await once(simulation).settled(30)
    asked = Counter(request.path for request in simulation.kubernetes.server.requests)
    assert (asked["/api/v1/namespaces"], asked["/apis/networking.k8s.io/v1/ingresses"]) == (2, 3)


async def test_every_object_is_decoded_once(simulation: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = Counter[Kind]()

    def counted(kind: Kind, items: Sequence[bytes]) -> list[tuple[str, object] | Broken]:
        decoded[kind] += len(items)
        return decode_page(kind, items)

    monkeypatch.setattr("akotui.engine.Fold", partial(Fold, counted))
    engine = once(simulation)
    await engine.settled(30)
    read = engine.inventory
    sides = (read.cluster, *read.controllers.values())
    tables = {kind: getattr(side, kind.value) for side in sides for kind in decoded if hasattr(side, kind.value)}
    assert decoded == {kind: len(table) for kind, table in tables.items()}
    assert (decoded[Kind.INGRESS], decoded[Kind.NAMESPACE]) == (SIZE.ingresses, SIZE.namespaces)
    assert (decoded[Kind.VIRTUAL_SERVICE], decoded[Kind.RUNTIME]) == (SIZE.virtual_services, SIZE.virtual_services)


async def test_no_page_is_gone_over_twice(simulation: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object) -> None:
        raise AssertionError("a page was cut up, and each of its objects read again")

    monkeypatch.setattr("akotui.sources.kubernetes_wire._cut", cut)
    monkeypatch.setattr("akotui.sources.avi_pages._in_pieces", cut)
    await once(simulation).settled(30)
