"""What the gateway containers would make of Gateways and HTTPRoutes."""

import msgspec
import pytest

from akotui.analysis.forecasts import forecasts
from akotui.analysis.naming_hashes import sha1
from akotui.analysis.predictions import Made
from akotui.analysis.subjects import Workload
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Gateway, HttpRoute, RouteBackend, RouteMatch, RouteRule
from tests.analysis.naming import forecaster, foretold
from tests.build import ako, gateway, gateway_class, http_route, namespace, service

GW = Workload("Gateway", "shop", "gw")
ROUTE = Workload("HTTPRoute", "shop", "route")
RULE = RouteRule("r", (RouteMatch("/"),), (RouteBackend("shop", "web", 80),))
BASICS = (ako(gateway=True), gateway_class(), namespace("shop"), service("shop", "web", type="ClusterIP"))
CHILD = f"ako-gw-prod--{sha1('shop-gw-shop-route-4144776981')}"  # FNV-1a of `r`


def routed(*rules: RouteRule, refused: tuple[str, ...] = ()) -> HttpRoute:
    return msgspec.structs.replace(http_route(), rules=rules, refused=refused)


def dedicated() -> Gateway:
    made = gateway()
    notes = {"ako.vmware.com/dedicated-gateway-mode": "true"}
    return msgspec.structs.replace(made, metadata=msgspec.structs.replace(made.metadata, annotations=notes))


def made_of(*objects: object) -> list[tuple[str, str]]:
    return [(each.made.value, each.name) for each in foretold(ROUTE, *BASICS, *objects).predictions]


def test_gateway_is_a_parent_with_a_vip() -> None:
    found = foretold(GW, *BASICS, gateway()).predictions
    assert {(each.made, each.name) for each in found} == {
        (Made.VIRTUAL_SERVICE, "ako-gw-prod--shop-gw-EVH"),
        (Made.VS_VIP, "ako-gw-prod--shop-gw-EVH"),
    }
    assert {each.user for each in found} == {"ako-gw-prod-avi-system"}


def test_rule_is_a_child_with_a_group_and_a_pool_a_backend() -> None:
    pool = f"ako-gw-prod--{sha1('shop-gw-shop-route-4144776981-shop-web-80')}"
    assert made_of(gateway(), routed(RULE)) == [("virtualservice", CHILD), ("poolgroup", CHILD), ("pool", pool)]


def test_dedicated_gateway_has_no_children() -> None:
    assert [kind for kind, _ in made_of(dedicated(), routed(RULE))] == ["poolgroup", "pool"]
    assert foretold(GW, *BASICS, dedicated()).predictions[0].name == "ako-gw-prod--shop-gw-L7-dedicated-EVH"


def test_rule_without_matches_has_no_child() -> None:
    found = foretold(ROUTE, *BASICS, gateway(), routed(RouteRule("r")))
    assert (found.predictions, found.nothing) == ((), ("a rule without matches: AKO makes no child of it",))


def test_backend_that_does_not_exist_has_no_pool() -> None:
    rule = msgspec.structs.replace(RULE, backends=(RouteBackend("shop", "none", 80),))
    found = foretold(ROUTE, *BASICS, gateway(), routed(rule))
    assert [each.made for each in found.predictions] == [Made.VIRTUAL_SERVICE]
    assert found.nothing == ("Service/shop/none does not exist",)


def test_route_is_served_under_each_gateway_it_names() -> None:
    two = msgspec.structs.replace(routed(RULE), parents=("shop/gw", "shop/gw2"))
    names = {name for kind, name in made_of(gateway(), gateway(name="gw2"), two) if kind == "virtualservice"}
    assert len(names) == 2


def test_route_that_the_gateway_refuses_has_no_child() -> None:
    found = foretold(ROUTE, *BASICS, gateway(), routed(RULE, refused=("shop/gw",)))
    assert found.nothing == ("Gateway shop/gw does not accept the route (its status says so)",)


@pytest.mark.parametrize(
    ("objects", "unread", "nothing", "unknown"),
    [
        ((), [], ("Gateway/shop/gw does not exist",), ()),
        ((), [Kind.GATEWAY], (), ("Gateway/shop/gw was not read",)),
        ((gateway(class_name="x"),), [], ("GatewayClass x does not exist",), ()),
        ((gateway(class_name="x"),), [Kind.GATEWAY_CLASS], (), ("GatewayClass x was not read",)),
        ((gateway(class_name="x"), gateway_class("x", controller="x")), [], ("GatewayClass x is not AKO's",), ()),
    ],
)
def test_gateway_that_cannot_be_used_says_why(
    objects: tuple[object, ...], unread: list[Kind], nothing: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    found = foretold(ROUTE, *BASICS, *objects, routed(RULE), unread=unread)
    assert (found.predictions, found.nothing, found.unknown) == ((), nothing, unknown)


def test_every_gateway_container_serves_every_gateway() -> None:
    """AKO cmd/gateway-api/main.go: neither selector nor block list reach the gateway container."""
    blue = ako("blue", primary=False, gateway=True, label=("team", "none"))
    found = forecasts(GW, forecaster(*BASICS, blue, gateway()))
    assert [each.instance.id for each in found] == ["avi-system", "blue"]
    assert len({each.predictions[0].name for each in found}) == 1
    assert {each.predictions[0].user for each in found} == {"ako-gw-prod-avi-system", "ako-gw-prod-blue"}


def test_gateway_is_made_in_the_tenant_of_its_namespace() -> None:
    space = namespace("shop", annotations={"ako.vmware.com/tenant-name": "tenant-a"})
    objects = (*BASICS[:2], space, BASICS[3], gateway(), routed(RULE))
    assert {each.tenant for each in foretold(ROUTE, *objects).predictions} == {"tenant-a"}
