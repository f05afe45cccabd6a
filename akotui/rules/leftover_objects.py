"""Parts of virtual services are left on the Controller that nobody needs or nobody looks after.

What it finds:
    Pools, pool groups, datascript sets and policy sets (HTTP and L4) of this cluster whose created_by no known AKO
    instance writes, or that nothing refers to and, of pools and their groups, no virtual service of their owner shares
    a Kubernetes object with; one finding a username. Not the policy set of the Gateway containers' default backend.

Why it matters:
    They use up names and limits of the Controller. AKO compares only objects of its own username, so parts of an
    instance that is gone stay for ever; its own it deletes at its next start.

Example:
    The instance in violet was uninstalled; nine pools and three pool groups of ako-prod-violet are left.
    Scenario: multi-ako

What to do:
    Restart the instance that writes the username. Without such an instance remove them on the Controller, after the
    virtual services that still use them.

How sure:
    Certain about the username; likely that nothing needs a part of a living instance, because what policies switch to
    is not read. Certificates are never listed: their objects hold key material, which akotui does not ask for. What was
    not there at the first look must stand for 2 minutes: AKO makes the parts before the virtual service. The clean-up
    is in AKO
    internal/cache/controller_obj_cache.go and internal/k8s/ako_init.go CleanupStaleVSes.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from akotui.analysis.grace import LAG
from akotui.analysis.remedies import restart
from akotui.analysis.subjects import PartsSubject
from akotui.analysis.wording import counted, listed
from akotui.model.kinds import Kind

SLUG: Final = "leftover-objects"

_LISTED: Final = 5
"""As many parts as one finding cites."""
_KINDS: Final = {
    "Pool": (Kind.POOL, "pool"),
    "PoolGroup": (Kind.POOL_GROUP, "pool group"),
    "VSDataScriptSet": (Kind.DATA_SCRIPT_SET, "datascript set"),
    "HTTPPolicySet": (Kind.HTTP_POLICY_SET, "HTTP policy set"),
    "L4PolicySet": (Kind.L4_POLICY_SET, "L4 policy set"),
}
"""Kind and word of each kind of part."""


def check(subject: PartsSubject) -> Iterator[Finding]:
    """One finding a username on a Controller."""
    if not subject.parts:
        return
    kinds = Counter(part.kind for part in subject.parts)
    what = listed((counted(kinds[kind], word) for kind, (_, word) in _KINDS.items() if kinds[kind]), len(_KINDS))
    because = "nothing uses them" if subject.expected_of else "no AKO instance writes this username"
    yield Finding(
        rule=SLUG,
        severity=Severity.INFO,
        about=f"{subject.scope.name} {subject.user}",
        title=f"{what} of {subject.user} left over: {because}",
        objects=tuple(ObjectRef(part.kind, part.name, tenant=part.tenant, id=part.uuid) for part in subject.parts),
        owners=(subject.user,),
        evidence=tuple(_evidence(subject)),
        confidence=Confidence.LIKELY if subject.expected_of else Confidence.CERTAIN,
        remedy=tuple(_remedies(subject)),
    )


def _evidence(subject: PartsSubject) -> Iterator[Evidence]:
    says = f"the username of {listed(subject.expected_of)}" if subject.expected_of else "no known instance writes it"
    for part in subject.parts[:_LISTED]:
        place = f"{part.kind}/{part.tenant}/{part.name}"
        yield Evidence(subject.scope, _KINDS[part.kind][0], place, "created_by", subject.user, says)
        if subject.expected_of:
            unused = "nothing that was read refers to it"
            yield Evidence(subject.scope, _KINDS[part.kind][0], place, "uuid", part.uuid, unused)
    if not subject.expected_of:
        for one in subject.instances:
            writes = f"{one.id} writes {listed(one.users) or 'nothing that is known'}"
            yield citing.setting(one, "clusterName", used=one.cluster_name, says=writes)


def _remedies(subject: PartsSubject) -> Iterator[Remedy]:
    for one in subject.instances:
        if one.id in subject.expected_of:
            yield restart(one, "at its start it deletes parts of its own that nothing uses")
    if not subject.expected_of:
        yield Remedy("remove them on the Controller by hand, after the virtual services that still use them")


RULE = Rule(
    slug=SLUG,
    severity=Severity.INFO,
    subject=PartsSubject,
    check=check,
    page=__doc__ or "",
    whole=frozenset(
        {
            Kind.STATEFUL_SET,
            Kind.CONFIG_MAP,
            Kind.VIRTUAL_SERVICE,
            Kind.POOL,
            Kind.POOL_GROUP,
            Kind.DATA_SCRIPT_SET,
        }
    ),
    traces=frozenset({Kind.HTTP_POLICY_SET, Kind.L4_POLICY_SET}),
    grace=LAG,
    metadata=frozenset({Kind.VIRTUAL_SERVICE, Kind.POOL}),
    undecided=undecided.settings,
)
