"""What a simulated Avi Controller stores: objects by type and uuid, rendered as its API renders them."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from akotui.model.kinds import AVI_TYPES
from akotui.simulator.documents import Json, Object, encode, member, text
from akotui.simulator.http import Request

TYPES: Final = tuple(avi_type.path for avi_type in AVI_TYPES.values() if avi_type.fields)
"""The object types that are always there, empty or not."""
_ALWAYS: Final = ("url", "uuid", "name", "_last_modified")
_NAMED_REF: Final = re.compile(r"(https?://[^/\"]+/api/[a-z0-9]+/[^#\"]+)#.*", re.DOTALL)


class Inventory:
    """All objects of a Controller. Refs and urls are kept with `#name`, as `include_name=true` shows them."""

    def __init__(self) -> None:
        self.types: dict[str, dict[str, Object]] = {name: {} for name in TYPES}
        self.runtimes: dict[str, Object] = {}
        self._rendered: dict[tuple[str, str], dict[tuple[str, bool], bytes]] = {}
        self._by_name: dict[str, list[Object]] = {}
        self.writes = 0

    def put(self, kind: str, document: Object) -> None:
        """Create or replace the object of type `kind` by its uuid."""
        self.writes += 1
        self.types.setdefault(kind, {})[text(document, "uuid")] = document
        self._rendered.pop((kind, text(document, "uuid")), None)
        self._by_name.pop(kind, None)

    def delete(self, kind: str, uuid: str) -> None:
        """Delete it; nothing happens when there is none."""
        self.writes += 1
        self.types.get(kind, {}).pop(uuid, None)
        self.runtimes.pop(uuid, None)
        self._rendered.pop((kind, uuid), None)
        self._by_name.pop(kind, None)

    def ordered(self, kind: str, sort: str) -> list[Object]:
        """Return all objects of a type: by name for `name`, backwards for `-name`, else as they were written."""
        if sort.lstrip("-") != "name":
            return list(self.types[kind].values())
        if kind not in self._by_name:
            found = self.types[kind].values()
            self._by_name[kind] = sorted(found, key=lambda item: (text(item, "name"), text(item, "uuid")))
        return self._by_name[kind][::-1] if sort.startswith("-") else self._by_name[kind]

    def find(self, kind: str, name: str, tenant: str) -> Object | None:
        """Return the object of that name in a tenant."""
        for document in self.types.get(kind, {}).values():
            if text(document, "name") == name and tenant_of(document) == tenant:
                return document
        return None

    def render(self, kind: str, document: Object, *, fields: str, named: bool) -> bytes:
        """Return the JSON of an object: only `fields` (comma-separated; all when empty), refs with names or without."""
        known, key = self._rendered.setdefault((kind, text(document, "uuid")), {}), (fields, named)
        if key not in known:
            wanted = {*_ALWAYS, *fields.split(",")}
            kept: Object = {name: value for name, value in document.items() if not fields or name in wanted}
            known[key] = encode(kept if named else without_names(kept))
        return known[key]

    def runtime(self, uuid: str) -> Object:
        """Return how a virtual service does: OPER_UP unless said otherwise, OPER_DISABLED when it is not enabled."""
        enabled = member(self.types["virtualservice"].get(uuid), "enabled")
        state = "OPER_DISABLED" if enabled is False else "OPER_UP"
        status: Object = {"state": state, "reason": [], "last_changed_time": {"secs": 1795368900, "usecs": 0}}
        return self.runtimes.get(uuid) or {"oper_status": status, "percent_ses_up": 100, "vip_summary": []}

    def summary(self, document: Object) -> Object:
        """Return an item of virtualservice-inventory; its config has neither created_by nor service_metadata."""
        uuid = text(document, "uuid")
        shown = ("uuid", "url", "name", "tenant_ref", "cloud_ref", "type", "enabled", "vsvip_ref", "vh_parent_vs_ref")
        config: Object = {name: document[name] for name in shown if name in document}
        url = text(document, "url").replace("/api/virtualservice/", "/api/virtualservice-inventory/")
        health: Object = {"health_score": 100}
        return {"uuid": uuid, "url": url, "config": config, "runtime": self.runtime(uuid), "health_score": health}


def tenant_of(document: Object) -> str:
    """Return the name of an object's tenant (a tenant is visible in itself)."""
    ref = text(document, "tenant_ref")
    return (ref.partition("#")[2] or ref.rpartition("/")[2]) if ref else text(document, "name")


def without_names(value: Json) -> Json:
    """Return `value` with `#name` taken off every ref."""
    if isinstance(value, str):
        found = _NAMED_REF.fullmatch(value)
        return found[1] if found else value
    if isinstance(value, dict):
        return {key: without_names(item) for key, item in value.items()}
    return [without_names(item) for item in value] if isinstance(value, list) else value


def selected(documents: Iterable[Object], request: Request) -> list[Object]:
    """Return what the filters of a list request leave."""
    tests = _tests(request)
    return [document for document in documents if all(test(document) for test in tests)]


def _tests(request: Request) -> list[Callable[[Object], bool]]:
    tests: dict[str, Callable[[Object, str], bool]] = {
        "name": lambda document, value: text(document, "name") == value,
        "name.contains": lambda document, value: value in text(document, "name"),
        "name.icontains": lambda document, value: value.casefold() in text(document, "name").casefold(),
        "name.in": lambda document, value: text(document, "name") in value.split(","),
        "uuid.in": lambda document, value: text(document, "uuid") in value.split(","),
        "created_by": lambda document, value: text(document, "created_by") == value,
        "cloud_ref.name": lambda document, value: text(document, "cloud_ref").endswith(f"#{value}"),
    }
    return [lambda document, t=tests[key], v=value: t(document, v) for key, value in request.query if key in tests]
