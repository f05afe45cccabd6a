from akotui.analysis.estate import Estate, UnreadPart
from akotui.analysis.subjects import NamespaceState, NamespaceSubject, Workload
from akotui.model.facts import SourceState
from akotui.views.namespaces import COLUMNS, row, rows
from akotui.views.table import Query, Row, Step, Tone
from tests.build import AVI, instance, namespace_subject
from tests.build_estate import READ_AT, estate, source

RED = instance("avi-system", selector=("team", "red"))
BLUE = instance("blue", primary=False, selector=("tier", "blue"))


def cells(subject: NamespaceSubject) -> dict[str, str]:
    (row,) = rows(Estate(namespaces=(subject,)), Query())
    return {column.key: cell for column, cell in zip(COLUMNS, row.cells, strict=True)}


def test_row_of_a_namespace_claimed_twice() -> None:
    subject = namespace_subject(
        "payments",
        labels={"team": "red", "tier": "blue", "kubernetes.io/metadata.name": "payments"},
        claimants=(RED, BLUE),
        virtual_services=5,
        tenant="blue-t",
        counts={"ingresses": 4, "services": 3, "routes": 2, "gateways": 1},
    )
    (row,) = rows(Estate(read_at=READ_AT, namespaces=(subject,)), Query())
    assert row == Row(
        "payments",
        (
            "payments",
            "◎ double-owned",
            "avi-system, blue",
            "team=red tier=blue",
            "4",
            "3",
            "2",
            "1",
            "5",
            "blue-t",
        ),
        Tone.ERROR,
    )


def test_those_that_want_attention_stand_first() -> None:
    estate = Estate(
        namespaces=(
            namespace_subject("a-idle"),
            namespace_subject("b-owned", claimants=(RED,)),
            namespace_subject("c-unclaimed", workloads=(Workload("Ingress", "c", "web"),)),
            namespace_subject("d-double", claimants=(RED, BLUE)),
            namespace_subject("e-unknown", state=NamespaceState.UNKNOWN),
        )
    )
    assert [row.key for row in rows(estate, Query())] == ["d-double", "c-unclaimed", "e-unknown", "b-owned", "a-idle"]


def test_unclaimed_namespace_that_asks_for_nothing_is_quiet() -> None:
    (row,) = rows(Estate(namespaces=(namespace_subject("kube-system"),)), Query())
    assert (row.tone, row.cells[2]) == (Tone.QUIET, "nobody")


def test_instance_kept_out_by_its_block_list_is_named() -> None:
    assert cells(namespace_subject(blockers=(RED,)))["claimed-by"] == "avi-system (blocked)"


def test_unknown_claim_is_never_nobody() -> None:
    assert cells(namespace_subject(state=NamespaceState.UNKNOWN))["claimed-by"] == "?"
    known = namespace_subject(claimants=(RED,), state=NamespaceState.UNKNOWN)
    assert cells(known)["claimed-by"] == "avi-system, ?"


def test_narrowed_to_an_instance_its_own_and_its_blocked_namespaces_remain() -> None:
    estate = Estate(
        namespaces=(
            namespace_subject("a", claimants=(RED,)),
            namespace_subject("b", blockers=(BLUE,)),
            namespace_subject("c", claimants=(RED, BLUE)),
            namespace_subject("d"),
        )
    )
    assert [row.key for row in rows(estate, Query((Step("instances", "blue", "ako blue"),)))] == ["c", "b"]


def test_number_that_nobody_knows_is_a_question_mark() -> None:
    counts = {"ingresses": 2, "services": 0, "gateways": 0}
    cells = row(namespace_subject("shop", counts=counts)).cells
    assert cells[4:8] == ("2", "0", "?", "0")


def test_number_of_virtual_services_is_in_doubt_where_not_all_was_read_that_says_whence_they_are() -> None:
    spaces = (namespace_subject("shop", virtual_services=3),)
    place = [column.key for column in COLUMNS].index("virtual-services")

    def told(*unread: UnreadPart) -> str:
        state = SourceState.PARTIAL if unread else SourceState.LIVE
        known = estate(namespaces=spaces, sources=(source(), source(AVI, state, unread=unread)))
        return rows(known, Query())[0].cells[place]

    assert told() == "3"
    assert told(UnreadPart("pools", "403")) == "3?"
    assert told(UnreadPart("virtualservices (tenant b)", "403")) == "3?"
    assert told(UnreadPart("runtimes", "403")) == "3"
