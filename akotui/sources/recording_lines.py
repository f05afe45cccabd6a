"""Facts as lines of JSON, and back: the form of a recording. No I/O.

The first line names the form and its version, each further line is one fact in the order in which it was received. An
object is written when it is new, with what the decoders read of it (decode/keeping.py): the objects of a recording are
numbered from 0 in their order, `first` is the number of the first that a line holds, and in the place of objects that
stand there already a list holds pairs [number, how many]. So a poll that finds nothing new is one short line.

What stood in a damaged line is lost, and said: each kind that was read is incomplete from there on, until the second
list after it has ended (the pages of the first may have been in that line).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final, Literal

import msgspec

from akotui.decode.keeping import kept
from akotui.model.facts import (
    Deleted,
    Fact,
    FirstRoundEnded,
    ListEnded,
    Observed,
    Paged,
    Scope,
    Unread,
    Upserted,
)
from akotui.model.kinds import Kind
from akotui.model.text import clean

VERSION: Final = 1

_LONGEST_NAME: Final = 300
"""Characters of a host with its port, or of a namespace, at most 253 and some."""

_MOST: Final = 200_000
"""Objects that a recorder knows again, about 20 MB; then it begins anew to write them."""


class Began(msgspec.Struct, frozen=True):
    """The first line. `title` is what the screen calls the cluster, `scopes` are the sources that are recorded."""

    akotui: Literal["recording"]
    version: int
    began: datetime
    title: str = ""
    scopes: tuple[Scope, ...] = ()


class _Page(msgspec.Struct, frozen=True, tag_field="fact", tag="Paged"):
    scope: Scope
    kind: Kind
    at: datetime
    first: int
    items: tuple[msgspec.Raw, ...]


class _Seen(msgspec.Struct, frozen=True, tag_field="fact", tag="Upserted"):
    scope: Scope
    kind: Kind
    at: datetime
    first: int
    raw: msgspec.Raw


class _Gone(msgspec.Struct, frozen=True, tag_field="fact", tag="Deleted"):
    scope: Scope
    kind: Kind
    at: datetime
    raw: msgspec.Raw


_Line = _Page | _Seen | _Gone | ListEnded | Unread | Observed | FirstRoundEnded
_PLENTY: Final = 1_000_000
"""Objects in a row that no list has: a pair that says so is damage."""

_line = msgspec.json.Decoder[_Line](_Line)
_pair = msgspec.json.Decoder(tuple[int, int])


class Writing:
    """Makes lines of facts; knows which objects it has written."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._next = 0

    def begin(self, began: datetime, title: str, scopes: tuple[Scope, ...]) -> bytes:
        """Return the first line."""
        return msgspec.json.encode(Began("recording", VERSION, began, title, scopes)) + b"\n"

    def line(self, fact: Fact) -> bytes:
        """Return the line of a fact."""
        first = self._next
        match fact:
            case Paged():
                written = _Page(fact.scope, fact.kind, fact.at, first, tuple(self._items(fact)))
            case Upserted():
                body = kept(fact.kind, fact.raw)
                self._number(body)
                written = _Seen(fact.scope, fact.kind, fact.at, first, msgspec.Raw(body))
            case Deleted():
                written = _Gone(fact.scope, fact.kind, fact.at, msgspec.Raw(kept(fact.kind, fact.raw)))
            case _:
                written = fact
        return msgspec.json.encode(written) + b"\n"

    def _items(self, page: Paged) -> Iterator[msgspec.Raw]:
        """Yield new objects, and pairs for runs of those that were written before."""
        start = count = 0
        for raw in page.items:
            body = kept(page.kind, raw)
            known = self._numbers.get(_digest(body))
            if known is not None and count and known == start + count:
                count += 1
                continue
            if count:
                yield _run(start, count)
            start, count = (known, 1) if known is not None else (0, 0)
            if known is None:
                self._number(body)
                yield msgspec.Raw(body)
        if count:
            yield _run(start, count)

    def _number(self, body: bytes) -> None:
        if len(self._numbers) >= _MOST:
            self._numbers.clear()
        self._numbers[_digest(body)] = self._next
        self._next += 1


