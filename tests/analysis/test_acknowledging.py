"""Findings that are accepted are set apart; nothing new hides behind an old entry."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.acknowledging import Acknowledgement, accepts, object_name, part
from akotui.analysis.findings import Confidence, Finding, ObjectRef, Severity

TODAY = date(2026, 11, 22)
UNCLAIMED = Finding(
    "unclaimed-namespace",
    Severity.WARNING,
    "web",
    "namespace web is nobody's",
    (ObjectRef("Namespace", "web"), ObjectRef("Ingress", "a", "web")),
    (),
    (),
    Confidence.CERTAIN,
    (),
)
ORPHANS = Finding(
    "orphaned-virtual-service",
    Severity.ERROR,
    "ako-prod-violet",
    "2 virtual services are nobody's",
    (
        ObjectRef("VirtualService", "prod--a", tenant="admin", id="1"),
        ObjectRef("VirtualService", "prod--b", tenant="admin", id="2"),
    ),
    ("ako-prod-violet",),
    (),
    Confidence.CERTAIN,
    (),
)


def entry(rule: str, glob: str, until: date | None = None) -> Acknowledgement:
    return Acknowledgement(rule, glob, "known since spring", until)


def test_entry_accepts_the_finding_of_its_rule_on_its_object() -> None:
    known = entry("unclaimed-namespace", "Namespace/web")
    parted = part((ORPHANS, UNCLAIMED), (known,), TODAY)
    assert (parted.open, parted.accepted) == ((ORPHANS,), (UNCLAIMED,))
    assert parted.by == {UNCLAIMED.fingerprint: known}


def test_entry_of_another_rule_or_object_accepts_nothing() -> None:
    for other in (entry("no-primary", "Namespace/web"), entry("unclaimed-namespace", "Namespace/shop")):
        assert part((UNCLAIMED,), (other,), TODAY).open == (UNCLAIMED,)


def test_star_is_every_rule() -> None:
    assert accepts(entry("*", "Namespace/w*"), UNCLAIMED)


def test_finding_about_several_objects_is_accepted_only_when_all_match() -> None:
    assert not accepts(entry("*", "VirtualService/admin/prod--a"), ORPHANS)
    assert accepts(entry("*", "VirtualService/admin/prod--?"), ORPHANS)


def test_one_more_object_brings_the_finding_back() -> None:
    known = entry("*", "VirtualService/admin/prod--[ab]")
    grown = msgspec.structs.replace(ORPHANS, objects=(*ORPHANS.objects, ObjectRef("VirtualService", "x", tenant="t")))
    assert accepts(known, ORPHANS)
    assert not accepts(known, grown)


def test_finding_without_objects_is_never_accepted() -> None:
    assert not accepts(entry("*", "*"), msgspec.structs.replace(UNCLAIMED, objects=()))


def test_entry_counts_through_its_last_day() -> None:
    last = entry("*", "*", TODAY)
    assert part((UNCLAIMED,), (last,), TODAY).accepted == (UNCLAIMED,)
    over = part((UNCLAIMED,), (last,), date(2026, 11, 23))
    assert (over.open, over.expired) == ((UNCLAIMED,), (last,))


def test_first_entry_that_matches_counts() -> None:
    entries = (entry("*", "Namespace/*"), entry("unclaimed-namespace", "Namespace/web"))
    assert part((UNCLAIMED,), entries, TODAY).by[UNCLAIMED.fingerprint] is entries[0]


def test_objects_are_named_by_kind_place_and_name() -> None:
    assert [object_name(ref) for ref in (*UNCLAIMED.objects, ORPHANS.objects[0])] == [
        "Namespace/web",
        "Ingress/web/a",
        "VirtualService/admin/prod--a",
    ]


entries = st.builds(
    entry,
    st.sampled_from(("*", "unclaimed-namespace", "no-primary")),
    st.sampled_from(("*", "Namespace/*", "VirtualService/*", "x")),
    st.none() | st.dates(date(2026, 11, 20), date(2026, 11, 25)),
)


@given(st.lists(entries, max_size=4), st.permutations((ORPHANS, UNCLAIMED)))
def test_no_finding_is_lost_or_counted_twice(given_entries: list[Acknowledgement], findings: list[Finding]) -> None:
    parted = part(findings, given_entries, TODAY)
    assert sorted(one.fingerprint for one in parted.open + parted.accepted) == sorted(
        one.fingerprint for one in findings
    )
    assert {one.fingerprint for one in parted.accepted} == set(parted.by)
