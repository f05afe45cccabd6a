from datetime import timedelta

import pytest

from akotui.analysis.estate import Estate, SourceReport, UnreadPart
from akotui.analysis.findings import Coverage
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Plane
from akotui.views.banners import brief, notices
from akotui.views.lines import plain
from tests.build import AVI, MOMENT
from tests.build_estate import READ_AT, finding, source

FORBIDDEN = (
    '403 list ingresses.networking.k8s.io: ingresses.networking.k8s.io is forbidden: User "oncall" cannot list'
    ' resource "ingresses" in API group "networking.k8s.io" at the cluster scope'
)

PREDICTED = (
    "○ Kubernetes only. Names and owners are PREDICTED from AKO's settings; Avi was not read, so orphans and foreign"
    " objects cannot be seen."
)
NOTHING = Estate()


def told(*reports: SourceReport, estate: Estate = NOTHING, controllers: bool = True) -> list[list[str]]:
    """First line, details and keys of each notice, the keys without the blanks around them."""
    known = Estate(sources=reports, coverage=estate.coverage, findings=estate.findings)
    return [
        [plain(one.first), *map(plain, one.details), plain(one.keys).strip()]
        for one in notices(known, MOMENT, controllers=controllers)
    ]


def avi(state: SourceState, detail: str = "", **fields: object) -> SourceReport:
    return source(AVI, state, health=Health(state, detail), **fields)


@pytest.mark.parametrize("state", [SourceState.LIVE, SourceState.CONNECTING])
def test_source_that_is_well_needs_no_notice(state: SourceState) -> None:
    assert told(avi(state)) == []


def test_live_source_whose_watches_lost_something_says_so_in_one_line() -> None:
    words = "2 changes lost on the way, found by reading everything again"
    assert told(avi(SourceState.LIVE, words, repaired=2)) == [[f"● Avi Controller avi.test: {words}", ""]]


def test_cautions_stand_first_and_are_never_hidden() -> None:
    health = Health(SourceState.OFF, cautions=("Avi avi.test is NOT VERIFIED",))
    stale = source(state=SourceState.STALE, health=Health(SourceState.STALE))
    found = told(stale, source(AVI, SourceState.OFF, health=health), controllers=False)
    assert [one[0] for one in found] == ["! Avi avi.test is NOT VERIFIED", "✗ Kubernetes STALE; ^r tries again"]


def test_stale_cluster_tells_since_when_and_why_and_what_is_of_which_moment() -> None:
    since, again = MOMENT - timedelta(minutes=3), MOMENT + timedelta(seconds=16)
    health = Health(SourceState.STALE, "read timeout", since=since, retry_at=again)
    assert told(source(state=SourceState.STALE, health=health)) == [
        [
            "✗ Kubernetes STALE since 16:57:00Z: read timeout; next try in 16s, ^r now",
            "  Rows marked * are from 16:59:58Z. Nothing new is raised from old data.",
            "",
        ]
    ]


def test_retry_is_counted_once_one_has_failed() -> None:
    health = Health(SourceState.STALE, "read timeout", retry_at=MOMENT + timedelta(seconds=16), tries=3)
    ((first, *_),) = told(source(state=SourceState.STALE, health=health))
    assert first == "✗ Kubernetes STALE: read timeout; retry 4 in 16s, ^r now"


def test_retry_that_is_due_is_under_way_and_not_in_no_seconds_as_long_as_it_takes() -> None:
    for late in (timedelta(), timedelta(seconds=9)):
        health = Health(SourceState.STALE, "read timeout", retry_at=MOMENT - late, tries=3)
        ((first, *_),) = told(source(state=SourceState.STALE, health=health))
        assert first == "✗ Kubernetes STALE: read timeout; retry 4 under way"


def test_controller_that_never_answered_leaves_what_it_holds_unknown() -> None:
    assert told(avi(SourceState.UNREACHABLE, "no answer", at=None)) == [
        [
            "✗ Avi Controller avi.test unreachable: no answer; ^r tries again",
            "  Not read, so unknown: virtual services, owners and orphans",
            "",
        ]
    ]
    assert told(source(), avi(SourceState.UNREACHABLE, "no answer", at=None))[0][1].endswith(". Kubernetes is live")


