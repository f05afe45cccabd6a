"""AKO instances exist and none of them is primary.

What it finds:
    Every known AKO instance has primaryInstance set to false.

Why it matters:
    Only the primary keeps the static routes of the cluster's VRF and reacts to new and removed nodes: with serviceType
    ClusterIP pods on new nodes cannot be reached from the Controller's Service Engines. Only the primary's Helm chart
    makes ClusterRole ako-cr, IngressClass avi-lb and GatewayClass avi-lb; when that release goes, all lose them.

Example:
    The release in avi-system was the primary and has been uninstalled; blue and green still run with
    primaryInstance: "false".
    Scenario: no-primary

What to do:
    Install one instance as the primary, best in a namespace of its own. Turning a running instance into the primary
    changes the username it writes from ako-<cluster>-<namespace> to ako-<cluster>: what it made before is orphaned,
    unless it deletes its objects first (deleteConfig).

How sure:
    Certain: the rule runs only when all StatefulSets and ConfigMaps of AKO could be read, and finds nothing while an
    instance has no ConfigMap: that one may be the primary. Likely when a ConfigMap was changed after its instance
    started. A missing or unparsable flag means primary (AKO
    cmd/ako-main/main.go); the routes are kept by internal/k8s/ako_init.go FullSyncK8s and
    internal/nodes/dequeue_ingestion.go processNodeObj, behind the flag.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Health, Instance
from akotui.analysis.subjects import EstateSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "no-primary"


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding for the cluster."""
    instances = citing.configured(subject.instances)
    unread = any(one.health is Health.NO_CONFIG for one in subject.instances)
    if unread or not instances or any(one.primary for one in instances):
        return
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about="cluster",
        title=f"no AKO instance is primary: {listed(citing.names(instances))} {_negation(instances)}",
        objects=tuple(citing.instance_ref(one) for one in instances),
        owners=citing.users(instances),
        evidence=tuple(
            citing.setting(one, "primaryInstance", used="false", says=f"{one.id} is not primary") for one in instances
        ),
        confidence=citing.sure(instances),
        remedy=(
            Remedy("install one AKO instance with AKOSettings.primaryInstance=true in a namespace of its own"),
            Remedy(
                "or make one of these primary: set deleteConfig=true on it and wait until its objects are gone (this"
                " takes its traffic down), then set primaryInstance=true and deleteConfig=false and restart it;"
                " without the deletion its objects are left without an owner"
            ),
        ),
    )


def _negation(instances: tuple[Instance, ...]) -> str:
    return "is not" if len(instances) == 1 else "are not"


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=EstateSubject,
    check=check,
    page=__doc__ or "",
    whole=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
