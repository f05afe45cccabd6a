"""A namespace holds workloads for AKO and no AKO instance claims it.

What it finds:
    A namespace with Ingresses or Routes of AKO's class or LoadBalancer Services for AKO that no known instance accepts.
    Not when an instance's selector matches and only its block list keeps it out (blocked-but-labelled tells that), and
    not for Gateways, which AKO serves without looking at selectors.

Why it matters:
    Nobody makes virtual services for these workloads: they get no address and do not answer. What an instance made
    while it still claimed the namespace goes away or is left behind.

Example:
    Namespace web has four Ingresses of class avi-lb and no label that a selector names.
    Scenario: multi-ako

What to do:
    Give the namespace the label of the instance that is to serve it.

How sure:
    Certain: the rule runs only when all StatefulSets and ConfigMaps of AKO could be read. Likely when a ConfigMap was
    changed after its instance started. AKO pkg/utils/utils.go CheckIfNamespaceAccepted decides about the namespace,
    internal/lib/lib.go ValidateIngressForClass about the class.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from akotui.analysis.subjects import NamespaceState, NamespaceSubject, Workload
from akotui.analysis.wording import command, counted, listed
from akotui.model.kinds import Kind

SLUG: Final = "unclaimed-namespace"

_UNCLAIMED: Final = NamespaceState.UNCLAIMED

_LISTED: Final = 5
"""As many workloads and proposals as one finding names."""


def check(subject: NamespaceSubject) -> Iterable[Finding]:
    """One finding a namespace."""
    return _told(subject) if subject.state is _UNCLAIMED and subject.workloads else ()


def _told(subject: NamespaceSubject) -> Iterator[Finding]:
    workloads = tuple(sorted(work for work in subject.workloads if work.kind in ("Ingress", "Route", "Service")))
    overruled = any(one.selector for one in subject.blockers)
    if subject.state is not NamespaceState.UNCLAIMED or overruled or not workloads:
        return
    name = subject.namespace.metadata.name
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=name,
        title=f"namespace {name} has {counted(len(workloads), 'workload')} for AKO ({_kinds(workloads)}), and no"
        " instance claims it",
        objects=(ObjectRef("Namespace", name), *(citing.workload_ref(work) for work in workloads)),
        owners=(),
        evidence=(*_workloads(workloads), *_comparisons(subject)),
        confidence=citing.sure(subject.instances),
        remedy=tuple(_remedies(subject)),
    )


def _kinds(workloads: tuple[Workload, ...]) -> str:
    kinds = dict.fromkeys(work.kind for work in workloads)
    return listed(f"{kind}: {sum(work.kind == kind for work in workloads)}" for kind in kinds)


def _workloads(workloads: tuple[Workload, ...]) -> Iterator[Evidence]:
    kinds = {"Ingress": Kind.INGRESS, "Route": Kind.ROUTE, "Service": Kind.SERVICE}
    for work in workloads[:_LISTED]:
        yield Evidence(
            citing.CLUSTER,
            kinds[work.kind],
            str(work),
            "metadata.name",
            work.name,
            "AKO would serve it in a claimed namespace",
        )


def _comparisons(subject: NamespaceSubject) -> Iterator[Evidence]:
    for one in subject.blockers:
        yield citing.setting(one, "blockedNamespaceList", used="[]", says=f"{one.id} takes all namespaces but these")
    for one in citing.configured(subject.instances):
        if one.selector is not None:
            wanted = f"{one.id} selects {one.selector.key}={one.selector.value}"
            yield citing.label(subject.namespace, one.selector.key, f"{wanted}, and this is not it")


def _remedies(subject: NamespaceSubject) -> Iterator[Remedy]:
    name, labels = subject.namespace.metadata.name, subject.namespace.metadata.labels
    selecting = tuple((one.id, one.selector) for one in citing.configured(subject.instances) if one.selector)
    shared = Counter(selector for _, selector in selecting)
    single = tuple((one, selector) for one, selector in selecting if shared[selector] == 1)
    for one, selector in single[:_LISTED]:
        overwrite = ("--overwrite",) if selector.key in labels else ()
        label = command("kubectl", "label", "namespace", name, f"{selector.key}={selector.value}", *overwrite)
        yield Remedy(f"let {one} serve {name}: it makes virtual services for its workloads", label)
    for one in subject.blockers:
        yield Remedy(f"take {name} off AKOSettings.blockedNamespaceList of {one.id} and restart {one.id}")
    if not single and not subject.blockers:
        yield Remedy(f"give an AKO instance a selector of its own, and {name} the label it selects")


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=NamespaceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.NAMESPACE, Kind.INGRESS, Kind.INGRESS_CLASS, Kind.SERVICE, Kind.ROUTE}),
    whole=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
