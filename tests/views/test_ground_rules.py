import pytest

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Coverage, ObjectRef
from akotui.model.facts import SourceState
from akotui.views.ground_rules import ground_rules, rule_lines
from akotui.views.lines import plain
from tests.build import instance, instance_subject
from tests.build_estate import estate, finding, source

SLUGS = (
    "no-primary",
    "multiple-primaries",
    "shared-ako-namespace",
    "controllers-differ",
    "service-types-differ",
    "double-owned-namespace",
    "missing-cluster-objects",
)
ALL = tuple(Coverage(slug, "ran") for slug in SLUGS)


def test_rules_that_hold_take_no_space() -> None:
    assert ground_rules(estate(findings=(), coverage=ALL)) == "✓ R1-R6"
    assert ground_rules(estate(instances=())) == ""


def test_broken_rules_are_named_and_those_that_could_not_run_are_unknown() -> None:
    broken = (finding(), finding(rule="service-types-differ"))
    assert ground_rules(estate(findings=broken, coverage=ALL)) == "✗ R4 same service type, R5 claimed once"
    partial = (*ALL[:3], Coverage("controllers-differ", "partial", "403"), *ALL[4:])
    assert ground_rules(estate(findings=broken[:1], coverage=partial)) == "✗ R5 claimed once · ? R3"


DIFFER = finding(
    "service types differ: avi-system uses ClusterIP, blue NodePort",
    rule="service-types-differ",
    objects=(ObjectRef("StatefulSet", "ako", "blue"),),
)


def lines(seen: Estate) -> list[str]:
    return [plain(one).rstrip() for one in rule_lines(seen)]


def test_each_rule_is_a_line_with_symbol_word_and_what_it_is_about() -> None:
    assert lines(estate(findings=(finding(), DIFFER), coverage=ALL)) == [
        "R1 one primary       ✓ ok        avi-system",
        "R2 own namespace     ✓ ok",
        "R3 same Controller   ✓ ok        avi.test",
        "R4 same service type ✗ broken    avi-system uses ClusterIP, blue NodePort",
        "R5 claimed once      ✗ broken    payments",
        "R6 ClusterRole       ✓ ok",
    ]
    assert rule_lines(estate(instances=())) == ()


def test_of_what_all_must_have_alike_those_are_named_that_differ_from_the_primary() -> None:
    ours = instance(service_type="ClusterIP")
    odd = (instance("blue", primary=False, service_type="NodePort"), instance("green", primary=False))
    same = instance("red", primary=False, service_type="ClusterIP")
    seen = estate(instances=tuple(map(instance_subject, (ours, *odd, same))), findings=(DIFFER,), coverage=ALL)
    assert lines(seen)[3] == "R4 same service type ✗ broken    blue NodePort, primary ClusterIP"
    two = estate(instances=tuple(map(instance_subject, (ours, instance("b2"), *odd))), findings=(DIFFER,), coverage=ALL)
    assert lines(two)[3].endswith("avi-system uses ClusterIP, blue NodePort")


def test_rule_that_several_things_break_names_them() -> None:
    more = finding(objects=(ObjectRef("Namespace", "web"), ObjectRef("StatefulSet", "ako", "blue")))
    assert (
        lines(estate(findings=(finding(), more), coverage=ALL))[4] == "R5 claimed once      ✗ broken    payments, web"
    )


@pytest.mark.parametrize("status", ["partial", "not-run"])
def test_rule_that_could_not_run_completely_is_not_ok_and_says_why(status: str) -> None:
    coverage = (*ALL[:3], Coverage("controllers-differ", status, "configmaps: 403"), *ALL[4:])
    assert lines(estate(findings=(), coverage=coverage))[2] == "R3 same Controller   ? unchecked configmaps: 403"
    assert lines(estate(findings=(), coverage=ALL[:3]))[2] == "R3 same Controller   ? unchecked"


def test_rule_that_only_waits_for_its_source_waits() -> None:
    waits = Coverage("controllers-differ", "not-run", "configmaps: not read yet")
    seen = estate(findings=(), coverage=(*ALL[:3], waits, *ALL[4:]), sources=(source(state=SourceState.CONNECTING),))
    assert lines(seen)[2] == "R3 same Controller   … waiting"
    assert lines(estate(findings=(), coverage=()))[2] == "R3 same Controller   … waiting"


def test_rule_that_somebody_acknowledged_is_broken_none_the_less() -> None:
    seen = estate(findings=(), coverage=ALL)
    assert plain(rule_lines(seen, (DIFFER,))[3]).startswith("R4 same service type ▲ broken    acknowledged: avi-sy")
    assert ground_rules(seen, (DIFFER,)) == "✗ R4 same service type"
