"""An object of the wrong shape costs that object: it is named as unread, and all others are judged as before."""

from collections.abc import Callable

import pytest

from akotui.simulator.documents import Json, Object
from akotui.simulator.simulation import Simulation
from tests.e2e.program import Document, Site

Spoil = Callable[[Simulation], None]


def put(document: Object) -> Spoil:
    return lambda simulation: simulation.kubernetes.put(document)


def change(plural: str, key: str, **fields: Json) -> Spoil:
    """Give an object of the recorded cluster other fields."""

    def spoil(simulation: Simulation) -> None:
        document = simulation.kubernetes.store.read(plural, key)
        assert document is not None
        simulation.kubernetes.put({**document, **fields})

    return spoil


NAMELESS: Object = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"labels": {"key": "value2"}}}


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (put(NAMELESS), ("namespaces",)),
        (put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": ["a"]}}), ("namespaces",)),
        (put({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s", "namespace": "blue-1"}, "spec": 7}),
         ("services", "blue-1/s")),
        (change("ingresses", "blue-1/plain", spec={"rules": "all"}), ("ingresses", "blue-1/plain")),
        (change("pods", "blue/ako-0", status=[]), ("pods", "blue/ako-0")),
    ],
)  # fmt: skip
async def test_malformed_object_of_the_cluster_is_named_and_costs_only_itself(
    site: Site, spoil: Spoil, named: tuple[str, ...]
) -> None:
    before = await whole(site)
    spoil(site.simulation)
    after = await read(site)
    told = after.unread("kubernetes")
    assert all(word in told for word in named), told
    assert not after.complete
    assert {one["id"] for one in after.instances} == {one["id"] for one in before.instances}
    assert_nothing_is_blamed(before, after)


@pytest.mark.parametrize(
    ("kind", "shown", "fields", "lost"),
    [
        ("virtualservice", "virtualservices", {"name": None}, True),
        ("virtualservice", "virtualservices", {"enabled": "yes"}, True),
        ("virtualservice", "virtualservices", {"markers": {"key": 1}}, True),
        ("virtualservice", "virtualservices", {"service_metadata": "{not json"}, False),
        ("pool", "pools", {"service_metadata": "[1]"}, False),
        ("vsvip", "vsvips", {"vip": "10.0.0.1"}, False),
    ],
)
async def test_malformed_object_of_the_controller_is_named_and_costs_only_itself(
    site: Site, kind: str, shown: str, fields: dict[str, Json], *, lost: bool
) -> None:
    before = await whole(site)
    avi = site.simulation.avi
    uuid, spoilt = next(found for found in avi.inventory.types[kind].items() if "--blue-" in str(found[1]["name"]))
    avi.put(kind, {**spoilt, **fields})
    after = await read(site)
    assert f'"{shown} {uuid}"' in after.unread("avi")
    assert not after.complete
    assert len(after.virtual_services) == len(before.virtual_services) - lost
    assert_nothing_is_blamed(before, after)


_WHOLE: list[Document] = []


async def whole(site: Site) -> Document:
    """Read the site while all is well; it is the same site in every test here, so once is enough."""
    if not _WHOLE:
        _WHOLE.append(await read(site))
    assert _WHOLE[0].complete
    return _WHOLE[0]


async def read(site: Site) -> Document:
    ran = await site.akotui("get", "inventory", "-o", "json")
    assert (ran.code, ran.err) == (0, "")
    return ran.document


def assert_nothing_is_blamed(before: Document, after: Document) -> None:
    """Every virtual service that is still there is what it was, or unknown; no new finding accuses anybody."""
    states = {one["uuid"]: one["state"] for one in before.virtual_services}
    assert {one["state"] for one in after.virtual_services if one["state"] != states[one["uuid"]]} <= {"unknown"}
    assert {one["fingerprint"] for one in after.findings} <= {one["fingerprint"] for one in before.findings}
