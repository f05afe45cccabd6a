"""Virtual services of this cluster bear a username that no AKO instance writes.

What it finds:
    Virtual services that AKO made for this cluster (by marker, name or username) and whose created_by is not the
    username of any known instance; one finding a username. Those of a former name of the cluster are reported by
    renamed-cluster-leftovers, those of other clusters never.

Why it matters:
    AKO deletes only what bears its own username, so nobody updates or deletes these any more. They keep serving an old
    state and keep their names: an instance that claims their namespaces now gets 409 for the same hosts.

Example:
    The instance in green was uninstalled with helm uninstall, which deletes nothing on the Controller: six virtual
    services with created_by ako-prod-green are left.
    Scenario: multi-ako

What to do:
    Reinstall the instance with the same clusterName, namespace and primaryInstance: it takes its objects over again and
    can delete them with deleteConfig. Or remove them on the Controller; that takes down whatever they still serve.

How sure:
    Certain: the rule runs only when all StatefulSets and ConfigMaps of AKO could be read, and usernames are compared as
    whole strings, never taken apart. AKO writes created_by from internal/lib/lib.go SetAKOUser, the Gateway container
    from cmd/gateway-api/main.go; its cache loads by created_by only (internal/cache/controller_obj_cache.go
    AviObjVSCachePopulate), so leftovers of others stay.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.confidence import weakest
from akotui.analysis.findings import Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import Origin, Reason, State, UserSubject, VirtualServiceSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "orphaned-virtual-service"

_ORPHANED: Final = State.ORPHANED
_RENAMED: Final = Reason.CLUSTER_RENAMED

_LISTED: Final = 5
"""As many source objects as one finding cites."""


def check(subject: UserSubject) -> Iterator[Finding]:
    """One finding a username."""
    found = [one for one in subject.virtual_services if one.state is _ORPHANED and _RENAMED not in one.reasons]
    if not found:
        return
    orphans = tuple(sorted(found, key=_order))
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=subject.name,
        title=f"{_who(orphans, subject.name)} no AKO instance{_because(subject, orphans)}",
        objects=tuple(citing.virtual_service_ref(one) for one in orphans),
        owners=(subject.name,) if subject.name else (),
        evidence=tuple(_evidence(subject, orphans)),
        confidence=weakest(one.confidence for one in orphans),
        remedy=_remedies(subject, orphans),
    )


def _order(one: VirtualServiceSubject) -> tuple[str, str, str]:
    return one.vs.tenant, one.vs.name, one.vs.uuid


def _who(orphans: tuple[VirtualServiceSubject, ...], user: str) -> str:
    of = f"of {user}" if user else "without created_by"
    if len(orphans) == 1:
        return f"virtual service {orphans[0].vs.name} {of} has"
    return f"{len(orphans)} virtual services {of} have"


def _because(subject: UserSubject, orphans: tuple[VirtualServiceSubject, ...]) -> str:
    reasons = {reason for one in orphans for reason in one.reasons}
    if Reason.PRIMARY_FLAG_CHANGED in reasons:
        flipped = _flipped(subject)
        now = f": {flipped.id} is primary now and writes {flipped.user}" if flipped else ": no primary writes it now"
        return now if flipped or subject.instances else ""
    return ": the instance was removed, its ConfigMap is left" if Reason.INSTANCE_REMOVED in reasons else ""


def _flipped(subject: UserSubject) -> Instance | None:
    primaries = (one for one in subject.instances if one.primary)
    return next((one for one in primaries if subject.name == f"ako-{one.cluster_name}-{one.id}"), None)


def _evidence(subject: UserSubject, orphans: tuple[VirtualServiceSubject, ...]) -> Iterator[Evidence]:
    first = orphans[0]
    whose = f": it is that of {listed(subject.readings)}" if subject.readings else ""
    yield citing.created_by(first, f"no known AKO instance writes this username{whose}")
    for gone in subject.removed:
        says = f"what is left of {gone.id}: it wrote {subject.name}, and its StatefulSet is gone"
        yield citing.setting(gone, "clusterName", used=gone.cluster_name, says=says)
    if len(subject.readings) > 1:
        says = "what decides between these: the marker clustername, which is missing or fits several"
        yield citing.virtual_service(first, "markers.clustername", "", says)
    yield from _compared(subject)
    yield from citing.marker(first, "AKO made it for this cluster")
    sources = sorted({source for one in orphans for source in one.origins}, key=_by_workload)
    for source in sources[:_LISTED]:
        yield citing.origin(source, "a Kubernetes object it was made from")


def _compared(subject: UserSubject) -> Iterator[Evidence]:
    changed = any(Reason.PRIMARY_FLAG_CHANGED in one.reasons for one in subject.virtual_services)
    for one in subject.instances:
        writes = f"{one.id} writes {listed(one.users) or 'nothing that is known'}"
        yield citing.setting(one, "clusterName", used=one.cluster_name, says=writes)
        if changed:
            says = f"{one.id} is {'' if one.primary else 'not '}primary"
            yield citing.setting(one, "primaryInstance", used="true" if one.primary else "false", says=says)
    if not subject.instances:
        yield Evidence(
            citing.CLUSTER, Kind.STATEFUL_SET, "StatefulSet", "items", "0", "the cluster has no AKO instance"
        )


def _by_workload(source: Origin) -> tuple[str, str, str]:
    return source.workload.kind, source.workload.namespace, source.workload.name


def _remedies(subject: UserSubject, orphans: tuple[VirtualServiceSubject, ...]) -> tuple[Remedy, ...]:
    namespaces = sorted({namespace for one in orphans for namespace in one.namespaces})
    hands_over = Remedy(
        f"to give {listed(namespaces)} to another instance, label {'it' if len(namespaces) == 1 else 'them'} for that"
        " instance; it gets 409 for the same names until the orphans are removed"
    )
    again = f"bring back the instance that writes {subject.name}: it takes its objects over again"
    return (
        *((Remedy(f"{again}, and deletes them when its deleteConfig is set to true"),) if subject.name else ()),
        *((hands_over,) if namespaces else ()),
        Remedy("or remove them on the Controller by hand: what they still serve goes down with them"),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=UserSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.VIRTUAL_SERVICE}),
    whole=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
