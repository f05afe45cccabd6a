"""Random fleets: AKO instances, namespaces, workloads and what stands on the Controller, told plainly and as inventory.

A `Fleet` says what there is in words of its own, so that a model of AKO can be written against it without this
program's analysis.
"""

from dataclasses import dataclass

import msgspec
from hypothesis import strategies as st

from akotui.model.avi import VirtualService
from akotui.model.inventory import Inventory
from tests.build import (
    cluster,
    cluster_role,
    config_map,
    controller,
    gateway,
    gateway_class,
    ingress,
    ingress_class,
    inventory,
    markers,
    namespace,
    service,
    stateful_set,
    tenant,
    virtual_service,
)

TENANT_NOTE = "ako.vmware.com/tenant-name"


@dataclass(frozen=True)
class Install:
    """An AKO installation; `label` may be half; `parts` is what of it is there: both, set or map."""

    namespace: str
    cluster_name: str
    primary: bool
    label: tuple[str, str]
    blocked: tuple[str, ...]
    gateway: bool
    tenant: str
    deleting: bool
    parts: str


@dataclass(frozen=True)
class Space:
    """A namespace."""

    name: str
    labels: tuple[tuple[str, str], ...]
    tenant: str


@dataclass(frozen=True)
class Made:
    """A virtual service: who wrote it, the cluster of its marker (None: no marker), its source and place."""

    name: str
    user: str | None
    marker: str | None
    kind: str
    source: str
    tenant: str
    cloud: str


@dataclass(frozen=True)
class Fleet:
    """Everything there is; workloads are (kind, namespace/name)."""

    installs: tuple[Install, ...]
    spaces: tuple[Space, ...]
    workloads: frozenset[tuple[str, str]]
    made: tuple[Made, ...]


NAMESPACES = ("shop", "bar", "eu")
HOMES = ("avi-system", "eu", "blue")
CLUSTERS = st.sampled_from(["prod", "prod", "prod", "prod-eu"])
VALUES = ("red", "blue")
TENANTS = st.sampled_from(["admin", "admin", "ten"])
KINDS = st.sampled_from(["Ingress", "Service", "Gateway"])
PLACES = st.sampled_from([*NAMESPACES, "gone"])
USERS = st.sampled_from(
    [
        *("ako-prod", "ako-prod", "ako-prod-eu", "ako-prod-blue", "ako-prod-avi-system", "ako-prod-violet"),
        *("ako-prod-eu-eu", "ako-test", "ako-test-blue", "me", None),
    ]
)
GATEWAY_USERS = st.sampled_from(
    ["ako-gw-prod-avi-system", "ako-gw-prod-eu", "ako-gw-prod-blue", "ako-gw-prod-eu-eu", "ako-gw-test-blue"]
)
MARKERS = st.sampled_from(["prod", "prod", "prod-eu", "test", None])


@st.composite
def installs(draw: st.DrawFn, home: str) -> Install:
    return Install(
        home,
        draw(CLUSTERS),
        draw(st.booleans()),
        (draw(st.sampled_from(["team", "team", ""])), draw(st.sampled_from([*VALUES, *VALUES, ""]))),
        tuple(sorted(draw(st.sets(st.sampled_from(NAMESPACES), max_size=1)))),
        draw(st.booleans()),
        draw(TENANTS),
        draw(st.sampled_from([False, False, False, True])),
        draw(st.sampled_from(["both", "both", "both", "set", "map"])),
    )


def _written(installs: tuple[Install, ...], *, gateway: bool) -> list[str]:
    """What the instances of a fleet write, as a person would expect it."""
    if gateway:
        return [f"ako-gw-{one.cluster_name}-{one.namespace}" for one in installs if one.gateway]
    return [f"ako-{one.cluster_name}{'' if one.primary else f'-{one.namespace}'}" for one in installs]


