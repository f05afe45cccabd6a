import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@given(st.lists(st.text()))
def test_shell_splits_a_command_into_exactly_its_words(words: list[str]) -> None:
    assert shlex.split(command(*words)) == words
