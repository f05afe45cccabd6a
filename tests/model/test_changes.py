"""Changes apply like edits of plain dictionaries, keep what did not change, and never claim more than was read."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from akotui.model.avi import Tenant
from akotui.model.changes import SOME_NAMESPACES, Change, Changed, HealthChanged, Lost, Replaced, apply
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Coverage, Extent, Health, Inventory, Table
from akotui.model.kinds import Kind, Plane
from akotui.model.kubernetes import Ingress, Metadata
from akotui.model.layers import MANY, may_differ

CLUSTER = Scope("kubernetes", Plane.KUBERNETES)
AVI = Scope("avi.test", Plane.AVI)
START = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
LATER = START + timedelta(minutes=1)


def ingress(key: str, host: str = "") -> Ingress:
    namespace, _, name = key.partition("/")
    return Ingress(Metadata(name, namespace), hosts=(host,))


def read(at: datetime = START) -> Coverage:
    return Coverage(Extent.COMPLETE, (), at)


def listed(*keys: str, part: str = "", at: datetime = START, coverage: Coverage | None = None) -> Replaced:
    rows = {key: ingress(key) for key in keys}
    return Replaced(CLUSTER, Kind.INGRESS, part, rows, {}, coverage or read(at))


def watched(*keys: str, gone: Sequence[str] = (), broken: Mapping[str, str] | None = None, host: str = "") -> Changed:
    upserts = {key: ingress(key, host) for key in keys}
    return Changed(CLUSTER, Kind.INGRESS, upserts, broken or {}, frozenset(gone), LATER)


def lost(part: str = "", reason: str = "403") -> Lost:
    return Lost(CLUSTER, Kind.INGRESS, part, reason, LATER)


def after(*changes: Change) -> Table[Ingress]:
    return apply(Inventory(), changes).cluster.ingresses


def test_no_changes_leave_the_very_same_inventory() -> None:
    inventory = apply(Inventory(), [listed("a/1")])
    assert apply(inventory, []) is inventory


def test_a_list_replaces_everything_and_makes_the_table_whole() -> None:
    table = after(listed("a/1", "a/2"), listed("a/2", "a/3", at=LATER))
    assert table == Table({"a/2": ingress("a/2"), "a/3": ingress("a/3")}, {}, read(LATER))
    assert table.whole


def test_an_equal_object_stays_the_old_one() -> None:
    old = after(listed("a/1", "a/2"))
    new = after(listed("a/1", "a/2"), listed("a/1"))
    assert new.rows["a/1"] == old.rows["a/1"]
    first = apply(Inventory(), [listed("a/1", "a/2")])
    second = apply(first, [listed("a/1", "a/3")])
    assert second.cluster.ingresses.rows["a/1"] is first.cluster.ingresses.rows["a/1"]


def test_a_list_with_nothing_new_keeps_the_rows_and_moves_the_moment() -> None:
    first = apply(Inventory(), [listed("a/1", "a/2")])
    second = apply(first, [listed("a/2", "a/1", at=LATER)])
    assert second.cluster.ingresses.rows is first.cluster.ingresses.rows
    assert second.cluster.ingresses.broken is first.cluster.ingresses.broken
    assert (second.cluster.ingresses.coverage.at, second.at) == (LATER, LATER)


def test_one_object_that_differs_among_many_leaves_the_others_where_they_are() -> None:
    many = [f"shop/{number}" for number in range(MANY)]
    first = apply(Inventory(), [listed(*many)])
    rows = [apply(first, [change]).cluster.ingresses.rows for change in (watched(many[7], host="x"), listed(*many[1:]))]
    assert [may_differ(first.cluster.ingresses.rows, one) for one in rows] == [{many[7]}, {many[0]}]


def test_other_tables_and_other_controllers_keep_their_identity() -> None:
    other = Scope("other.test", Plane.AVI)
    tenants = [Replaced(scope, Kind.TENANT, "", {"t": Tenant("t", "red")}, {}, read()) for scope in (AVI, other)]
    first = apply(Inventory(), [listed("a/1"), *tenants])
    second = apply(first, [Replaced(AVI, Kind.POOL, "", {}, {}, read())])
    assert second.cluster is first.cluster
    assert second.controllers[other] is first.controllers[other]
    assert second.controllers[AVI].tenants is first.controllers[AVI].tenants


def test_a_watch_event_that_changes_nothing_keeps_the_rows() -> None:
    first = apply(Inventory(), [listed("a/1")])
    second = apply(first, [watched("a/1", gone=["a/9"])])
    assert second.cluster.ingresses.rows is first.cluster.ingresses.rows


def test_an_object_that_breaks_is_known_to_exist_and_no_longer_known_as_it_was() -> None:
    table = after(listed("a/1", "a/2"), watched(broken={"a/1": "bad"}))
    assert (sorted(table.rows), table.broken, table.whole) == (["a/2"], {"a/1": "bad"}, False)


def test_a_broken_object_that_mends_or_goes_is_no_longer_broken() -> None:
    breaks = watched(broken={"a/1": "bad", "a/2": "bad"})
    table = after(listed("a/1", "a/2"), breaks, watched("a/1", gone=["a/2"]))
    assert (sorted(table.rows), table.broken, table.whole) == (["a/1"], {}, True)


def test_a_part_replaces_only_its_own_rows() -> None:
    table = after(listed("a/1", "b/1", "ab/1"), listed("a/2", part="a"))
    assert sorted(table.rows) == ["a/2", "ab/1", "b/1"]


def test_a_kind_read_namespace_by_namespace_is_never_complete() -> None:
    table = after(listed("a/1", part="a"), listed("b/1", part="b", at=LATER))
    assert table.coverage == Coverage(Extent.PARTIAL, (SOME_NAMESPACES,), LATER)
    assert not table.whole


def test_a_part_that_cannot_be_read_is_named_until_it_can() -> None:
    one_lost = (listed("a/1", part="a"), lost("b"))
    assert after(*one_lost).coverage.reasons == (SOME_NAMESPACES, ("b", "403"))
    assert after(*one_lost, listed("b/1", part="b")).coverage.reasons == (SOME_NAMESPACES,)
    assert after(*one_lost, listed("a/1", part="a")).coverage.reasons == (SOME_NAMESPACES, ("b", "403"))


def test_a_list_of_everything_ends_the_reign_of_parts() -> None:
    assert after(listed("a/1", part="a"), lost("b"), listed("a/1", "b/1")).coverage == read()


def test_a_kind_that_was_never_read_stays_unread_and_says_why() -> None:
    assert after(lost()).coverage == Coverage(Extent.UNREAD, (("", "403"),))
    assert after(lost("a"), lost("b")).coverage == Coverage(Extent.UNREAD, (("a", "403"), ("b", "403")))


def test_a_kind_that_can_no_longer_be_read_keeps_its_rows_as_incomplete() -> None:
    table = after(listed("a/1"), lost())
    assert table == Table({"a/1": ingress("a/1")}, {}, Coverage(Extent.PARTIAL, (("", "403"),), START))


def test_a_kind_that_was_absent_and_cannot_be_read_now_is_unread() -> None:
    absent = Coverage(Extent.ABSENT, (), START)
    assert after(listed(coverage=absent)).whole
    assert after(listed(coverage=absent), lost()).coverage == Coverage(Extent.UNREAD, (("", "403"),))


def test_an_incomplete_list_says_what_is_missing() -> None:
    coverage = Coverage(Extent.PARTIAL, (("", "tenant red: 403"),), START)
    assert after(listed("a/1", coverage=coverage)).coverage == coverage


def health(state: SourceState, at: datetime, endpoint: str = "") -> HealthChanged:
    return HealthChanged(AVI, state, "", endpoint, at)


def test_tries_are_counted_while_the_state_lasts() -> None:
    def lost(state: SourceState, seconds: int | None) -> HealthChanged:
        again = None if seconds is None else START + timedelta(seconds=seconds)
        return HealthChanged(CLUSTER, state, "", "", START, again)

    stale, live = SourceState.STALE, SourceState.LIVE
    told = [lost(stale, 2), lost(stale, 2), lost(stale, 6), lost(stale, 14), lost(live, None), lost(stale, 20)]
    tries: list[int] = []
    inventory = Inventory()
    for change in told:
        inventory = apply(inventory, [change])
        tries.append(inventory.cluster.health.tries)
    assert tries == [0, 0, 1, 2, 0, 0]


def test_health_remembers_since_when_and_where() -> None:
    live = [health(SourceState.LIVE, START, "https://avi.test"), health(SourceState.LIVE, LATER)]
    known = apply(Inventory(), live).controllers[AVI].health
    assert known == Health(SourceState.LIVE, endpoint="https://avi.test", since=START)
    stale = apply(Inventory(), [*live, health(SourceState.STALE, LATER)]).controllers[AVI].health
    assert (stale.state, stale.since) == (SourceState.STALE, LATER)


def test_the_moment_never_goes_back() -> None:
    assert apply(Inventory(), [listed("a/1", at=LATER), listed("a/1", at=START)]).at == LATER


KEYS = st.sampled_from(["a/1", "a/2", "b/1", "b/2"])
HOSTS = st.sampled_from(["x", "y"])
ROWS = st.dictionaries(KEYS, HOSTS)


@st.composite
def edits(draw: st.DrawFn) -> Change:
    """A watch's change, or a list of everything or of one namespace."""
    rows, gone = draw(ROWS), draw(st.frozensets(KEYS))
    broken = dict.fromkeys(draw(st.frozensets(KEYS)) - rows.keys() - gone, "bad")
    if draw(st.booleans()):
        upserts = {key: ingress(key, host) for key, host in rows.items() if key not in gone}
        return Changed(CLUSTER, Kind.INGRESS, upserts, broken, gone, START)
    part = draw(st.sampled_from(["", "a", "b"]))
    inside = {key: ingress(key, host) for key, host in rows.items() if key.startswith(part)}
    held = {key: why for key, why in broken.items() if key.startswith(part)}
    return Replaced(CLUSTER, Kind.INGRESS, part, inside, held, read())


