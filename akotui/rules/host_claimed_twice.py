"""Two AKO instances serve, or want to serve, the same host name.

What it finds:
    A host name that workloads in namespaces of different instances ask for, that virtual services of different
    instances serve, or that stands among the DNS names (dns_info) of VSVIPs of different instances. A host of one
    namespace that two instances claim is reported by double-owned-namespace, one of Gateways that two containers serve
    by gateways-served-twice. VSVIPs of other clusters and of usernames without instance do not count.

Why it matters:
    For a secure host the first instance has the virtual service and the certificate; the other repeats a 409 for ever,
    and its Ingress gets no address. An insecure host is served by both. Either way two VSVIPs publish one name, and DNS
    answers with either address.

Example:
    shop.example.com stands in an Ingress in red-web, which avi-system claims, and in one in blue-web, which blue
    claims.
    Scenario: multi-ako

What to do:
    Serve the host from namespaces of one instance, or give one of the two another name.

How sure:
    Certain: hosts, labels, settings and the DNS names of VSVIPs were read; whose a VSVIP is follows from the created_by
    of the virtual services that use it. Likely when virtual services are not surely owned. That two want a host is told
    at once; that two serve or publish it must stand for 2 minutes when it was not there at the first look, for what
    served it before goes some seconds after the new one has come. What each would call its virtual service is a
    forecast (akotui names) and proves nothing by itself: it tells which of the two behaviours to expect. That names of
    children do not hold the instance is in AKO internal/lib/lib.go; both behaviours were observed.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.confidence import weakest
from akotui.analysis.findings import Confidence, Evidence, Finding, Lag, Remedy, Rule, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.hosts import is_wanted_apart
from akotui.analysis.links import BEHIND_SHARED
from akotui.analysis.subjects import HostSubject, Named, Origin, VipSubject, VirtualServiceSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "host-claimed-twice"

_KINDS: Final = {"Ingress": Kind.INGRESS, "Route": Kind.ROUTE}


def check(subject: HostSubject) -> Iterable[Finding]:
    """One finding a host name."""
    several = len(subject.instances) > 1 or len(subject.virtual_services) > 1 or subject.vips
    return _told(subject) if several else ()


def _told(subject: HostSubject) -> Iterator[Finding]:
    serving = tuple(one for one in subject.virtual_services if one.owner)
    owners = tuple(dict.fromkeys(one.owner for one in serving if one.owner))
    apart = is_wanted_apart(subject.instances, subject.workloads)
    wanting = subject.instances if apart else ()
    vips = subject.vips if apart or not _publishers(subject) <= {*subject.instances} else ()
    if len(wanting) <= 1 and len(owners) <= 1 and not vips:
        return
    verb = "wanted" if len(wanting) > 1 else "served" if len(owners) > 1 else "published in DNS"
    parties = {*wanting, *owners, *(_publishers(subject) if vips else ())}
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=subject.fqdn,
        title=f"host {subject.fqdn} is {verb} by {listed(sorted(parties))}",
        objects=(
            *(citing.workload_ref(work) for work in subject.workloads),
            *(citing.virtual_service_ref(one) for one in serving),
            *map(citing.vip_ref, vips),
        ),
        owners=tuple(dict.fromkeys((*_created_by(serving), *(user for one in vips for user in one.owners)))),
        evidence=(*_evidence(subject, serving), *_named(subject), *_published(subject.fqdn, vips)),
        confidence=Confidence.CERTAIN if len(wanting) > 1 or vips else _confidence(serving),
        remedy=(
            Remedy(f"serve {subject.fqdn} from namespaces of one instance, or give one of the two another host name"),
        ),
        lag=Lag.EXCLUDED if len(wanting) > 1 else Lag.POSSIBLE,
    )


def _publishers(subject: HostSubject) -> set[str]:
    return {name for one in subject.vips for name in one.instances}


def _created_by(serving: Iterable[VirtualServiceSubject]) -> Iterator[str]:
    yield from (one.vs.created_by for one in serving if one.vs.created_by)


def _published(fqdn: str, vips: Iterable[VipSubject]) -> Iterator[Evidence]:
    for one in vips:
        says = f"the VSVIP of {listed(one.instances)}, used by {listed(one.virtual_services)}"
        yield citing.vip(one, "dns_info.fqdn", fqdn, says)


def _confidence(serving: tuple[VirtualServiceSubject, ...]) -> Confidence:
    return weakest(one.confidence for one in serving)


def _evidence(subject: HostSubject, serving: tuple[VirtualServiceSubject, ...]) -> Iterator[Evidence]:
    for work in subject.workloads:
        yield citing.origin(Origin(work, found=True), f"asks for {subject.fqdn}")
    for one in serving:
        yield citing.created_by(one, f"{one.owner} serves {subject.fqdn} with it")


def _named(subject: HostSubject) -> Iterator[Evidence]:
    """What those that want it would call what serves it: names that two give, else what each gives."""
    groups: dict[tuple[str, str], dict[str, Named]] = {}
    for one in subject.names:
        groups.setdefault((one.tenant, one.name), {}).setdefault(one.instance, one)
    shared = [group for group in groups.values() if len(group) > 1]
    for group in shared or groups.values():
        first, *others = group.values()
        says = f"what {first.instance} calls the virtual service that serves {subject.fqdn} in tenant {first.tenant}"
        if others:
            more = listed(one.instance for one in others)
            says = f"{says}; {more} the same: the first to be made keeps the name, what comes later gets 409"
        doubt = next((f" ({one.doubt})" for one in group.values() if one.doubt), "")
        work = first.workload
        yield Evidence(citing.CLUSTER, _KINDS[work.kind], str(work), "spec", first.name, says + doubt)


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
        }
    ),
    traces=frozenset(
        {
            Kind.SERVICE,
            Kind.GATEWAY,
            Kind.GATEWAY_CLASS,
            Kind.HTTP_ROUTE,
            Kind.VIRTUAL_SERVICE,
            Kind.VS_VIP,
            *BEHIND_SHARED,
        }
    ),
    grace=LAG,
    metadata=frozenset({Kind.VIRTUAL_SERVICE, Kind.POOL}),
    undecided=undecided.settings,
)
