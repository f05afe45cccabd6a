"""Each rule of the main list fires on an inventory, not only on a subject: what analysis gives is what rules read."""

import pytest

from akotui.analysis.analyse import analyse
from akotui.model.inventory import Cluster, Controller
from akotui.model.kinds import Kind
from akotui.rules import ALL_RULES
from tests.build import (
    ako,
    cluster,
    cluster_role,
    config_map,
    controller,
    gateway,
    gateway_class,
    ingress,
    ingress_class,
    inventory,
    namespace,
    service,
    stateful_set,
    virtual_service,
)

RED, BLUE = ("team", "red"), ("tier", "blue")
PAIR = (ako(label=RED), ako("blue", primary=False, label=BLUE))
SHOP = namespace("shop", labels={"team": "red"})
BOTH = namespace("both", labels={"team": "red", "tier": "blue"})
OURS = virtual_service(ingresses=("shop/web",))
VIOLET = virtual_service("prod--violet-db", created_by="ako-prod-violet", services=("violet/db",))
CASES = {
    "no-primary": (cluster(ako("blue", primary=False)), None),
    "multiple-primaries": (cluster(ako(), ako("blue")), None),
    "controllers-differ": (cluster(ako(), ako("blue", primary=False, controllerIP="other.test")), None),
    "service-types-differ": (cluster(ako(), ako("blue", primary=False, serviceType="NodePort")), None),
    "cluster-names-differ": (cluster(ako(), ako("blue", primary=False, clusterName="test")), None),
    "overlapping-selectors": (cluster(ako(label=RED), ako("blue", primary=False, label=RED)), None),
    "selector-incomplete": (cluster(ako(nsSyncLabelKey="team")), None),
    "instance-not-running": (cluster(stateful_set(ready=0), config_map()), None),
    "gateways-served-twice": (cluster(ako(gateway=True), ako("blue", primary=False, gateway=True)), None),
    "double-owned-namespace": (cluster(PAIR, BOTH), None),
    "unclaimed-namespace": (cluster(PAIR, namespace("web"), ingress("web"), ingress_class()), None),
    "orphaned-virtual-service": (cluster(PAIR), controller(VIOLET)),
    "stale-virtual-service": (cluster(PAIR, SHOP), controller(OURS)),
    "double-owned-virtual-service": (
        cluster(PAIR, BOTH, service("both")),
        controller(virtual_service("prod--both-db", services=("both/db",))),
    ),
    "host-claimed-twice": (
        cluster(PAIR, SHOP, namespace("b", labels={"tier": "blue"}), ingress(), ingress("b"), ingress_class()),
        controller(OURS),
    ),
    "child-without-parent": (
        cluster(PAIR, SHOP, ingress(), ingress_class()),
        controller(virtual_service(ingresses=("shop/web",), type="VS_TYPE_VH_CHILD", parent="gone")),
    ),
    "selector-matches-nothing": (cluster(PAIR, SHOP), None),
    "blocked-but-labelled": (cluster(ako(label=RED, blockedNamespaceList='["shop"]'), SHOP), None),
    "name-owner-mismatch": (cluster(PAIR), controller(virtual_service("prod--blue-Shared-L7-0"))),
}


def _fired(read: Cluster, avi_side: Controller | None) -> set[str]:
    return {finding.rule for finding in analyse(None, inventory(read, avi_side), ALL_RULES).findings}


@pytest.mark.parametrize("slug", CASES)
def test_rule_fires_on_what_was_read(slug: str) -> None:
    read, avi_side = CASES[slug]
    assert slug in _fired(read, avi_side)


def test_instances_that_share_a_cluster_well_raise_nothing() -> None:
    parts = (*PAIR, SHOP, namespace("b", labels={"tier": "blue"}), ingress(), ingress_class(), cluster_role())
    assert _fired(cluster(*parts), controller(OURS)) == set()


def test_gateway_of_two_containers_makes_its_virtual_service_double_owned() -> None:
    made = virtual_service(
        "ako-gw-prod--shop-gw-EVH",
        created_by="ako-gw-prod-avi-system",
        markers={"clustername": ("prod",), "GatewayName": ("gw",), "GatewayNamespace": ("shop",)},
    )
    twice = ako(label=RED, gateway=True), ako("blue", primary=False, label=BLUE, gateway=True)
    fired = _fired(cluster(twice, SHOP, gateway(), gateway_class()), controller(made))
    assert {"gateways-served-twice", "double-owned-virtual-service"} <= fired


@pytest.mark.parametrize("kind", [Kind.STATEFUL_SET, Kind.CONFIG_MAP])
@pytest.mark.parametrize("slug", ["orphaned-virtual-service", "unclaimed-namespace", "no-primary"])
def test_nothing_is_concluded_from_instances_that_were_not_all_read(kind: Kind, slug: str) -> None:
    read = cluster(
        ako("blue", primary=False, label=BLUE), namespace("web"), ingress("web"), ingress_class(), partial=(kind,)
    )
    estate = analyse(None, inventory(read, controller(VIOLET)), ALL_RULES)
    assert slug not in {finding.rule for finding in estate.findings}
    assert {covered.rule: covered.status for covered in estate.coverage}[slug] == "not-run"


def test_source_that_could_not_be_read_is_not_gone() -> None:
    read = cluster(PAIR, SHOP, unread=(Kind.INGRESS,))
    assert "stale-virtual-service" not in _fired(read, controller(OURS))
