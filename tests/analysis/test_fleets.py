"""Random fleets: a plain model of AKO agrees with every verdict, and less data never makes a worse one."""

from collections.abc import Mapping

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Confidence
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.model.inventory import Coverage, Extent, Inventory, Table
from akotui.model.kinds import Kind, Plane
from akotui.rules import ALL_RULES
from tests.analysis import naive
from tests.analysis.fleets import Fleet, fleets, inventory_of
from tests.build import AVI, MOMENT

WORSE = frozenset({State.ORPHANED, State.STALE, State.DOUBLE_OWNED})
LOST = (
    *(Kind.NAMESPACE, Kind.STATEFUL_SET, Kind.CONFIG_MAP, Kind.INGRESS, Kind.SERVICE, Kind.GATEWAY),
    *(Kind.HTTP_ROUTE, Kind.ROUTE, Kind.INGRESS_CLASS, Kind.GATEWAY_CLASS, Kind.POOL, Kind.VIRTUAL_SERVICE),
)
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
def losses(draw: st.DrawFn) -> tuple[Fleet, Kind, Inventory]:
    """A fleet, a kind, and what is left when the kind could not be read, or only some of its objects."""
    fleet = draw(fleets())
    kind = draw(st.sampled_from(LOST))
    whole = inventory_of(fleet)
    table = _table(whole, kind)
    kept = draw(st.sets(st.sampled_from(sorted(table.rows)))) if table.rows else set[str]()
    extent = draw(st.sampled_from([Extent.UNREAD, Extent.PARTIAL]))
    rows = {key: table.rows[key] for key in sorted(kept)} if extent is Extent.PARTIAL else {}
    reasons = (("", "403 forbidden"),)
    left = Table(rows, {}, Coverage(extent, reasons, MOMENT if extent is Extent.PARTIAL else None))
    return fleet, kind, _with(whole, kind, left)


def _table(found: Inventory, kind: Kind) -> Table[object]:
    return getattr(found.cluster if kind.plane is Plane.KUBERNETES else found.controllers[AVI], kind.value)


def _with(found: Inventory, kind: Kind, table: Table[object]) -> Inventory:
    if kind.plane is Plane.KUBERNETES:
        return msgspec.structs.replace(found, cluster=msgspec.structs.replace(found.cluster, **{kind.value: table}))
    side = msgspec.structs.replace(found.controllers[AVI], **{kind.value: table})
    return msgspec.structs.replace(found, controllers={AVI: side})


def _by_uuid(estate: Estate) -> Mapping[str, VirtualServiceSubject]:
    return {one.vs.uuid: one for one in estate.virtual_services}


@given(losses())
@settings(max_examples=60, deadline=None)
def test_less_data_never_makes_a_worse_verdict(loss: tuple[Fleet, Kind, Inventory]) -> None:
    fleet, _, left = loss
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


@given(losses())
@settings(max_examples=30, deadline=None)
def test_less_data_is_told_and_never_makes_a_finding_from_absence(loss: tuple[Fleet, Kind, Inventory]) -> None:
    fleet, kind, left = loss
    full, partial = (analyse(None, found, ALL_RULES) for found in (inventory_of(fleet), left))
    already = {(one.rule, one.about) for one in full.findings}
    for one in partial.findings:
        if one.rule in FROM_ABSENCE and (one.rule, one.about) not in already:
            assert _was_as_bad(full, one.about), one
    for rule, before, covered in zip(ALL_RULES, full.coverage, partial.coverage, strict=True):
        reads = rule.needs | rule.whole | rule.traces
        assert covered.status != "ran" or kind not in reads, covered
        assert covered.status == before.status or kind in reads, covered
        assert (covered.status == "not-run") or kind not in rule.whole
    assert not partial.complete


def _was_as_bad(full: Estate, about: str) -> bool:
    """Whether a finding is about what was ambiguous, or had one more fault, while all was read."""
    return any(
        about in (one.vs.created_by, one.vs.uuid)
        and (one.state in WORSE or one.state is State.AMBIGUOUS or Reason.NOT_READABLE in one.reasons)
        for one in full.virtual_services
    )
