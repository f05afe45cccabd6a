"""A Gateway is served by an AKO instance that does not claim its namespace.

What it finds:
    A Gateway of AKO's class in a namespace that an instance with the Gateway container does not accept.

Why it matters:
    It is how AKO works, and it misleads: the Gateway container looks at neither namespace selector nor block list, so
    the virtual services of a Gateway bear another instance's username than all others of its namespace.

Example:
    Namespace blue-web is claimed by blue; its Gateway is served by avi-system, whose username its virtual service
    bears.
    Scenario: gateways

What to do:
    Nothing, if one instance is meant to serve all Gateways. To see who owns what, go by created_by, not by labels.

How sure:
    Certain: containers, labels and settings were read; likely when a ConfigMap was changed after its instance started.
    The container never sets up the selector (AKO cmd/gateway-api/main.go); a Gateway served against the selector was
    observed.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import WorkloadSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "gateway-of-other-instance"


def check(subject: WorkloadSubject) -> Iterable[Finding]:
    """One finding a Gateway."""
    return _told(subject) if subject.workload.kind == "Gateway" else ()


def _told(subject: WorkloadSubject) -> Iterator[Finding]:
    if subject.workload.kind != "Gateway" or not subject.ours or subject.claimants is None:
        return
    others = tuple(one for one in citing.configured(subject.servers) if one not in subject.claimants)
    if not others:
        return
    owner = listed(citing.names(subject.claimants)) or "nobody"
    yield Finding(
        rule=SLUG,
        severity=Severity.INFO,
        about=str(subject.workload),
        title=f"{subject.workload} is served by {listed(citing.names(others))}; its namespace is claimed by {owner}",
        objects=(citing.workload_ref(subject.workload),),
        owners=tuple(one.gateway_user for one in others if one.gateway_user),
        evidence=tuple(_evidence(subject, others)),
        confidence=citing.sure((*others, *subject.claimants)),
        remedy=(Remedy("nothing to do if one instance is meant to serve all Gateways: AKO offers no other way"),),
    )


def _evidence(subject: WorkloadSubject, others: tuple[Instance, ...]) -> Iterator[Evidence]:
    for one in others:
        says = f"{one.id} serves every Gateway and writes {one.gateway_user}"
        yield citing.stateful_set(one, "spec.template.spec.containers.name", "ako-gateway-api", says)
        yield from citing.selector(one)
    for one in subject.claimants or ():
        yield from citing.selector(one)


RULE = Rule(
    slug=SLUG,
    severity=Severity.INFO,
    subject=WorkloadSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.GATEWAY, Kind.GATEWAY_CLASS, Kind.NAMESPACE}),
    whole=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
