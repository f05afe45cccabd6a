import ast
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import akotui
from akotui.analysis.wording import command, counted, listed


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ("", ""),
        ("a", "a"),
        ("ab", "a and b"),
        ("abc", "a, b and c"),
        ("abcd", "a, b, c and 1 more"),
        ("abcdefg", "a, b, c and 4 more"),
    ],
)
def test_names_are_listed_and_the_rest_counted(names: str, text: str) -> None:
    assert listed(names) == text


def test_one_is_not_plural() -> None:
    assert [counted(number, "workload") for number in (0, 1, 12)] == ["0 workloads", "1 workload", "12 workloads"]


@given(st.lists(st.text().filter(lambda word: not word.startswith("-"))))
def test_shell_splits_a_command_into_exactly_its_words(words: list[str]) -> None:
    assert shlex.split(command(*words)) == words


@pytest.mark.parametrize("read", ["--all", "--kubeconfig=/tmp/theirs", "-A", "--all=true", "-"])
def test_name_that_would_be_an_option_is_in_no_command(read: str) -> None:
    assert command("kubectl", "label", "namespace", read, "team=red") == ""
    assert command("kubectl", "label", "--overwrite", "namespace", "shop", "-n", read) == ""


def test_options_of_commands_are_those_that_are_asked_for() -> None:
    asked = {word for path in Path(akotui.__file__).parent.rglob("*.py") for word in _words_of_commands(path)}
    assert {word for word in asked if command(word) == ""} == set()
    assert "--overwrite" in asked


def _words_of_commands(path: Path) -> Iterator[str]:
    """The words that begin with a hyphen, of all calls of `command`, as they are written."""
    text = path.read_text()
    if "command(" not in text or path.name == "wording.py":
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "command":
            yield from (
                word.value
                for word in node.args
                if isinstance(word, ast.Constant) and isinstance(word.value, str) and word.value.startswith("-")
            )
