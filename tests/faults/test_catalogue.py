"""The tables in catalogue/ name a test for every numbered fault, or say why none can be had here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
NUMBERS = range(1, 149)
ROW = re.compile(r"^\| (\d+) \| (.+) \| (.+) \|$")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def rows() -> Iterator[tuple[int, str, str]]:
    """Number, fault, and what tells of it, from all tables."""
    for table in sorted((REPOSITORY / "tests/faults/catalogue").glob("*.md")):
        for line in table.read_text().splitlines():
            if match := ROW.match(line):
                yield int(match[1]), match[2], match[3]


def names_in(path: str) -> set[str]:
    """The names of a file's tests."""
    tree = ast.parse((REPOSITORY / path).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in ast.walk(tree) if isinstance(node, functions) and node.name.startswith("test_")}


def test_every_fault_stands_in_the_tables_once() -> None:
    assert sorted(number for number, _, _ in rows()) == list(NUMBERS)


@pytest.mark.parametrize(("number", "told_by"), [(number, told_by) for number, _, told_by in rows()])
def test_a_fault_is_told_by_tests_that_exist_or_by_the_reason_why_not(number: int, told_by: str) -> None:
    if told_by == "open" or told_by.startswith("not here: "):
        return
    named = TEST.findall(told_by)
    assert named, f"fault {number}: {told_by!r} names no test"
    missing = [f"{path}::{test}" for path, test in named if test not in names_in(path)]
    assert missing == [], f"fault {number} names tests that do not exist"
