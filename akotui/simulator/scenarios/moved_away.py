"""Namespaces, settings and an instance that changed while nobody followed: each leaves its virtual services behind.

Which rule shows where:
    instance-not-running            violet (its StatefulSet was deleted, its ConfigMap forgotten)
    unclaimed-namespace             billing (its label was taken away), maps (of violet)
    orphaned-virtual-service        those of ako-prod-violet
    stale-virtual-service           billing, ledger (given to avi-system), alerts (green's cloudName was changed)
    empty-shared-virtual-service    of avi-system: what should hang on them has names that blue's still bear
    host-claimed-twice              the hosts of ledger, in the addresses of blue and of avi-system
    leftover-status, leftover-objects    maps
blue and green are ready and do nothing: AKO stood still, or its restart is yet to come.
"""

import msgspec

from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import platform, team
from akotui.simulator.world import World

_GREEN = Instance("green", "prod", selector=("team", "green"))


def build(world: World) -> None:
    """Set the stage."""
    platform(world)
    for colour, names in (("red", ("catalog", "checkout")), ("blue", ("billing", "ledger", "reports"))):
        team(world, {"team": colour}, *names)
    team(world, {"team": "green"}, "alerts")
    team(world, {"team": "violet"}, "maps")
    world.install(Instance("avi-system", "prod", primary=True, selector=("team", "red")))
    for instance in (Instance("blue", "prod", selector=("team", "blue")), _GREEN):
        world.install(instance)
    world.install(Instance("violet", "prod", selector=("team", "violet")))
    world.sync()
    world.stopped.update({"blue", "green", "violet"})
    world.relabel("billing", team=None)
    world.relabel("ledger", team="red")
    world.configure(msgspec.structs.replace(_GREEN, settings=(("cloudName", "vcenter-2"),)))
    for plural, name in (("statefulsets", "ako"), ("pods", "ako-0")):
        world.simulation.kubernetes.delete(plural, f"violet/{name}")
    world.sync()


SCENARIO = Scenario(
    name="moved-away",
    title="Relabelled, moved, half removed, and nobody followed",
    description="Namespaces lost or changed their label, a cloud was changed, a StatefulSet was deleted; the virtual "
    "services stayed.",
    build=build,
    rules=(
        "instance-not-running",
        "unclaimed-namespace",
        "orphaned-virtual-service",
        "stale-virtual-service",
        "empty-shared-virtual-service",
        "host-claimed-twice",
        "leftover-status",
        "leftover-objects",
    ),
)