@st.composite
def made(draw: st.DrawFn, number: int, installs: tuple[Install, ...], works: list[tuple[str, str]]) -> Made:
    """A virtual service, as often as not of an instance and of a workload that are there."""
    kind, source = draw(KINDS), f"{draw(PLACES)}/{draw(st.sampled_from(['web', 'db']))}"
    if works and draw(st.integers(0, 3)):
        kind, source = draw(st.sampled_from(works))
    gateway = kind == "Gateway"
    user, marker = draw(GATEWAY_USERS if gateway else USERS), draw(MARKERS)
    expected = _written(installs, gateway=gateway)
    if expected and draw(st.integers(0, 3)):
        user = draw(st.sampled_from(expected))
        marker = draw(
            st.sampled_from([one.cluster_name for one in installs if one.cluster_name in user][:1] or ["prod"])
        )
    start = "ako-gw-prod--" if gateway else draw(st.sampled_from(["prod--", "test--", "mine-"]))
    cloud = draw(st.sampled_from(["Default-Cloud", "Default-Cloud", "Default-Cloud", "Other"]))
    return Made(f"{start}{number}", user, marker, kind, source, draw(TENANTS), cloud)


@st.composite
def fleets(draw: st.DrawFn) -> Fleet:
    """Up to three instances, three namespaces, twelve virtual services."""
    spaces = tuple(
        Space(
            name,
            tuple(sorted(draw(st.dictionaries(st.just("team"), st.sampled_from(VALUES))).items())),
            draw(st.sampled_from(["", "", "ten"])),
        )
        for name in NAMESPACES
        if draw(st.integers(0, 4))
    )
    places = [f"{space.name}/{name}" for space in spaces for name in ("web", "db")]
    works = draw(st.sets(st.tuples(KINDS, st.sampled_from(places)))) if places else set[tuple[str, str]]()
    there = tuple(draw(installs(home)) for home in HOMES if draw(st.integers(0, 3)))
    number = draw(st.integers(0, 12))
    objects = tuple(draw(made(each, there, sorted(works))) for each in range(number))
    return Fleet(there, spaces, frozenset(works), objects)


def inventory_of(fleet: Fleet) -> Inventory:
    """Return the fleet as read completely."""
    objects = [part for one in fleet.installs for part in _install(one)]
    spaces = [
        namespace(one.name, labels=dict(one.labels), annotations={TENANT_NOTE: one.tenant} if one.tenant else None)
        for one in fleet.spaces
    ]
    builders = {"Ingress": _ingress, "Service": service, "Gateway": gateway}
    works = [builders[kind](*key.split("/")) for kind, key in sorted(fleet.workloads)]
    read = cluster(*objects, *spaces, *works, ingress_class(), gateway_class(), cluster_role())
    return inventory(read, controller(*map(_virtual_service, fleet.made), *map(tenant, ("admin", "ten"))))


def _ingress(space: str, name: str) -> object:
    return ingress(space, name, hosts=(f"{name}.{space}.example.com",))


def _install(one: Install) -> tuple[object, ...]:
    key, value = one.label
    settings = {
        "primaryInstance": "true" if one.primary else "false",
        "nsSyncLabelKey": key,
        "nsSyncLabelValue": value,
        "blockedNamespaceList": msgspec.json.encode(one.blocked).decode(),
        "clusterName": one.cluster_name,
        "tenantName": one.tenant,
        "deleteConfig": "true" if one.deleting else "false",
    }
    parts = stateful_set(one.namespace, gateway=one.gateway), config_map(one.namespace, changed=None, **settings)
    return {"both": parts, "set": parts[:1], "map": parts[1:]}[one.parts]


def _virtual_service(one: Made) -> VirtualService:
    sources = (one.source,)
    marked = markers(one.marker)
    if one.kind == "Gateway":
        space, name = one.source.split("/")
        marked = {**marked, "GatewayNamespace": (space,), "GatewayName": (name,)}
    return virtual_service(
        one.name,
        created_by=one.user,
        tenant=one.tenant,
        ingresses=sources if one.kind == "Ingress" else (),
        services=sources if one.kind == "Service" else (),
        cloud=one.cloud,
        markers=marked,
    )
