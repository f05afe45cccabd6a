"""What stays behind when instances go, change or fall asleep.

Which rule shows where:
    leftovers             violet was uninstalled and its virtual services were deleted by hand: unclaimed-namespace,
                          leftover-status and stale-annotation (maps, sensors), leftover-vip and leftover-objects;
                          blue keeps an empty-shared-virtual-service
    renamed-cluster       renamed-cluster-leftovers (clusterName was test), leftover-vip (the VSVIPs of that name)
    not-synced            missing-virtual-service (orders, which blue never noticed)
    contradictions        name-owner-mismatch (a shared virtual service of blue that bears ako-prod)
"""

import msgspec

from akotui.simulator.ako_l7 import empty_parent
from akotui.simulator.avi_objects import Author
from akotui.simulator.documents import text
from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import platform, team
from akotui.simulator.world import World

_RED, _BLUE, _VIOLET = {"team": "red"}, {"team": "blue"}, {"team": "violet"}
_PRIMARY = Instance("avi-system", "prod", primary=True, selector=("team", "red"))
_BLUE_AKO = Instance("blue", "prod", selector=("team", "blue"))
_VIOLET_AKO = Instance("violet", "prod", selector=("team", "violet"))


def _two_teams(world: World) -> None:
    platform(world)
    team(world, _RED, "catalog", "checkout", "search")
    team(world, _BLUE, "billing", "ledger", "reports")


def leftovers(world: World) -> None:
    """An instance was uninstalled, and somebody tidied up by hand, but not everything."""
    _two_teams(world)
    team(world, _VIOLET, "maps", "sensors")
    for instance in (_PRIMARY, _BLUE_AKO, _VIOLET_AKO):
        world.install(instance)
    world.sync()
    world.uninstall("violet")
    avi = world.simulation.avi
    for uuid, found in list(avi.inventory.types["virtualservice"].items()):
        if text(found, "created_by") == _VIOLET_AKO.user:
            avi.delete("virtualservice", uuid)
    author = Author(world.site, _BLUE_AKO.user, _BLUE_AKO.cluster)
    parents = (f"prod--blue-Shared-L7-{number}" for number in range(8))
    free = next(name for name in parents if avi.inventory.find("virtualservice", name, "admin") is None)
    for found in empty_parent(_BLUE_AKO, author, free):
        avi.put(found.kind, found.document)


def renamed_cluster(world: World) -> None:
    """The cluster was named test once, and clusterName was changed without deleteConfig.

    Two Ingresses still point to what was made under the old name: each instance failed to write one anew.
    """
    _two_teams(world)
    now, world.site = world.site, msgspec.structs.replace(world.site, moment=world.before(days=60))
    for instance in (_PRIMARY, _BLUE_AKO):
        world.install(msgspec.structs.replace(instance, cluster="test"))
    world.sync()
    world.site = now
    kubernetes = world.simulation.kubernetes
    noted = [kubernetes.store.read("ingresses", key) for key in ("catalog/web", "billing/web")]
    for instance in (_PRIMARY, _BLUE_AKO):
        world.configure(instance)
    world.sync()
    for document in filter(None, noted):
        kubernetes.put(document)


def not_synced(world: World) -> None:
    """A pod that is ready and does nothing: a namespace that came later gets no virtual services."""
    _two_teams(world)
    world.install(_PRIMARY)
    world.install(_BLUE_AKO)
    world.sync()
    world.stopped.add("blue")
    team(world, _BLUE, "orders")
    world.sync()


def contradictions(world: World) -> None:
    """Somebody changed created_by of a shared virtual service."""
    _two_teams(world)
    world.install(_PRIMARY)
    world.install(_BLUE_AKO)
    world.sync()
    avi = world.simulation.avi
    shared = [
        found
        for found in avi.inventory.types["virtualservice"].values()
        if text(found, "name").startswith("prod--blue-Shared-L7-")
    ]
    avi.put("virtualservice", {**shared[0], "created_by": _PRIMARY.user})


SCENARIOS = (
    Scenario(
        name="leftovers",
        title="An instance is gone; somebody tidied up by hand, not all",
        description="Statuses, annotations, addresses and pools of an uninstalled instance; and a shared virtual "
        "service that serves nothing.",
        build=leftovers,
        rules=(
            "unclaimed-namespace",
            "empty-shared-virtual-service",
            "stale-annotation",
            "leftover-status",
            "leftover-vip",
            "leftover-objects",
        ),
    ),
    Scenario(
        name="renamed-cluster",
        title="The cluster had another name once",
        description="After a change of clusterName everything was made anew, and all of the old name is left; two "
        "Ingresses still point to it.",
        build=renamed_cluster,
        rules=("renamed-cluster-leftovers",),
    ),
    Scenario(
        name="not-synced",
        title="An instance runs and serves nothing new",
        description="A namespace that came later is claimed, and has no virtual service.",
        build=not_synced,
        rules=("missing-virtual-service",),
    ),
    Scenario(
        name="contradictions",
        title="A virtual service whose name and owner disagree",
        description="Somebody changed created_by on the Controller.",
        build=contradictions,
        rules=("name-owner-mismatch",),
    ),
)
