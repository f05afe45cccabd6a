"""The rules' pages: lists of them, one in full, and the manual's table."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from akotui.analysis.manual import HEADINGS
from akotui.analysis.subjects import AnyRule
from akotui.report import encoding, pages
from akotui.rules import ALL_RULES, no_primary, orphaned_virtual_service

MANUAL = Path(__file__).parents[2] / "README.md"


def test_manual_holds_exactly_the_table_of_rules() -> None:
    found = re.search(r"<!-- rules -->\n(.*)<!-- /rules -->", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    assert found[1] == pages.markdown_table(ALL_RULES), "write `akotui rules -o markdown` between the marks"


def test_table_has_a_line_a_rule_in_the_order_of_the_report() -> None:
    lines = pages.table(ALL_RULES).splitlines()
    assert lines[0].split() == ["RULE", "SEVERITY", "FINDS", "READS"]
    assert [line.split()[0] for line in lines[1:]] == [rule.slug for rule in ALL_RULES]


def test_page_in_full_has_every_section_and_what_is_read() -> None:
    page = pages.manual(no_primary.RULE)
    assert page.startswith("no-primary (error)\n\nAKO instances exist and none of them is primary.\n\nWhat it finds:\n")
    assert [line.removesuffix(":") for line in page.splitlines() if line.endswith(":") and line[0] != " "] == [
        *HEADINGS,
        "Reads",
    ]
    assert page.endswith("    configmaps, statefulsets\n")


@pytest.mark.parametrize("rule", ALL_RULES, ids=lambda rule: rule.slug)
def test_markdown_page_keeps_its_placeholders(rule: AnyRule) -> None:
    page = pages.markdown_page(rule)
    assert page.startswith(f"# `{rule.slug}`\n")
    assert not re.search(r"(?<!\\)[<>*|]", page.replace("**", ""))


def test_document_has_every_page_and_reads_back_as_itself() -> None:
    document = pages.document((orphaned_virtual_service.RULE,))
    written = encoding.as_json(document)
    assert msgspec.json.decode(written, type=pages.Rules) == document
    (page,) = json.loads(written)["rules"]
    assert tuple(page["sections"]) == HEADINGS
    assert set(page["needs"]) <= set(page["reads"])
