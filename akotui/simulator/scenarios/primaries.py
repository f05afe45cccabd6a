"""The primary: when it is missing, when it was taken away, and when nobody leads its replicas.

Which rule shows where:
    no-primary            no-primary; orphaned-virtual-service (ako-prod, the username avi-system wrote as primary);
                          leftover-objects (their pools); empty-shared-virtual-service (those avi-system makes now: the
                          names of their children are taken)
    primary-uninstalled   no-primary, missing-cluster-objects; orphaned-virtual-service, leftover-objects and
                          leftover-status (of ako-prod); unclaimed-namespace (checkout, for its Service: without the
                          IngressClass no Ingress is AKO's, and blue has removed what it made of them)
    high-availability     leader-unclear
"""

from collections.abc import Iterator
from datetime import timedelta

from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import platform, team
from akotui.simulator.world import World

_RED, _BLUE = {"team": "red"}, {"team": "blue"}
_PRIMARY = Instance("avi-system", "prod", primary=True, selector=("team", "red"))
_BLUE_AKO = Instance("blue", "prod", selector=("team", "blue"))


def _two_teams(world: World, primary: Instance) -> None:
    platform(world)
    team(world, _RED, "catalog", "checkout", "search")
    team(world, _BLUE, "billing", "ledger", "reports")
    world.install(primary)
    world.install(_BLUE_AKO)
    world.sync()


def no_primary(world: World) -> None:
    """Somebody set primaryInstance: "false" for the primary: it now writes another username."""
    _two_teams(world, _PRIMARY)
    world.configure(Instance("avi-system", "prod", selector=("team", "red")))
    world.sync()


def primary_uninstalled(world: World) -> None:
    """The release in avi-system is gone, and with it IngressClass and ClusterRole."""
    _two_teams(world, _PRIMARY)
    world.uninstall("avi-system")
    world.sync()


def high_availability(world: World) -> None:
    """Two replicas, and a Lease that was last renewed an hour ago."""
    _two_teams(world, Instance("avi-system", "prod", primary=True, selector=("team", "red"), replicas=2))
    world.leases.lapse("avi-system", "ako-1", ago=timedelta(hours=1))


def elections(world: World) -> Iterator[float]:
    """After a while ako-0 leads, then it does not renew its Lease any more."""
    yield 20.0
    world.leases.lead("avi-system", "ako-0")
    yield 40.0
    world.leases.lapse("avi-system", "ako-1", ago=timedelta(hours=1))


SCENARIOS = (
    Scenario(
        name="no-primary",
        title="Somebody set primaryInstance: false for the primary",
        description="Nobody maintains static routes, and what the primary made bears a username nobody writes now.",
        build=no_primary,
        rules=(
            "no-primary",
            "orphaned-virtual-service",
            "empty-shared-virtual-service",
            "leftover-objects",
        ),
    ),
    Scenario(
        name="primary-uninstalled",
        title="The primary is gone, and took IngressClass and role along",
        description="The other instance still runs, and ignores every Ingress.",
        build=primary_uninstalled,
        rules=(
            "no-primary",
            "missing-cluster-objects",
            "unclaimed-namespace",
            "orphaned-virtual-service",
            "leftover-status",
            "leftover-objects",
        ),
    ),
    Scenario(
        name="high-availability",
        title="Two replicas of the primary, and none leads",
        description="The Lease has lapsed. After a while a replica takes it, and loses it again.",
        build=high_availability,
        rules=("leader-unclear",),
        steps=elections,
    ),
)
