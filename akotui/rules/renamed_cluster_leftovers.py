"""Virtual services bear a former cluster name of this cluster.

What it finds:
    Virtual services whose marker and username hold a cluster name that no instance here has, and that were this
    cluster's all the same: the username has the form an instance here would have written, the Kubernetes object behind
    it is here, and that object points to it by uuid, or an instance here has made it anew for the same host since.

Why it matters:
    After a change of clusterName AKO does not know its own objects any more: it makes all anew under the new name and
    deletes nothing of the old. The old ones keep addresses and DNS names.

Example:
    clusterName was changed from test to prod; test--shop.example.com and prod--shop.example.com both serve the Ingress
    shop/web.
    Scenario: renamed-cluster

What to do:
    Make sure that no other cluster has the old name. Then remove the old objects on the Controller, or set the old name
    back with deleteConfig: true, wait until they are gone, and set the new name.

How sure:
    Likely, never certain. Without an annotation that points to one of them they count as another cluster's: one with
    the same namespaces, hosts and names on the same Controller looks like that. AKO writes its annotations anew under
    the new name, so few are left to tell, or none (internal/status/ing_status.go UpdateIngressStatus). The name
    is part of all names and of the username (AKO internal/lib/lib.go SetAKOUser, SetNamePrefix); the documentation asks
    for deleteConfig before a change (docs/faq.md).
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.confidence import weakest
from akotui.analysis.findings import Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.links import BEHIND_SHARED
from akotui.analysis.subjects import Reason, UserSubject, VirtualServiceSubject
from akotui.analysis.wording import counted, listed
from akotui.model.kinds import Kind

SLUG: Final = "renamed-cluster-leftovers"

_RENAMED: Final = Reason.CLUSTER_RENAMED

_LISTED: Final = 5
"""As many source objects as one finding cites."""


def check(subject: UserSubject) -> Iterator[Finding]:
    """One finding a username."""
    former = tuple([one for one in subject.virtual_services if _RENAMED in one.reasons])
    if not former:
        return
    old = listed(sorted({one.cluster_name for one in former if one.cluster_name}))
    now = listed(sorted({one.cluster_name for one in subject.instances if one.cluster_name}))
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=subject.name,
        title=f"{counted(len(former), 'virtual service')} of {subject.name} from when this cluster was named {old},"
        f" not {now}",
        objects=tuple(citing.virtual_service_ref(one) for one in former),
        owners=(subject.name,),
        evidence=tuple(_evidence(subject, former)),
        confidence=weakest(one.confidence for one in former),
        remedy=(
            Remedy(f"make sure that no other cluster is named {old}: its objects would look the same"),
            Remedy(
                f"then remove them on the Controller, or set clusterName back to {old} with deleteConfig true until"
                " they are gone: all virtual services of that name are deleted then"
            ),
        ),
    )


def _evidence(subject: UserSubject, former: tuple[VirtualServiceSubject, ...]) -> Iterator[Evidence]:
    first = former[0]
    yield citing.created_by(first, "what an instance here would have written under the former name")
    yield from citing.marker(first, "no instance here has this cluster name")
    for one in subject.instances:
        yield citing.setting(one, "clusterName", used=one.cluster_name, says=f"the cluster name of {one.id} now")
    sources = dict.fromkeys(source for one in former for source in one.origins if source.found)
    for source in tuple(sources)[:_LISTED]:
        yield citing.origin(source, "a Kubernetes object it was made from is in this cluster")


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=UserSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.VIRTUAL_SERVICE}),
    whole=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    traces=frozenset({Kind.INGRESS, Kind.SERVICE, Kind.ROUTE, Kind.GATEWAY, Kind.HTTP_ROUTE, *BEHIND_SHARED}),
    metadata=frozenset({Kind.VIRTUAL_SERVICE, Kind.POOL}),
    undecided=undecided.settings,
)
