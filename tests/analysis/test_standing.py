"""A Kubernetes object of a class that is not AKO's any more: to AKO it is gone, and so its virtual service is stale."""

import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence
from akotui.analysis.subjects import Origin, Reason, State, VirtualServiceSubject, Workload
from akotui.model.inventory import Cluster
from akotui.model.kinds import Kind
from akotui.rules import ALL_RULES
from tests.analysis.verdicts import verdict
from tests.build import (
    KUBERNETES,
    ako,
    cluster,
    controller,
    gateway,
    gateway_class,
    http_route,
    ingress,
    ingress_class,
    inventory,
    markers,
    namespace,
    service,
    stateful_set,
    virtual_service,
)

WEB = virtual_service(ingresses=("shop/web",), type="VS_TYPE_VH_CHILD")
DB = virtual_service("prod--shop-db", services=("shop/db",))
GW = virtual_service(
    "ako-gw-prod--shop-gw-EVH",
    created_by="ako-gw-prod-avi-system",
    markers=markers(GatewayNamespace="shop", GatewayName="gw"),
)
OWNED = (State.OWNED, (Reason.USER_MATCHES_INSTANCE,))
STALE = (State.STALE, (Reason.SOURCE_GONE,))
UNKNOWN = (State.UNKNOWN, (Reason.NOT_READABLE,))
BASE = (ako(gateway=True), namespace())


def said(found: VirtualServiceSubject) -> tuple[State, tuple[Reason, ...]]:
    return found.state, found.reasons


def refusal(found: VirtualServiceSubject) -> tuple[str, str, str] | None:
    one = found.origins[0].refusal
    return (one.object, one.field, one.value) if one else None


@pytest.mark.parametrize(
    ("read", "expected", "field"),
    [
        (cluster(*BASE, ingress(), ingress_class()), OWNED, None),
        (
            cluster(*BASE, ingress(), ingress_class(controller="k8s.io/ingress-nginx")),
            STALE,
            ("IngressClass/avi-lb", "spec.controller", "k8s.io/ingress-nginx"),
        ),
        (cluster(*BASE, ingress()), STALE, ("IngressClass/avi-lb", "metadata.name", "absent")),
        (cluster(*BASE, ingress(), partial=(Kind.INGRESS_CLASS,)), UNKNOWN, None),
        (cluster(*BASE, ingress(class_name=None), ingress_class(default=True)), OWNED, None),
        (
            cluster(*BASE, ingress(class_name=None), ingress_class()),
            STALE,
            ("Ingress/shop/web", "spec.ingressClassName", ""),
        ),
        (cluster(*BASE, ingress(class_name=None), ingress_class(), partial=(Kind.INGRESS_CLASS,)), UNKNOWN, None),
    ],
)
def test_ingress_counts_while_its_class_is_of_ako(
    read: Cluster, expected: tuple[State, tuple[Reason, ...]], field: tuple[str, str, str] | None
) -> None:
    found = verdict(read, WEB)
    assert (said(found), refusal(found)) == (expected, field)


def test_one_ingress_of_the_class_is_enough() -> None:
    both = virtual_service(ingresses=("shop/web", "shop/api"), type="VS_TYPE_VH_CHILD")
    read = cluster(*BASE, ingress(), ingress("shop", "api", class_name="else"), ingress_class())
    assert said(verdict(read, both)) == OWNED


@pytest.mark.parametrize(
    ("installed", "found", "expected"),
    [
        (ako(), service(), OWNED),
        (ako(), service(type="ClusterIP"), STALE),
        (ako(), service(load_balancer_class="else"), STALE),
        (ako(), service(load_balancer_class="ako.vmware.com/avi-lb"), OWNED),
        (ako(defaultLBController="false"), service(), STALE),
        (ako(layer7Only="true"), service(), STALE),
    ],
)
def test_service_counts_while_its_owner_takes_it(
    installed: tuple[object, ...], found: object, expected: tuple[State, tuple[Reason, ...]]
) -> None:
    assert said(verdict(cluster(installed, namespace(), found), DB)) == expected


@pytest.mark.parametrize(
    ("tag", "settings", "expected"),
    [
        ("1.11.4", ako()[1], OWNED),
        ("1.12.1", ako()[1], STALE),
        ("1.11.4", ako(layer7Only="true")[1], STALE),
        ("latest", ako()[1], UNKNOWN),
    ],
)
def test_older_ako_looks_at_no_class_of_a_service(
    tag: str, settings: object, expected: tuple[State, tuple[Reason, ...]]
) -> None:
    started = stateful_set(image=f"avi/ako:{tag}")
    read = cluster(started, settings, namespace(), service(load_balancer_class="else"))
    assert said(verdict(read, DB)) == expected


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (cluster(*BASE, gateway(), gateway_class()), OWNED),
        (cluster(*BASE, gateway(), gateway_class(controller="example.com/other")), STALE),
        (cluster(*BASE, gateway(class_name="gone"), gateway_class()), STALE),
        (cluster(*BASE, gateway(), partial=(Kind.GATEWAY_CLASS,)), UNKNOWN),
    ],
)
def test_gateway_counts_while_its_class_is_of_ako(read: Cluster, expected: tuple[State, tuple[Reason, ...]]) -> None:
    assert said(verdict(read, GW)) == expected


