"""An inventory as lines of JSON, and back: the form of a snapshot. No I/O.

What is written is what is known, decoded: of each object the fields that some rule or view reads and nothing else
(`akotui/model`), without the values of settings that tell of a secret. The first line is the head; it says how many
lines follow, so that a file that was cut off is known for it. Then each side with its health, each kind with how much
of it was read and when, and its objects, some to a line: none takes so long that a key would wait for it.

A change of `akotui/model` changes this form: it needs another VERSION (a test holds the two together).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, TypeVar, cast, get_args, get_type_hints

import msgspec

from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Cluster, Controller, Coverage, Health, Inventory, Table
from akotui.model.kinds import Kind, Plane
from akotui.model.kubernetes import ConfigMap, Metadata
from akotui.model.moment import Moment
from akotui.model.secrecy import veiled
from akotui.model.text import clean
from akotui.sources.recording_lines import utc

VERSION: Final = 2
_TOGETHER: Final = 50
"""Objects of one line."""
_YEARS: Final = range(1980, 9000)
"""Years in which a snapshot can have been made: before and after, times cannot be reckoned with."""

T = TypeVar("T")


class Told(msgspec.Struct, frozen=True):
    """How a source was when the snapshot was made, for whoever looks into the file."""

    name: str
    kind: Plane
    endpoint: str
    state: SourceState
    as_of: Moment | None
    unread: tuple[tuple[str, str], ...] = ()


class Head(msgspec.Struct, frozen=True):
    """The first line. `title` is what the screen calls the cluster, `saved` when the file was made.

    `at` is the moment of the newest thing in it, `complete` whether all that rules need was read, `lines` how many
    follow.
    """

    akotui: Literal["snapshot"]
    version: int
    saved: Moment
    title: str = ""
    at: Moment | None = None
    complete: bool = False
    sources: tuple[Told, ...] = ()
    lines: int = 0


class _Side(msgspec.Struct, frozen=True, tag_field="line", tag="Side"):
    scope: Scope
    health: Health


class _Kind(msgspec.Struct, frozen=True, tag_field="line", tag="Kind"):
    scope: Scope
    kind: Kind
    coverage: Coverage
    broken: Mapping[str, str]


class _Rows(msgspec.Struct, frozen=True, tag_field="line", tag="Rows"):
    scope: Scope
    kind: Kind
    rows: Sequence[object]


_Line = _Side | _Kind | _Rows
_CLUSTER: Final = Scope("kubernetes", Plane.KUBERNETES)
_HINTS: Final = {**get_type_hints(Cluster), **get_type_hints(Controller)}
_MODELS: Final[Mapping[Kind, type]] = {kind: get_args(_HINTS[kind.value])[0] for kind in Kind}
"""The model of each kind, from the types of the tables."""


def body(inventory: Inventory) -> Iterator[bytes]:
    """Yield the lines that follow the head."""
    sides: dict[Scope, Cluster | Controller] = {_CLUSTER: inventory.cluster, **inventory.controllers}
    for scope, side in sorted(sides.items(), key=lambda one: one[0] is not _CLUSTER):
        yield _line(_Side(scope, side.health))
        for kind in (one for one in Kind if one.plane is scope.plane):
            table: Table[object] = getattr(side, kind.value)
            yield _line(_Kind(scope, kind, table.coverage, dict(table.broken)))
            rows = tuple(table.rows.values())
            for start in range(0, len(rows), _TOGETHER):
                yield _line(_Rows(scope, kind, [_written(one) for one in rows[start : start + _TOGETHER]]))


def head(written: Head) -> bytes:
    """Return the first line."""
    return _line(written)


def _line(written: msgspec.Struct) -> bytes:
    return msgspec.json.encode(written) + b"\n"


def _written(row: object) -> object:
    return msgspec.structs.replace(row, settings=veiled(row.settings)) if isinstance(row, ConfigMap) else row


def begin(line: bytes) -> Head:
    """Return the head. Raises msgspec.MsgspecError, UnicodeError or RecursionError for what is none."""
    found = msgspec.convert(_harmless(msgspec.json.decode(line)), Head)
    _dated(found.saved, found.at)
    return found


class Reading:
    """Puts the inventory together, line by line."""

    def __init__(self) -> None:
        self.taken = 0
        self._health: dict[Scope, Health] = {}
        self._kinds: dict[tuple[Scope, Kind], _Kind] = {}
        self._rows: dict[tuple[Scope, Kind], dict[str, object]] = {}

    def take(self, line: bytes) -> None:
        """Take a line in. Raises as `begin` does."""
        self.taken += 1
        found: _Line = msgspec.convert(_harmless(msgspec.json.decode(line)), _Line)
        match found:
            case _Side():
                _dated(found.health.since, found.health.retry_at)
                _told_once(self._health, found.scope)
                self._health[found.scope] = found.health
            case _Kind():
                _dated(found.coverage.at)
                _agree(found)
                _told_once(self._kinds, (found.scope, found.kind))
                self._kinds[found.scope, found.kind] = found
            case _Rows():
                _agree(found)
                rows = self._rows.setdefault((found.scope, found.kind), {})
                for row in msgspec.convert(found.rows, Sequence[_MODELS[found.kind]]):  # pyright: ignore[reportUnknownVariableType] - which model it is, only the line says
                    rows[_key(cast("object", row))] = row

    def inventory(self, at: datetime | None) -> Inventory:
        """Return all of it, as of a moment. Raises msgspec.ValidationError when a part is missing."""
        if _CLUSTER not in self._health or any(scope not in self._health for scope, _ in (*self._kinds, *self._rows)):
            raise msgspec.ValidationError("a side is missing")
        sides = {scope: self._tables(scope) for scope in self._health}
        cluster = msgspec.structs.replace(Cluster(self._health[_CLUSTER]), **sides.pop(_CLUSTER))
        controllers = {
            scope: msgspec.structs.replace(Controller(self._health[scope]), **tables) for scope, tables in sides.items()
        }
        if any(scope.plane is not Plane.AVI for scope in controllers):
            raise msgspec.ValidationError("two clusters")
        return Inventory(cluster, controllers, at)

    def _tables(self, scope: Scope) -> dict[str, Table[object]]:
        tables: dict[str, Table[object]] = {}
        for kind in (one for one in Kind if one.plane is scope.plane):
            told = self._kinds.get((scope, kind))
            if told is None:
                raise msgspec.ValidationError(f"{kind.value} are missing")
            tables[kind.value] = Table(self._rows.get((scope, kind), {}), told.broken, told.coverage)
        return tables


def _key(row: object) -> str:
    """Return what a table holds an object under."""
    metadata = getattr(row, "metadata", None)
    return metadata.key if isinstance(metadata, Metadata) else str(getattr(row, "uuid", ""))


def _told_once(told: Mapping[T, object], key: T) -> None:
    if key in told:
        raise msgspec.ValidationError("a part stands there twice")


def _agree(found: _Kind | _Rows) -> None:
    if found.kind.plane is not found.scope.plane:
        raise msgspec.ValidationError(f"a source that has no {found.kind.value}")


def _dated(*moments: datetime | None) -> None:
    utc(*moments)
    if any(one is not None and one.year not in _YEARS for one in moments):
        raise msgspec.ValidationError("a moment at which no snapshot was made")


def _harmless(value: object) -> object:
    """Return what a file says with each text as it may be shown, whoever wrote the file."""
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(str(key)): _harmless(one) for key, one in cast("dict[object, object]", value).items()}
        case list():
            return [_harmless(one) for one in cast("list[object]", value)]
        case _:
            return value
