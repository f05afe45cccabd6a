"""A document as bytes: JSON, YAML, or one line of JSON per entry. UTF-8, the same on a terminal and in a pipe."""

import msgspec
import yaml

from akotui.report.document import Struct


def as_json(document: Struct) -> bytes:
    """JSON with two spaces of indentation and a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def as_yaml(document: Struct) -> bytes:
    """The same document as YAML; keys in the same order."""
    plain: object = msgspec.to_builtins(document)
    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=float("inf"), encoding="utf-8")


def as_lines(entries: tuple[Struct, ...]) -> bytes:
    """One line of JSON per entry; nothing for no entry."""
    return msgspec.json.Encoder().encode_lines(entries)