def naive(rows: dict[str, object], broken: dict[str, str], change: Change) -> None:
    assert isinstance(change, Changed | Replaced)
    if isinstance(change, Replaced):
        gone, new = {key for key in (*rows, *broken) if key.startswith(change.part)}, change.rows
    else:
        gone, new = {*change.deletes, *change.upserts, *change.broken}, change.upserts
    for key in gone:
        rows.pop(key, None)
        broken.pop(key, None)
    rows.update(new)
    broken.update(change.broken)


@given(st.lists(edits(), max_size=8))
def test_any_history_equals_plain_dictionaries(history: list[Change]) -> None:
    rows: dict[str, object] = {}
    broken: dict[str, str] = {}
    inventory = Inventory()
    for change in history:
        naive(rows, broken, change)
        inventory = apply(inventory, [change])
    assert (inventory.cluster.ingresses.rows, inventory.cluster.ingresses.broken) == (rows, broken)
    assert apply(Inventory(), history) == inventory


@given(st.lists(edits(), max_size=4), edits())
def test_what_did_not_change_is_the_same_object(history: list[Change], last: Change) -> None:
    before = apply(Inventory(), [*history, Replaced(AVI, Kind.TENANT, "", {}, {}, read())])
    now = apply(before, [last])
    assert now.controllers is before.controllers
    old, new = before.cluster.ingresses, now.cluster.ingresses
    assert all(old.rows[key] is row for key, row in new.rows.items() if old.rows.get(key) == row)
    assert (new.rows is old.rows) == (new.rows == old.rows)
    assert now.cluster.namespaces is before.cluster.namespaces


def test_audit_counts_what_it_had_to_put_right() -> None:
    audit = msgspec.structs.replace(listed("a/same", "a/new", "a/changed", coverage=read(LATER)), audit=True)
    before = [listed("a/same", "a/gone"), watched("a/changed", host="old")]
    table = apply(Inventory(), [*before, audit]).cluster.ingresses
    assert table.coverage == Coverage(Extent.COMPLETE, (), LATER, repaired=3)
    again = apply(Inventory(), [*before, audit, audit, listed("a/other")]).cluster.ingresses
    assert again.coverage.repaired == 3


def test_only_an_audit_counts_differences() -> None:
    table = apply(Inventory(), [listed("a/gone"), listed("a/new")]).cluster.ingresses
    assert table.coverage.repaired == 0


def test_what_was_repaired_is_remembered_when_the_kind_cannot_be_read() -> None:
    audit = msgspec.structs.replace(listed("a/new", part="a"), audit=True)
    lost = Lost(CLUSTER, Kind.INGRESS, "", "403", LATER)
    assert apply(Inventory(), [listed("a/old"), audit, lost]).cluster.ingresses.coverage.repaired == 2