def test_refused_login_names_the_user_once_and_the_keys_that_help() -> None:
    detail = "Avi avi.test refused user oncall (401). akotui does not retry a refused password"
    (found,) = told(avi(SourceState.UNAUTHORIZED, detail, at=None))
    assert found[0] == f"✗ {detail}"
    assert found[-1] == "L or :avi login  enter another   ^r try once   :avi off hide this"


@pytest.mark.parametrize(
    ("detail", "keys"),
    [
        ("credential plugin oci failed with exit code 1: expired", "hands it this terminal"),
        ("401 Unauthorized; log in to the cluster again", "hands the kubeconfig's credential plugin this terminal"),
    ],
)
def test_cluster_that_wants_a_login_offers_this_terminal(detail: str, keys: str) -> None:
    (found,) = told(source(state=SourceState.UNAUTHORIZED, health=Health(SourceState.UNAUTHORIZED, detail), at=None))
    assert found[0] == f"✗ Kubernetes unauthorized: {detail}"
    assert found[-1] == f":login {keys}, then returns   ^r try again   q quit"


def test_partial_rights_count_the_rules_and_give_each_reason_once() -> None:
    unread = (
        UnreadPart("namespaces", FORBIDDEN.replace("ingresses", "namespaces")),
        UnreadPart("ingresses", FORBIDDEN),
        UnreadPart("pods shop", "gone"),
    )
    coverage = (
        Coverage("no-primary", "ran", ""),
        Coverage("unclaimed-namespace", "not-run", f"namespaces: {FORBIDDEN}"),
        Coverage("restart-needed", "partial", "pods: gone"),
    )
    report = source(state=SourceState.PARTIAL, health=Health(SourceState.PARTIAL), unread=unread)
    assert told(report, estate=Estate(coverage=coverage)) == [
        [
            "◐ Kubernetes partly read: 2 of 3 rules could not run completely (exit code of check: 4)",
            "  namespaces, ingresses: 403, user oncall may not list them at the cluster scope (1 rule)",
            "  pods shop: gone (1 rule)",
            ":access lists permissions and rules   akotui rbac prints the role needed",
        ]
    ]


def test_exit_code_of_a_check_is_that_of_errors_where_there_are_some() -> None:
    coverage = (Coverage("no-primary", "not-run", "statefulsets: 403"),)
    (found,) = told(avi(SourceState.PARTIAL), estate=Estate(coverage=coverage, findings=(finding(),)))
    assert "(exit code of check: 1, for there are errors)" in found[0]
    assert "akotui rbac --avi" in found[-1]


def test_what_is_partly_read_and_needed_by_no_rule_costs_none() -> None:
    (found,) = told(avi(SourceState.PARTIAL, "not read in full: pools"), estate=Estate(coverage=()))
    assert found[0] == "◐ Avi Controller avi.test partly read: every rule ran all the same"
    assert found[1] == "  Incomplete: not read in full: pools"


def test_without_a_controller_it_is_said_what_is_predicted_and_what_cannot_be_seen() -> None:
    off = source(Scope("avi", Plane.AVI), SourceState.OFF, health=Health(SourceState.OFF, "none was given"), at=None)
    assert told(off) == [
        [
            PREDICTED,
            "  Avi Controller: none was given",
            "L or :avi login  add the Controller   :avi off hide this",
        ]
    ]
    switched_off = source(AVI, SourceState.OFF, health=Health(SourceState.OFF, "--no-avi"), at=None)
    assert told(switched_off)[0][-1] == ""


def test_refusals_in_other_words_are_told_as_they_are() -> None:
    assert brief(FORBIDDEN) == "403, user oncall may not list them at the cluster scope"
    assert brief("403 list pods: no") == "403 list pods: no"


def test_cluster_without_ako_says_so_above_the_rules_that_did_not_run() -> None:
    coverage = (Coverage("no-primary", "ran", ""), Coverage("child-without-parent", "not-run", "no Controller is read"))
    seen = Estate(sources=(source(),), coverage=coverage, read_at=READ_AT)
    (found,) = notices(seen, MOMENT)
    assert plain(found.first) == "No AKO instance found."
    assert plain(found.keys).strip() == ":ctx another context   akotui demo a simulated one"
    everything_ran = Estate(sources=(source(),), coverage=coverage[:1], read_at=READ_AT)
    assert notices(everything_ran, MOMENT) == ()
    unread = Estate(sources=(source(),), coverage=coverage)
    assert notices(unread, MOMENT) == ()
