"""Answers and events as an API server writes them, and a machine to take them."""

import json
from datetime import UTC, datetime

from akotui.model.facts import Scope
from akotui.model.kinds import Kind, Plane
from akotui.sources.kubernetes_protocol import ListWatch
from akotui.sources.kubernetes_steps import Watch
from akotui.sources.kubernetes_wire import Answer

SCOPE = Scope("kubernetes", Plane.KUBERNETES)
AT = datetime(2026, 11, 22, 17, tzinfo=UTC)


def machine(kind: Kind = Kind.INGRESS, *, part: str = "") -> ListWatch:
    return ListWatch(SCOPE, kind, part=part)


def ingress(name: str, version: str = "5") -> dict[str, object]:
    return {"metadata": {"name": name, "namespace": "shop", "uid": f"u-{name}", "resourceVersion": version}}


def page(*names: str, version: str = "10", token: str = "", kind: str = "Ingress") -> Answer:
    metadata = {"resourceVersion": version, "continue": token}
    items = [ingress(name) for name in names]
    return Answer(200, json.dumps({"kind": f"{kind}List", "metadata": metadata, "items": items}).encode())


def line(kind: str, name: str = "a", version: str = "11") -> bytes:
    return json.dumps({"type": kind, "object": ingress(name, version)}).encode()


def refused(status: int, message: str = "no", retry_after: float | None = None) -> Answer:
    return Answer(status, json.dumps({"kind": "Status", "message": message}).encode(), retry_after=retry_after)


def listed() -> ListWatch:
    """A machine that has listed object `a` at version 10."""
    ready = machine()
    ready.step(0.5)
    ready.listed(page("a"), AT)
    return ready


def watching(version: str = "10") -> ListWatch:
    """A machine whose watch from that version is open."""
    ready = listed()
    step = ready.step(0.5)
    assert isinstance(step, Watch)
    assert ("resourceVersion", version) in step.parameters
    ready.opened(Answer(200), AT)
    return ready
