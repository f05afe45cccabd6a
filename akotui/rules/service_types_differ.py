"""AKO instances of one cluster use different service types.

What it finds:
    Known AKO instances whose serviceType (ClusterIP, NodePort, NodePortLocal) is not the same.

Why it matters:
    AKO's documentation demands one serviceType for all instances of a cluster. With ClusterIP pods are
    reached through static routes, which only the primary keeps: what one instance needs and the other one provides no
    longer go together.

Example:
    avi-system has serviceType: ClusterIP, blue has serviceType: NodePort.
    Scenario: multi-ako

What to do:
    Give all instances the same serviceType (Helm value L7Settings.serviceType) and restart those that changed. Their
    pools get new members, which interrupts their traffic shortly.

How sure:
    Certain: the settings were read. Likely when a ConfigMap was changed after its instance started, because AKO reads
    it at its start only (cmd/ako-main/main.go). The rule is AKO's docs/multiple-ako.md and docs/install/helm.md.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.remedies import restart, set_value
from akotui.analysis.subjects import EstateSubject
from akotui.model.kinds import Kind

SLUG: Final = "service-types-differ"


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding for the cluster."""
    instances = citing.configured(subject.instances)
    if differences := citing.differences(instances, lambda one: one.service_type):
        yield _finding(instances, differences)


def _finding(instances: tuple[Instance, ...], differences: str) -> Finding:
    return Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about="cluster",
        title=f"service types differ: {differences}",
        objects=tuple(citing.instance_ref(one) for one in instances),
        owners=citing.users(instances),
        evidence=tuple(
            citing.setting(one, "serviceType", used=one.service_type, says=f"service type of {one.id}")
            for one in instances
        ),
        confidence=citing.sure(instances),
        remedy=tuple(_remedies(instances)),
    )


def _remedies(instances: tuple[Instance, ...]) -> Iterator[Remedy]:
    model = next((one for one in instances if one.primary), instances[0])
    for one in instances:
        if one.service_type != model.service_type:
            text = f"give {one.id} the service type of {model.id}; all pools of {one.id} get new members"
            yield set_value(one, "serviceType", model.service_type, text)
            yield restart(one)


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=EstateSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
