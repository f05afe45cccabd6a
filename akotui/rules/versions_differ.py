"""AKO instances of one cluster run different versions.

What it finds:
    Known AKO instances whose version (image tag, else the version labels of the StatefulSet) is not the same. An
    instance whose version cannot be told is not compared.

Why it matters:
    AKO's documentation demands one version for all instances of a cluster. They share ClusterRole and
    IngressClass, which come with the primary's release; names of objects and what AKO reads changed between versions.

Example:
    avi-system runs 2.2.1, blue was left at 1.12.1.
    Scenario: rough-edges

What to do:
    Upgrade all instances to one version, the primary first, because its release brings what they share.

How sure:
    Certain: image tags or labels were read. A tag in a private registry may say something else than AKO's version. The
    rule is AKO's docs/install/helm.md and docs/multiple-ako.md.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import EstateSubject
from akotui.model.kinds import Kind

SLUG: Final = "versions-differ"


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding for the cluster."""
    instances = tuple(one for one in subject.instances if one.known and one.version)
    if differences := citing.differences(instances, lambda one: one.version, ("runs", "run")):
        yield _finding(instances, differences)


def _finding(instances: tuple[Instance, ...], differences: str) -> Finding:
    return Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about="cluster",
        title=f"AKO versions differ: {differences}",
        objects=tuple(citing.instance_ref(one) for one in instances),
        owners=citing.users(instances),
        evidence=tuple(
            citing.stateful_set(
                one,
                "version",
                one.version,
                f"of {one.id}, by its image tag or app.kubernetes.io/version or helm.sh/chart",
            )
            for one in instances
        ),
        confidence=Confidence.CERTAIN,
        remedy=(Remedy("upgrade all of them to one version by their Helm releases, the primary first"),),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=EstateSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET}),
)
