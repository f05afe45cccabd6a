"""A simulated kube-apiserver: discovery, list with pages, watch with bookmarks and 410, rights.

Only GET is answered, and the question whether one may do something (SelfSubjectAccessReview). Tests and the demo change
the cluster with `put` and `delete`; watches see it at once.
"""

import asyncio
import base64
import json
import ssl
from collections.abc import AsyncGenerator
from collections.abc import Collection as Names
from datetime import datetime

import msgspec

from akotui.simulator import reviews, statuses, tables
from akotui.simulator.documents import Object, encode, strings
from akotui.simulator.http import Reply, Request, Server, Stream
from akotui.simulator.store import DEFAULT_RESOURCES, MOMENT, Collection, Entry, Served, Store
from akotui.simulator.watching import Plan, Selection, bookmark, event, events, first_events, plan, select

_SNAPSHOTS = 64


class _Target(msgspec.Struct, frozen=True):
    """What a path names: a collection, perhaps one namespace of it, perhaps one object."""

    collection: Collection
    namespace: str = ""
    name: str = ""


class KubernetesSimulator:
    """A cluster. `bookmark_seconds` is the time between bookmarks of an idle watch (the API server's: about 60)."""

    def __init__(
        self,
        resources: tuple[Served, ...] = DEFAULT_RESOURCES,
        *,
        token: str | None = None,
        user: str = "akotui",
        moment: datetime = MOMENT,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.store = Store(resources, moment=moment)
        self.server = Server(self._serve, tls=tls)
        self.token = token
        self.user = user
        self.bookmark_seconds = 60.0
        self._forbidden: dict[str, Names[str]] = {}
        self._snapshots: dict[tuple[str, int, Selection], list[Entry]] = {}
        self._tables = tables.Tables(moment)
        self._changed = asyncio.Event()

    def put(self, document: Object) -> None:
        """Create or replace an object (apiVersion and kind must be in it)."""
        self.store.put(document)
        self._tell()

    def delete(self, plural: str, key: str) -> None:
        """Delete `namespace/name` or `name`."""
        self.store.delete(plural, key)
        self._tell()

    def relabel(self, plural: str, key: str, **labels: str | None) -> None:
        """Set labels, or with None take them off; KeyError when there is no such object."""
        document = self.store.read(plural, key)
        if document is None:
            raise KeyError(key)
        metadata = document["metadata"]
        if isinstance(metadata, dict):
            merged = {**strings(metadata, "labels"), **labels}
            metadata["labels"] = {name: value for name, value in merged.items() if value is not None}
        self.put(document)

    def compact(self) -> None:
        """Forget all changes and snapshots: watches and continue tokens from before now get 410."""
        self.store.compact()
        self._snapshots.clear()
        self._tell()

    def forbid(self, plural: str, *, allowed_in: Names[str] = ()) -> None:
        """Take the right to read a kind away, but for the namespaces where a Role still grants it."""
        self._forbidden[plural] = allowed_in

    def allow(self, plural: str) -> None:
        """Give the right back."""
        self._forbidden.pop(plural, None)

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def _serve(self, request: Request) -> Reply | Stream:
        if self.token is not None and request.headers.get("authorization") != f"Bearer {self.token}":
            return statuses.unauthorized()
        if (request.method, request.path) == ("POST", reviews.PATH):
            return reviews.answer(request.body, self._may)
        if request.method != "GET":
            return statuses.not_allowed()
        parts = request.path.strip("/").split("/")
        known = self._discovery(parts)
        if known is not None:
            return known
        target = self._target(parts)
        return statuses.not_served() if target is None else self._read(request, target)

    def _read(self, request: Request, target: _Target) -> Reply | Stream:
        served = target.collection.served
        watching = request.parameter("watch") in ("1", "true")
        verb = "get" if target.name else "watch" if watching else "list"
        if not self._may(served.plural, target.namespace):
            return statuses.forbidden(self.user, verb, served, target.namespace)
        if target.name:
            return self._one(request, target)
        asked = request.parameter("resourceVersion")
        if asked.isdigit() and int(asked) > self.store.version:
            return statuses.too_large(int(asked), self.store.version)
        selection = select(request, target.namespace)
        if watching:
            return Stream(self._watch(target.collection, selection, plan(request)))
        return self._list(request, target.collection, selection)

    def _may(self, plural: str, namespace: str) -> bool:
        allowed_in = self._forbidden.get(plural)
        return allowed_in is None or namespace in allowed_in

    def _discovery(self, parts: list[str]) -> Reply | None:
        resources = [collection.served for collection in self.store.collections.values()]
        groups = {served.group for served in resources}
        versions = {served.root: served.api_version for served in resources} | {"api/v1": "v1"}
        path = "/".join(parts)
        if path in ("readyz", "livez", "healthz"):
            return Reply(200, b"ok", "text/plain; charset=utf-8")
        document: Object | None = None
        if path == "version":
            document = statuses.version()
        elif path == "api":
            document = statuses.core_versions()
        elif path == "apis":
            document = statuses.group_list(resources)
        elif path in versions:
            document = statuses.resource_list(versions[path], resources)
        elif parts[:-1] == ["apis"] and parts[1] in groups:
            document = {"kind": "APIGroup", "apiVersion": "v1", **statuses.group(parts[1], resources)}
        return None if document is None else Reply(200, encode(document))

    def _target(self, parts: list[str]) -> _Target | None:
        cut = 2 if parts[0] == "api" else 3
        root, rest = "/".join(parts[:cut]), parts[cut:]
        match rest:
            case ["namespaces", namespace, plural] if found := self.store.collections.get((root, plural)):
                return _Target(found, namespace)
            case ["namespaces", namespace, plural, name] if found := self.store.collections.get((root, plural)):
                return _Target(found, namespace, name)
            case [plural, *name] if len(name) <= 1 and (found := self.store.collections.get((root, plural))):
                return _Target(found, "", "".join(name))
            case _:
                return None

    def _list(self, request: Request, collection: Collection, selection: Selection) -> Reply:
        limit = int(request.parameter("limit") or 0)
        version, start = self.store.version, 0
        token = request.parameter("continue")
        if token:
            version, start = _opened(token)
        elif request.parameter("resourceVersionMatch") == "Exact":
            version = int(request.parameter("resourceVersion"))
            if version < collection.compacted:
                return statuses.expired_list()
        name = (f"{collection.served.root}/{collection.served.plural}", version, selection)
        entries = self._snapshots.get(name)
        if entries is None and token:
            return statuses.expired_continue()
        if entries is None:
            there = collection.ordered() if version == self.store.version else collection.at(version)
            entries = [entry for entry in there if selection.takes(entry)]
        page = entries[start : start + limit] if limit else entries[start:]
        left = len(entries) - start - len(page)
        if left:
            self._snapshots[name] = entries
            while len(self._snapshots) > _SNAPSHOTS:
                del self._snapshots[next(iter(self._snapshots))]
        token = _sealed(version, start + len(page)) if left else ""
        written = self._tables.page if tables.wanted(request) else _list_body
        return Reply(200, written(collection.served, page, _list_metadata(version, token, left)))

    def _one(self, request: Request, target: _Target) -> Reply:
        key = f"{target.namespace}/{target.name}" if target.namespace else target.name
        entry = target.collection.entries.get(key)
        if entry is None:
            return statuses.not_found(target.collection.served, target.name)
        if tables.wanted(request):
            return Reply(
                200, self._tables.page(target.collection.served, [entry], {"resourceVersion": str(entry.version)})
            )
        return Reply(200, target.collection.watched(entry.raw))

    async def _watch(self, collection: Collection, selection: Selection, wish: Plan) -> AsyncGenerator[bytes, None]:
        loop = asyncio.get_running_loop()
        ends = loop.time() + wish.seconds
        version = wish.version
        if wish.initial:
            for line in first_events(collection, selection, self.store.version, marked=wish.marked):
                yield line
            version = self.store.version
        while version >= collection.compacted:
            changed, last = self._changed, self.store.version
            for line in events(collection, selection, version):
                yield line
            version, left = last, ends - loop.time()
            if left <= 0:
                return
            try:
                await asyncio.wait_for(changed.wait(), min(self.bookmark_seconds, left))
            except TimeoutError:
                if wish.bookmarks:
                    yield bookmark(collection.served, version)
        yield event("ERROR", encode(statuses.expired_watch(version, collection.compacted)))


def _list_metadata(version: int, token: str, left: int) -> Object:
    metadata: Object = {"resourceVersion": str(version)}
    return metadata | {"continue": token, "remainingItemCount": left} if token else metadata


def _list_body(served: Served, page: list[Entry], metadata: Object) -> bytes:
    head: Object = {"kind": f"{served.kind}List", "apiVersion": served.api_version, "metadata": metadata}
    return encode(head)[:-1] + b',"items":[' + b",".join(entry.raw for entry in page) + b"]}"


def _sealed(version: int, start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"rv": version, "start": start}).encode()).decode().rstrip("=")


def _opened(token: str) -> tuple[int, int]:
    try:
        found: dict[str, int] = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        return found["rv"], found["start"]
    except (ValueError, KeyError):
        return 0, 0
