"""Two or more AKO instances claim the same namespace.

What it finds:
    A namespace that the selectors and block lists of two or more known AKO instances accept.

Why it matters:
    Each of them makes virtual services from the same Ingresses, Routes and Services. For secure hosts and layer-4
    Services the first one wins and the other repeats a 409 for ever; insecure hosts are served on two addresses, and
    both claim the DNS name. Whichever instance restarts resets the status the other has written.

Example:
    Namespace payments has team=red, which avi-system selects, and tier=blue, which blue selects.
    Scenario: multi-ako

What to do:
    Leave the namespace to one instance: take the other's label away, or put the namespace on the other's
    blockedNamespaceList. The instance that loses it deletes its virtual services there at once (label) or at its next
    start (block list); until then the other cannot make its own. What deletes fewest stands first.

How sure:
    Certain: labels and settings were read. Likely when a ConfigMap was changed after its instance started. AKO accepts
    a namespace when it is not blocked and has the label, or when there is no effective selector
    (pkg/utils/utils.go CheckIfNamespaceAccepted, internal/lib/lib.go IsNamespaceBlocked and GetLabelToSyncNamespace).
    That a namespace belongs to one instance is AKO's docs/multiple-ako.md.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Evidence, Finding, ObjectRef, Remedy, Rule, Severity
from akotui.analysis.instances import Selector
from akotui.analysis.subjects import NamespaceState, NamespaceSubject
from akotui.analysis.wording import command, listed
from akotui.model.kinds import Kind

SLUG: Final = "double-owned-namespace"

_DOUBLE_OWNED: Final = NamespaceState.DOUBLE_OWNED


def check(subject: NamespaceSubject) -> Iterable[Finding]:
    """One finding a namespace."""
    return _told(subject) if subject.state is _DOUBLE_OWNED else ()


def _told(subject: NamespaceSubject) -> Iterator[Finding]:
    name = subject.namespace.metadata.name
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=name,
        title=f"namespace {name} is claimed by {listed(citing.names(subject.claimants))}",
        objects=(
            ObjectRef("Namespace", name),
            *(citing.instance_ref(one) for one in subject.claimants),
        ),
        owners=tuple(dict.fromkeys(one.user for one in subject.claimants if one.user)),
        evidence=tuple(_evidence(subject)),
        confidence=citing.sure(subject.claimants),
        remedy=tuple(_remedies(subject)),
    )


def _evidence(subject: NamespaceSubject) -> Iterator[Evidence]:
    for one in subject.claimants:
        if one.selector is not None:
            yield citing.label(subject.namespace, one.selector.key, f"equals the selector of {one.id}")
        yield from citing.selector(one)


def _remedies(subject: NamespaceSubject) -> Iterator[Remedy]:
    """First with a label, then without; of each first what deletes least of what is there."""
    name = subject.namespace.metadata.name
    held = subject.held
    splits = [_split(subject, one) for one in dict.fromkeys(one.selector for one in subject.claimants if one.selector)]
    for selector, losing, keeping in sorted(splits, key=lambda split: sum(held.get(id_, 0) for id_ in split[1])):
        if keeping:
            yield Remedy(
                f"leave {name} to {listed(keeping)}: without this label {listed(losing)} deletes its virtual services"
                " of the namespace",
                command("kubectl", "label", "namespace", name, f"{selector.key}-"),
            )
    for one in sorted(subject.claimants, key=lambda one: held.get(one.id, 0)):
        others = tuple(other.id for other in subject.claimants if other is not one)
        yield Remedy(
            f"leave {name} to {listed(others)} by adding it to AKOSettings.blockedNamespaceList of {one.id} and"
            f" restarting {one.id}, which then deletes its virtual services of the namespace"
        )


def _split(subject: NamespaceSubject, selector: Selector) -> tuple[Selector, tuple[str, ...], tuple[str, ...]]:
    losing = tuple(one.id for one in subject.claimants if one.selector == selector)
    return selector, losing, tuple(one.id for one in subject.claimants if one.selector != selector)


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=NamespaceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.NAMESPACE, Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
