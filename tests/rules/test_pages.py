import re
from pathlib import Path

import pytest

import akotui.rules
from akotui.analysis.findings import Severity
from akotui.analysis.manual import HEADINGS, sections, summary
from akotui.analysis.subjects import AnyRule
from akotui.rules import ALL_RULES

FILES = {path.stem for path in Path(akotui.rules.__file__).parent.glob("*.py")} - {"__init__"}
ORDER = (
    "no-primary",
    "multiple-primaries",
    "shared-ako-namespace",
    "controllers-differ",
    "service-types-differ",
    "cluster-names-differ",
    "versions-differ",
    "overlapping-selectors",
    "selector-incomplete",
    "selector-matches-nothing",
    "restart-needed",
    "instance-not-running",
    "invalid-configuration",
    "non-primary-replicas",
    "leader-unclear",
    "delete-config-set",
    "missing-cluster-objects",
    "gateways-served-twice",
    "gateway-of-other-instance",
    "shared-username",
    "double-owned-namespace",
    "unclaimed-namespace",
    "blocked-but-labelled",
    "orphaned-virtual-service",
    "stale-virtual-service",
    "double-owned-virtual-service",
    "renamed-cluster-leftovers",
    "child-without-parent",
    "empty-shared-virtual-service",
    "host-claimed-twice",
    "name-owner-mismatch",
    "missing-virtual-service",
    "stale-annotation",
    "leftover-status",
    "leftover-vip",
    "leftover-objects",
    "cluster-name-in-use-elsewhere",
    "virtual-service-down",
)
ERRORS = {
    "no-primary",
    "multiple-primaries",
    "shared-ako-namespace",
    "controllers-differ",
    "service-types-differ",
    "cluster-names-differ",
    "overlapping-selectors",
    "selector-incomplete",
    "instance-not-running",
    "invalid-configuration",
    "missing-cluster-objects",
    "gateways-served-twice",
    "shared-username",
    "double-owned-namespace",
    "orphaned-virtual-service",
    "double-owned-virtual-service",
    "child-without-parent",
    "host-claimed-twice",
}
NOTES = {
    "gateway-of-other-instance",
    "blocked-but-labelled",
    "empty-shared-virtual-service",
    "leftover-status",
    "leftover-vip",
    "leftover-objects",
    "virtual-service-down",
}
each_rule = pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.slug)


def test_every_file_is_listed_under_its_own_slug() -> None:
    assert {rule.slug.replace("-", "_") for rule in ALL_RULES} == FILES
    assert len(ALL_RULES) == len(FILES)


def test_rules_stand_in_the_order_of_the_report() -> None:
    slugs = [rule.slug for rule in ALL_RULES]
    assert slugs == [slug for slug in ORDER if slug in slugs]


@each_rule
def test_severity_is_the_promised_one(rule: AnyRule) -> None:
    others = Severity.INFO if rule.slug in NOTES else Severity.WARNING
    assert rule.severity is (Severity.ERROR if rule.slug in ERRORS else others)


@each_rule
def test_page_opens_with_one_sentence(rule: AnyRule) -> None:
    line = summary(rule)
    assert line.endswith(".")
    assert rule.page.split("\n")[1] == ""


@each_rule
def test_page_has_every_heading_with_text_below(rule: AnyRule) -> None:
    page = sections(rule)
    assert tuple(page) == HEADINGS
    assert all(page.values())


@each_rule
def test_last_section_names_what_proves_it(rule: AnyRule) -> None:
    proof = sections(rule)["How sure"]
    assert any(word in proof for word in (".go", "docs/", "helm/", "GET /api/")), proof


@each_rule
def test_page_names_the_scenario_that_shows_it(rule: AnyRule) -> None:
    last = sections(rule)["Example"].split("\n")[-1]
    assert re.fullmatch(r"Scenario: [a-z]+(-[a-z]+)*", last), last


@each_rule
def test_rule_with_a_grace_says_how_long_it_waits(rule: AnyRule) -> None:
    assert ("2 minutes" in sections(rule)["How sure"]) is bool(rule.grace)


@each_rule
def test_rule_has_a_test_file(rule: AnyRule) -> None:
    assert Path(__file__).with_name(f"test_{rule.slug.replace('-', '_')}.py").is_file()


@each_rule
def test_rule_says_what_it_reads(rule: AnyRule) -> None:
    assert rule.needs or rule.whole
    assert not rule.traces & (rule.needs | rule.whole)


def test_every_rule_of_the_report_is_there() -> None:
    assert len(ALL_RULES) == len(ORDER)
