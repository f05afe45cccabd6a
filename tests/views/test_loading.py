from datetime import timedelta

from akotui.analysis.estate import Estate, UnreadPart
from akotui.analysis.findings import Coverage
from akotui.analysis.subjects import NamespaceState
from akotui.model.facts import SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Kind
from akotui.views import findings, namespaces, virtual_services
from akotui.views.lines import plain
from akotui.views.loading import told
from akotui.views.table import Query, Tone
from akotui.views.triage import counts, number
from akotui.views.vacant import vacant
from tests.build import AVI, KUBERNETES, MOMENT, namespace_subject
from tests.build_estate import estate, finding, source

WAITS = Coverage("orphaned-virtual-service", "not-run", "virtualservices: not read yet; tenants: not read yet")
REFUSED = Coverage("gateways-served-twice", "not-run", "gateways: 403 forbidden")
COMES = source(AVI, SourceState.CONNECTING, at=None, health=Health(endpoint="https://avi.test"))
CLUSTER_READ = {(KUBERNETES, kind): MOMENT for kind in Kind if kind.plane is KUBERNETES.plane}


def half(**fields: object) -> Estate:
    """The cluster was read, the Controller connects."""
    made = {"sources": (source(), COMES), "coverage": (WAITS, REFUSED), "read_at": CLUSTER_READ} | fields
    return estate(**made)


def test_rule_that_waits_for_a_source_that_connects_is_no_row_and_not_counted_as_unchecked() -> None:
    seen = half(findings=())
    assert told(seen) == (REFUSED,)
    assert [row.cells[4] for row in findings.rows(seen, Query())] == ["gateways-served-twice"]
    assert plain(counts(seen)) == "✗0… ▲0… ?1"


def test_rule_that_also_lacks_something_refused_is_unchecked_at_once() -> None:
    both = Coverage("stale-virtual-service", "not-run", "namespaces: 403; virtualservices: not read yet")
    assert told(half(coverage=(both,))) == (both,)


def test_what_was_not_read_is_unchecked_once_its_source_gave_up() -> None:
    gave_up = source(AVI, SourceState.UNREACHABLE, at=None)
    assert told(half(sources=(source(), gave_up))) == (WAITS, REFUSED)


def test_loading_page_stands_in_place_of_findings_until_all_rules_could_run() -> None:
    seen = half(findings=(), coverage=(WAITS,))
    assert [plain(one) for one in vacant(seen, "findings", Query())] == [
        "✓ API server: live",
        "… Avi Controller avi.test: log in, then list virtual services",
        "· match owners; 1 of 1 rules wait",
        "  Panes fill as each source answers. All keys work now, q quits.",
    ]
    assert number(seen, "findings") == "0…"
    assert number(half(findings=(finding(),)), "findings") == "1…"


def test_loading_page_names_the_kinds_that_are_still_read() -> None:
    left = {Kind.POD, Kind.LEASE}
    read = {(scope, kind): at for (scope, kind), at in CLUSTER_READ.items() if kind not in left}
    health = Health(detail="Kubernetes v1.31; leases: 2,000 so far; 2 of 15 kinds not read yet", endpoint="https://k8s")
    coming = source(state=SourceState.CONNECTING, health=health)
    reading = Health(detail="reading Avi avi.test: pools, page 5 of 20 (4000 objects), kind 4 of 10")
    avi = source(AVI, SourceState.CONNECTING, at=None, health=reading)
    lines = [plain(one) for one in vacant(half(findings=(), sources=(coming, avi), read_at=read), "findings", Query())]
    assert lines[:-2] == [
        "✓ kubeconfig and context: https://k8s",
        "✓ API server answers: Kubernetes v1.31, 13 of 15 kinds read",
        "… listing leases: 2,000 so far",
        "· list pods",
        "… Avi Controller avi.test: log in, then list virtual services",
        "… listing pools, page 5 of 20 (4000 objects), kind 4 of 10",
    ]


def test_loading_page_says_how_long_the_first_list_took() -> None:
    def answer(milliseconds: int) -> str:
        began = MOMENT - timedelta(milliseconds=milliseconds)
        health = Health(endpoint="https://k8s", detail="2 of 15 kinds not read yet", since=began)
        read = dict(list(CLUSTER_READ.items())[:13])
        seen = half(findings=(), sources=(source(state=SourceState.CONNECTING, health=health), COMES), read_at=read)
        return plain(vacant(seen, "findings", Query())[1])

    assert answer(240) == "✓ API server answers: 13 of 15 kinds read, the first after 240 ms"
    assert answer(3_210).endswith(" kinds read, the first after 3.2 s")
    assert answer(0).endswith(" kinds read")


def test_loading_page_begins_with_the_kubeconfig_and_counts_what_is_refused() -> None:
    def lines(health: Health, unread: tuple[UnreadPart, ...] = ()) -> list[str]:
        coming = source(state=SourceState.CONNECTING, health=health, unread=unread, at=None)
        seen = half(findings=(), coverage=(WAITS,), sources=(coming, COMES), read_at={})
        return [plain(one) for one in vacant(seen, "findings", Query())]

    assert lines(Health())[0] == "… kubeconfig and context"
    known = Health(endpoint="https://k8s")
    assert lines(known)[:2] == ["✓ kubeconfig and context: https://k8s", "… API server: connecting"]
    took = Health(detail="kubeconfig 12 ms", endpoint="https://k8s")
    assert lines(took)[:2] == ["✓ kubeconfig and context: https://k8s, 12 ms", "… API server: connecting"]
    waits = Health(detail="credential plugin sh has not answered", endpoint="https://k8s")
    assert lines(waits)[1] == "… API server: credential plugin sh has not answered"
    answers = Health(detail="15 of 15 kinds not read yet", endpoint="https://k8s")
    refused = (UnreadPart("pods", "403 list pods"), UnreadPart("leases", "not read yet"))
    assert lines(answers, refused)[1] == "✓ API server answers: 0 of 15 kinds read, 1 refused"


def test_unknown_rows_only_wait_while_the_cluster_connects() -> None:
    unknown = (namespace_subject("shop", state=NamespaceState.UNKNOWN),)
    coming = estate(namespaces=unknown, sources=(source(state=SourceState.CONNECTING), source(AVI)))
    row = namespaces.rows(coming, Query())[0]
    assert (row.cells[1], row.tone) == ("… waiting", Tone.QUIET)
    assert namespaces.rows(estate(namespaces=unknown), Query())[0].cells[1] == "? unknown"


def test_rows_from_a_lost_source_are_old_and_the_others_are_not() -> None:
    lost = source(AVI, SourceState.STALE, at=MOMENT - timedelta(minutes=3))
    seen = estate(sources=(source(), lost))
    assert {row.old for row in virtual_services.rows(seen, Query())} == {True}
    assert {row.old for row in namespaces.rows(seen, Query())} == {False}
    assert {row.old for row in findings.rows(seen, Query())} == {False}
    assert {row.old for row in virtual_services.rows(estate(), Query())} == {False}


def test_finding_is_old_when_a_source_of_its_evidence_is_lost() -> None:
    seen = estate(sources=(source(state=SourceState.STALE), source(AVI)))
    assert [row.old for row in findings.rows(seen, Query())] == [True, True, False]


def test_number_says_that_there_may_be_more_where_something_could_not_be_read() -> None:
    partial = source(state=SourceState.PARTIAL, unread=(UnreadPart("namespaces blue", "403"),))
    seen = estate(sources=(partial, source(AVI)))
    assert (number(seen, "namespaces"), number(seen, "instances"), number(seen, "findings")) == ("4?", "3", "2")
