"""What is foretold of a change, the change then does: to the verdicts at once, and to the Controller once AKO acts."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import msgspec
import pytest

from akotui.analysis.estate import Estate
from akotui.analysis.fates import Fate
from akotui.analysis.proposal_words import parse
from akotui.analysis.prospects import Prospect, prospect
from akotui.analysis.roles import NAMED_FOR_INSTANCE
from akotui.engine import Engine
from akotui.rules import ALL_RULES
from akotui.simulator.scenarios import SCENARIOS
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.simulation import Simulation
from akotui.simulator.world import World
from akotui.sources.avi import AviSource
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.avi_tls import tls_context
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, Grant
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.pace import Pace
from akotui.sources.secret import Secret

Make = Callable[[World], None]


def relabels(name: str, **labels: str | None) -> Make:
    return lambda world: world.relabel(name, **labels)


def sets(name: str, **fields: object) -> Make:
    return lambda world: world.configure(msgspec.structs.replace(world.instances[name], **fields))


def uninstalls(name: str) -> Make:
    return lambda world: world.uninstall(name)


def both(*made: Make) -> Make:
    def change(world: World) -> None:
        for one in made:
            one(world)

    return change


CHANGES: dict[str, Make] = {
    "ns/catalog label:team-": relabels("catalog", team=None),
    "ns/catalog label:team=green": relabels("catalog", team="green"),
    "ns/payments label:tier-": relabels("payments", tier=None),
    "ns/payments label:team-": relabels("payments", team=None),
    "ns/web label:team=red": relabels("web", team="red"),
    "ns/tracing label:tier=blue": relabels("tracing", tier="blue"),
    "ns/edge label:team-": relabels("edge", team=None),
    "ako/blue selector:tier=gold": sets("blue", selector=("tier", "gold")),
    "ako/blue selector:-": sets("blue", selector=("", "")),
    "ako/blue selector:team=red": sets("blue", selector=("team", "red")),
    "ako/blue blocked:billing,tax": sets("blue", blocked=("billing", "tax")),
    "ako/blue serviceType:ClusterIP": sets("blue", service_type="ClusterIP"),
    "ako/avi-system primary:false": sets("avi-system", primary=False),
    "ako/green clusterName:other": sets("green", cluster="other"),
    "ako/blue uninstall": uninstalls("blue"),
    "ako/green uninstall": uninstalls("green"),
    "ako/avi-system uninstall": uninstalls("avi-system"),
    "ns/billing label:tier- ns/billing label:team=green ako/green selector:team=red": both(
        relabels("billing", tier=None, team="green"), sets("green", selector=("team", "red"))
    ),
}


@asynccontextmanager
async def stage(name: str) -> AsyncGenerator[tuple[Simulation, World], None]:
    async with Simulation() as simulation:
        world = World(simulation)
        SCENARIOS[name].build(world)
        yield simulation, world


async def judged(simulation: Simulation) -> Estate:
    token = Secret(f"Bearer {simulation.kubernetes_token}")
    connection = Connection(simulation.kubernetes_url, credentials=Fixed(Grant(token)))

    async def connect() -> Connection:
        return connection

    account = AviCredentials(simulation.avi_username, Secret(simulation.avi_password))
    pace = Pace(burst=200, rate=25.0)
    sources = (
        KubernetesSource(connect, follow=False),
        AviSource(simulation.avi_url, account, verify=tls_context(), follow=False, pace=pace),
    )
    return await Engine(sources, ALL_RULES).settled(20)


def said(estate: Estate) -> tuple[object, ...]:
    """Everything that is judged, of no moment."""
    return (
        [(one.rule, one.about, one.title, one.objects) for one in estate.findings],
        [(one.namespace.metadata.name, one.state, [each.id for each in one.claimants]) for one in estate.namespaces],
        [(one.vs.uuid, one.owner, one.state, one.reasons, one.claimants) for one in estate.virtual_services],
        [msgspec.structs.replace(one.instance, configured="", settings={}) for one in estate.instances],
        [(one.name, one.state, one.expected_of) for one in estate.users],
    )


@pytest.mark.parametrize("words", CHANGES)
async def test_cluster_is_judged_as_was_foretold(words: str) -> None:
    async with stage("multi-ako") as (simulation, world):
        found = prospect(parse(words.split()), await judged(simulation))
        CHANGES[words](world)
        assert said(found.after) == said(prospect((), await judged(simulation)).after)
        assert found.difference.differs or words == "ako/blue serviceType:ClusterIP"


Standing = dict[tuple[str, str], str | None]


def standing(estate: Estate) -> Standing:
    return {(one.vs.tenant, one.vs.name): one.vs.created_by for one in estate.virtual_services}


def expected(found: Prospect, before: Standing) -> Standing:
    """What stands on the Controller once AKO has acted, by the fates; UNKNOWN is left out."""
    users = {one.instance.id: one.instance.users for one in found.after.instances}
    now: Standing = dict(before)
    for one in found.fates:
        if one.fate in (Fate.DELETED, Fate.CHANGES_OWNER) and one.by:
            del now[one.before.vs.tenant, one.before.vs.name]
    for one in found.arrivals.made:
        now.setdefault((one.tenant, one.name), users[one.instance][-1 if one.name.startswith("ako-gw-") else 0])
    return now


def open_to_doubt(found: Prospect) -> set[tuple[str, str]]:
    """What cannot be told, and parents that serve nothing: the simulated instances delete these without a restart."""
    empty = (one for one in found.fates if one.fate is Fate.STAYS and one.before.type in NAMED_FOR_INSTANCE)
    unknown = (one for one in found.fates if one.fate is Fate.UNKNOWN)
    return {(one.before.vs.tenant, one.before.vs.name) for one in (*empty, *unknown)}


@pytest.mark.parametrize("words", [one for one in CHANGES if one != "ako/avi-system uninstall"])
async def test_ako_does_to_the_controller_what_was_foretold(words: str) -> None:
    async with stage("multi-ako") as (simulation, world):
        before = await judged(simulation)
        found = prospect(parse(words.split()), before)
        CHANGES[words](world)
        world.sync()
        doubt, now = open_to_doubt(found), standing(await judged(simulation))
        told = expected(found, standing(before))
        assert {key: user for key, user in now.items() if key not in doubt} == {
            key: user for key, user in told.items() if key not in doubt
        }


def test_every_change_is_one_that_can_be_asked_for() -> None:
    assert {one for words in CHANGES for one in parse(words.split())}
    assert isinstance(SCENARIOS["multi-ako"], Scenario)
