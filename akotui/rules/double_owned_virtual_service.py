"""A virtual service is claimed by an AKO instance besides its owner.

What it finds:
    A virtual service whose owner still claims its source, and another instance does too: its namespace is accepted by
    both, or its Gateway is served by two Gateway containers. Shared parents are never meant: their name holds the
    instance.

Why it matters:
    Only one virtual service of a name can exist. The owner has it; the other instance repeats a 409 for ever, writes no
    status, and takes over as soon as the owner lets go.

Example:
    Service payments/gw is in a namespace that avi-system and blue both select; prod--payments-gw bears ako-prod, and
    blue tries to make it every 90 seconds.
    Scenario: multi-ako

What to do:
    Leave the namespace to one instance (see double-owned-namespace), or the Gateway container to one instance (see
    gateways-served-twice).

How sure:
    Certain when labels, settings and containers were read. That names of children, dedicated and layer-4 virtual
    services do not hold the instance is in AKO internal/lib/lib.go and was observed, as were the repeated 409; that the
    Gateway container ignores selectors is in cmd/gateway-api/main.go.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "double-owned-virtual-service"

_DOUBLE_OWNED: Final = State.DOUBLE_OWNED


def check(subject: VirtualServiceSubject) -> Iterable[Finding]:
    """One finding a virtual service."""
    return _told(subject) if subject.state is _DOUBLE_OWNED else ()


def _told(subject: VirtualServiceSubject) -> Iterator[Finding]:
    others = tuple(one for one in subject.claimants if one != subject.owner)
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=subject.vs.uuid,
        title=f"virtual service {subject.vs.name} is owned by {subject.owner} and claimed by"
        f" {listed(others) or 'another instance'} too",
        objects=(citing.virtual_service_ref(subject),),
        owners=(subject.vs.created_by,) if subject.vs.created_by else (),
        evidence=tuple(_evidence(subject)),
        confidence=subject.confidence,
        remedy=tuple(_remedies(subject, others)),
    )


def _evidence(subject: VirtualServiceSubject) -> Iterator[Evidence]:
    claimants = listed(subject.claimants, most=len(subject.claimants))
    yield citing.created_by(subject, f"the username of {subject.owner}")
    yield from (citing.origin(source, "a Kubernetes object it was made from") for source in subject.origins)
    if Reason.GATEWAY_SERVED_TWICE in subject.reasons:
        for one in subject.claimants:
            place = f"StatefulSet/{one}/{citing.STATEFUL_SET}"
            field, says = "spec.template.spec.containers.name", f"{one} serves every Gateway of the cluster"
            yield Evidence(citing.CLUSTER, Kind.STATEFUL_SET, place, field, "ako-gateway-api", says)
    else:
        for name in subject.namespaces:
            says = f"selectors and block lists give it to {claimants}"
            yield Evidence(citing.CLUSTER, Kind.NAMESPACE, f"Namespace/{name}", "claimants", claimants, says)


def _remedies(subject: VirtualServiceSubject, others: tuple[str, ...]) -> Iterator[Remedy]:
    if Reason.GATEWAY_SERVED_TWICE in subject.reasons:
        yield Remedy(
            f"take the Gateway container from {listed(others) or 'all but one'} (featureGates.GatewayAPI=false"
            f" in a Helm upgrade): {subject.owner} keeps this virtual service"
        )
    else:
        yield Remedy(
            f"leave {listed(subject.namespaces) or 'its namespace'} to {subject.owner}: take away the label, or add the"
            f" namespace to the block list, of {listed(others) or 'the other instance'}; it has nothing to delete here"
        )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=VirtualServiceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.VIRTUAL_SERVICE, Kind.NAMESPACE, Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    traces=frozenset(
        {Kind.INGRESS, Kind.SERVICE, Kind.ROUTE, Kind.GATEWAY, Kind.HTTP_ROUTE, Kind.INGRESS_CLASS, Kind.GATEWAY_CLASS}
    ),
    metadata=frozenset({Kind.VIRTUAL_SERVICE}),
    undecided=undecided.settings,
)
