"""A list and watch API without I/O, as a model: objects, their history, and a fault now and then. All by chance.

A watch is a list of pieces of bytes; a fault changes what they hold or how they end. The server never sends an older
state than it sent before: that no server does, so nobody need be armed against it.
"""

import itertools
import json
from random import Random
from typing import Final

import msgspec

from akotui.sources.kubernetes_steps import List, Watch
from akotui.sources.kubernetes_wire import Answer

NAMES: Final = ("a", "b", "c", "d", "e")
STATUSES: Final = (400, 401, 403, 404, 410, 429, 500, 503, 504)
_PAGE: Final = 2
"""Objects on a page, whatever is asked for: a server may give fewer."""


class Change(msgspec.Struct, frozen=True):
    """One write: the object's name, its value and when; a deletion says what was deleted."""

    version: int
    type: str
    name: str
    raw: bytes


class Stream(msgspec.Struct, frozen=True):
    """What a watch brings: pieces of bytes, and whether the connection breaks at the end."""

    pieces: tuple[bytes, ...]
    breaks: bool = False


class ForgetfulServer:
    """Some ingresses of one namespace. `lost` counts the events that were never sent."""

    def __init__(self, chance: Random) -> None:
        self.version = 10
        self.objects: dict[str, tuple[int, bytes]] = {}
        self.lost = 0
        self._chance = chance
        self._changes: list[Change] = []
        self._compacted = 0
        self._dropped: set[int] = set()
        self._born = 0

    def live(self) -> None:
        """Let something happen: objects come, change, go, come again, or history is forgotten."""
        for _ in range(self._chance.randrange(4)):
            name = self._chance.choice(NAMES)
            if name in self.objects and self._chance.random() < 0.4:
                self._delete(name)
                if self._chance.random() < 0.4:
                    self._put(name)
            else:
                self._put(name)
        if self._chance.random() < 0.1:
            self._compacted = self.version

    def lose(self) -> None:
        """Let the newest change never be told by a watch."""
        if self._changes and self._changes[-1].version == self.version:
            self._dropped.add(self.version)

    def listed(self, step: List, *, faulty: bool) -> Answer | None:
        """Answer a list; None: the connection broke."""
        asked = dict(step.parameters)
        if faulty and (fault := self._chance.randrange(6)) < 5:
            return self._broken_list(fault)
        token = asked.get("continue", "")
        exactly = asked.get("resourceVersion", "")
        version = int(token.partition(":")[0] or exactly or self.version)
        if version < self._compacted:
            return _status(410)
        start = int(token.partition(":")[2] or 0)
        there = sorted(self._at(version).items())
        page = there[start : start + _PAGE] if "limit" in asked or token else there
        more = f"{version}:{start + len(page)}" if start + len(page) < len(there) else ""
        items = b",".join(raw for _, raw in page)
        metadata = json.dumps({"resourceVersion": str(version), "continue": more}).encode()
        return Answer(200, b'{"kind":"IngressList","metadata":' + metadata + b',"items":[' + items + b"]}")

    def watched(self, step: Watch, *, faulty: bool) -> Answer | Stream | None:
        """Answer a watch; None: it could not be opened."""
        since = int(dict(step.parameters)["resourceVersion"])
        if faulty and self._chance.random() < 0.3:
            return self._chance.choice([None, _status(self._chance.choice(STATUSES))])
        if since < self._compacted:
            if self._chance.random() < 0.5:
                return _status(410)
            return Stream((b'{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old"}}\n',))
        changes = [change for change in self._changes if change.version > since]
        self.lost += sum(change.version in self._dropped for change in changes)
        lines = [_line(change) for change in changes if change.version not in self._dropped]
        if changes or self._chance.random() < 0.5:
            lines.append(_bookmark(self.version))
        return self._damaged(lines) if faulty else Stream(tuple(lines))

    def _damaged(self, lines: list[bytes]) -> Stream:
        chance = self._chance
        fault = chance.randrange(6)
        if fault == 0 and lines:
            place = chance.randrange(len(lines))
            lines[place] = _corrupted(lines[place], chance)
        elif fault == 1 and lines:
            place = chance.randrange(len(lines))
            lines[place:] = [lines[place][: chance.randrange(len(lines[place]))]]
        elif fault == 2 and lines:
            lines = [line for line in lines for _ in range(chance.randrange(1, 3))]
        elif fault == 3:
            code = chance.choice((410, 429, 500, 504))
            lines = [*lines[: chance.randrange(len(lines) + 1)], b'{"type":"ERROR","object":{"code":%d}}\n' % code]
        whole = b"".join(lines)
        cuts = sorted({0, len(whole), *(chance.randrange(len(whole) + 1) for _ in range(3))})
        return Stream(tuple(whole[a:b] for a, b in itertools.pairwise(cuts)), breaks=chance.random() < 0.5)

    def _broken_list(self, fault: int) -> Answer | None:
        if fault == 0:
            return None
        bodies = (b"<html>", b"{}", b'{"kind":"IngressList","metadata":{},"items":null}')
        return _status(self._chance.choice(STATUSES)) if fault < 4 else Answer(200, self._chance.choice(bodies))

    def _at(self, version: int) -> dict[str, bytes]:
        then = dict[str, bytes]()
        for change in self._changes:
            if change.version <= version:
                then.pop(change.name, None)
                if change.type != "DELETED":
                    then[change.name] = change.raw
        return then

    def _put(self, name: str) -> None:
        self.version += self._chance.randrange(1, 4)
        known = self.objects.get(name)
        self._born += known is None
        uid = self._born if known is None else known[0]
        self.objects[name] = (uid, raw := _object(name, uid, self.version))
        self._changes.append(Change(self.version, "ADDED" if known is None else "MODIFIED", name, raw))

    def _delete(self, name: str) -> None:
        self.version += 1
        uid, _ = self.objects.pop(name)
        self._changes.append(Change(self.version, "DELETED", name, _object(name, uid, self.version)))


def _object(name: str, uid: int, version: int) -> bytes:
    metadata = {"name": name, "namespace": "shop", "uid": f"u{uid}", "resourceVersion": str(version)}
    return json.dumps({"metadata": metadata, "spec": {"rules": [{"host": f"v{version}"}]}}).encode()


def _line(change: Change) -> bytes:
    return b'{"type":"' + change.type.encode() + b'","object":' + change.raw + b"}\n"


def _bookmark(version: int) -> bytes:
    return b'{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"%d"}}}\n' % version


def _status(status: int) -> Answer:
    return Answer(status, b'{"kind":"Status","message":"no"}')


def _corrupted(line: bytes, chance: Random) -> bytes:
    """Damage that a reader can see: a byte that no JSON text holds, anywhere but in the newline."""
    place = chance.randrange(len(line) - 1)
    return line[:place] + bytes([chance.choice((0x00, 0x80, 0xFF))]) + line[place + 1 :]
