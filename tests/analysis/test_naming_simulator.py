"""Two independent accounts of AKO's names agree: the demo's instances, and what is predicted from its manifests."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.analyse import read_intent
from akotui.analysis.forecasts import prepare
from akotui.analysis.name_index import collisions, index_names
from akotui.analysis.predictions import Made
from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.model.kinds import RESOURCES
from akotui.simulator import ako, manifests, routing
from akotui.simulator.avi_objects import Site
from akotui.simulator.documents import Object, encode, text
from akotui.simulator.names import Instance
from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer, Workload
from tests.build import cluster, inventory, service

MOMENT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
SITE = Site("avi.test", MOMENT)
NAMESPACES = {"red-1": "red", "red-2": "red", "blue-1": "blue", "a-b": "blue"}
TENANTS = {"red-2": "tenant-a", "a-b": "tenant-b"}
INFRA = {"gold": "SMALL", "wide": "LARGE", "own": "DEDICATED"}
KINDS = {resource.name: kind for kind, resource in RESOURCES.items()}
PREDICTED = {kind.value for kind in Made}

label = st.text("abcxyz0", min_size=1, max_size=8)


@st.composite
def ingresses(draw: st.DrawFn, number: int) -> list[Workload]:
    """One Ingress with one or two hosts that no other has."""
    namespace, infra = draw(st.sampled_from(sorted(NAMESPACES))), draw(st.sampled_from(["", *INFRA]))
    passthrough = draw(st.booleans()) and not infra
    return [
        IngressHost(
            namespace,
            f"web-{number}",
            f"{draw(label)}.h{number}-{each}.example.com",
            draw(st.sampled_from(["/", "/api", "/a/b"])),
            draw(st.sampled_from(["web", "api"])),
            secure=draw(st.booleans()),
            passthrough=passthrough,
            dedicated=infra == "own",
            infra=infra,
            infra_size=INFRA.get(infra, ""),
            tenant=TENANTS.get(namespace, "admin"),
        )
        for each in range(draw(st.integers(1, 2)))
    ]


@st.composite
def others(draw: st.DrawFn, number: int) -> list[Workload]:
    namespace = draw(st.sampled_from(sorted(NAMESPACES)))
    tenant = TENANTS.get(namespace, "admin")
    if draw(st.booleans()):
        ports = draw(st.lists(st.sampled_from([("TCP", 80), ("UDP", 53), ("TCP", 443)]), min_size=1, unique=True))
        # a shared address stands in the instance's tenant, whatever the namespace asks for
        shared = draw(st.sampled_from(["", "key"])) if tenant == "admin" else ""
        return [LoadBalancer(namespace, f"db-{number}", tuple(ports), tenant=tenant, shared=shared)]
    path = draw(st.sampled_from(["/", "/x", "/a/b"]))
    return [
        GatewayRoute(
            namespace,
            f"gw-{number}",
            f"g{number}.example.com",
            f"route-{number}",
            path=path,
            tenant=tenant,
            rule=draw(st.sampled_from(["", "named"])),
            dedicated=draw(st.booleans()),
        )
    ]


@st.composite
def fleets(draw: st.DrawFn) -> tuple[list[Instance], list[list[Workload]]]:
    """A primary and a non-primary with teams of their own, and Ingresses, Services and Gateways in both teams."""
    name = draw(st.sampled_from(["prod", "my-cluster", "a--b", "Prod_1"]))
    size = st.sampled_from(["LARGE", "MEDIUM", "SMALL", "unheard of"])
    settings = (("passthroughShardSize", draw(size)),)
    primary = Instance(
        "avi-system",
        name,
        primary=True,
        selector=("team", "red"),
        evh=draw(st.booleans()),
        gateway_api=True,
        shard_size=draw(size),
        settings=settings,
    )
    blue = Instance(
        "blue", name, selector=("team", "blue"), evh=draw(st.booleans()), shard_size=draw(size), settings=settings
    )
    count = draw(st.integers(1, 5))
    return [primary, blue], [draw(ingresses(n) if n % 3 else others(n)) for n in range(count)]


def read(documents: list[Object]) -> list[object]:
    decoded = [decode(KINDS[text(each, "kind")], encode(each)) for each in documents]
    assert not [each for each in decoded if isinstance(each, Broken)]
    return [each[1] for each in decoded if not isinstance(each, Broken)]


def manifested(instances: list[Instance], groups: list[list[Workload]]) -> list[Object]:
    """What the simulated API server would hold."""
    made = [manifests.ingress_class(f"avi-{name}", infra=name, created=MOMENT) for name in INFRA]
    made += [manifests.infra_setting(name, size, created=MOMENT) for name, size in INFRA.items()]
    made += [manifests.ingress_class("avi-lb", created=MOMENT), manifests.gateway_class(created=MOMENT)]
    for namespace, team in NAMESPACES.items():
        tenant = TENANTS.get(namespace, "")
        made.append(manifests.namespace(namespace, {"team": team}, tenant=tenant, created=MOMENT))
    for instance in instances:
        made.append(manifests.config_map(instance, controller="avi.test", changed=MOMENT))
        made.append(manifests.stateful_set(instance, created=MOMENT, ready=1))
    for group in groups:
        match group[0]:
            case LoadBalancer() as wish:
                made.append(manifests.service(wish, (), created=MOMENT))
            case GatewayRoute() as wish:
                made += routing.gateway([wish], (), created=MOMENT)
            case IngressHost():
                rules = [each for each in group if isinstance(each, IngressHost)]
                made.append(manifests.ingress(rules, (), created=MOMENT))
    return made


def acted(instances: list[Instance], groups: list[list[Workload]]) -> set[tuple[str, str, str]]:
    """What the simulated instances would make, of the kinds that are predicted."""
    made: set[tuple[str, str, str]] = set()
    for instance in instances:
        accepted = [
            each
            for group in groups
            for each in group
            if isinstance(each, GatewayRoute) or instance.accepts(each.namespace, {"team": NAMESPACES[each.namespace]})
        ]
        made |= {(each.tenant, each.kind, each.name) for each in ako.objects(instance, accepted, SITE)}
    return {each for each in made if each[1] in PREDICTED}


@given(fleets())
def test_predictions_are_what_the_simulated_instances_make(fleet: tuple[list[Instance], list[list[Workload]]]) -> None:
    backends = [service(namespace, "web", type="ClusterIP") for namespace in NAMESPACES]
    names = index_names(prepare(read_intent(inventory(cluster(*read(manifested(*fleet)), *backends)))))
    assert {(tenant, kind.value, name) for tenant, kind, name in names.places()} == acted(*fleet)
    assert names.unknown == ()
    assert collisions(names) == ()
