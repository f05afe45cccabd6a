"""Exit codes, row by row of the contract."""

import pytest

from akotui.analysis.estate import Estate, SourceReport
from akotui.analysis.findings import Confidence, Coverage, Finding, Severity
from akotui.cli.exit_codes import Exit, of_check
from akotui.model.facts import SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Kind
from tests.build import AVI, KUBERNETES, MOMENT

READ = {(KUBERNETES, Kind.NAMESPACE): MOMENT}
RAN = Coverage("no-primary", "ran")
PARTIAL = Coverage("stale-virtual-service", "partial", "pools")
NOT_RUN = Coverage("stale-virtual-service", "not-run", "pools")


def finding(severity: Severity, about: str = "x") -> Finding:
    return Finding("no-primary", severity, about, "t", (), (), (), Confidence.CERTAIN, ())


def estate(
    *findings: Finding, coverage: tuple[Coverage, ...] = (RAN,), state: SourceState = SourceState.LIVE
) -> Estate:
    source = SourceReport(KUBERNETES, Health(state), MOMENT, ())
    return Estate(sources=(source,), findings=findings, coverage=coverage, read_at=READ)


def test_nothing_found_is_0() -> None:
    assert of_check(estate(), fail_on=Severity.ERROR) is Exit.OK


@pytest.mark.parametrize("fail_on", [*Severity, None])
@pytest.mark.parametrize("severity", list(Severity))
def test_findings_fail_from_the_severity_on(severity: Severity, fail_on: Severity | None) -> None:
    order = list(Severity)
    fails = fail_on is not None and order.index(severity) <= order.index(fail_on)
    assert of_check(estate(finding(severity)), fail_on=fail_on) is (Exit.FINDINGS if fails else Exit.OK)


def test_findings_of_the_baseline_do_not_fail() -> None:
    old, new = finding(Severity.ERROR, "old"), finding(Severity.ERROR, "new")
    assert of_check(estate(old), fail_on=Severity.ERROR, known={old.fingerprint}) is Exit.OK
    assert of_check(estate(old, new), fail_on=Severity.ERROR, known={old.fingerprint}) is Exit.FINDINGS


@pytest.mark.parametrize("missed", [PARTIAL, NOT_RUN])
def test_rule_that_could_not_run_completely_is_4(missed: Coverage) -> None:
    assert of_check(estate(coverage=(RAN, missed)), fail_on=Severity.ERROR) is Exit.INCOMPLETE
    assert of_check(estate(coverage=(RAN, missed)), fail_on=Severity.ERROR, allow_incomplete=True) is Exit.OK


def test_finding_wins_over_incomplete() -> None:
    found = estate(finding(Severity.ERROR), coverage=(PARTIAL,))
    assert of_check(found, fail_on=Severity.ERROR) is Exit.FINDINGS


@pytest.mark.parametrize("state", [SourceState.UNREACHABLE, SourceState.UNAUTHORIZED, SourceState.CONNECTING])
def test_cluster_of_which_nothing_was_read_is_3(state: SourceState) -> None:
    nothing = Estate(
        sources=(SourceReport(KUBERNETES, Health(state), None, ()),),
        findings=(finding(Severity.ERROR),),
        read_at={(AVI, Kind.VIRTUAL_SERVICE): MOMENT},
    )
    assert of_check(nothing, fail_on=Severity.ERROR, allow_incomplete=True) is Exit.NOTHING_READ


def test_cluster_that_forbids_everything_is_3_though_it_told_what_it_does_not_serve() -> None:
    assert of_check(estate(state=SourceState.FORBIDDEN), fail_on=Severity.ERROR) is Exit.NOTHING_READ


def test_cluster_lost_after_something_was_read_is_judged_by_its_rules() -> None:
    lost = estate(state=SourceState.UNREACHABLE, coverage=(PARTIAL,))
    assert of_check(lost, fail_on=Severity.ERROR) is Exit.INCOMPLETE


def test_numbers_are_the_contracts() -> None:
    named = {one.name: int(one) for one in Exit}
    assert named == {
        "OK": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "NOTHING_READ": 3,
        "INCOMPLETE": 4,
        "INTERNAL": 70,
        "NOT_WRITTEN": 74,
        "INTERRUPTED": 130,
        "PIPE_CLOSED": 141,
    }
