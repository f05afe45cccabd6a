"""A guard for YAML: the fast loader recurses in C, where a few kilobytes of brackets would end the process."""

from collections.abc import Iterator
from typing import Final, cast

import yaml

DEEPEST: Final = 100
"""How many lists and mappings may stand within each other; Kubernetes objects stay below 40."""


def check_depth(text: str | bytes) -> None:
    """Raise ValueError when `text` is nested too deep to be loaded, yaml.YAMLError when it is no YAML."""
    parsed = yaml.parse(text, yaml.CSafeLoader)  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType] - PyYAML
    depth = 0
    for event in cast("Iterator[object]", parsed):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError(f"is nested deeper than {DEEPEST} levels")
