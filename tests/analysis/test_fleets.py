"""Random fleets: a plain model of AKO agrees with every verdict, and less data never makes a worse one."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Confidence, Finding
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind
from akotui.rules import ALL_RULES
from tests.analysis import losses, naive
from tests.analysis.fleets import Fleet, fleets, inventory_of

WORSE = frozenset({State.ORPHANED, State.STALE, State.DOUBLE_OWNED})
FROM_ABSENCE = frozenset(
    {
        *("no-primary", "unclaimed-namespace", "orphaned-virtual-service", "stale-virtual-service"),
        *("double-owned-virtual-service", "renamed-cluster-leftovers", "empty-shared-virtual-service"),
        *("missing-virtual-service", "leftover-status", "leftover-vip", "leftover-objects", "child-without-parent"),
        *("missing-cluster-objects", "stale-annotation", "leader-unclear"),
    }
)
"""What these say can only be said because something is not there."""


@given(fleets())
@settings(max_examples=60, deadline=None)
def test_plain_model_of_ako_agrees_with_every_verdict(fleet: Fleet) -> None:
    estate = analyse(None, inventory_of(fleet), ())
    found = {one.vs.name: (one.state.value, one.owner) for one in estate.virtual_services}
    assert found == naive.verdicts(fleet)


@st.composite
def lost(draw: st.DrawFn) -> tuple[Fleet, Inventory]:
    """A fleet, and what is left when a kind could not be read, or only some of its objects, or a tenant."""
    fleet = draw(fleets())
    whole, how = inventory_of(fleet), draw(st.sampled_from(["unread", "part", "part", "tenant"]))
    if how == "tenant" and (tenants := _tenants(fleet)):
        return fleet, losses.hidden(whole, draw(st.sampled_from(tenants)))
    kind = draw(st.sampled_from(Kind))
    if how == "unread":
        return fleet, losses.unread(whole, kind)
    keys = sorted(losses.table_of(whole, kind).rows)
    return fleet, losses.in_part(whole, kind, draw(st.sets(st.sampled_from(keys))) if keys else ())


def _tenants(fleet: Fleet) -> list[str]:
    """The tenants that something in the cluster names: of others nobody can know that they are not shown."""
    settings = {one.tenant for one in fleet.installs if one.parts != "set"}
    return sorted(settings | {space.tenant for space in fleet.spaces if space.tenant})


def _by_uuid(estate: Estate) -> Mapping[str, VirtualServiceSubject]:
    return {one.vs.uuid: one for one in estate.virtual_services}


@given(lost())
@settings(max_examples=60, deadline=None)
def test_less_data_never_makes_a_worse_verdict(loss: tuple[Fleet, Inventory]) -> None:
    fleet, left = loss
    before = _by_uuid(analyse(None, inventory_of(fleet), ()))
    for uuid, now in _by_uuid(analyse(None, left, ())).items():
        was = before[uuid]
        if was.state is State.UNKNOWN:
            assert now.state is State.UNKNOWN, (was, now)
        if now.state in WORSE and now.state is not was.state:
            assert _is_less(was, now), (was, now)


def _is_less(was: VirtualServiceSubject, now: VirtualServiceSubject) -> bool:
    """What made a username ambiguous was not read, and what is left is not certain; or one of two faults is left."""
    doubt_went = was.state is State.AMBIGUOUS and now.confidence is not Confidence.CERTAIN
    return doubt_went or (was.state in WORSE and set(now.reasons) <= set(was.reasons))


@given(lost())
@settings(max_examples=60, deadline=None)
def test_less_data_never_makes_a_finding_from_absence(loss: tuple[Fleet, Inventory]) -> None:
    full, left = (analyse(None, found, ALL_RULES) for found in (inventory_of(loss[0]), loss[1]))
    already = {(one.rule, one.about) for one in full.findings}
    for one in left.findings:
        if one.rule in FROM_ABSENCE and (one.rule, one.about) not in already:
            assert _was_as_bad(full, one.about) or _served_elsewhere(one), one


@given(lost())
@settings(max_examples=60, deadline=None)
def test_rule_that_says_it_ran_finds_what_it_finds_with_all_data(loss: tuple[Fleet, Inventory]) -> None:
    full, left = (analyse(None, found, ALL_RULES) for found in (inventory_of(loss[0]), loss[1]))
    everything, found = losses.said(full), losses.said(left)
    for before, now in zip(full.coverage, left.coverage, strict=True):
        assert now.status != "ran" or found[now.rule] == everything[now.rule], now
        assert losses.STATUSES.index(now.status) >= losses.STATUSES.index(before.status), (before, now)
        assert (now.status == "ran") is (not now.reason)
    assert not left.complete or left.coverage == full.coverage


def _served_elsewhere(one: Finding) -> bool:
    """What serves a workload beside its instance may lie in a tenant that is not shown: then nothing is certain."""
    return one.rule == "missing-virtual-service" and one.confidence is not Confidence.CERTAIN


def _was_as_bad(full: Estate, about: str) -> bool:
    """Whether a finding is about what was ambiguous, or had one more fault, while all was read."""
    return any(
        about in (one.vs.created_by, one.vs.uuid)
        and (one.state in WORSE or one.state is State.AMBIGUOUS or Reason.NOT_READABLE in one.reasons)
        for one in full.virtual_services
    )
