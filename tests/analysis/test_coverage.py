from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from akotui.analysis.analyse import analyse
from akotui.analysis.coverage import coverage_of, lack
from akotui.analysis.findings import Confidence, Coverage, Finding, ObjectRef, Rule, Severity
from akotui.analysis.subjects import NamespaceSubject
from akotui.model.avi import VirtualService
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Health, Table
from akotui.model.kinds import Kind, Plane
from akotui.rules import ALL_RULES
from tests.build import AVI, ako, cluster, controller, inventory, namespace, table, virtual_service


def about(subject: NamespaceSubject) -> Iterator[Finding]:
    name = subject.namespace.metadata.name
    ref = ObjectRef("Namespace", name)
    yield Finding("r", Severity.INFO, name, name, (ref,), (), (), Confidence.CERTAIN, ())


def rule(
    *, needs: tuple[Kind, ...] = (), whole: tuple[Kind, ...] = (), slug: str = "r", severity: Severity = Severity.INFO
) -> Rule[NamespaceSubject]:
    return Rule(slug, severity, NamespaceSubject, about, "", frozenset(needs), frozenset(whole))


def test_what_was_not_understood_is_counted_over_all_tables() -> None:
    broken = (
        table(namespace("a"), broken={"#1": "no name"}),
        table(namespace("b"), broken={"#1": "no name", "#2": "no name"}),
    )
    assert lack(broken) == "3 could not be understood"
    assert lack((*broken, Table())) == "not read yet, 3 could not be understood"
    assert lack((table(namespace("a")),)) == ""


def test_rule_runs_when_all_it_needs_was_read() -> None:
    covered = coverage_of(rule(needs=(Kind.INGRESS,), whole=(Kind.POD,)), inventory(cluster()))
    assert covered == Coverage("r", "ran")


def test_rule_that_needs_an_unread_kind_does_not_run() -> None:
    read = inventory(cluster(namespace(), unread=(Kind.INGRESS,)))
    estate = analyse(None, read, (rule(needs=(Kind.INGRESS,)),))
    assert estate.coverage == (Coverage("r", "not-run", "ingresses: not readable"),)
    assert estate.findings == ()
    assert not estate.complete


def test_rule_that_needs_a_kind_read_in_part_runs_in_part() -> None:
    read = inventory(cluster(namespace(), partial=(Kind.INGRESS,)))
    estate = analyse(None, read, (rule(needs=(Kind.INGRESS,)),))
    assert [covered.status for covered in estate.coverage] == ["partial"]
    assert len(estate.findings) == 1


def test_rule_that_concludes_from_absence_does_not_run_on_a_part() -> None:
    read = inventory(cluster(partial=(Kind.INGRESS,)))
    assert coverage_of(rule(whole=(Kind.INGRESS,)), read).status == "not-run"


def test_broken_object_makes_its_kind_less_than_whole() -> None:
    odd: Table[VirtualService] = table(broken={"virtualservice-1": "no name"})
    side = msgspec.structs.replace(controller(), virtualservices=odd)
    needs = rule(needs=(Kind.VIRTUAL_SERVICE,))
    assert coverage_of(needs, inventory(None, controller())).status == "ran"
    covered = coverage_of(needs, inventory(None, side))
    assert covered == Coverage("r", "partial", "virtualservices: 1 could not be understood")


def test_lost_metadata_matters_to_rules_that_read_it() -> None:
    vs = virtual_service()
    odd = table(vs, broken={vs.uuid: "bad"})
    read = inventory(None, msgspec.structs.replace(controller(), virtualservices=odd))
    needs = rule(whole=(Kind.VIRTUAL_SERVICE,))
    assert coverage_of(needs, read).status == "ran"
    reads = replace(needs, metadata=frozenset({Kind.VIRTUAL_SERVICE}))
    assert coverage_of(reads, read) == Coverage("r", "not-run", "virtualservices: 1 could not be understood")


def test_only_what_the_rules_read_of_an_object_must_be_read() -> None:
    for one in ALL_RULES:
        assert one.metadata <= one.needs | one.whole | one.traces


def test_avi_kinds_are_unread_without_a_controller_or_with_one_that_is_off() -> None:
    needs = rule(needs=(Kind.VIRTUAL_SERVICE,))
    off = controller(health=Health(SourceState.OFF))
    for read in (inventory(), inventory(None, off)):
        assert coverage_of(needs, read) == Coverage("r", "not-run", "virtualservices: no Avi Controller is read")


def test_avi_kinds_are_read_only_when_every_controller_gave_them() -> None:
    lacking = controller(unread=(Kind.VIRTUAL_SERVICE,))
    sides = {AVI: controller(virtual_service()), Scope("b.test", Plane.AVI): lacking}
    read = inventory(controllers=sides)
    assert coverage_of(rule(needs=(Kind.VIRTUAL_SERVICE,)), read).status == "partial"
    assert coverage_of(rule(whole=(Kind.VIRTUAL_SERVICE,)), read).status == "not-run"


def test_findings_are_ordered_by_severity_then_rule_then_objects() -> None:
    def naming(slug: str, severity: Severity) -> Rule[NamespaceSubject]:
        def check(subject: NamespaceSubject) -> Iterator[Finding]:
            for finding in about(subject):
                yield msgspec.structs.replace(finding, rule=slug, severity=severity)

        return Rule(slug, severity, NamespaceSubject, check, "")

    rules = (naming("b", Severity.INFO), naming("z", Severity.ERROR), naming("a", Severity.INFO))
    estate = analyse(None, inventory(cluster(namespace("2"), namespace("1"))), rules)
    found = [(finding.rule, finding.title) for finding in estate.findings]
    assert found == [("z", "1"), ("z", "2"), ("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")]
    assert [covered.rule for covered in estate.coverage] == ["b", "z", "a"]


def test_estate_is_complete_when_sources_live_and_rules_ran() -> None:
    assert analyse(None, inventory(cluster(ako()), controller()), (rule(),)).complete
    assert not analyse(None, inventory(cluster(ako())), (rule(),)).complete
    stale = cluster(ako(), health=Health(SourceState.STALE))
    assert not analyse(None, inventory(stale, controller()), (rule(),)).complete
