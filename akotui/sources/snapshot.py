"""Snapshots: files of all that was known at one moment (sources/snapshot_lines.py), written once and read back whole.

Nothing here opens a connection. A snapshot that is not whole is refused: what was compared with half of one would not
be what it says.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from akotui.analysis.estate import Estate
from akotui.decode.broken import UNDECODABLE
from akotui.errors import UsageError
from akotui.model.inventory import Inventory
from akotui.model.text import clean
from akotui.named_file import contents
from akotui.new_file import write_new
from akotui.sources import snapshot_lines as form

SUFFIX: Final = ".akotui-snapshot.jsonl"
_LARGEST: Final = 1 << 30
"""Bytes; one of fifty thousand namespaces and as many virtual services has a tenth of that."""


class Snapshot(msgspec.Struct, frozen=True):
    """All that was known. `saved` is when the file was made, `title` what the cluster was called."""

    saved: datetime
    title: str
    complete: bool
    inventory: Inventory


def content(inventory: Inventory, estate: Estate, title: str, now: datetime) -> bytes:
    """Return what stands in the file; `estate` is what follows from the inventory, and tells how whole it is."""
    lines = list(form.body(inventory))
    sources = tuple(
        form.Told(
            one.scope.name,
            one.scope.plane,
            one.health.endpoint,
            one.health.state,
            one.at,
            tuple((part.what, part.reason) for part in one.unread),
        )
        for one in estate.sources
    )
    head = form.Head(
        "snapshot", form.VERSION, now, clean(title, 200), inventory.at, estate.complete, sources, len(lines)
    )
    return b"".join((form.head(head), *lines))


def save(name: str, written: bytes) -> None:
    """Write a new file, mode 0600, whole or not at all. Raises UsageError, which names it and why."""
    try:
        write_new(Path(name), written)
    except FileExistsError:
        raise UsageError(f"{_shown(name)}: is there already; a snapshot is a new file") from None
    except OSError as error:
        raise UsageError(f"{_shown(name)}: cannot be written: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{_shown(name)}: is no name of a file") from None


def refuse_taken(name: str) -> None:
    """Raise UsageError when the name is taken, before anything is read for it."""
    try:
        taken = Path(name).exists() or Path(name).is_symlink()
    except (OSError, ValueError):
        raise UsageError(f"{_shown(name)}: is no name of a file") from None
    if taken:
        raise UsageError(f"{_shown(name)}: is there already; a snapshot is a new file")


def is_snapshot(name: str) -> bool:
    """Tell whether a file begins as a snapshot does; one that cannot be read is none."""
    try:
        if not Path(name).is_file():  # a pipe would be waited for
            return False
        with Path(name).open("rb") as opened:
            return opened.read(len(_BEGINNING)) == _BEGINNING
    except (OSError, ValueError):
        return False


_BEGINNING: Final = b'{"akotui":"snapshot"'


def read(name: str) -> Snapshot:
    """Read the snapshot `name`.

    Raises:
        UsageError: missing, unreadable, no snapshot, one of another version, cut off or damaged; names it and why.

    """
    try:
        lines = contents(name, _LARGEST).split(b"\n")
    except OSError as error:
        raise UsageError(f"{_shown(name)}: cannot be read: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{_shown(name)}: is no name of a file") from None
    head = _begin(name, lines[0])
    if len(lines) != head.lines + 2 or lines[-1]:
        there = sum(1 for line in lines[1:] if line)
        raise UsageError(f"{_shown(name)}: is cut off or damaged: it has {there} lines and says {head.lines}")
    return Snapshot(head.saved, head.title, head.complete, _put_together(name, head, lines[1:-1]))


def _begin(name: str, line: bytes) -> form.Head:
    version = _version(line)
    if version is not None and version != form.VERSION:
        raise UsageError(f"{_shown(name)}: its version is {version}, this akotui reads {form.VERSION}")
    try:
        return form.begin(line)
    except UNDECODABLE:
        raise UsageError(f"{_shown(name)}: is no snapshot of akotui snapshot save") from None


class _Versioned(msgspec.Struct):
    akotui: str
    version: int


def _version(line: bytes) -> int | None:
    """Return the version of what says that it is a snapshot, whatever else of it this akotui understands."""
    try:
        found = msgspec.json.decode(line, type=_Versioned)
    except UNDECODABLE:
        return None
    return found.version if found.akotui == "snapshot" else None


def _put_together(name: str, head: form.Head, lines: list[bytes]) -> Inventory:
    reading = form.Reading()
    try:
        for line in lines:
            reading.take(line)
        return reading.inventory(head.at)
    except UNDECODABLE as error:
        raise UsageError(f"{_shown(name)}: is damaged at line {reading.taken + 1}: {clean(str(error), 200)}") from None


def marked(snapshot: Snapshot) -> Inventory:
    """Return the inventory with a word for all who look at it: that it is of then, and not of now."""
    cluster = snapshot.inventory.cluster
    cautions = (*cluster.health.cautions, *_cautions(snapshot))
    health = msgspec.structs.replace(cluster.health, cautions=cautions)
    return msgspec.structs.replace(snapshot.inventory, cluster=msgspec.structs.replace(cluster, health=health))


def _cautions(snapshot: Snapshot) -> Iterator[str]:
    of = f" of {snapshot.title}" if snapshot.title else ""
    whole = "" if snapshot.complete else "; not all could be read then"
    yield f"this is a snapshot{of}, saved {snapshot.saved:%Y-%m-%dT%H:%M:%SZ}: nothing is read now{whole}"


def _shown(text: str) -> str:
    return clean(text, 1000)
