"""The bytes of every form, compared with files that were read by a person."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import msgspec
import pytest
import yaml

from akotui.analysis.estate import Estate
from akotui.report import composing, encoding, paint, schema, text
from akotui.report.document import Inventory, Report
from tests.report.example import NOW, ORPHANED, estate

EXPECTED = Path(__file__).parent / "expected"

FORMS: dict[str, Callable[[], bytes]] = {
    "inventory.json": lambda: encoding.as_json(composing.inventory(estate(), NOW)),
    "report.json": lambda: encoding.as_json(composing.report(estate(), NOW)),
    "report.yaml": lambda: encoding.as_yaml(composing.report(estate(), NOW)),
    "report.txt": lambda: text.text(estate()).encode(),
    "users.jsonl": lambda: encoding.as_lines(tuple(composing.user(user) for user in estate().users)),
}


@pytest.mark.parametrize("name", FORMS)
def test_bytes_are_the_expected_ones(name: str) -> None:
    assert FORMS[name]() == (EXPECTED / name).read_bytes()


def test_yaml_and_json_say_the_same() -> None:
    document = composing.inventory(estate(), NOW)
    loaded = cast("object", yaml.safe_load(encoding.as_yaml(document)))
    assert loaded == json.loads(encoding.as_json(document))


@pytest.mark.parametrize("name", schema.DOCUMENTS)
def test_shipped_schema_is_that_of_the_document(name: str) -> None:
    assert schema.shipped(name) == schema.generated(name)


def test_document_reads_back_as_itself() -> None:
    inventory = composing.inventory(estate(), NOW)
    assert msgspec.json.decode(encoding.as_json(inventory), type=Inventory) == inventory
    report = composing.report(estate(), NOW)
    assert msgspec.json.decode(encoding.as_json(report), type=Report) == report


def test_colour_adds_escape_sequences_and_changes_nothing_else() -> None:
    painted = text.text(estate(), paint=paint.coloured)
    assert "\x1b[1;91m✗ error\x1b[0m" in painted
    for code in ("0", "1", "2", "33", "1;91"):
        painted = painted.replace(f"\x1b[{code}m", "")
    assert painted == text.text(estate())


def test_finding_of_the_baseline_is_marked() -> None:
    report = text.text(estate(), {ORPHANED.fingerprint})
    assert "✗ error  orphaned-virtual-service  (in the baseline)\n" in report
    assert report.count("(in the baseline)") == 1


def test_empty_estate_reports_nothing_but_its_summary() -> None:
    assert text.text(Estate()) == "sources:\n\n0 errors, 0 warnings, 0 info; 0 of 0 rules ran completely\n"
