"""What concerns one object: narrowed to an instance, a namespace, a virtual service or a username, all panes follow."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import msgspec

from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expected
from akotui.analysis.findings import Finding, ObjectRef
from akotui.analysis.subjects import (
    HostSubject,
    InstanceSubject,
    NamespaceSubject,
    UserSubject,
    VirtualServiceSubject,
    Workload,
)
from akotui.analysis.timeline import Event
from akotui.views.table import Step

S = TypeVar("S")

_EMPTY: frozenset[str] = frozenset()


class Circle(msgspec.Struct, frozen=True):
    """What stands around an object: ids of instances, names of namespaces, uuids of virtual services, usernames.

    `whole`: the namespaces of which every object counts, not only the namespace itself. `workloads` are single objects.
    """

    instances: frozenset[str] = _EMPTY
    namespaces: frozenset[str] = _EMPTY
    services: frozenset[str] = _EMPTY
    users: frozenset[str] = _EMPTY
    whole: frozenset[str] = _EMPTY
    workloads: frozenset[Workload] = frozenset()
    owners: frozenset[str] = _EMPTY

    def holds(self, subject: object) -> bool:
        """Tell whether a row is about something in the circle; what is not an object (a note) always is."""
        held = True
        match subject:
            case Finding():
                held = not self.owners.isdisjoint(subject.owners) or any(map(self._refers, subject.objects))
            case InstanceSubject():
                held = subject.instance.id in self.instances
            case NamespaceSubject():
                held = subject.namespace.metadata.name in self.namespaces
            case VirtualServiceSubject():
                held = subject.vs.uuid in self.services
            case UserSubject():
                held = subject.name in self.users
            case Expected():
                held = self._makes(subject)
            case HostSubject():
                held = not self.instances.isdisjoint(subject.instances)
            case _:
                pass
        return held

    def _makes(self, subject: Expected) -> bool:
        """Tell whether somebody in the circle would make it, or one of its objects lies there."""
        made = not self.owners.isdisjoint(subject.instances) or not self.users.isdisjoint(subject.users)
        return made or any(one.namespace in self.whole for one in subject.workloads)

    def _refers(self, ref: ObjectRef) -> bool:
        if ref.kind == "VirtualService":
            return ref.id in self.services
        if ref.namespace is None:
            return ref.name in self.namespaces or ref.name in self.whole
        return ref.namespace in self.whole or Workload(ref.kind, ref.namespace, ref.name) in self.workloads


def within(subjects: Sequence[S], estate: Estate, narrowing: Iterable[Step]) -> Sequence[S]:
    """Return those of `subjects` that concern every object that was narrowed to."""
    for step in narrowing:
        around = circle(estate, step)
        subjects = [subject for subject in subjects if around.holds(subject)]
    return subjects


def circle(estate: Estate, step: Step) -> Circle:
    """Return what stands around an object; nothing when it is not there any more."""
    return _CIRCLES[step.noun](estate, step.key)


def concerns(subject: VirtualServiceSubject, instance: str) -> bool:
    """Tell whether the instance of this id has a part in it."""
    return subject.owner == instance or instance in subject.claimants or instance in subject.candidates


def _of_instance(estate: Estate, key: str) -> Circle:
    """Return the namespaces it claims or is kept from, the virtual services it owns, may own or would make."""
    usernames = {user for one in estate.instances if one.instance.id == key for user in one.instance.users}
    claimed = {
        one.namespace.metadata.name
        for one in estate.namespaces
        if any(instance.id == key for instance in one.claimants + one.blockers)
    }
    return Circle(
        frozenset({key}),
        frozenset(claimed),
        frozenset(one.vs.uuid for one in estate.virtual_services if concerns(one, key)),
        frozenset(one.name for one in estate.users if key in one.expected_of),
        frozenset(claimed | {key}),
        owners=frozenset(usernames | {key}),
    )


def _of_namespace(estate: Estate, key: str) -> Circle:
    """Return those who claim it or live in it, and the virtual services that come from it."""
    claimed = {
        instance.id
        for one in estate.namespaces
        if one.namespace.metadata.name == key
        for instance in one.claimants + one.blockers
    }
    made = [one for one in estate.virtual_services if key in one.namespaces]
    return Circle(
        frozenset(claimed | {key} | _owned_by(made)),
        frozenset({key}),
        frozenset(one.vs.uuid for one in made),
        frozenset(one.vs.created_by or "" for one in made),
        frozenset({key}),
    )


def _of_virtual_service(estate: Estate, key: str) -> Circle:
    """Return its parent and children, those who own or claim it, where it comes from, and its username."""
    scope, _, uuid = key.rpartition("/")
    known = {one.vs.uuid: one for one in estate.virtual_services if one.scope.name == scope}
    own = known.get(uuid)
    if own is None:
        return Circle()
    family = [own, *(one for one in known.values() if uuid == one.vs.parent or one.vs.uuid == own.vs.parent)]
    return Circle(
        frozenset(_owned_by([own])),
        frozenset(own.namespaces),
        frozenset(one.vs.uuid for one in family),
        frozenset({own.vs.created_by or ""}),
        workloads=frozenset(one.workload for one in own.origins),
    )


def _of_user(estate: Estate, key: str) -> Circle:
    """Return the virtual services under it, the namespaces they come from, and those who write it or wrote it."""
    own = next((one for one in estate.users if one.name == key), None)
    if own is None:
        return Circle()
    return Circle(
        frozenset({*own.expected_of, *(one.id for one in own.removed)}),
        frozenset(name for one in own.virtual_services for name in one.namespaces),
        frozenset(one.vs.uuid for one in own.virtual_services),
        frozenset({key}),
        owners=frozenset({key}),
    )


def _owned_by(services: Iterable[VirtualServiceSubject]) -> set[str]:
    named = (name for one in services for name in (one.owner, *one.claimants, *one.candidates))
    return {name for name in named if name is not None}


_CIRCLES: dict[str, Callable[[Estate, str], Circle]] = {
    "instances": _of_instance,
    "namespaces": _of_namespace,
    "virtual-services": _of_virtual_service,
    "users": _of_user,
}


def step_to(subject: object) -> Step | None:
    """Return the step that narrows to what a row is about; None for what cannot be narrowed to."""
    match subject:
        case InstanceSubject():
            return Step("instances", subject.instance.id, f"ako {subject.instance.id}")
        case NamespaceSubject():
            name = subject.namespace.metadata.name
            return Step("namespaces", name, f"ns {name}")
        case VirtualServiceSubject():
            return Step("virtual-services", f"{subject.scope.name}/{subject.vs.uuid}", f"vs {subject.vs.name}")
        case UserSubject():
            return Step("users", subject.name, f"user {subject.name or '(none)'}")
        case _:
            return None


def narrowed(narrowing: tuple[Step, ...], step: Step) -> tuple[Step, ...]:
    """Return the narrowing with one step more; a step of the same kind is replaced, with all that came after it."""
    nouns = [one.noun for one in narrowing]
    kept = narrowing[: nouns.index(step.noun)] if step.noun in nouns else narrowing
    return (*kept, step)


def owner_step(subject: object, estate: Estate) -> Step | None:
    """Return the step to whom a row's object belongs: a known instance, else the username that it bears."""
    names: Iterable[str | None]
    if isinstance(subject, Event):
        subject = subject.subject
    match subject:
        case Finding():
            names = subject.owners
        case VirtualServiceSubject():
            names = (subject.owner, subject.vs.created_by, *subject.candidates)
        case NamespaceSubject():
            names = [one.id for one in subject.claimants + subject.blockers]
        case UserSubject():
            names = (*subject.expected_of, subject.name)
        case InstanceSubject():
            names = (subject.instance.id,)
        case _:
            return None
    instances = {one.instance.id: one for one in estate.instances}
    by_user = {user: one for one in estate.instances for user in one.instance.users}
    users = {one.name: one for one in estate.users if one.name}
    for name in names:
        found = instances.get(name or "") or by_user.get(name or "") or users.get(name or "")
        if found is not None:
            return step_to(found)
    return None


def step_named(estate: Estate, noun: str, name: str) -> Step | None:
    """Return the step to the object that is called `name`; None when there is none, or no narrowing to its kind."""
    subjects: Sequence[InstanceSubject | NamespaceSubject | UserSubject | VirtualServiceSubject] = {
        "instances": estate.instances,
        "namespaces": estate.namespaces,
        "users": estate.users,
        "virtual-services": estate.virtual_services,
    }.get(noun, ())
    return step_to(next((one for one in subjects if name in _names(one)), None))


def _names(subject: InstanceSubject | NamespaceSubject | UserSubject | VirtualServiceSubject) -> tuple[str, ...]:
    match subject:
        case InstanceSubject():
            return (subject.instance.id,)
        case NamespaceSubject():
            return (subject.namespace.metadata.name,)
        case UserSubject():
            return (subject.name,)
        case VirtualServiceSubject():
            return (subject.vs.name, f"{subject.vs.tenant}/{subject.vs.name}", subject.vs.uuid)
