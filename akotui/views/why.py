"""Why something is judged as it is: title, the fields that were read, what each says, and what one could do."""

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from akotui.analysis import evidence
from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.acknowledging import object_name as whole_name
from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expected
from akotui.analysis.findings import Evidence, Finding, ObjectRef, Remedy
from akotui.analysis.happenings import Sign
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import InstanceSubject, NamespaceSubject, UserSubject, VirtualServiceSubject
from akotui.analysis.timeline import Event
from akotui.analysis.wording import counted
from akotui.analysis.workloads import COUNTED
from akotui.model.facts import Scope
from akotui.model.kinds import RESOURCES, Kind, Plane
from akotui.model.text import shortened
from akotui.views import expected, timeline, words
from akotui.views.acknowledged import ENDED, Accepted, until
from akotui.views.ages import age
from akotui.views.code_points import spelled
from akotui.views.findings import Unchecked, unchecked_words
from akotui.views.instances import role, selector
from akotui.views.namespaces import mark_of
from akotui.views.referring import findings_about, remedies_of
from akotui.views.sources import services

KUBERNETES = Scope("kubernetes", Plane.KUBERNETES)
KINDS = {resource.name: kind for kind, resource in RESOURCES.items()}
_SHOWN = 40


class Step(msgspec.Struct, frozen=True):
    """One thing that was read: where (with its age), which object and field, its value, and what that says."""

    source: str
    where: str
    what: str
    says: str


