from datetime import timedelta

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Coverage
from akotui.analysis.seniority import Since, remember
from akotui.analysis.timeline import Timeline, follow
from akotui.model.facts import SourceState
from tests.build import AVI, MOMENT
from tests.build_estate import estate, finding, source

LATER = MOMENT + timedelta(minutes=3)
RULE = "double-owned-namespace"
RAN = (Coverage(RULE, "ran"),)
NEW = finding("namespace web is claimed by avi-system and blue")


def since(*estates: Estate) -> dict[str, Since]:
    timeline = Timeline()
    for one in estates:
        timeline = follow(timeline, one)
    return {about: known for (_, about), known in timeline.since.items()}


def test_finding_that_stood_at_the_first_reading_may_be_older() -> None:
    assert since(estate(findings=(NEW,))) == {NEW.about: Since(MOMENT, older=True)}


def test_finding_that_came_while_a_source_connected_may_be_older_too() -> None:
    connecting = estate(findings=(), sources=(source(), source(AVI, SourceState.CONNECTING)))
    assert since(connecting, estate(at=LATER, findings=(NEW,))) == {NEW.about: Since(LATER, older=True)}


def test_finding_raised_by_a_rule_that_ran_before_is_of_that_moment() -> None:
    first = estate(findings=(finding(),), coverage=RAN)
    second = estate(at=LATER, findings=(finding(), NEW), coverage=RAN)
    assert since(first, second) == {
        finding().about: Since(MOMENT, older=True),
        NEW.about: Since(LATER, older=False),
    }


def test_finding_of_a_rule_that_could_not_run_before_may_be_older() -> None:
    first = estate(findings=(), coverage=(Coverage(RULE, "not-run", "403"),))
    assert since(first, estate(at=LATER, findings=(NEW,), coverage=RAN)) == {NEW.about: Since(LATER, older=True)}


def test_finding_that_went_and_came_back_is_new() -> None:
    with_it, without = estate(findings=(NEW,), coverage=RAN), estate(findings=(), coverage=RAN)
    again = estate(at=LATER, findings=(NEW,), coverage=RAN)
    assert since(with_it, without) == {}
    assert since(with_it, without, again) == {NEW.about: Since(LATER, older=False)}


def test_nothing_is_made_anew_while_the_findings_are_the_same() -> None:
    known = remember({}, None, estate())
    assert remember(known, estate(), estate(at=LATER)) is known
    assert remember(known, estate(), estate(at=None, findings=())) is known
