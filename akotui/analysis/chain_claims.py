"""Links from a namespace to the instance that claims it: the namespace, its label, the selector, the block list."""

from collections.abc import Iterator

from akotui.analysis import citing
from akotui.analysis.chain import Link, Step, breaks, found, holds, unknown
from akotui.analysis.chain_case import Case
from akotui.analysis.coverage import lack
from akotui.analysis.findings import Evidence
from akotui.analysis.instances import Instance, Selector
from akotui.analysis.subjects import NamespaceState, NamespaceSubject
from akotui.model.kinds import Kind

_MISSING = {False: "absent", None: "not readable"}


def namespace(name: str, case: Case) -> Link:
    """The namespace itself."""
    table = case.intent.cluster.namespaces
    row = table.rows.get(name)
    there = True if row is not None else (False if table.whole else None)
    says = {True: "the namespace is there", False: "the namespace is gone", None: lack((table,))}[there]
    if row is not None and row.terminating:
        says = "it is being deleted"
    value = name if there else _MISSING[there]
    evidence = Evidence(citing.CLUSTER, Kind.NAMESPACE, f"Namespace/{name}", "metadata.name", value, says)
    return found(Step.NAMESPACE, evidence, there=there)


def claim(subject: NamespaceSubject, instance: Instance) -> Iterator[Link]:
    """Whether `instance` claims the namespace: label, selector, block list."""
    if not instance.settings:
        evidence = citing.setting(instance, "nsSyncLabelKey", used="", says="the settings could not be read")
        yield unknown(Step.SELECTOR, evidence)
        return
    wanted = instance.selector
    accepted = instance in subject.claimants or instance in subject.blockers
    if wanted is not None:
        yield _label(subject, instance, wanted, accepted=accepted)
    for evidence in citing.selector(instance):
        yield holds(Step.SELECTOR, evidence)
    if instance in subject.blockers:
        says = f"{instance.id} takes all namespaces but these, whatever their labels"
        yield breaks(Step.BLOCK_LIST, citing.setting(instance, "blockedNamespaceList", used="[]", says=says))


def rivals(subject: NamespaceSubject, others: tuple[Instance, ...]) -> Iterator[Link]:
    """The other instances that claim the namespace, one link each."""
    name = subject.namespace.metadata.name
    for each in others:
        if each.selector is None:
            yield breaks(Step.RIVAL, citing.selector(each)[0])
        else:
            says = f"equals the selector of {each.id}, which claims {name}"
            yield breaks(Step.RIVAL, citing.label(subject.namespace, each.selector.key, says))


def comparisons(subject: NamespaceSubject, case: Case) -> Iterator[Link]:
    """Why nobody claims the namespace: each instance in turn; unknown where instances were not all read."""
    labels = subject.namespace.metadata.labels
    for each in citing.configured(case.known):
        if each in subject.blockers:
            says = f"{each.id} takes all namespaces but these"
            yield breaks(Step.BLOCK_LIST, citing.setting(each, "blockedNamespaceList", used="[]", says=says))
        elif each.selector is not None:
            yield _label(subject, each, each.selector, accepted=False)
    if subject.state is NamespaceState.UNKNOWN:
        yield unseen(case)
    elif not citing.configured(case.known):
        value = " ".join(f"{key}={value}" for key, value in sorted(labels.items()))
        place = f"Namespace/{subject.namespace.metadata.name}"
        says = "there is no instance that could claim it"
        yield breaks(Step.LABEL, Evidence(citing.CLUSTER, Kind.NAMESPACE, place, "metadata.labels", value, says))


def unseen(case: Case) -> Link:
    """The instances that could not be read: any of them might claim, or write, anything."""
    cluster = case.intent.cluster
    kind = Kind.CONFIG_MAP if cluster.statefulsets.whole else Kind.STATEFUL_SET
    reason = lack((cluster.statefulsets, cluster.configmaps)) or "settings of an instance are missing"
    says = f"the instances are not all known: {reason}"
    return unknown(Step.INSTANCE, Evidence(citing.CLUSTER, kind, kind.value, "items", "not readable", says))


def _label(subject: NamespaceSubject, instance: Instance, wanted: Selector, *, accepted: bool) -> Link:
    if accepted:
        return holds(Step.LABEL, citing.label(subject.namespace, wanted.key, f"what {instance.id} selects"))
    says = f"{instance.id} selects {wanted.key}={wanted.value}, and this is not it"
    return breaks(Step.LABEL, citing.label(subject.namespace, wanted.key, says))
