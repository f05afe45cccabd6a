"""A non-primary AKO instance has more than one replica.

What it finds:
    A known non-primary AKO instance whose StatefulSet wants two or more pods.

Why it matters:
    AKO supports a second pod only for the primary, and its chart refuses it for others: how two pods of a non-primary
    get along is nothing that AKO promises.

Example:
    kubectl scale statefulset/ako -n blue --replicas=2 was run by hand.
    Scenario: rough-edges

What to do:
    Scale the instance back to one pod.

How sure:
    Certain: flag and replicas were read. Likely when the ConfigMap was changed after the instance started. The limit is
    in helm/ako/templates/statefulset.yaml and docs/ako_ha.md.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Finding, Remedy, Rule, Severity
from akotui.analysis.subjects import InstanceSubject
from akotui.analysis.wording import command
from akotui.model.kinds import Kind

SLUG: Final = "non-primary-replicas"


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding an instance."""
    one = subject.instance
    if one.primary or one.replicas <= max(1, len(one.stateful_sets)) or not citing.configured((one,)):
        return
    target = f"statefulset/{citing.instance_ref(one).name}"
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=one.id,
        title=f"AKO instance {one.id} is not primary and has {one.replicas} replicas",
        objects=(citing.instance_ref(one),),
        owners=citing.users((one,)),
        evidence=(
            citing.setting(one, "primaryInstance", used="false", says=f"{one.id} is not primary"),
            citing.stateful_set(one, "spec.replicas", str(one.replicas), "pods wanted; only a primary may have two"),
        ),
        confidence=citing.sure((one,)),
        remedy=(
            Remedy(
                "scale it to one pod; the pod that stays goes on serving",
                command("kubectl", "scale", target, "-n", one.id, "--replicas=1"),
            ),
        ),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
)
