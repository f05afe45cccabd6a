"""What a scenario says it shows, the whole program finds, over HTTP and with its own clients."""

from contextlib import AsyncExitStack

import pytest

from akotui.analysis.estate import Estate
from akotui.analysis.manual import sections
from akotui.analysis.subjects import AnyRule, Reason, State, Type
from akotui.cli.simulated import sources
from akotui.engine import Engine
from akotui.model.kinds import Plane
from akotui.rules import ALL_RULES
from akotui.simulator.scenarios import SCENARIOS

each_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.slug)

UNREAD = {"misconfigured"}
"""Where an instance names a Controller that is not there to be read."""


async def judged(name: str) -> Estate:
    async with AsyncExitStack() as stack:
        return await Engine(await sources(name, stack, follow=False), ALL_RULES).settled(20)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_scenario_shows_the_rules_it_names_and_no_other(name: str) -> None:
    estate = await judged(name)
    assert estate.complete is (name not in UNREAD)
    assert {finding.rule for finding in estate.findings} == set(SCENARIOS[name].rules)


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_names_rules_in_the_order_of_the_report(name: str) -> None:
    order = [rule.slug for rule in ALL_RULES]
    named = SCENARIOS[name].rules
    assert list(named) == [slug for slug in order if slug in named]


def named(rule: AnyRule) -> list[str]:
    """The scenarios that the page of a rule names."""
    lines = sections(rule)["Example"].splitlines()
    return [line.partition(":")[2].strip() for line in lines if line.strip().startswith("Scenario:")]


@each_rule
def test_page_names_a_scenario_that_shows_the_rule(rule: AnyRule) -> None:
    (scenario,) = named(rule)
    assert rule.slug in SCENARIOS[scenario].rules


async def test_every_state_and_reason_is_shown_in_a_scenario_that_a_page_names() -> None:
    scenarios = sorted({scenario for rule in ALL_RULES for scenario in named(rule)})
    shown = [one for scenario in scenarios for one in (await judged(scenario)).virtual_services]
    assert {one.state for one in shown} == set(State)
    assert {reason for one in shown for reason in one.reasons} == set(Reason)


async def test_what_is_not_synced_has_names_that_are_free() -> None:
    evidence = [each for one in (await judged("not-synced")).findings for each in one.evidence]
    names = ["prod--orders.example.com", "prod--api.orders.example.com", "prod--orders-stream"]
    assert [each.value for each in evidence if each.field == "spec"] == names
    free = [(each.object, each.value) for each in evidence if each.scope.plane is Plane.AVI]
    assert free == [(f"VirtualService/admin/{name}", "absent") for name in names]


async def test_every_kind_of_virtual_service_is_shown_and_owned() -> None:
    estate = await judged("every-kind")
    assert {one.type for one in estate.virtual_services} == set(Type) - {Type.UNKNOWN}
    assert {one.state for one in estate.virtual_services} == {State.OWNED}
    assert {one.vs.tenant for one in estate.virtual_services} == {"admin", "retail", "finance"}


async def test_routes_of_every_termination_are_owned() -> None:
    estate = await judged("openshift")
    assert {one.type for one in estate.virtual_services} == {Type.SHARED_PARENT, Type.CHILD, Type.PASSTHROUGH}
    assert {one.state for one in estate.virtual_services} == {State.OWNED}
    assert {origin.workload.kind for one in estate.virtual_services for origin in one.origins} == {"Route"}


@pytest.mark.parametrize("name", ["all-well", "every-kind", "openshift"])
def test_nothing_is_wrong_where_nothing_is_to_be_shown(name: str) -> None:
    assert SCENARIOS[name].rules == ()
