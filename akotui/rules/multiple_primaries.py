"""More than one AKO instance is primary with the same cluster name.

What it finds:
    Two or more known AKO instances with primaryInstance true, or without the setting, and the same clusterName.

Why it matters:
    They write the same username, ako-<cluster>, and the same names. When one starts it takes the other's virtual
    services for its own and deletes those of namespaces it does not accept: an outage at every restart.

Example:
    A ConfigMap in blue was edited and lost primaryInstance: "false"; or an operator installation and a Helm
    installation stand side by side, and the operator can only make primaries.
    Scenario: two-primaries

What to do:
    Leave one primary. Set primaryInstance to false on the others (Helm value AKOSettings.primaryInstance) and restart
    them; they then write ako-<cluster>-<namespace> and make their objects anew.

How sure:
    Certain: the flag was read; missing or unparsable means primary (AKO cmd/ako-main/main.go). Likely when a ConfigMap
    was changed after its instance started. The username comes from internal/lib/lib.go SetAKOUser; the deletion at the
    start (internal/k8s/ako_init.go CleanupStaleVSes) was read in the code, not provoked.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Evidence, Finding, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.remedies import restart, set_value
from akotui.analysis.subjects import EstateSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "multiple-primaries"


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding a cluster name."""
    by_name: dict[str, list[Instance]] = {}
    for one in citing.configured(subject.instances):
        if one.primary:
            by_name.setdefault(one.cluster_name, []).append(one)
    for cluster_name, primaries in by_name.items():
        if len(primaries) > 1:
            yield _finding(cluster_name, tuple(primaries))


def _finding(cluster_name: str, primaries: tuple[Instance, ...]) -> Finding:
    first, *rest = primaries
    return Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=cluster_name,
        title=f"{listed(citing.names(primaries))} are each primary of cluster {cluster_name}",
        objects=tuple(citing.instance_ref(one) for one in primaries),
        owners=citing.users(primaries),
        evidence=tuple(evidence for one in primaries for evidence in _evidence(one)),
        confidence=citing.sure(primaries),
        remedy=tuple(
            remedy
            for one in rest
            for remedy in (
                set_value(
                    one, "primaryInstance", "false", f"if {first.id} is the one that stays, make {one.id} non-primary"
                ),
                restart(one, f"it then writes {first.user}-{one.id} and makes its objects anew"),
            )
        ),
    )


def _evidence(one: Instance) -> tuple[Evidence, ...]:
    return (
        citing.setting(one, "primaryInstance", used="true", says=f"{one.id} is primary"),
        citing.setting(one, "clusterName", used=one.cluster_name, says=f"{one.id} writes {one.user}"),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=EstateSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
