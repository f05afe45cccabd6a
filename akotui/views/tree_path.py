"""Where in the tree a thing stands: the way to it from the root."""

from collections.abc import Iterator

from akotui.analysis.estate import Estate, namespace_called
from akotui.analysis.findings import Finding
from akotui.analysis.subjects import (
    InstanceSubject,
    NamespaceSubject,
    State,
    UserSubject,
    VirtualServiceSubject,
    Workload,
)
from akotui.analysis.timeline import Event
from akotui.views import virtual_services
from akotui.views.owners import instance_of
from akotui.views.referring import referred
from akotui.views.tree import ELSEWHERE, SEPARATOR, Tree, place_of


def path(subject: object, estate: Estate, tree: Tree) -> tuple[str, ...]:
    """Return the keys from the root to the first place where a thing stands, as far as it stands anywhere."""
    place = tree.root
    keys = [place.key]
    for part in _parts(subject, estate):
        found = next((one for one in tree.children(place) if one.key.rpartition(SEPARATOR)[2] == part), None)
        if found is not None:
            place = found
            keys.append(place.key)
    return tuple(keys)


def _parts(subject: object, estate: Estate) -> Iterator[str]:
    match subject:
        case Event():
            yield from _parts(subject.subject, estate)
        case Finding() if subject.objects:
            yield from _parts(referred(subject.objects[0], estate), estate)
        case InstanceSubject() | UserSubject():
            yield f"ako {instance_of(subject, estate)}"
        case NamespaceSubject():
            yield f"ako {subject.claimants[0].id}" if subject.claimants else place_of(subject)
            yield f"ns {subject.namespace.metadata.name}"
        case Workload():
            yield from _parts(namespace_called(estate, subject.namespace), estate)
            yield str(subject)
        case VirtualServiceSubject():
            yield from _of_service(subject, estate)
        case _:
            pass


def _of_service(subject: VirtualServiceSubject, estate: Estate) -> Iterator[str]:
    if subject.state in (State.FOREIGN, State.UNMANAGED):
        yield ELSEWHERE
    else:
        there = {one.namespace.metadata.name for one in estate.namespaces}
        housed = (one.workload for one in subject.origins if one.workload.namespace in there)
        work = next(housed, None)
        if work is None:
            yield f"ako {subject.owner}" if subject.owner else place_of(subject)
        else:
            yield from _parts(work, estate)
    yield virtual_services.key(subject)
