"""From what a row tells of to what an estate holds of it, and the findings about one thing."""

from collections.abc import Callable

from akotui.analysis.estate import Estate, namespace_called
from akotui.analysis.expectations import Expected
from akotui.analysis.findings import Finding, ObjectRef, Remedy
from akotui.analysis.subjects import (
    InstanceSubject,
    NamespaceSubject,
    UserSubject,
    VirtualServiceSubject,
    Workload,
    WorkloadSubject,
)
from akotui.analysis.timeline import Event
from akotui.views.acknowledged import Accepted
from akotui.views.findings import urgency

_INSTANCE = ("StatefulSet", "ConfigMap", "Instance")
"""Kinds by which a finding names an AKO instance."""


def told_of(subject: object) -> object:
    """Return what a row that tells of something else is about."""
    match subject:
        case Accepted():
            return subject.finding
        case Event():
            return subject.subject
        case _:
            return subject


def referred(ref: ObjectRef, estate: Estate) -> object:
    """Return what an estate holds of an object that a finding names; of a workload no more than its name."""
    if ref.kind == "VirtualService":
        return next((one for one in estate.virtual_services if one.vs.uuid == ref.id), None)
    if ref.kind == "Namespace":
        return namespace_called(estate, ref.name)
    if ref.kind in _INSTANCE:
        return next((one for one in estate.instances if one.instance.id == (ref.namespace or ref.name)), None)
    return Workload(ref.kind, ref.namespace, ref.name) if ref.namespace else None


def findings_about(subject: object, estate: Estate) -> tuple[Finding, ...]:
    """Return the findings that name an instance, a namespace, a virtual service or a username.

    First those that are about it, then those that name it besides another; of each the worst first.
    """
    names = _naming(subject)
    if names is None:
        return ()
    found = [one for one in estate.findings if any(map(names, one.objects)) or _bears(subject, one)]
    return tuple(sorted(found, key=lambda one: (not any(map(names, one.objects[:1])), urgency(one))))


def remedies_of(subject: object, estate: Estate) -> tuple[Remedy, ...]:
    """Return what one could do about the findings that name a thing, each once."""
    return tuple(dict.fromkeys(remedy for one in findings_about(subject, estate) for remedy in one.remedy))


def _naming(subject: object) -> Callable[[ObjectRef], bool] | None:
    """Return what tells whether a finding's object is this thing; None for things that findings do not name."""
    match subject:
        case VirtualServiceSubject():
            uuid = subject.vs.uuid
            return lambda ref: ref.id == uuid
        case NamespaceSubject():
            name = subject.namespace.metadata.name
            return lambda ref: ref.name == name and ref.kind == "Namespace"
        case InstanceSubject():
            id_ = subject.instance.id
            return lambda ref: ref.namespace == id_ and ref.kind in _INSTANCE
        case UserSubject():
            return lambda _: False
        case _:
            return None


def _bears(subject: object, finding: Finding) -> bool:
    return isinstance(subject, UserSubject) and bool(subject.name) and subject.name in finding.owners


def house(subject: object, estate: Estate) -> object:
    """Return the namespace in which a workload lives, by which it is claimed; anything else as it is."""
    match subject:
        case Workload():
            return namespace_called(estate, subject.namespace)
        case WorkloadSubject():
            return namespace_called(estate, subject.workload.namespace)
        case Expected():
            return namespace_called(estate, subject.workloads[0].namespace)
        case _:
            return subject
