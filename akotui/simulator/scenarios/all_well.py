"""Three instances share a cluster and nothing is wrong: no rule fires."""

from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import elsewhere, platform, team
from akotui.simulator.world import World


def build(world: World) -> None:
    """Set the stage."""
    platform(world)
    team(world, {"team": "red"}, "accounts", "catalog", "checkout", "search")
    team(world, {"team": "blue"}, "billing", "ledger", "reports")
    team(world, {"team": "green"}, "alerts", "logs", "tracing")
    world.install(Instance("avi-system", "prod", primary=True, selector=("team", "red")))
    world.install(Instance("blue", "prod", selector=("team", "blue")))
    world.install(Instance("green", "prod", selector=("team", "green"), evh=True))
    world.sync()
    elsewhere(world, Instance("avi-system", "staging", primary=True), "search")


SCENARIO = Scenario(
    name="all-well",
    title="Three AKO instances, nothing wrong",
    description="What a healthy shared cluster looks like; another cluster uses the same Controller.",
    build=build,
)
