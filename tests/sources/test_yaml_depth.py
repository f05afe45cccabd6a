import pytest
import yaml

from akotui.sources.yaml_depth import DEEPEST, check_depth


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_that_would_crash_the_loader_is_refused(opening: str) -> None:
    with pytest.raises(ValueError, match="deeper"):
        check_depth(opening * 100_000)


def test_what_is_as_deep_as_allowed_is_accepted() -> None:
    check_depth("[" * DEEPEST + "]" * DEEPEST)
    check_depth(b"a: [1]\n---\nb: {c: []}\n")


def test_text_that_is_no_yaml_is_told_as_such() -> None:
    with pytest.raises(yaml.YAMLError):
        check_depth("[")
