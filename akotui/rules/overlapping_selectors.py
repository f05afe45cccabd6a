"""Two AKO instances select the same namespaces, because their selectors are equal or one has none.

What it finds:
    Known AKO instances with the same namespace selector; and, beside others, an instance without an effective selector
    (none, or only one of key and value): it accepts every namespace, also those of the others.

Why it matters:
    A namespace that two instances accept is served by both. Names of children, dedicated and layer-4 virtual services
    do not hold the instance: the second one gets 409 for ever, and both serve insecure hosts on different addresses.

Example:
    avi-system was installed before there was a second instance and has no selector; blue selects team=blue. Every
    namespace with team=blue is claimed by both.
    Scenario: misconfigured

What to do:
    Give each instance a label of its own: AKOSettings.namespaceSelector.labelKey and labelValue. On restart AKO deletes
    the virtual services of namespaces it has lost, so label the namespaces that must stay with it first.

How sure:
    Certain: the settings were read. Likely when a ConfigMap was changed after its instance started. Key and value must
    both be there, or every namespace is accepted (AKO internal/lib/lib.go GetLabelToSyncNamespace); a namespace matches
    when one label is equal (pkg/utils/utils.go CheckIfNamespaceAccepted). A block list may lessen the overlap; whether
    a namespace really is claimed twice is told by double-owned-namespace.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Instance, Selector
from akotui.analysis.remedies import restart
from akotui.analysis.subjects import EstateSubject
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind

SLUG: Final = "overlapping-selectors"


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding a selector that several have, and one an instance that accepts every namespace beside others."""
    instances = citing.configured(subject.instances)
    by_selector: dict[Selector, list[Instance]] = {}
    for one in instances:
        if one.selector is not None:
            by_selector.setdefault(one.selector, []).append(one)
        elif len(instances) > 1:
            yield _unbounded(one, tuple(other for other in instances if other is not one))
    for selector, same in by_selector.items():
        if len(same) > 1:
            yield _equal(f"{selector.key}={selector.value}", tuple(same))


def _equal(selector: str, same: tuple[Instance, ...]) -> Finding:
    advice = f"{listed(citing.names(same[1:]))} another label than {selector}"
    return _finding(
        about=f"selector {selector}",
        title=f"{listed(citing.names(same))} have the same namespace selector {selector}",
        instances=same,
        evidence=tuple(evidence for one in same for evidence in citing.selector(one)),
        remedy=(Remedy(f"give {advice} (AKOSettings.namespaceSelector)"), *(restart(one) for one in same[1:])),
    )


def _unbounded(one: Instance, others: tuple[Instance, ...]) -> Finding:
    half = bool(one.label_key.strip()) != bool(one.label_value.strip())
    lacks = "has only half a namespace selector" if half else "has no namespace selector"
    blocked = (citing.setting(one, "blockedNamespaceList", used="[]", says="only these namespaces are left out"),)
    return _finding(
        about=f"instance {one.id}",
        title=f"{one.id} {lacks} and takes every namespace, also those of {listed(citing.names(others))}",
        instances=(one, *others),
        evidence=(
            *citing.selector(one),
            *(blocked if one.blocked else ()),
            *(evidence for other in others for evidence in citing.selector(other)),
        ),
        remedy=(
            Remedy(
                f"label the namespaces that {one.id} is to keep, then give it a selector for that label"
                " (AKOSettings.namespaceSelector.labelKey and labelValue)"
            ),
            restart(one, "it then deletes its virtual services of all other namespaces"),
        ),
    )


def _finding(
    *,
    about: str,
    title: str,
    instances: tuple[Instance, ...],
    evidence: tuple[Evidence, ...],
    remedy: tuple[Remedy, ...],
) -> Finding:
    return Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=about,
        title=title,
        objects=tuple(citing.instance_ref(one) for one in instances),
        owners=citing.users(instances),
        evidence=evidence,
        confidence=citing.sure(instances),
        remedy=remedy,
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
