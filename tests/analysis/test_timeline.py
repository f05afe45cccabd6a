from datetime import timedelta
from functools import reduce

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Coverage, ObjectRef, Severity
from akotui.analysis.happenings import Sign
from akotui.analysis.instances import Health as InstanceHealth
from akotui.analysis.subjects import State
from akotui.analysis.timeline import MOST, Timeline, follow, fresh, noted, raised
from akotui.model.facts import SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Kind
from tests.build import AVI, MOMENT, instance_subject, namespace_subject, virtual_service, virtual_service_subject
from tests.build_estate import BLUE, INSTANCES, NAMESPACES, READ_AT, RED, VIRTUAL_SERVICES, estate, finding, source

LATER = MOMENT + timedelta(minutes=3)


def after(**fields: object) -> list[tuple[Sign, str]]:
    """What happened between the usual estate and one with these fields."""
    timeline = follow(follow(Timeline(), estate()), estate(at=LATER, **fields))
    return [(event.sign, event.text) for event in timeline.events[:-1]]


def test_session_begins_with_what_was_there() -> None:
    (event,) = follow(Timeline(), estate()).events
    assert event.text == "first reading: 3 AKO instances, 4 namespaces, 4 virtual services, 2 findings"
    assert (event.number, event.at, event.sign) == (1, MOMENT, Sign.NOTED)


def test_nothing_is_told_before_every_source_has_answered() -> None:
    connecting = estate(sources=(source(), source(AVI, SourceState.CONNECTING)))
    assert follow(Timeline(), connecting).events == ()
    begun = follow(Timeline(), estate())
    assert follow(begun, msgspec.structs.replace(connecting, instances=())) is begun


def test_what_somebody_did_here_stands_among_what_happened() -> None:
    begun = follow(Timeline(), estate())
    done = noted(begun, LATER, "baseline handover-0900", "loaded")
    assert fresh(begun, done) == done.events[:1]
    assert (done.events[0].sign, done.events[0].text) == (Sign.NOTED, "baseline handover-0900 loaded")
    assert follow(done, estate(at=LATER, instances=INSTANCES[1:])).events[-2:] == done.events


def test_what_was_done_before_everything_was_read_is_not_forgotten() -> None:
    done = noted(Timeline(), MOMENT, "baseline handover-0900", "loaded")
    connecting = estate(sources=(source(), source(AVI, SourceState.CONNECTING)))
    events = follow(follow(done, connecting), estate(at=LATER)).events
    assert [(one.number, one.at, one.text[:8]) for one in events] == [(2, LATER, "first re"), (1, MOMENT, "baseline")]


def test_equal_estate_is_no_event() -> None:
    assert after() == []


def test_instance_that_goes_leaves_events_of_its_namespaces_and_virtual_services() -> None:
    orphaned = [
        msgspec.structs.replace(one, state=State.ORPHANED, owner=None) if one.owner == "avi-system" else one
        for one in VIRTUAL_SERVICES
    ]
    claims = [
        msgspec.structs.replace(one, claimants=tuple(by for by in one.claimants if by is not RED)) for one in NAMESPACES
    ]
    assert after(instances=INSTANCES[1:], namespaces=tuple(claims), virtual_services=tuple(orphaned)) == [
        (Sign.GONE, "AKO instance avi-system gone"),
        (Sign.CHANGED, "namespace payments claimed by avi-system and blue → blue"),
        (Sign.CHANGED, "namespace red-web claimed by avi-system → nobody"),
        (Sign.CHANGED, "virtual service prod--pay double-owned of avi-system → orphaned"),
        (Sign.CHANGED, "virtual service prod--red owned by avi-system → orphaned"),
    ]


def test_settings_and_health_are_told_with_what_they_were() -> None:
    turned = msgspec.structs.replace(
        BLUE, settings={"serviceType": "NodePort"}, service_type="NodePort", health=InstanceHealth.DOWN
    )
    assert after(instances=(INSTANCES[0], instance_subject(turned), INSTANCES[2])) == [
        (Sign.CHANGED, "AKO instance blue ready → down"),
        (Sign.CHANGED, "AKO instance blue serviceType: ClusterIP → NodePort"),
    ]


