from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expectations, Expected
from akotui.analysis.subjects import Type, Workload
from akotui.model.facts import Scope, SourceState
from akotui.model.kinds import Kind, Plane
from akotui.views.expected import listing, number, predicts
from akotui.views.fields import owners, states
from akotui.views.table import Query, Row, Step, Tone
from akotui.views.triage import number as counted
from akotui.views.wanted import wanted
from akotui.views.why import explain
from tests.build import AVI, KUBERNETES, MOMENT, instance_subject, user_subject
from tests.build_estate import BLUE, READ_AT, RED, source

CART, WEB, PAY = (
    Workload("Service", "shop", "cart"),
    Workload("Ingress", "red", "web"),
    Workload("Service", "pay", "gw"),
)
LOST = Expected("admin", "prod--shop-cart", Type.L4, (), (), (CART,))
SEEN = Expected("admin", "prod--a.b", Type.CHILD, ("avi-system",), ("ako-prod",), (WEB, PAY), ("a.b",), ("vs-1",))
TWICE = Expected("admin", "prod--pay-gw", Type.L4, ("avi-system", "blue"), ("ako-prod", "ako-prod-blue"), (PAY,))
ALL = Expectations((SEEN, LOST, TWICE))
OFF = source(Scope("avi", Plane.AVI), SourceState.OFF, at=None)
READ = {key: at for key, at in READ_AT.items() if key[0] == KUBERNETES}
ALONE = Estate(sources=(source(), OFF), read_at=READ, instances=(instance_subject(RED), instance_subject(BLUE)))


def test_rows_tell_owner_source_and_evidence_those_that_want_attention_first() -> None:
    assert listing(ALL, ALONE, Query()).rows() == (
        Row(
            "admin/prod--pay-gw",
            (
                "◎ expected",
                "prod--pay-gw",
                "2 claim it",
                "svc pay/gw",
                "predicted",
                "avi-system|blue",
                "admin",
                "l4",
                "ako-prod, ako-prod-blue",
                "--",
            ),
            Tone.ERROR,
        ),
        Row(
            "admin/prod--shop-cart",
            ("▲ expected", "prod--shop-cart", "nobody", "svc shop/cart", "predicted", "--", "admin", "l4", "--", "--"),
            Tone.WARNING,
        ),
        Row(
            "admin/prod--a.b",
            (
                "  confirmed",
                "prod--a.b",
                "ako-prod",
                "ing red/web +1",
                "vs-uuid",
                "avi-system",
                "admin",
                "child",
                "ako-prod",
                "vs-1",
            ),
        ),
    )


def test_panes_narrow_to_who_would_make_it_and_to_where_it_comes_from() -> None:
    def keys(*step: str) -> list[str]:
        return list(listing(ALL, ALONE, Query((Step(*step),))).keys)

    assert keys("instances", "blue", "ako blue") == ["admin/prod--pay-gw"]
    assert keys("namespaces", "shop", "ns shop") == ["admin/prod--shop-cart"]


def test_rows_of_a_lost_cluster_are_marked() -> None:
    stale = Estate(sources=(source(state=SourceState.STALE), OFF), read_at=READ)
    assert all(row.old for row in listing(ALL, stale, Query()).rows())


def test_number_says_expected_and_whether_there_may_be_more() -> None:
    assert number(ALL) == "3 expected"
    assert number(Expectations((SEEN,), ("gateways, not all read: 403",))) == "1? expected"
    users = Estate(sources=ALONE.sources, read_at=READ, users=(user_subject("ako-prod"),))
    assert counted(users, "users") == "1 expected"


def test_nothing_is_predicted_once_a_controller_was_read_or_while_something_connects() -> None:
    assert predicts(ALONE)
    refused = source(AVI, SourceState.UNAUTHORIZED, at=None)
    assert predicts(Estate(sources=(source(), refused), read_at=READ))
    assert not predicts(Estate(sources=(source(), source(AVI, SourceState.STALE)), read_at=READ_AT))
    assert not predicts(Estate(sources=(source(), source(AVI, SourceState.CONNECTING, at=None)), read_at=READ))
    assert not predicts(Estate(sources=(source(state=SourceState.CONNECTING), OFF), read_at=READ))
    assert not predicts(Estate())


def test_it_can_be_asked_for_by_owner_and_state_and_its_object_be_looked_at() -> None:
    assert (owners(LOST), states(LOST)) == (("nobody",), ("expected",))
    assert (owners(SEEN), states(SEEN)) == (("avi-system", "ako-prod"), ("confirmed",))
    asked = wanted(SEEN, ALONE)
    assert asked is not None
    assert (asked.kind, asked.name, asked.within) == (Kind.INGRESS, "web", "red")


def test_why_says_that_it_was_not_read_and_what_the_name_rests_on() -> None:
    why = explain(SEEN, ALONE, MOMENT)
    assert why is not None
    assert why.title == "prod--a.b is confirmed, not read: avi-system would make it"
    assert [(step.where, step.what) for step in why.steps] == [
        ("Ingress/red/web", "vs-uuid = vs-1"),
        ("Ingress/red/web", "host = a.b"),
        ("ConfigMap/avi-system/avi-k8s-config", "selector team=red"),
    ]
    assert why.more[0] == "Avi was not read: it may be gone, another's, or of another name."
    nobodys = explain(LOST, ALONE, MOMENT)
    assert nobodys is not None
    assert nobodys.title == "prod--shop-cart is predicted, not read: no AKO instance claims namespace shop"