def test_http_route_goes_with_its_gateway() -> None:
    child = virtual_service(
        "ako-gw-prod--x",
        created_by="ako-gw-prod-avi-system",
        type="VS_TYPE_VH_CHILD",
        markers=markers(GatewayNamespace="shop", GatewayName="gw", HTTPRouteNamespace="shop", HTTPRouteName="web"),
    )
    read = cluster(*BASE, gateway(), http_route("shop", "web"), gateway_class(controller="example.com/other"))
    assert said(verdict(read, child)) == STALE


CHILD = virtual_service(
    "ako-gw-prod--x",
    created_by="ako-gw-prod-avi-system",
    type="VS_TYPE_VH_CHILD",
    markers=markers(GatewayNamespace="shop", GatewayName="gw", HTTPRouteNamespace="shop", HTTPRouteName="web"),
)


@pytest.mark.parametrize(
    ("parents", "expected"),
    [(("shop/gw",), OWNED), (("shop/other", "shop/gw"), OWNED), (("shop/other",), STALE), ((), STALE)],
)
def test_http_route_counts_under_the_gateways_it_names(
    parents: tuple[str, ...], expected: tuple[State, tuple[Reason, ...]]
) -> None:
    read = cluster(*BASE, gateway(), http_route("shop", "web", parents=parents), gateway_class())
    assert said(verdict(read, CHILD)) == expected


def test_parents_of_a_detached_http_route_are_cited() -> None:
    read = cluster(*BASE, gateway(), http_route("shop", "web", parents=("shop/other",)), gateway_class())
    estate = analyse(None, inventory(read, controller(CHILD)), ALL_RULES)
    (finding,) = (one for one in estate.findings if one.rule == "stale-virtual-service")
    assert finding.title.endswith("is stale: HTTPRoute/shop/web does not name Gateway/shop/gw")
    says = "Gateway/shop/gw is not among them: AKO would make nothing of it there"
    cited = Evidence(KUBERNETES, Kind.HTTP_ROUTE, "HTTPRoute/shop/web", "spec.parentRefs", "shop/other", says)
    assert cited in finding.evidence


def test_many_objects_of_another_class_are_no_other_cluster() -> None:
    made = [virtual_service(f"prod--{n}", ingresses=(f"shop/web-{n}",), type="VS_TYPE_VH_CHILD") for n in range(6)]
    works = [ingress("shop", f"web-{n}") for n in range(6)]
    read = cluster(*BASE, *works, ingress_class(controller="else"))
    estate = analyse(None, inventory(read, controller(*made)), ALL_RULES)
    assert {one.state for one in estate.virtual_services} == {State.STALE}
    assert "cluster-name-in-use-elsewhere" not in {one.rule for one in estate.findings}


def test_field_of_the_class_is_cited() -> None:
    read = cluster(*BASE, ingress(), ingress_class(controller="k8s.io/ingress-nginx"))
    estate = analyse(None, inventory(read, controller(WEB)), ALL_RULES)
    (finding,) = (one for one in estate.findings if one.rule == "stale-virtual-service")
    assert finding.title.endswith("is stale: Ingress/shop/web is not of a class that avi-system serves")
    assert finding.confidence is Confidence.CERTAIN
    says = "not ako.vmware.com/avi-lb: AKO ignores what is of this class"
    assert (
        Evidence(
            KUBERNETES,
            Kind.INGRESS_CLASS,
            "IngressClass/avi-lb",
            "spec.controller",
            "k8s.io/ingress-nginx",
            says,
        )
        in finding.evidence
    )


def test_settings_by_which_no_service_is_taken_are_cited() -> None:
    read = cluster(ako(defaultLBController="false"), namespace(), service())
    estate = analyse(None, inventory(read, controller(DB)), ALL_RULES)
    (finding,) = (one for one in estate.findings if one.rule == "stale-virtual-service")
    cited = {one.field: one.value for one in finding.evidence}
    assert cited["data.defaultLBController"] == "false"


@pytest.mark.parametrize(
    ("found", "taken", "makes"),
    [(True, True, True), (True, False, False), (True, None, None), (False, True, False), (None, True, None)],
)
def test_what_makes_something_is_there_and_taken(
    found: bool | None,  # noqa: FBT001 - a parametrised test
    taken: bool | None,  # noqa: FBT001 - a parametrised test
    makes: bool | None,  # noqa: FBT001 - a parametrised test
) -> None:
    assert Origin(Workload("Ingress", "shop", "web"), found, taken).makes is makes