def test_what_happens_alike_to_many_is_one_event_that_names_all() -> None:
    more = [virtual_service_subject(virtual_service(f"prod--new{number}"), owner=BLUE) for number in range(4)]
    timeline = follow(follow(Timeline(), estate()), estate(at=LATER, virtual_services=(*VIRTUAL_SERVICES, *more)))
    event = timeline.events[0]
    assert event.text == "4 virtual services appeared, owned by blue: prod--new0, prod--new1, +2"
    assert event.names == ("prod--new0", "prod--new1", "prod--new2", "prod--new3")
    assert event.subject is more[0]


def test_findings_are_raised_and_resolved() -> None:
    news = finding("host shop.example.com is served twice", objects=(ObjectRef("Host", "shop.example.com"),))
    assert after(findings=(finding(), news)) == [
        (Sign.RAISED, "host shop.example.com is served twice"),
        (Sign.RESOLVED, "resolved: 1 virtual service of ako-prod-violet has no AKO instance"),
    ]


def test_finding_of_a_rule_that_could_not_run_before_did_not_just_come() -> None:
    able = (*estate().coverage[:2], Coverage("gateways-served-twice", "ran"))
    found = finding("two gateway containers", rule="gateways-served-twice")
    assert after(findings=(*estate().findings, found), coverage=able) == [(Sign.NOTED, "1 rule can run now: 1 finding")]


def test_finding_whose_rule_cannot_run_any_more_is_not_resolved() -> None:
    unable = tuple(Coverage(one.rule, "not-run", "forbidden") for one in estate().coverage)
    assert after(findings=(), coverage=unable) == []


def test_what_was_read_for_the_first_time_did_not_just_come() -> None:
    kinds = {key: at for key, at in READ_AT.items() if key[1] is not Kind.VIRTUAL_SERVICE}
    begun = follow(Timeline(), estate(read_at=kinds, virtual_services=()))
    assert len(follow(begun, estate(at=LATER)).events) == 1


def test_source_that_is_lost_and_comes_back_is_told() -> None:
    lost = source(AVI, SourceState.STALE, health=Health(SourceState.STALE, "read timeout"))
    assert after(sources=(source(), lost)) == [(Sign.CHANGED, "source avi.test live → stale (read timeout)")]


def test_namespace_comes_and_goes() -> None:
    new = namespace_subject("launch", claimants=(RED,), instances=(RED, BLUE))
    assert after(namespaces=(new, *NAMESPACES[1:])) == [
        (Sign.CAME, "namespace launch appeared, claimed by avi-system"),
        (Sign.GONE, "namespace blue-api gone"),
    ]


def test_new_errors_alone_ring_and_acknowledged_ones_do_not() -> None:
    news = finding("new", severity=Severity.ERROR)
    begun = follow(Timeline(), estate())
    now = follow(begun, estate(at=LATER, findings=(*estate().findings, news)))
    assert raised(fresh(begun, now), Severity.ERROR, (news,))
    assert not raised(fresh(begun, now), Severity.ERROR, ())
    assert not raised(fresh(begun, now), Severity.WARNING, (news,))
    assert not raised(fresh(Timeline(), begun), Severity.ERROR, estate().findings)
    assert fresh(now, now) == ()


@given(st.lists(st.integers(0, 9), max_size=30))
def test_events_tell_how_many_there_are_at_the_end(counts: list[int]) -> None:
    def made(count: int, minute: int) -> Estate:
        rows = tuple(namespace_subject(f"n{number}", claimants=(RED,)) for number in range(count))
        return estate(at=MOMENT + timedelta(minutes=minute), namespaces=rows)

    timeline = reduce(follow, (made(count, minute) for minute, count in enumerate(counts)), Timeline())
    told = [event for event in timeline.events if event.sign in (Sign.CAME, Sign.GONE)]
    balance = sum(len(one.names) if one.sign is Sign.CAME else -len(one.names) for one in told)
    assert balance == (counts[-1] - counts[0] if counts else 0)
    assert [event.number for event in timeline.events] == list(range(len(timeline.events), 0, -1))


def test_the_oldest_events_are_dropped_and_counted() -> None:
    timeline = Timeline()
    for minute in range(MOST + 7):
        rows = NAMESPACES if minute % 2 else NAMESPACES[1:]
        timeline = follow(timeline, estate(at=MOMENT + timedelta(minutes=minute), namespaces=rows))
    assert (len(timeline.events), timeline.left_out, timeline.events[0].number) == (MOST, 7, MOST + 7)
