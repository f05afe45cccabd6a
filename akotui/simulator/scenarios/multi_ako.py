"""Four instances were installed, three are left: the demo.

Cluster `prod`: primary in `avi-system` (team=red, with the gateway container), `blue` (tier=blue), `green` (team=green,
EVH). A fourth, `violet`, was uninstalled without deleteConfig, its namespaces were given to green.

Which rule shows where:
    double-owned-namespace, double-owned-virtual-service    payments (team=red and tier=blue)
    orphaned-virtual-service, leftover-objects              ako-prod-violet (fleet, maps, sensors)
    stale-virtual-service                                   loyalty (its tenant was changed to retail)
    unclaimed-namespace                                     web (no label at all)
    service-types-differ                                    blue runs with NodePort
    host-claimed-twice                                      status.pay.example.com (insecure, so both serve it)
Beside them another cluster's objects (staging) and a virtual service made by hand. Played live: a namespace gets a
second owner and loses it again, blue crashes while a namespace leaves it, a virtual service goes down, a namespace
comes and goes.
"""

from collections.abc import Iterator

from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import by_hand, elsewhere, infra, platform, state_of, team
from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer
from akotui.simulator.world import World

CLUSTER = "prod"
RED, BLUE, GREEN, VIOLET = {"team": "red"}, {"tier": "blue"}, {"team": "green"}, {"team": "violet"}
PRIMARY = Instance("avi-system", CLUSTER, primary=True, selector=("team", "red"), gateway_api=True)
BLUE_AKO = Instance("blue", CLUSTER, selector=("tier", "blue"), shard_size="MEDIUM", service_type="NodePort")
GREEN_AKO = Instance("green", CLUSTER, selector=("team", "green"), evh=True, shard_size="SMALL")
VIOLET_AKO = Instance("violet", CLUSTER, selector=("team", "violet"), shard_size="SMALL")
FORMER = ("fleet", "maps", "sensors")


def build(world: World) -> None:
    """Set the stage."""
    platform(world)
    infra(world, "gold", "DEDICATED")
    for name in ("retail", "finance"):
        world.simulation.avi.put_tenant(name)
    team(world, RED, "accounts", "catalog", "checkout", "inventory", "loyalty", "media", "pricing", "promotions")
    team(world, RED, "recommendations", "reviews", "search", "storefront")
    team(world, BLUE, "billing", "fraud", "invoicing", "ledger", "reports", "statements", "tax", "treasury")
    team(world, GREEN, "alerts", "dashboards", "logs", "telemetry", "tracing")
    team(world, VIOLET, *FORMER)
    world.namespace("payments", RED | BLUE, *_payments())
    world.namespace("web", {}, *_web())
    world.namespace("edge", RED, *_edge())
    for instance in (PRIMARY, BLUE_AKO, GREEN_AKO, VIOLET_AKO):
        world.install(instance)
    world.sync()
    _past(world)
    world.sync()
    elsewhere(world, Instance("avi-system", "staging", primary=True), "checkout", "search", "billing")
    by_hand(world, "legacy-erp", "erp.example.com")


def _past(world: World) -> None:
    """Let happen what made this cluster what it is."""
    world.uninstall("violet")
    for name in FORMER:
        world.relabel(name, team="green")
    world.retenant("loyalty", "retail")


def _payments() -> list[IngressHost | LoadBalancer]:
    return [
        IngressHost("payments", "shop", "pay.example.com"),
        IngressHost("payments", "shop", "api.pay.example.com", service="api"),
        IngressHost("payments", "status", "status.pay.example.com", secure=False),
        LoadBalancer("payments", "settlement", (("TCP", 8443),)),
    ]


def _web() -> list[IngressHost]:
    return [
        IngressHost("web", "landing", "www.example.com"),
        IngressHost("web", "blog", "blog.example.com", secure=False),
    ]


def _edge() -> list[IngressHost | GatewayRoute]:
    return [
        IngressHost("edge", "tunnel", "tunnel.example.com", secure=False, passthrough=True),
        IngressHost("edge", "vip", "vip.example.com", infra="gold", infra_size="DEDICATED", dedicated=True),
        GatewayRoute("edge", "public", "gw.example.com"),
    ]


def steps(world: World) -> Iterator[float]:
    """One round of changes; at its end all is as before."""
    world.relabel("tracing", tier="blue")  # from here on green and blue both take it
    world.sync()
    yield 6.0
    world.stop("blue")
    yield 5.0
    world.relabel("ledger", tier=None, team="red")  # blue cannot clean up, so its objects are stale
    world.sync()
    yield 6.0
    world.start("blue")
    world.sync()
    yield 5.0
    state_of(world, "prod--catalog.example.com", "OPER_DOWN", "No server of its pools is up")
    yield 6.0
    world.simulation.avi.inventory.runtimes.clear()
    world.relabel("tracing", tier=None)
    world.sync()
    yield 5.0
    team(world, RED, "launch")
    world.sync()
    yield 5.0
    world.relabel("launch", team=None)
    world.sync()
    yield 6.0
    world.delete_namespace("launch")
    world.relabel("ledger", tier="blue", team=None)
    world.sync()
    yield 6.0


SCENARIO = Scenario(
    name="multi-ako",
    title="Three AKO instances and what a fourth left behind",
    description="One cluster shared by three instances: a namespace claimed twice, one by nobody, objects of an "
    "uninstalled instance, another cluster on the same Controller. It changes while you watch.",
    build=build,
    rules=(
        "service-types-differ",
        "double-owned-namespace",
        "unclaimed-namespace",
        "orphaned-virtual-service",
        "stale-virtual-service",
        "double-owned-virtual-service",
        "host-claimed-twice",
        "leftover-objects",
    ),
    steps=steps,
)
