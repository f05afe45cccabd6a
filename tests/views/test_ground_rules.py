from akotui.analysis.findings import Coverage
from akotui.views.ground_rules import ground_rules
from tests.build_estate import estate, finding

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
