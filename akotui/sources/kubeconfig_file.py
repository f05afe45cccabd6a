"""The usual kubeconfig, one file: in it there is nothing to merge, so it is read without the package `kubernetes`.

Importing that package takes more processor time than reading a small cluster. Whatever is odd about the file is left
to the package, so that what is refused, and in which words, does not depend on who read it first.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import yaml

from akotui.named_file import contents
from akotui.sources.kubeconfig_entries import Entry, Merged
from akotui.sources.yaml_depth import check_depth

_UNUSABLE = (OSError, yaml.YAMLError, ValueError, TypeError, RecursionError)


def alone(paths: str) -> Merged | None:
    """Read the only file of a list in $KUBECONFIG's form that exists; None when there are others, or it is odd."""
    named = [str(Path(path).expanduser()) for path in paths.split(os.pathsep) if path]
    files = [path for path in named if Path(path).exists()]
    if len(files) != 1:
        return None
    try:
        text = contents(files[0], piped=True).decode("utf-8")  # `<(sops -d prod.yaml)`: it can be read once
        check_depth(text)
        return _merged(files[0], yaml.load(text, yaml.CSafeLoader))
    except _UNUSABLE:
        return None


def _merged(file: str, content: object) -> Merged:
    known = _fields(content)
    current = known.get("current-context")
    return Merged(
        files=(file,),
        current=current if isinstance(current, str) else "",
        contexts=_entries(file, known.get("contexts"), "context"),
        clusters=_entries(file, known.get("clusters"), "cluster"),
        users=_entries(file, known.get("users"), "user"),
    )


def _entries(file: str, listed: object, singular: str) -> tuple[Entry, ...]:
    """The entries of a list, of two of one name the first; raises TypeError for what is no such list."""
    if not isinstance(listed, list | None):
        raise TypeError
    found: dict[str, Entry] = {}
    for fields in map(_fields, cast("list[object]", listed or [])):
        name = fields.get("name")
        if not isinstance(name, str):
            raise TypeError
        found.setdefault(name, Entry(name, _fields(fields.get(singular) or {}), file))
    return tuple(found.values())


def _fields(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return cast("dict[str, object]", value)
