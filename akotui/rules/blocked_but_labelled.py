"""A namespace has the label an AKO instance selects, and the instance's block list keeps it out.

What it finds:
    A namespace that the selector of a known AKO instance matches and that stands on that instance's
    blockedNamespaceList.

Why it matters:
    The block list wins: the instance does not serve the namespace, whatever its label suggests to people.

Example:
    Namespace legacy has team=red, which avi-system selects; avi-system has blockedNamespaceList: ["legacy"].
    Scenario: rough-edges

What to do:
    If the namespace is to be served, take it off the list and restart the instance. If not, take its label away.

How sure:
    Certain: label and list were read. Likely when the ConfigMap was changed after the instance started. AKO asks
    internal/lib/lib.go IsNamespaceBlocked for every object, after pkg/utils/utils.go CheckIfNamespaceAccepted.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Finding, ObjectRef, Remedy, Rule, Severity
from akotui.analysis.instances import Instance, Selector
from akotui.analysis.subjects import NamespaceSubject
from akotui.analysis.wording import command
from akotui.model.kinds import Kind

SLUG: Final = "blocked-but-labelled"


def check(subject: NamespaceSubject) -> Iterable[Finding]:
    """One finding a namespace and instance."""
    return _told(subject) if subject.blockers else ()


def _told(subject: NamespaceSubject) -> Iterator[Finding]:
    for one in subject.blockers:
        if one.selector is not None:
            yield _finding(subject, one, one.selector)


def _finding(subject: NamespaceSubject, one: Instance, selector: Selector) -> Finding:
    name = subject.namespace.metadata.name
    return Finding(
        rule=SLUG,
        severity=Severity.INFO,
        about=f"{name} {one.id}",
        title=f"namespace {name} has the label of {one.id} and stands on its block list",
        objects=(ObjectRef("Namespace", name), citing.instance_ref(one)),
        owners=(one.user,) if one.user else (),
        evidence=(
            citing.label(subject.namespace, selector.key, f"equals the selector of {one.id}"),
            *citing.selector(one),
            citing.setting(one, "blockedNamespaceList", used="[]", says=f"{name} is on it: {one.id} does not serve it"),
        ),
        confidence=citing.sure((one,)),
        remedy=(
            Remedy(f"to have it served, take {name} off AKOSettings.blockedNamespaceList and restart {one.id}"),
            Remedy(
                f"or take the label away; {one.id} does not serve {name} anyway, others that select it would lose it",
                command("kubectl", "label", "namespace", name, f"{selector.key}-"),
            ),
        ),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.INFO,
    subject=NamespaceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.NAMESPACE, Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
