"""Nothing is owned twice, yet every instance has something that wants attention.

Which rule shows where:
    versions-differ, non-primary-replicas       blue (2.1.1, two replicas)
    restart-needed                              avi-system (its ConfigMap changed after the pod started)
    blocked-but-labelled, invalid-configuration green (blocks logs; an unknown shard size)
    delete-config-set, selector-matches-nothing gold (about to be removed)
    virtual-service-down                        prod--billing.example.com
    child-without-parent, leftover-vip          the EVH children of green, whose parent was deleted by hand
"""

from akotui.simulator import names
from akotui.simulator.avi_objects import uuid_of
from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import platform, state_of, team
from akotui.simulator.workloads import IngressHost
from akotui.simulator.world import World


def build(world: World) -> None:
    """Set the stage."""
    platform(world)
    team(world, {"team": "red"}, "catalog", "checkout")
    team(world, {"team": "blue"}, "billing", "ledger")
    team(world, {"team": "green"}, "alerts", "logs")
    world.install(Instance("avi-system", "prod", primary=True, selector=("team", "red")), changed_days=1)
    world.install(Instance("blue", "prod", selector=("team", "blue"), version="2.1.1", replicas=2))
    green = Instance("green", "prod", selector=("team", "green"), evh=True, blocked=("logs",), shard_size="HUGE")
    world.install(green)
    world.install(Instance("gold", "prod", selector=("team", "gold"), settings=(("deleteConfig", "true"),)))
    world.sync()
    state_of(world, "prod--billing.example.com", "OPER_DOWN", "No server of its pools is up")
    parent = names.parent(green, IngressHost("alerts", "web", "alerts.example.com"))
    world.simulation.avi.delete("virtualservice", uuid_of("virtualservice", "admin", parent))


SCENARIO = Scenario(
    name="rough-edges",
    title="Four AKO instances, each with something to look after",
    description="Versions differ, a restart is due, a namespace is blocked, an instance is about to be removed.",
    build=build,
    rules=(
        "versions-differ",
        "selector-matches-nothing",
        "restart-needed",
        "invalid-configuration",
        "non-primary-replicas",
        "delete-config-set",
        "blocked-but-labelled",
        "child-without-parent",
        "leftover-vip",
        "virtual-service-down",
    ),
)
