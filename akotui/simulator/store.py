"""What a simulated API server stores: objects, one counter of resourceVersions for all, and the changes watches read.

Objects are serialised once, when they are written, so that a list of 20,000 is a join of bytes.
"""

import bisect
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from akotui.model.kinds import RESOURCES, Kind
from akotui.simulator.documents import Object, encode, strings, text

MOMENT: Final = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
"""The moment of everything that names no other: simulated objects are the same in every run."""
HISTORY: Final = 20_000
"""So many changes of one kind are kept; a watch from before them is answered with 410, as after compaction."""
_BUILT_IN: Final = frozenset(
    {"", "apps", "batch", "networking.k8s.io", "discovery.k8s.io", "coordination.k8s.io", "rbac.authorization.k8s.io"}
)


class Served(msgspec.Struct, frozen=True, order=True):
    """A resource that discovery lists."""

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool = True

    @property
    def api_version(self) -> str:
        """`v1` or `group/version`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def root(self) -> str:
        """The path that its lists start with, without a slash at the front: `api/v1`, `apis/apps/v1`."""
        return f"apis/{self.api_version}" if self.group else f"api/{self.version}"


_ALL: Final = {
    kind: Served(resource.group, resource.versions[0], resource.plural, resource.name, resource.namespaced)
    for kind, resource in RESOURCES.items()
}
ROUTES: Final = _ALL[Kind.ROUTE]
"""What only OpenShift serves."""
DEFAULT_RESOURCES: Final = tuple(served for served in _ALL.values() if served != ROUTES)
"""What akotui reads on a cluster that is not OpenShift, each in the best version."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A stored object in the form of list items, with what selectors look at."""

    key: str
    version: int
    raw: bytes
    labels: Mapping[str, str]


class Change(msgspec.Struct, frozen=True, gc=False):
    """One write: the object before and after it, None when it did not exist then."""

    version: int
    before: Entry | None
    after: Entry | None


class Collection:
    """All objects of one resource by key, their order, and their changes."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.entries: dict[str, Entry] = {}
        self.changes: list[Change] = []
        self.compacted = 0
        self._keys: list[str] | None = None

    def write(self, key: str, after: Entry | None, version: int) -> None:
        """Replace, add or (None) remove the object."""
        before = self.entries.get(key)
        if (before is None) is not (after is None):
            self._keys = None
        if after is None:
            self.entries.pop(key, None)
        else:
            self.entries[key] = after
        self.changes.append(Change(version, before, after))
        if len(self.changes) > 2 * HISTORY:
            self.compacted = self.changes[HISTORY - 1].version
            del self.changes[:HISTORY]

    def since(self, version: int) -> list[Change]:
        """Return the changes after `version`."""
        return self.changes[bisect.bisect_right(self.changes, version, key=lambda change: change.version) :]

    def ordered(self) -> Iterator[Entry]:
        """All objects by key, the order of the API server."""
        if self._keys is None:
            self._keys = sorted(self.entries)
        return map(self.entries.__getitem__, self._keys)

    def at(self, version: int) -> Iterator[Entry]:
        """All objects by key as they were at `version`, which must not be older than `compacted`."""
        then = dict[str, Entry | None](self.entries)
        for change in reversed(self.since(version)):
            entry = change.after or change.before
            if entry is not None:
                then[entry.key] = change.before
        return (entry for key in sorted(then) if (entry := then[key]) is not None)

    def watched(self, raw: bytes) -> bytes:
        """Return list item `raw` as a watch sends it: with its kind."""
        if self.served.group not in _BUILT_IN:
            return raw
        kind = f'{{"kind":"{self.served.kind}","apiVersion":"{self.served.api_version}",'
        return kind.encode() + raw[1:]


class Store:
    """All collections of a cluster."""

    def __init__(self, resources: tuple[Served, ...] = DEFAULT_RESOURCES, *, moment: datetime = MOMENT) -> None:
        self.moment = moment
        self.version = 1
        self.collections: dict[tuple[str, str], Collection] = {}
        for served in resources:
            self.serve(served)

    def serve(self, served: Served) -> Collection:
        """Let discovery list `served`; a CustomResourceDefinition was installed, so to speak."""
        return self.collections.setdefault((served.root, served.plural), Collection(served))

    def withdraw(self, plural: str) -> None:
        """Let discovery no longer list it; its objects are gone."""
        collection = self.collection(plural)
        del self.collections[(collection.served.root, plural)]

    def collection(self, plural: str) -> Collection:
        """Return the collection of a plural name; KeyError when it is not served."""
        for (_, name), collection in self.collections.items():
            if name == plural:
                return collection
        raise KeyError(plural)

    def put(self, document: Object) -> None:
        """Create or replace an object; it must name its apiVersion and kind, and these must be served."""
        collection = self._collection_of(text(document, "apiVersion"), text(document, "kind"))
        key = _key(document)
        self.version += 1
        entry = _entry(document, collection.served, self, collection.entries.get(key))
        collection.write(key, entry, self.version)

    def delete(self, plural: str, key: str) -> None:
        """Delete the object `namespace/name` (or `name`); nothing happens when there is none."""
        collection = self.collection(plural)
        if key in collection.entries:
            self.version += 1
            collection.write(key, None, self.version)

    def read(self, plural: str, key: str) -> Object | None:
        """Return an object with its apiVersion and kind, ready to be changed and put back."""
        collection = self.collection(plural)
        entry = collection.entries.get(key)
        if entry is None:
            return None
        document: Object = msgspec.json.decode(collection.watched(entry.raw))
        return document

    def compact(self) -> None:
        """Forget all changes: watches from before now get 410."""
        for collection in self.collections.values():
            collection.changes.clear()
            collection.compacted = self.version

    def _collection_of(self, api_version: str, kind: str) -> Collection:
        for collection in self.collections.values():
            if collection.served.kind == kind and collection.served.api_version == api_version:
                return collection
        raise KeyError(f"{kind} of {api_version} is not served")


def _key(document: Object) -> str:
    namespace, name = text(document, "metadata", "namespace"), text(document, "metadata", "name")
    return f"{namespace}/{name}" if namespace else name


def _entry(document: Object, served: Served, store: Store, before: Entry | None) -> Entry:
    key = _key(document)
    metadata = document.get("metadata")
    kept = dict(metadata) if isinstance(metadata, dict) else {}
    seed = f"{served.kind}/{key}/{store.version}" if before is None else ""
    kept["uid"] = kept.get("uid") or (str(uuid.uuid5(uuid.NAMESPACE_OID, seed)) if seed else _uid(before))
    kept["creationTimestamp"] = kept.get("creationTimestamp") or f"{store.moment:%Y-%m-%dT%H:%M:%SZ}"
    kept["resourceVersion"] = str(store.version)
    hidden = ("apiVersion", "kind", "metadata") if served.group in _BUILT_IN else ("metadata",)
    body: Object = {"metadata": kept, **{name: value for name, value in document.items() if name not in hidden}}
    return Entry(key, store.version, encode(body), strings(kept, "labels"))


def _uid(entry: Entry | None) -> str:
    return text(msgspec.json.decode(entry.raw), "metadata", "uid") if entry else ""
