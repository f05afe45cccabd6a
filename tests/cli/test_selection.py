"""Which rules run, and what a baseline knows."""

import json
from pathlib import Path

import pytest

from akotui.analysis.findings import Severity
from akotui.cli.selection import baseline, chosen
from akotui.errors import UsageError
from akotui.rules import ALL_RULES


def slugs(**options: object) -> list[str]:
    return [rule.slug for rule in chosen(ALL_RULES, **options)]  # pyright: ignore[reportArgumentType] - a test's options


def test_all_rules_run_in_their_order_unless_told_otherwise() -> None:
    assert slugs() == [rule.slug for rule in ALL_RULES]


def test_only_selected_rules_run_in_the_rules_order() -> None:
    assert slugs(select=("double-owned-namespace", "no-primary")) == ["no-primary", "double-owned-namespace"]


def test_skipped_rules_do_not_run() -> None:
    assert "no-primary" not in slugs(skip=("no-primary",))
    assert len(slugs(skip=("no-primary",))) == len(ALL_RULES) - 1


def test_milder_rules_do_not_run() -> None:
    assert {rule.severity for rule in chosen(ALL_RULES, least=Severity.ERROR)} == {Severity.ERROR}


@pytest.mark.parametrize("option", ["select", "skip"])
def test_unknown_rule_is_named(option: str) -> None:
    with pytest.raises(UsageError, match="no such rule: no-such-thing; akotui rules lists them"):
        slugs(**{option: ("no-primary", "no-such-thing")})


def test_no_rule_left_is_an_error() -> None:
    with pytest.raises(UsageError, match="no rule is left"):
        slugs(select=("no-primary",), skip=("no-primary",))


def test_baseline_is_the_fingerprints_of_a_report(tmp_path: Path) -> None:
    report = {"apiVersion": "akotui/v1", "findings": [{"fingerprint": "a", "rule": "r"}, {"fingerprint": "b"}]}
    (tmp_path / "old.json").write_text(json.dumps(report))
    assert baseline(str(tmp_path / "old.json")) == {"a", "b"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not a report"),
        ("[]", "not a report"),
        ('{"apiVersion": "akotui/v1"}', "not a report"),
        ('{"apiVersion": "akotui/v9", "findings": []}', "another version"),
    ],
)
def test_baseline_that_is_no_report_is_named(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "old.json").write_text(text)
    with pytest.raises(UsageError, match=words) as caught:
        baseline(str(tmp_path / "old.json"))
    assert "old.json" in str(caught.value)


def test_baseline_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.json: cannot be read: No such file"):
        baseline(str(tmp_path / "gone.json"))
