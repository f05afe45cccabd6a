"""What a watch sends: which objects are selected, and the lines of the stream.

Source: apiserver pkg/endpoints/handlers/watch.go and pkg/storage/cacher (a change that enters the selection is ADDED,
one that leaves it is DELETED).
"""

from collections.abc import Iterator

import msgspec

from akotui.simulator.documents import Object, encode
from akotui.simulator.http import Request
from akotui.simulator.store import Change, Collection, Entry, Served

LONGEST_WATCH = 1800.0
"""Seconds after which a watch ends that did not ask for a time of its own."""


class Selection(msgspec.Struct, frozen=True):
    """What of a collection is asked for."""

    namespace: str
    name: str
    labels: tuple[tuple[str, str], ...]

    def takes(self, entry: Entry | None) -> bool:
        """Whether it is selected; None is not."""
        if entry is None:
            return False
        namespace, _, name = entry.key.rpartition("/")
        return (
            (not self.namespace or namespace == self.namespace)
            and (not self.name or name == self.name)
            and all(entry.labels.get(key) == value for key, value in self.labels)
        )


class Plan(msgspec.Struct, frozen=True):
    """How a watch was asked for: from where, how long, and whether the present objects come first."""

    version: int
    seconds: float
    bookmarks: bool
    initial: bool
    marked: bool


def plan(request: Request) -> Plan:
    """Read the parameters of a watch. No resourceVersion, or 0, means from now, the present objects first."""
    asked = request.parameter("resourceVersion")
    version = int(asked) if asked.isdigit() else 0
    marked = request.parameter("sendInitialEvents") == "true"
    return Plan(
        version=version,
        seconds=float(request.parameter("timeoutSeconds") or LONGEST_WATCH),
        bookmarks=request.parameter("allowWatchBookmarks") in ("1", "true"),
        initial=marked or version == 0,
        marked=marked,
    )


def select(request: Request, namespace: str) -> Selection:
    """Read fieldSelector (metadata.name, metadata.namespace) and labelSelector (equality only)."""
    name = ""
    for part in filter(None, request.parameter("fieldSelector").split(",")):
        field, _, value = part.replace("==", "=").partition("=")
        if field == "metadata.name":
            name = value
        elif field == "metadata.namespace":
            namespace = value
    labels = request.parameter("labelSelector").replace("==", "=")
    pairs = tuple(tuple(part.split("=", 1)) for part in labels.split(",") if "=" in part)
    return Selection(namespace, name, tuple((pair[0], pair[1]) for pair in pairs))


def first_events(collection: Collection, selection: Selection, version: int, *, marked: bool) -> Iterator[bytes]:
    """All present objects as ADDED, then (`marked`) the bookmark that says they were all."""
    for entry in [entry for entry in collection.ordered() if selection.takes(entry)]:
        yield event("ADDED", collection.watched(entry.raw))
    if marked:
        yield bookmark(collection.served, version, initial=True)


def events(collection: Collection, selection: Selection, version: int) -> Iterator[bytes]:
    """The selected changes after `version`."""
    return filter(None, [line(change, collection, selection) for change in collection.since(version)])


def line(change: Change, collection: Collection, selection: Selection) -> bytes | None:
    """Return a change as the selection sees it, None when it does not."""
    was, now = selection.takes(change.before), selection.takes(change.after)
    if now and change.after is not None:
        return event("MODIFIED" if was else "ADDED", collection.watched(change.after.raw))
    if was and change.before is not None:
        gone: Object = msgspec.json.decode(change.before.raw)
        metadata = gone["metadata"]
        if isinstance(metadata, dict):
            metadata["resourceVersion"] = str(change.version)
        return event("DELETED", collection.watched(encode(gone)))
    return None


def event(kind: str, raw: bytes) -> bytes:
    """Return one line of the stream."""
    return b'{"type":"' + kind.encode() + b'","object":' + raw + b"}\n"


def bookmark(served: Served, version: int, *, initial: bool = False) -> bytes:
    """Return a bookmark: nothing but a resourceVersion."""
    metadata: Object = {"resourceVersion": str(version), "creationTimestamp": None}
    if initial:
        metadata["annotations"] = {"k8s.io/initial-events-end": "true"}
    mark: Object = {"kind": served.kind, "apiVersion": served.api_version, "metadata": metadata}
    return event("BOOKMARK", encode(mark))
