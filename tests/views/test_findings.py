import msgspec

from akotui.analysis.findings import Coverage, ObjectRef, Severity
from akotui.views.findings import Unchecked, object_name, rows, unchecked
from akotui.views.narrowing import circle
from akotui.views.table import Query, Row, Step, Tone
from tests.build import namespace_subject, virtual_service, virtual_service_subject
from tests.build_estate import BLUE, RED, estate, finding


def test_row_of_a_finding() -> None:
    row = rows(estate(), Query())[0]
    assert row == Row(
        "double-owned-namespace/namespace payments is claimed by avi-system and blue",
        (
            "✗ ERR",
            "ns payments",
            "claimed by avi-system and blue",
            "avi-system, blue",
            "double-owned-namespace",
            "certain",
        ),
        Tone.ERROR,
    )


def test_worst_stands_first_and_unchecked_last() -> None:
    severities = (Severity.INFO, Severity.WARNING, Severity.ERROR)
    findings = tuple(finding(severity.value, severity=severity) for severity in severities)
    assert [row.cells[0] for row in rows(estate(findings=findings), Query())] == ["✗ ERR", "▲ WRN", "· INF", "? UNK"]


def test_two_writers_of_one_username_stand_before_all_other_errors() -> None:
    others = finding("a", rule="double-owned-namespace"), finding("b", rule="service-types-differ")
    loudest = finding("c", rule="multiple-primaries")
    shown = rows(estate(findings=(*others, loudest)), Query())
    assert [row.cells[4] for row in shown[:3]] == [
        "multiple-primaries",
        "double-owned-namespace",
        "service-types-differ",
    ]


def test_rules_that_could_not_run_for_one_reason_are_one_row() -> None:
    coverage = (
        Coverage("a", "not-run", "no Controller"),
        Coverage("b", "ran"),
        Coverage("c", "not-run", "no Controller"),
        Coverage("d", "partial", "tenant blue-t: 403"),
    )
    assert unchecked(coverage) == (
        Unchecked("not-run", "no Controller", ("a", "c")),
        Unchecked("partial", "tenant blue-t: 403", ("d",)),
    )
    shown = rows(estate(findings=(), coverage=coverage), Query())
    assert [row.cells[:3] for row in shown] == [
        ("? UNK", "2 rules did not run", "no Controller"),
        ("? UNK", "1 rule ran in part", "tenant blue-t: 403"),
    ]


def test_objects_are_named_in_short() -> None:
    assert object_name(ObjectRef("VirtualService", "prod--shop", tenant="admin")) == "vs prod--shop"
    assert object_name(ObjectRef("Ingress", "web", "shop")) == "ing shop/web"
    assert object_name(ObjectRef("ConfigMap", "avi-k8s-config", "blue")) == "ako blue"
    assert object_name(ObjectRef("PoolGroup", "prod--shop", tenant="admin")) == "group prod--shop"
    assert object_name(ObjectRef("Lease", "x", "blue")) == "Lease blue/x"


def test_title_that_begins_with_another_object_is_told_in_full() -> None:
    about = finding("9 virtual services of ako-prod-violet have no AKO instance")
    assert rows(estate(findings=(about,)), Query())[0].cells[2] == about.title


def test_finding_with_many_objects_counts_the_others() -> None:
    refs = tuple(ObjectRef("VirtualService", str(number)) for number in range(6))
    assert rows(estate(findings=(finding(objects=refs),)), Query())[0].cells[1] == "vs 0 +5"


def test_finding_touches_an_instance_by_owner_namespace_or_virtual_service() -> None:
    vs = virtual_service("prod--blue", created_by="ako-prod-blue")
    seen = msgspec.structs.replace(
        estate(),
        namespaces=(namespace_subject("blue-api", claimants=(BLUE,)), namespace_subject("red-web", claimants=(RED,))),
        virtual_services=(virtual_service_subject(vs, owner=BLUE),),
    )
    touches = circle(seen, Step("instances", "blue", "ako blue")).holds
    assert touches(finding(owners=("blue",), objects=()))
    assert touches(finding(owners=("ako-prod-blue",), objects=()))
    assert touches(finding(owners=(), objects=(ObjectRef("Namespace", "blue-api"),)))
    assert touches(finding(owners=(), objects=(ObjectRef("Ingress", "web", "blue-api"),)))
    assert touches(finding(owners=(), objects=(ObjectRef("ConfigMap", "avi-k8s-config", "blue"),)))
    assert touches(finding(owners=(), objects=(ObjectRef("VirtualService", vs.name, id=vs.uuid),)))
    assert not touches(finding(owners=("ako-prod",), objects=(ObjectRef("Namespace", "red-web"),)))
    assert not touches(finding(owners=(), objects=(ObjectRef("VirtualService", "blue-api", id="virtualservice-x"),)))


def test_what_is_unchecked_stays_when_narrowed() -> None:
    shown = rows(estate(), Query((Step("instances", "green", "ako green"),)))
    assert [row.cells[0] for row in shown] == ["? UNK"]
