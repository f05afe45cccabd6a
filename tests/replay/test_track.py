"""A track: whatever way leads to a moment, what is known and judged there is the same."""

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.decode.objects import decode_page
from akotui.model.facts import ListEnded, Observed, Paged, Scope, SourceState
from akotui.model.kinds import Kind, Plane
from akotui.replay.track import KnownPages, Track, moments
from akotui.rules import ALL_RULES
from tests.replay.tape import BEGAN, CLUSTER, after, names, space, tape


def track() -> Track:
    recording = tape()
    return Track(recording.facts, recording.scopes, ALL_RULES)


def run_to(one: Track, passed: int) -> Estate:
    if passed < one.place.passed:
        one.go_back(passed)
    while one.place.passed < passed:
        one.advance()
    return one.estate()


def test_facts_that_come_together_are_one_moment_and_time_never_runs_back() -> None:
    at = [after(0), after(0.2), after(0.3), after(0.1), after(5)]
    facts = [Observed(CLUSTER, SourceState.LIVE, str(number), moment) for number, moment in enumerate(at)]
    found = [(one.at, [fact.detail for fact in one.facts if isinstance(fact, Observed)]) for one in moments(facts)]
    assert found == [(after(0.2), ["0", "1"]), (after(0.3), ["2", "3"]), (after(5), ["4"])]
    assert list(moments(())) == []


def test_at_each_change_the_timeline_tells_of_it() -> None:
    one, told = track(), list[tuple[object, list[str]]]()
    while not one.ended:
        if one.advance():
            told.append((one.moments[one.place.passed - 1].at, names(one.estate())))
    assert told == [
        (after(1.1), ["shop"]),
        (after(60), ["shop", "web"]),
        (after(3600), ["web"]),
        (after(3700), ["web"]),
    ]


def test_every_moment_is_the_same_from_before_and_from_behind() -> None:
    one = track()
    every = range(len(one.moments) + 1)
    forward = [run_to(one, passed) for passed in every]
    backward = [run_to(one, passed) for passed in reversed(every)]
    assert [(each.findings, each.namespaces, each.sources) for each in forward] == [
        (each.findings, each.namespaces, each.sources) for each in reversed(backward)
    ]
    assert [each.at for each in forward] == [each.at for each in reversed(backward)]


def test_what_is_shown_is_what_all_that_came_until_then_says() -> None:
    one = track()
    for passed in range(len(one.moments) + 1):
        shown = run_to(one, passed)
        alone = analyse(None, one.place.inventory, ALL_RULES)
        assert (shown.namespaces, shown.sources, shown.at) == (alone.namespaces, alone.sources, alone.at)


def test_poll_that_finds_all_as_it_was_is_not_judged_but_shown_as_new() -> None:
    one = track()
    run_to(one, one.passed_until(after(1.1)))
    judged = one.place.estate
    one.advance()
    assert one.place.estate is judged
    assert (judged.at, one.estate().at) == (after(1.1), after(10))


def test_a_list_that_has_not_ended_is_no_place_to_go_back_to() -> None:
    """Going back to the middle of a list would lose the pages that came before."""
    pages = [Paged(CLUSTER, Kind.NAMESPACE, (space(f"n{number:02}"),), after(number)) for number in range(20)]
    avi = Scope("avi.test", Plane.AVI)
    states = [Observed(avi, SourceState.LIVE, str(number), after(number + 0.5)) for number in range(20)]
    mixed = [fact for pair in zip(pages, states, strict=True) for fact in pair]
    one = Track((*mixed, ListEnded(CLUSTER, Kind.NAMESPACE, after(30))), (CLUSTER, avi), ())
    run_to(one, len(one.moments))
    assert len(names(run_to(one, 15))) == 0
    assert len(names(run_to(one, len(one.moments)))) == 20


def test_page_that_is_as_it_was_is_decoded_once() -> None:
    pages, first, second = KnownPages(), (space("shop"), space("web")), (space("shop"), space("new"))
    found = pages.decoded(Kind.NAMESPACE, first)
    assert found == decode_page(Kind.NAMESPACE, first)
    assert pages.decoded(Kind.NAMESPACE, (*first,)) is found
    assert pages.decoded(Kind.NAMESPACE, second) == decode_page(Kind.NAMESPACE, second)
    assert pages.decoded(Kind.NAMESPACE, first) == found
    assert pages.decoded(Kind.NAMESPACE, ()) == []
    assert pages.decoded(Kind.TENANT, first) == decode_page(Kind.TENANT, first)


def test_few_places_are_kept_of_a_long_recording() -> None:
    facts = [Observed(CLUSTER, SourceState.LIVE, str(number), after(number)) for number in range(1000)]
    one = Track(facts, (CLUSTER,), ())
    run_to(one, 1000)
    assert 24 <= len(one._kept) <= 49
    one.go_back(777)
    assert 777 - 64 <= one.place.passed <= 777
    assert run_to(one, 777).sources[0].health.detail == "776"


def test_empty_recording_has_a_beginning_and_nothing_else() -> None:
    one = Track((), (CLUSTER,), ALL_RULES)
    assert (one.ended, one.next_at, one.change_before(), one.passed_until(BEGAN)) == (True, None, None, 0)
    assert one.estate().sources[0].health.state is SourceState.CONNECTING
