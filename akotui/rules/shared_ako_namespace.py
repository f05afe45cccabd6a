"""Two AKO StatefulSets stand in one namespace.

What it finds:
    A namespace with two or more StatefulSets that run AKO.

Why it matters:
    The names of AKO's ConfigMap and Secret are fixed, so both use the same settings and write the same username. Each
    of them makes, updates and deletes the same objects.

Example:
    The operator made StatefulSet ako in avi-system, and a Helm release with another name stands beside it.
    Scenario: mixed-install

What to do:
    Keep one of them and uninstall the other; a second instance needs a namespace of its own.

How sure:
    Certain: the StatefulSets were read. The names avi-k8s-config and avi-secret are written in
    helm/ako/templates/configmap.yaml and secret.yaml and in ako-operator/internal/controller/configmap.go.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from akotui.analysis.subjects import InstanceSubject
from akotui.analysis.wording import command, listed
from akotui.model.kinds import Kind

SLUG: Final = "shared-ako-namespace"


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding a namespace."""
    one = subject.instance
    if len(one.stateful_sets) <= 1:
        return
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=one.id,
        title=f"namespace {one.id} has {len(one.stateful_sets)} AKO StatefulSets: {listed(one.stateful_sets)}",
        objects=tuple(ObjectRef("StatefulSet", name, one.id) for name in one.stateful_sets),
        owners=citing.users((one,)),
        evidence=tuple(
            Evidence(
                citing.CLUSTER,
                Kind.STATEFUL_SET,
                f"StatefulSet/{one.id}/{name}",
                "metadata.name",
                name,
                "runs AKO with the settings of this namespace",
            )
            for name in one.stateful_sets
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "see which Helm release or AKOConfig made each, and uninstall one of them",
                command("kubectl", "get", "statefulsets", "-n", one.id, "--show-labels"),
            ),
        ),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET}),
)
