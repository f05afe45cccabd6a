"""JSON documents as both simulated APIs hold them: types, reading a nested field, encoding.

Unlike the model these are open: a simulated server stores whatever it is given.
"""

from collections.abc import Mapping
from typing import TypeAlias

import msgspec

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
Object: TypeAlias = dict[str, Json]


def parse(raw: bytes | str) -> Object:
    """Read one JSON object; raises msgspec.DecodeError for anything else."""
    document: Json = msgspec.json.decode(raw)
    if not isinstance(document, dict):
        raise msgspec.ValidationError("a JSON object was expected")
    return document


def encode(document: Json) -> bytes:
    """Write `document` without blanks, keys in their order."""
    return msgspec.json.encode(document)


def member(document: Json, *path: str) -> Json:
    """Return what stands at `path`, None when any step is not there."""
    for step in path:
        if not isinstance(document, dict):
            return None
        document = document.get(step)
    return document


def text(document: Json, *path: str) -> str:
    """Return the string at `path`, empty when there is none."""
    found = member(document, *path)
    return found if isinstance(found, str) else ""


def objects(document: Json, *path: str) -> list[Object]:
    """Return the objects of the list at `path`, none when there is no list."""
    found = member(document, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def texts(mapping: Mapping[str, str] | None) -> Object:
    """Return a map of strings as JSON."""
    return dict(mapping or {})


def strings(document: Json, *path: str) -> dict[str, str]:
    """Return the map of strings at `path`, what is no string left out."""
    found = member(document, *path)
    return {key: value for key, value in found.items() if isinstance(value, str)} if isinstance(found, dict) else {}
