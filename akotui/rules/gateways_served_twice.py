"""Two or more AKO instances run the Gateway API container, and each of them serves every Gateway.

What it finds:
    Two or more known AKO instances whose StatefulSet has container ako-gateway-api.

Why it matters:
    The Gateway container looks at neither namespace selector nor block list: each one handles every Gateway of AKO's
    GatewayClass in the whole cluster. Their names do not hold the instance, so they fight over the same virtual
    services: the loser repeats a 409 for ever, overwrites the other's VSVIP, and reports Programmed=False on Gateways
    that work.

Example:
    avi-system and blue were both installed with featureGates.GatewayAPI: true.
    Scenario: misconfigured

What to do:
    Leave the Gateway container in one instance only (Helm value featureGates.GatewayAPI).

How sure:
    Certain: the containers of the StatefulSets were read. That selectors are ignored is in AKO cmd/gateway-api/main.go,
    which never sets them up, and was observed: two Gateway containers of one cluster sent 200 POSTs in 10 seconds and
    left Gateways with "Aborted due to prev error".
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Finding, Remedy, Rule, Severity
from akotui.analysis.subjects import EstateSubject
from akotui.analysis.wording import counted, listed
from akotui.model.kinds import Kind

SLUG: Final = "gateways-served-twice"


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding for the cluster."""
    serving = tuple(one for one in citing.configured(subject.instances) if one.gateway_api)
    if len(serving) <= 1:
        return
    affected = f": {counted(len(subject.gateways), 'Gateway')} served by each of them" if subject.gateways else ""
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about="cluster",
        title=f"{listed(citing.names(serving))} run the Gateway container{affected}",
        objects=(
            *(citing.instance_ref(one) for one in serving),
            *(citing.workload_ref(gateway) for gateway in sorted(subject.gateways)),
        ),
        owners=tuple(one.gateway_user for one in serving if one.gateway_user),
        evidence=tuple(
            citing.stateful_set(
                one,
                "spec.template.spec.containers.name",
                "ako-gateway-api",
                f"{one.id} serves every Gateway of the cluster and writes {one.gateway_user}",
            )
            for one in serving
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                f"keep the Gateway container in one of them: set featureGates.GatewayAPI=false for"
                f" {listed(citing.names(serving[1:]))} or for the others, by a Helm upgrade; what the removed container"
                " made stays on the Controller and has to be removed there before the remaining one can make it anew"
            ),
        ),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=EstateSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    traces=frozenset({Kind.GATEWAY, Kind.GATEWAY_CLASS}),
)
