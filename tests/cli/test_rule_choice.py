"""How rules are named on the command line."""

import pytest

from akotui.cli.arguments import Arguments, parse
from akotui.errors import UsageError


def read(*words: str) -> Arguments:
    return parse(["check", *words], "akotui")


@pytest.mark.parametrize("option", ["select", "skip"])
def test_rules_named_by_a_repeated_option_all_count(option: str) -> None:
    named: object = getattr(read(f"--{option}", "a, b", f"--{option}", "c"), option)
    assert named == ("a", "b", "c")


@pytest.mark.parametrize("choice", ["", " ", ","])
def test_empty_choice_of_rules_is_refused(choice: str) -> None:
    with pytest.raises(UsageError, match="--select: names no rule"):
        read("--select", choice)


def test_empty_list_of_rules_to_skip_skips_none() -> None:
    assert read("--skip", "").skip == ()
