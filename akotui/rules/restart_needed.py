"""The ConfigMap of an AKO instance was changed after the instance started.

What it finds:
    A known AKO instance whose container ako started before the newest change of its ConfigMap avi-k8s-config.

Why it matters:
    AKO reads its settings at its start only. What runs is not what the ConfigMap says: selector, block list, username
    and service type shown for this instance may not be those it uses, and a restart for any other reason (a node
    upgrade) brings the change into force unexpectedly.

Example:
    nsSyncLabelValue of blue was changed on Monday; its pod runs since Friday.
    Scenario: rough-edges

What to do:
    Check the change, then restart the instance. If the change takes namespaces away from it, it deletes their virtual
    services at that start.

How sure:
    Likely: the times were read (containerStatuses.state.running.startedAt, the newest managedFields time), but the
    change may be one of the few settings AKO reads while it runs (logLevel, enableEvents, deleteConfig; AKO
    internal/k8s/ako_init.go HandleConfigMap). All others are environment variables (cmd/ako-main/main.go).
    The rule runs in part when one of the two times is not known: kubectl leaves managedFields out of what it prints
    unless it is called with --show-managed-fields.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.findings import Confidence, Evidence, Finding, Rule, Severity
from akotui.analysis.instances import ConfigState
from akotui.analysis.remedies import restart
from akotui.analysis.subjects import InstanceSubject
from akotui.model.kinds import Kind

SLUG: Final = "restart-needed"


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding an instance."""
    one = subject.instance
    if one.config_state is not ConfigState.RESTART_NEEDED:
        return
    name = next(iter(one.stateful_sets), citing.STATEFUL_SET)
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=one.id,
        title=f"AKO instance {one.id} runs with older settings than its ConfigMap has",
        objects=(citing.instance_ref(one),),
        owners=citing.users((one,)),
        evidence=(
            Evidence(
                citing.CLUSTER,
                Kind.CONFIG_MAP,
                f"ConfigMap/{one.id}/{CONFIG_MAP}",
                "metadata.managedFields.time",
                one.configured,
                "changed after the start of container ako",
            ),
            Evidence(
                citing.CLUSTER,
                Kind.POD,
                f"Pod/{one.id}/{name}-0",
                "status.containerStatuses.state.running.startedAt",
                one.started,
                "AKO reads its settings only at start",
            ),
        ),
        confidence=Confidence.LIKELY,
        remedy=(restart(one, "what the ConfigMap says comes into force; namespaces it no longer claims are cleared"),),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP, Kind.POD}),
    undecided=undecided.config_states,
)