class Why(msgspec.Struct, frozen=True):
    """An explanation. `sure` is the confidence, empty for what is no judgement; `more` are further plain lines."""

    mark: words.Mark
    title: str
    sure: str = ""
    steps: tuple[Step, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    more: tuple[str, ...] = ()


def explain(subject: object, estate: Estate, now: datetime) -> Why | None:
    """Return why `subject` (whatever a listing holds) is as it is; None for what cannot be explained."""
    why: Why | None = None
    match subject:
        case Finding():
            why = _finding(subject, estate, now)
        case Accepted():
            why = _accepted(subject, estate, now)
        case Acknowledgement():
            why = _ended(subject)
        case Unchecked():
            why = _unchecked(subject)
        case InstanceSubject():
            why = _instance(subject, estate, now)
        case NamespaceSubject():
            why = _namespace(subject, estate, now)
        case VirtualServiceSubject() | Expected():
            read = isinstance(subject, VirtualServiceSubject)
            why = _virtual_service(subject, estate, now) if read else _expected(subject, estate, now)
        case UserSubject():
            why = _user(subject, estate)
        case Event():
            why = _event(subject, estate, now)
        case _:
            pass
    return why and _spelled(why)


def _spelled(why: Why) -> Why:
    """Add how the letters that are not ASCII are called: names may differ by nothing that is seen."""
    texts = (why.title, *(part for step in why.steps for part in (step.where, step.what, step.says)), *why.more)
    return msgspec.structs.replace(why, more=(*why.more, *spelled(texts)))


def origin(estate: Estate, scope: Scope, kind: Kind, now: datetime) -> str:
    """Return the source and the age of its table: `k8s  2s`, `avi 11s`."""
    name = "k8s" if scope.plane is Plane.KUBERNETES else "avi"
    return f"{name} {age(estate.read_at.get((scope, kind)), now):>3}"


def _finding(finding: Finding, estate: Estate, now: datetime) -> Why:
    return Why(
        words.SEVERITIES[finding.severity],
        finding.title,
        finding.confidence.value,
        steps(finding.evidence, estate, now),
        finding.remedy,
        (f"rule {finding.rule}", *_listed("objects", [_named(ref) for ref in finding.objects])),
    )


def _named(ref: ObjectRef) -> str:
    """Return `VirtualService/admin/prod--shop  virtualservice-…`: what `[[ignore]]` matches, and the uuid."""
    return f"{whole_name(ref)}  {ref.id}" if ref.id else whole_name(ref)


def _accepted(subject: Accepted, estate: Estate, now: datetime) -> Why:
    why = _finding(subject.finding, estate, now)
    entry = subject.entry
    known = (f"acknowledged: {entry.reason}", f"until {until(entry)}, by [[ignore]] of {entry.rule} on {entry.object}")
    return msgspec.structs.replace(why, more=(*known, *why.more))


def _ended(entry: Acknowledgement) -> Why:
    title = f"[[ignore]] of {entry.rule} on {entry.object} ended on {until(entry)}: its findings count again"
    return Why(ENDED, title, more=(f"reason: {entry.reason}",))


def steps(chain: Iterable[Evidence], estate: Estate, now: datetime) -> tuple[Step, ...]:
    """Return a step a piece of evidence."""
    found: list[Step] = []
    scope, kind, read = None, None, ""
    for one in chain:
        if one.scope is not scope or one.kind is not kind:  # most are of the same table as the one before
            scope, kind, read = one.scope, one.kind, origin(estate, one.scope, one.kind, now)
        found.append(Step(read, one.object, f"{one.field} = {one.value}", one.says))
    return tuple(found)


def _unchecked(entry: Unchecked) -> Why:
    return Why(
        words.UNCHECKED,
        f"{unchecked_words(entry)}: {entry.reason}",
        more=("Not a finding, and no proof that nothing is wrong.", *_listed("rules", entry.rules)),
    )


def _instance(subject: InstanceSubject, estate: Estate, now: datetime) -> Why:
    one = subject.instance
    return Why(
        words.INSTANCES[one.health],
        f"AKO in {one.id}: {one.health.value}",
        steps=settings_of(subject, estate, now),
        remedies=remedies_of(subject, estate),
        more=(*_found(subject, estate), *_listed("namespaces", subject.matched or ())),
    )


def settings_of(subject: InstanceSubject, estate: Estate, now: datetime) -> tuple[Step, ...]:
    """Return how an instance runs, and with which settings."""
    one = subject.instance
    settings = origin(estate, KUBERNETES, Kind.CONFIG_MAP, now)
    running = origin(estate, KUBERNETES, Kind.STATEFUL_SET, now)
    where = f"ConfigMap/{one.id}/avi-k8s-config"
    matched = "? namespaces" if subject.matched is None else counted(len(subject.matched), "namespace")
    return (
        Step(running, f"StatefulSet/{one.id}", f"ready = {one.ready} of {one.replicas}", one.waiting),
        *_restarts(one, origin(estate, KUBERNETES, Kind.POD, now)),
        Step(settings, where, f"clusterName = {one.cluster_name or '?'}", role(one)),
        Step(settings, where, f"selector {selector(one)}", f"matches {matched}"),
        Step(settings, where, f"created_by = {', '.join(one.users) or '--'}", "its usernames"),
        Step(settings, where, f"controllerIP = {one.controller or '?'}", f"tenant {one.tenant}, cloud {one.cloud}"),
        Step(settings, where, f"serviceType = {one.service_type}", f"running configuration: {one.config_state.value}"),
    )


def _found(subject: object, estate: Estate) -> tuple[str, ...]:
    """Return a line a finding that names the thing."""
    found = findings_about(subject, estate)
    return _listed("findings", [f"{words.SEVERITIES[one.severity][0]} {one.title}" for one in found])


def _restarts(one: Instance, read: str) -> Iterator[Step]:
    """A container that was started again: AKO does so itself (controller_obj_cache.go, avi_api.go of AKO)."""
    if one.restarts:
        says = "AKO ends itself when the Controller's leader changes or refuses its password"
        yield Step(read, f"Pod/{one.id}", f"restartCount = {one.restarts}", says)


def _namespace(subject: NamespaceSubject, estate: Estate, now: datetime) -> Why:
    name = subject.namespace.metadata.name
    labels = " ".join(f"{key}={value}" for key, value in sorted(subject.namespace.metadata.labels.items()))
    first = Step(
        origin(estate, KUBERNETES, Kind.NAMESPACE, now),
        f"Namespace/{name}",
        f"labels = {labels or '(none)'}",
        _work_of(subject),
    )
    settings = origin(estate, KUBERNETES, Kind.CONFIG_MAP, now)
    chain = tuple(_claim(subject, one, settings) for one in subject.instances)
    more = (*_found(subject, estate), *_listed("objects", [str(workload) for workload in subject.workloads]))
    remedies = remedies_of(subject, estate)
    return Why(mark_of(subject), f"namespace {name}: {subject.state.value}", "", (first, *chain), remedies, more)


def _work_of(subject: NamespaceSubject) -> str:
    """Return how much there is for AKO; kinds of work of which nothing was read are named, for they may hold more."""
    unread = ", ".join(word for word in COUNTED.values() if word not in subject.counts)
    found = f"{counted(len(subject.workloads), 'object')} of AKO's classes"
    return f"{found} in what was read; not read: {unread}" if unread else found


def _claim(subject: NamespaceSubject, instance: Instance, settings: str) -> Step:
    if instance in subject.claimants:
        says = f"{instance.id} claims it"
    elif instance in subject.blockers:
        says = f"{instance.id} would by label, but blocks it (blockedNamespaceList)"
    else:
        says = f"{instance.id} does not match"
    return Step(settings, f"ConfigMap/{instance.id}/avi-k8s-config", f"selector {selector(instance)}", says)


def _virtual_service(subject: VirtualServiceSubject, estate: Estate, now: datetime) -> Why:
    vs = subject.vs
    return Why(
        words.VIRTUAL_SERVICES[subject.state],
        f"{vs.name} is {subject.state.value}: {', '.join(reason.value for reason in subject.reasons)}",
        subject.confidence.value,
        steps(evidence.why(subject, estate), estate, now),
        remedies_of(subject, estate),
        (
            *_found(subject, estate),
            f"uuid {vs.uuid}",
            f"tenant {vs.tenant}, cloud {vs.cloud or '?'}",
            *_listed("hosts", subject.hosts),
        ),
    )


def _expected(one: Expected, estate: Estate, now: datetime) -> Why:
    """Return what a predicted name rests on: the workload, whoever claims it, and AKO's own note where there is one."""
    work = one.workloads[0]
    read, settings = (origin(estate, KUBERNETES, kind, now) for kind in (KINDS[work.kind], Kind.CONFIG_MAP))
    known = {subject.instance.id: subject.instance for subject in estate.instances}
    where = f"{work.kind}/{work.namespace}/{work.name}"
    chain = [Step(read, where, f"{expected.ANNOTATION} = {uuid}", "AKO made it once") for uuid in one.uuids[:1]]
    if one.hosts:
        chain.append(Step(read, where, f"host = {one.hosts[0]}", "what AKO names it by"))
    for name, user in zip(one.instances, one.users, strict=True):
        says = f"would make it as {user}"
        what = f"selector {selector(known[name])}" if name in known else "it is not there any more"
        chain.append(Step(settings, f"ConfigMap/{name}/avi-k8s-config", what, says))
    title = f"{one.name or f'virtual service of {where}'} is {'confirmed' if one.uuids else 'predicted'}, not read"
    more = ("Avi was not read: it may be gone, another's, or of another name.", *one.unknown)
    objects = (*_listed("objects", [str(each) for each in one.workloads]), *_listed("hosts", one.hosts))
    return Why(expected.mark(one), f"{title}: {_expected_of(one)}", "", tuple(chain), (), (*more, *objects))


def _expected_of(one: Expected) -> str:
    if not one.instances:
        return f"no AKO instance claims namespace {one.workloads[0].namespace}"
    return f"{' and '.join(one.instances)} would make it"


def _event(event: Event, estate: Estate, now: datetime) -> Why:
    """Return when it was seen and of what, then the explanation as it was: of no age, for that was then.

    What is resolved wants no remedy any more: nobody is to copy the command that was for it.
    """
    then = explain(event.subject, estate, now) or Why(timeline.mark(event), "")
    chain = tuple(msgspec.structs.replace(step, source="") for step in then.steps)
    seen = f"seen {event.at:%Y-%m-%dT%H:%M:%SZ}, {age(event.at, now)} ago"
    names = _listed("all of them", event.names) if len(event.names) > 1 else ()
    about = f"of {then.title}" if event.names and then.title not in ("", event.text) else ""
    more = (seen, *names, *([about] if about else []), *then.more)
    remedies = () if event.sign is Sign.RESOLVED else then.remedies
    return Why(timeline.mark(event), event.text, then.sure, chain, remedies, more)


def _user(subject: UserSubject, estate: Estate) -> Why:
    names = [f"{one.vs.tenant}/{one.vs.name} ({one.state.value})" for one in subject.virtual_services]
    chain = tuple(
        Step("", f"AKO in {one.id}", f"writes {', '.join(one.users) or '--'}", _compared(subject.name, one))
        for one in subject.instances
    )
    title = f"username {subject.name or '(none)'}: {subject.state.value}, {services(estate, len(names))}"
    more = (*_found(subject, estate), *_listed("virtual services", names))
    return Why(words.USERS[subject.state], title, "", chain, remedies_of(subject, estate), more)


def _compared(name: str, instance: Instance) -> str:
    return "this username" if name in instance.users else "another username"


def _listed(title: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return a title and a line a name, the first of them; how many are left out is said."""
    every = tuple(names)
    if not every:
        return ()
    left = len(every) - _SHOWN
    tail = (f"  … and {left} more",) if left > 0 else ()
    return (f"{title} ({len(every)}):", *(f"  {shortened(name)}" for name in every[:_SHOWN]), *tail)
