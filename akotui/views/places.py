"""The row of a pane that a thing has."""

from akotui.analysis.subjects import (
    InstanceSubject,
    NamespaceSubject,
    UserSubject,
    VirtualServiceSubject,
    Workload,
)
from akotui.views import virtual_services

Place = tuple[str, str]
"""The noun of a pane and the key of a row in it."""


def place(subject: object) -> Place | None:
    """Return where it stands; a workload stands with its namespace. None for what has no row."""
    found: Place | None = None
    match subject:
        case InstanceSubject():
            found = "instances", subject.instance.id
        case NamespaceSubject():
            found = "namespaces", subject.namespace.metadata.name
        case Workload():
            found = "namespaces", subject.namespace
        case VirtualServiceSubject():
            found = "virtual-services", virtual_services.key(subject)
        case UserSubject():
            found = "users", subject.name
        case _:
            pass
    return found
