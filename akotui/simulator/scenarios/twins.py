"""Two that look like one: clusters of one name, clusters that share a username, two AKOs in one namespace.

Which rule shows where:
    name-taken            cluster-name-in-use-elsewhere (ako-prod, which another cluster named prod writes too)
    twin-usernames        shared-username (ako-prod-eu: instance eu of prod, and the primary of cluster prod-eu)
    mixed-install         shared-ako-namespace (avi-system)
"""

from akotui.simulator import manifests
from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import elsewhere, platform, team
from akotui.simulator.world import World

_RED = {"team": "red"}
_PRIMARY = Instance("avi-system", "prod", primary=True, selector=("team", "red"))


def name_taken(world: World) -> None:
    """Another cluster has the same clusterName and the same Controller."""
    platform(world)
    team(world, _RED, "catalog", "search")
    world.install(_PRIMARY)
    world.sync()
    elsewhere(world, _PRIMARY, "flights", "guides", "hotels", "tickets", "trains", "villas")


def twin_usernames(world: World) -> None:
    """Cluster prod with an instance in namespace eu, and a cluster prod-eu: both write ako-prod-eu."""
    platform(world)
    team(world, _RED, "catalog", "checkout", "search")
    team(world, {"team": "eu"}, "billing", "ledger", "reports")
    world.install(_PRIMARY)
    world.install(Instance("eu", "prod", selector=("team", "eu")))
    world.sync()
    elsewhere(world, Instance("avi-system", "prod-eu", primary=True), "alerts", "logs")


def mixed_install(world: World) -> None:
    """The operator's AKO, and beside it a Helm release."""
    platform(world)
    team(world, _RED, "catalog", "checkout", "search")
    world.install(_PRIMARY)
    second = manifests.stateful_set(_PRIMARY, created=world.before(days=2), ready=1, name="ako-helm")
    world.simulation.kubernetes.put(second)
    world.sync()


SCENARIOS = (
    Scenario(
        name="name-taken",
        title="Another cluster has the same name",
        description="Two clusters named prod on one Controller: most virtual services have no source here.",
        build=name_taken,
        rules=("cluster-name-in-use-elsewhere",),
    ),
    Scenario(
        name="twin-usernames",
        title="Two clusters, two names, one username",
        description="Instance eu of cluster prod and the primary of cluster prod-eu write the same created_by.",
        build=twin_usernames,
        rules=("shared-username",),
    ),
    Scenario(
        name="mixed-install",
        title="Two AKOs in one namespace",
        description="The operator and a Helm release use the same ConfigMap and the same username.",
        build=mixed_install,
        rules=("shared-ako-namespace",),
    ),
)
