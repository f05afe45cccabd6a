"""Recorded states put into the simulators: one document a side, keyed by API path and by object type.

`STATE.kube.json`: `{"apis/networking.k8s.io/v1/ingresses": {"kind": "IngressList", "items": [...]}, ...}`.
`STATE.avi.json`: `{"virtualservice": {"count": N, "results": [...]}, ...}`, refs with names.
"""

from collections.abc import Iterator
from pathlib import Path

from akotui.model.kinds import RESOURCES
from akotui.simulator.avi import AviSimulator
from akotui.simulator.controller import Inventory
from akotui.simulator.documents import Object, member, objects, parse, text
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.simulator.store import Served

_CONTROLLER = "ako.vmware.com/controller-cluster-uuid"


def read(path: Path) -> Object:
    """Read one of the two documents; raises OSError or msgspec.DecodeError."""
    return parse(path.read_bytes())


def load_kubernetes(simulator: KubernetesSimulator, document: Object) -> None:
    """Replace the whole cluster: discovery then lists exactly the paths of `document` (and always the core group)."""
    simulator.store.collections.clear()
    for path, listed in document.items():
        served = _served(path, listed if isinstance(listed, dict) else {})
        simulator.store.serve(served)
        for item in objects(listed, "items"):
            simulator.put({"apiVersion": served.api_version, "kind": served.kind, **item})


def load_avi(simulator: AviSimulator, document: Object) -> None:
    """Replace all objects of the Controller, its own name included."""
    simulator.inventory = Inventory()
    for kind, listed in document.items():
        simulator.inventory.types.setdefault(kind, {})
        for item in objects(listed, "results"):
            simulator.put(kind, item)
            simulator.host = text(item, "url").removeprefix("https://").partition("/")[0] or simulator.host


def cluster_uuid(document: Object) -> str:
    """Return the Controller's uuid that AKO wrote onto the objects of a cluster document, empty when nowhere."""
    return next((uuid for item in _items(document) if (uuid := _written_uuid(item))), "")


def _items(document: Object) -> Iterator[Object]:
    for listed in document.values():
        yield from objects(listed, "items")


def _written_uuid(item: Object) -> str:
    found = member(item, "metadata", "annotations", _CONTROLLER)
    return found if isinstance(found, str) else ""


def _served(path: str, listed: Object) -> Served:
    parts = path.split("/")
    group, version = ("", parts[1]) if parts[0] == "api" else (parts[1], parts[2])
    items = objects(listed, "items")
    scopes = {resource.plural: resource.namespaced for resource in RESOURCES.values()}
    namespaced = any(text(item, "metadata", "namespace") for item in items) if items else scopes.get(parts[-1], True)
    return Served(group, version, parts[-1], text(listed, "kind").removesuffix("List"), namespaced)