class Reading:
    """Makes facts of lines, in their order."""

    def __init__(self) -> None:
        self._bodies: dict[int, bytes] = {}
        self._read: dict[tuple[Scope, Kind], None] = {}
        self._damage = ""
        self._doubted: set[tuple[Scope, Kind, str]] = set()
        self._lost: dict[tuple[Scope, Kind], int] = {}
        self._at: datetime | None = None

    def facts(self, line: bytes) -> Iterator[Fact]:
        """Yield the fact of a line. Raises msgspec.MsgspecError or UnicodeError when it is damaged."""
        found = _checked(_line.decode(line))
        self._at = found.at
        match found:
            case _Page():
                fact = Paged(found.scope, found.kind, tuple(self._unpack(found)), found.at)
            case _Seen():
                self._bodies[found.first] = bytes(found.raw)
                fact = Upserted(found.scope, found.kind, bytes(found.raw), found.at)
            case _Gone():
                fact = Deleted(found.scope, found.kind, bytes(found.raw), found.at)
            case ListEnded():
                fact = self._ended(found)
            case _:
                fact = found
        if isinstance(fact, Paged | ListEnded | Upserted | Unread):
            self._read[fact.scope, fact.kind] = None
        yield fact

    def damaged(self, number: int) -> Iterator[Fact]:
        """Yield what follows from the loss of the line of this number."""
        self._damage = f"line {number} of the recording is damaged"
        self._doubted.clear()
        if self._at is not None:
            for scope, kind in self._read:
                yield Unread(scope, kind, self._damage, self._at)

    def _unpack(self, page: _Page) -> Iterator[bytes]:
        number = page.first
        for item in page.items:
            body = bytes(item)
            if not body.startswith(b"["):
                self._bodies[number] = body
                number += 1
                yield body
                continue
            start, count = _pair.decode(body)
            if count > _PLENTY:
                raise msgspec.ValidationError(f"{count} objects in a row")
            for each in range(start, start + count):
                known = self._bodies.get(each)
                if known is not None:
                    yield known
                else:
                    self._lost[page.scope, page.kind] = self._lost.get((page.scope, page.kind), 0) + 1

    def _ended(self, fact: ListEnded) -> ListEnded:
        missing = list(fact.missing)
        if lost := self._lost.pop((fact.scope, fact.kind), 0):
            missing.append(f"{lost} objects were in damaged lines of the recording")
        place = fact.scope, fact.kind, fact.part
        if self._damage and place not in self._doubted:
            self._doubted.add(place)
            missing.append(self._damage)
        return msgspec.structs.replace(fact, missing=tuple(missing))


def named(scope: Scope) -> Scope:
    """The scope with a name that may be shown: of a live source it is checked, in a file anything may stand."""
    return msgspec.structs.replace(scope, name=clean(scope.name, _LONGEST_NAME))


def utc(*moments: datetime | None) -> None:
    """Raise msgspec.ValidationError unless all are of UTC, as they are written: others cannot be compared with ours."""
    if any(moment is not None and moment.utcoffset() != timedelta() for moment in moments):
        raise msgspec.ValidationError("a moment that is not UTC")


def _checked(found: _Line) -> _Line:
    """The line with names that may be shown; words and objects are cleaned where facts of every source are.

    Raises msgspec.ValidationError where its parts contradict one another.
    """
    utc(found.at, found.retry_at if isinstance(found, Observed) else None)
    if not isinstance(found, Observed | FirstRoundEnded) and found.kind.plane is not found.scope.plane:
        raise msgspec.ValidationError(f"a source that has no {found.kind.value}")
    found = msgspec.structs.replace(found, scope=named(found.scope))
    if isinstance(found, ListEnded | Unread):
        found = msgspec.structs.replace(found, part=clean(found.part, _LONGEST_NAME))
    return found


def _digest(body: bytes) -> bytes:
    return blake2b(body, digest_size=16).digest()


def _run(start: int, count: int) -> msgspec.Raw:
    return msgspec.Raw(b"[%d,%d]" % (start, count))
