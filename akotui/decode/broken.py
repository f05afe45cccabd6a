"""An object that was there and could not be decoded: named as well as its remains allow."""

import msgspec

from akotui.model.kinds import RESOURCES, Kind, Plane
from akotui.model.text import clean

UNDECODABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""What decoding raises for input that is not what it should be."""

_REASON_LIMIT = 300


class Broken(msgspec.Struct, frozen=True):
    """An object that exists and could not be understood. `key` is empty when even its name is lost."""

    key: str
    reason: str


class Unusable(msgspec.MsgspecError):
    """Well-formed JSON without what makes it an object of its kind: a name, a namespace, a uuid."""


def broken(kind: Kind, raw: bytes, error: Exception) -> Broken:
    """Say which object of `kind` the bytes `raw` were, and what is wrong with them."""
    return Broken(identify(kind, raw), clean(_words(error), _REASON_LIMIT))


def identify(kind: Kind, raw: bytes) -> str:
    """Return the key of an object whose fields need not make sense, empty when it cannot be told."""
    fields = _fields(_anything(raw))
    if kind.plane is Plane.AVI:
        return _text(fields, "uuid") or _text(_fields(fields.get("config")), "uuid")
    metadata = _fields(fields.get("metadata"))
    namespace, name = _text(metadata, "namespace"), _text(metadata, "name")
    return f"{namespace}/{name}" if RESOURCES[kind].namespaced and namespace and name else name


def _words(error: Exception) -> str:
    if isinstance(error, UnicodeError):
        return "holds bytes that are not UTF-8"
    if isinstance(error, RecursionError):
        return "is nested too deep"
    return str(error)


def _anything(raw: bytes) -> object:
    try:
        return msgspec.json.decode(raw.decode(errors="replace"), type=object)
    except UNDECODABLE:
        return None


def _fields(value: object) -> dict[str, object]:
    return msgspec.convert(value, dict[str, object]) if isinstance(value, dict) else {}


def _text(fields: dict[str, object], name: str) -> str:
    value = fields.get(name)
    return clean(value) if isinstance(value, str) else ""
