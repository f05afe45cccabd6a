"""An AKO instance with several replicas has no replica that surely leads.

What it finds:
    A known AKO instance that wants two or more replicas and whose Lease ako-lease-lock is absent, released or was not
    renewed within its 15 seconds.

Why it matters:
    Only the leader writes to the Controller. Without one nothing is updated; and when the replicas were raised from one
    to two without passing through zero, both may write.

Example:
    avi-system has two replicas, and its Lease is still held by ako-1, which was last heard of an hour ago.
    Scenario: high-availability

What to do:
    Look at both pods' logs for leader election. Scale the StatefulSet to 0 and back to 2: then they compete anew.

How sure:
    Certain about the Lease; likely that nobody leads, because clocks of pods and of this computer may differ. The rule
    waits 2 minutes before it reports what was not there at its first look. AKO elects in pkg/utils/leader_election.go;
    the Gateway container does not take part (cmd/gateway-api/main.go).
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.instances import Instance
from akotui.analysis.leases import LEASE
from akotui.analysis.subjects import InstanceSubject
from akotui.analysis.wording import command
from akotui.model.kinds import Kind

SLUG: Final = "leader-unclear"


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding an instance."""
    one = subject.instance
    if not one.known or one.replicas <= 1 or one.leader is not None or len(one.stateful_sets) > 1:
        return  # of two StatefulSets each may want one replica: shared-ako-namespace tells of them
    name = next(iter(one.stateful_sets), citing.STATEFUL_SET)
    scale = command("kubectl", "scale", f"statefulset/{name}", "-n", one.id, "--replicas=0")
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=one.id,
        title=f"AKO instance {one.id} has {one.replicas} replicas and no leader: {_because(one)}",
        objects=(citing.instance_ref(one),),
        owners=citing.users((one,)),
        evidence=tuple(_evidence(one)),
        confidence=Confidence.LIKELY,
        remedy=(
            Remedy("look at both pods' logs for leader election"),
            Remedy(
                f"let them compete anew: scale to 0, wait, scale to {one.replicas}; nothing is written meanwhile", scale
            ),
        ),
    )


def _because(one: Instance) -> str:
    if one.lease_lapsed and one.lease_holder:
        return f"{one.lease_holder} renewed its Lease last at {one.lease_lapsed}"
    return "nobody holds its Lease"


def _evidence(one: Instance) -> Iterator[Evidence]:
    wanted = str(one.replicas)
    yield citing.stateful_set(one, "spec.replicas", wanted, "only the holder of the Lease may write")
    place = f"Lease/{one.id}/{LEASE}"
    says = f"a pod of {one.id}" if one.lease_holder else "no pod"
    yield Evidence(citing.CLUSTER, Kind.LEASE, place, "spec.holderIdentity", one.lease_holder, says)
    if one.lease_lapsed:
        says = "renewed at this moment or shortly before, and not since"
        yield Evidence(citing.CLUSTER, Kind.LEASE, place, "spec.renewTime", one.lease_lapsed, says)


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET}),
    whole=frozenset({Kind.LEASE}),
    grace=LAG,
)
