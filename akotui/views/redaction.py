"""An object without what is nobody's business: secrets, and what only repeats the object."""

from collections.abc import Mapping
from typing import Final, cast

from akotui.model.secrecy import REDACTED, tells

_LEFT_OUT: Final = "(left out: {})"
_LAST_APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"
_MANAGED: Final = "managedFields"


def redacted(value: object) -> object:
    """Return a JSON value with secrets and repetitions replaced; of a Secret all that it holds."""
    match value:
        case Mapping():
            fields = cast("Mapping[str, object]", value)
            hidden = ("data", "stringData") if fields.get("kind") == "Secret" else ()
            return {key: _field(key, one, fields, hidden) for key, one in fields.items()}
        case list():
            return [redacted(one) for one in cast("list[object]", value)]
        case _:
            return value


def _field(key: str, value: object, beside: Mapping[str, object], hidden: tuple[str, ...]) -> object:
    if key == _LAST_APPLIED:
        return _LEFT_OUT.format("it repeats the object")
    if key == _MANAGED and isinstance(value, list):
        return _LEFT_OUT.format(f"{len(cast('list[object]', value))} entries")
    if key in hidden and isinstance(value, Mapping):
        return dict.fromkeys(cast("Mapping[str, object]", value), REDACTED)
    named = beside.get("name")
    if key == "value" and isinstance(named, str) and tells(named):  # a container's variable
        return REDACTED
    return REDACTED if isinstance(value, str) and value and tells(key) else redacted(value)
