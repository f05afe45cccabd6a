"""Two AKO instances serve, or want to serve, the same host name.

What it finds:
    A host name that workloads in namespaces of different instances ask for, or that virtual services of different
    instances serve. A host of one namespace that two instances claim is reported by double-owned-namespace, one of
    Gateways that two containers serve by gateways-served-twice.

Why it matters:
    For a secure host the first instance has the virtual service and the certificate; the other repeats a 409 for ever,
    and its Ingress gets no address. An insecure host is served by both, on two addresses that claim one DNS name.

Example:
    shop.example.com stands in an Ingress in red-web, which avi-system claims, and in one in blue-web, which blue
    claims.
    Scenario: multi-ako

What to do:
    Serve the host from namespaces of one instance, or give one of the two another name.

How sure:
    Certain: hosts, labels and settings were read. Likely when virtual services are not surely owned. That names of
    children do not hold the instance is in AKO internal/lib/lib.go; both behaviours were observed.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.confidence import weakest
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.links import BEHIND_SHARED
from akotui.analysis.subjects import HostSubject, Origin, VirtualServiceSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "host-claimed-twice"

_GATEWAY_KINDS: Final = frozenset({"Gateway", "HTTPRoute"})


def check(subject: HostSubject) -> Iterable[Finding]:
    """One finding a host name."""
    return _told(subject) if len(subject.instances) > 1 or len(subject.virtual_services) > 1 else ()


def _told(subject: HostSubject) -> Iterator[Finding]:
    serving = tuple(one for one in subject.virtual_services if one.owner)
    owners = tuple(dict.fromkeys(one.owner for one in serving if one.owner))
    wanting = subject.instances if _is_wanted_apart(subject) else ()
    if len(wanting) <= 1 and len(owners) <= 1:
        return
    verb = "wanted" if len(wanting) > 1 else "served"
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=subject.fqdn,
        title=f"host {subject.fqdn} is {verb} by {listed(sorted({*wanting, *owners}))}",
        objects=(
            *(citing.workload_ref(work) for work in subject.workloads),
            *(citing.virtual_service_ref(one) for one in serving),
        ),
        owners=tuple(dict.fromkeys(one.vs.created_by for one in serving if one.vs.created_by)),
        evidence=tuple(_evidence(subject, serving)),
        confidence=Confidence.CERTAIN if len(wanting) > 1 else _confidence(serving),
        remedy=(
            Remedy(f"serve {subject.fqdn} from namespaces of one instance, or give one of the two another host name"),
        ),
    )


def _is_wanted_apart(subject: HostSubject) -> bool:
    """Whether it is more than one doubly claimed namespace or doubly served Gateway."""
    places = {work.namespace for work in subject.workloads}
    return len(places) > 1 and not all(work.kind in _GATEWAY_KINDS for work in subject.workloads)


def _confidence(serving: tuple[VirtualServiceSubject, ...]) -> Confidence:
    return weakest(one.confidence for one in serving)


def _evidence(subject: HostSubject, serving: tuple[VirtualServiceSubject, ...]) -> Iterator[Evidence]:
    for work in subject.workloads:
        yield citing.origin(Origin(work, found=True), f"asks for {subject.fqdn}")
    for one in serving:
        yield citing.created_by(one, f"{one.owner} serves {subject.fqdn} with it")


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=HostSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset(
        {
            Kind.NAMESPACE,
            Kind.INGRESS,
            Kind.INGRESS_CLASS,
            Kind.ROUTE,
            Kind.STATEFUL_SET,
            Kind.CONFIG_MAP,
            Kind.VIRTUAL_SERVICE,
            Kind.VS_VIP,
        }
    ),
    traces=frozenset(
        {
            Kind.SERVICE,
            Kind.GATEWAY,
            Kind.GATEWAY_CLASS,
            Kind.HTTP_ROUTE,
            *BEHIND_SHARED,
        }
    ),
    metadata=frozenset({Kind.VIRTUAL_SERVICE, Kind.POOL}),
    undecided=undecided.settings,
)
