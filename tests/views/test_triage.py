from akotui.analysis.estate import Estate
from akotui.analysis.findings import Severity
from akotui.model.facts import SourceState
from akotui.model.kinds import Kind
from akotui.views import findings
from akotui.views.heading import headings
from akotui.views.lines import Span, plain
from akotui.views.table import Query, Step, Tone
from akotui.views.triage import counts, number, shown, summary, tenants
from akotui.views.vacant import vacant
from tests.build import AVI, KUBERNETES, MOMENT, instance, instance_subject
from tests.build_estate import estate, finding, source


def test_counts_tell_errors_warnings_and_what_was_not_checked() -> None:
    found = (finding("a"), finding("b", severity=Severity.WARNING), finding("c", severity=Severity.INFO))
    assert plain(counts(estate(findings=found))) == "✗1 ▲1 ·1 ?1"
    assert plain(counts(estate(findings=(), coverage=()))) == "✗0 ▲0"


def test_counts_that_rest_on_old_facts_are_starred() -> None:
    old = estate(sources=(source(state=SourceState.STALE), source(AVI)))
    assert plain(counts(old)) == "✗2* ▲0* ?1"
    assert (number(old, "namespaces"), number(old, "virtual-services")) == ("4*", "4")


def test_number_of_what_is_not_read_yet_or_not_readable_is_no_number() -> None:
    assert number(Estate(), "namespaces") == "…"
    unread = estate(read_at={})
    assert number(unread, "namespaces") == "?"
    connecting = estate(read_at={}, sources=(source(), source(AVI, SourceState.CONNECTING)))
    assert (number(connecting, "namespaces"), number(connecting, "users")) == ("?", "…")


def test_instances_count_only_once_both_their_kinds_were_read() -> None:
    assert number(estate(read_at={(KUBERNETES, Kind.STATEFUL_SET): MOMENT}), "instances") == "?"


def test_number_of_rows_is_told_when_some_are_left_out() -> None:
    every = findings.listing(estate(), Query())
    assert shown(estate(), "findings", every) == "2"
    assert shown(estate(), "findings", every.picked([0])) == "1 of 2"


def test_all_well_says_how_much_was_looked_at() -> None:
    assert [plain(one) for one in summary(estate())] == [
        "✓ 2 rules ran, 1 did not, nothing to report.",
        "  3 AKO instances",
        "  4 namespaces: 2 owned, 1 double-owned, 1 unclaimed",
        "  4 virtual services: 1 double-owned, 1 owned, 1 orphaned, 1 unmanaged",
    ]


def test_empty_table_says_why() -> None:
    def said(seen: Estate, noun: str, query: Query, asked: str = "") -> str:
        return plain(vacant(seen, noun, query, asked)[0])

    assert said(Estate(), "users", Query()) == "… reading owner usernames"
    assert said(estate(read_at={}), "users", Query()) == "? owner usernames: could not be read, so nothing is known."
    assert said(estate(), "users", Query(), "filter x[") == "No row is left by filter x[. Esc clears it."
    assert (
        said(estate(), "users", Query((Step("instances", "blue", "ako blue"),)))
        == "None that concerns ako blue. Esc goes back."
    )
    assert said(estate(instances=()), "instances", Query()) == "No AKO instance found."
    assert said(estate(), "findings", Query()).startswith("✓ 2 rules ran")
    assert said(estate(), "users", Query()) == "No owner usernames."


def test_every_form_of_the_header_tells_sources_ages_and_counts() -> None:
    forms = [plain((*one.left, *one.right)) for one in headings(estate(), "prod-eu", MOMENT, demo=True)]
    assert [len(form) for form in forms] == sorted((len(form) for form in forms), reverse=True)
    for form in forms[1:]:
        assert "2s" in form
        assert "✗2 ▲0 ?1" in form
        assert "DEMO" in form
        assert "READ-ONLY" in form or "RO" in form


def test_broadest_header_says_it_in_words() -> None:
    found = (finding("a"), finding("b"), finding("c", severity=Severity.INFO))
    first = next(headings(estate(findings=found), "prod-eu", MOMENT, demo=False))
    assert plain(first.right) == "✗ 2 errors  ▲ 0 warnings  · 1 remark  ? 1 not checked  17:00:00Z"
    assert "k8s ● live, last event  2s ago  avi avi.test ● live, polled  2s ago" in plain(first.left)


def test_header_tells_how_many_tenants_were_shown_of_those_that_are_known() -> None:
    shown_two = {AVI: frozenset({"admin", "retail"})}
    uses = (instance_subject(instance(settings={"tenantName": "blue"}, tenant="blue")),)
    assert plain(tenants(estate(tenants=shown_two))) == "tenants 2/2  "
    told = tenants(estate(tenants=shown_two, instances=uses))
    assert (plain(told), told[0].tone) == ("tenants 2/3  ", Tone.WARNING)
    assert tenants(estate(tenants={})) == ()
    lefts = [plain(one.left) for one in headings(estate(tenants=shown_two), "prod-eu", MOMENT, demo=False)]
    assert ["tenants 2/2  READ-ONLY" in left for left in lefts[:4]] == [True, True, False, False]
    assert ["avi avi.test ●" in left for left in lefts[:4]] == [True, True, True, False]
    lack = estate(tenants=shown_two, instances=uses)
    lefts = [plain(one.left) for one in headings(lack, "prod-eu", MOMENT, demo=False)]
    assert ["tenants 2/3  READ-ONLY" in left for left in lefts[:4]] == [True, True, True, False]
    assert ["avi avi.test ●" in left for left in lefts[:4]] == [True, True, False, False]


def test_clock_stays_longer_than_the_long_word_for_read_only() -> None:
    lost = estate(sources=(source(state=SourceState.STALE), source(AVI)))
    forms = [plain((*one.left, Span("|"), *one.right)) for one in headings(lost, "prod-eu", MOMENT, demo=False)]
    assert " akotui  prod-eu  k8s ✗STALE  2s avi ● 2s RO|✗2* ▲0* ?1  17:00:00Z" in forms


def test_header_before_the_first_fact_says_connecting() -> None:
    first = next(headings(Estate(), "prod-eu", MOMENT, demo=False))
    assert plain(first.left) == " akotui  prod-eu  … connecting  READ-ONLY"
