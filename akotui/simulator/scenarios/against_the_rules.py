"""Clusters that break a rule of running several AKO instances, one scenario for what can be shown together.

Which rule shows where:
    two-primaries         multiple-primaries, shared-username, overlapping-selectors, double-owned-namespace,
                          unclaimed-namespace (the blue ones)
    misconfigured         selector-incomplete, overlapping-selectors, double-owned-namespace, host-claimed-twice,
                          double-owned-virtual-service, instance-not-running (green crashes), selector-matches-nothing
                          (green), cluster-names-differ (green), controllers-differ (green; by address only),
                          instance-not-running (silver, whose ConfigMap was deleted: its objects are unknown),
                          gateways-served-twice (avi-system, blue), empty-shared-virtual-service (of blue: the names of
                          its children are taken)
"""

from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import platform, team
from akotui.simulator.workloads import GatewayRoute
from akotui.simulator.world import World

_RED, _BLUE = {"team": "red"}, {"team": "blue"}


def _teams(world: World) -> None:
    platform(world)
    team(world, _RED, "catalog", "checkout", "search")
    team(world, _BLUE, "billing", "ledger")


def two_primaries(world: World) -> None:
    """Somebody copied the values of the primary, its selector too."""
    _teams(world)
    world.install(Instance("avi-system", "prod", primary=True, selector=("team", "red")))
    world.install(Instance("blue", "prod", primary=True, selector=("team", "red")))
    world.sync()


def misconfigured(world: World) -> None:
    """Half a selector, two gateway containers, another cluster's values, and an instance without its ConfigMap."""
    _teams(world)
    world.namespace("edge", _RED, GatewayRoute("edge", "public", "gw.example.com"))
    world.install(Instance("avi-system", "prod", primary=True, selector=("team", "red"), gateway_api=True))
    world.install(Instance("blue", "prod", selector=("team", ""), gateway_api=True))
    green = Instance("green", "production", selector=("team", "green"))
    world.install(green, controller="10.1.2.3", ready=False)
    team(world, {"team": "silver"}, "sensors")
    world.install(Instance("silver", "prod", selector=("team", "silver")))
    world.sync()
    world.simulation.kubernetes.delete("configmaps", "silver/avi-k8s-config")


SCENARIOS = (
    Scenario(
        name="two-primaries",
        title="Two AKO instances that both call themselves primary",
        description="Both write the same created_by: each one's start deletes what it does not know of.",
        build=two_primaries,
        rules=(
            "multiple-primaries",
            "overlapping-selectors",
            "shared-username",
            "double-owned-namespace",
            "unclaimed-namespace",
        ),
    ),
    Scenario(
        name="misconfigured",
        title="Half a selector, two Gateway containers, a wrong name",
        description="The mistakes of settings: one instance takes every namespace, another talks to another Controller "
        "and does not run, of a third the ConfigMap is gone.",
        build=misconfigured,
        rules=(
            "controllers-differ",
            "cluster-names-differ",
            "overlapping-selectors",
            "selector-incomplete",
            "selector-matches-nothing",
            "instance-not-running",
            "gateways-served-twice",
            "double-owned-namespace",
            "double-owned-virtual-service",
            "empty-shared-virtual-service",
            "host-claimed-twice",
        ),
    ),
)
