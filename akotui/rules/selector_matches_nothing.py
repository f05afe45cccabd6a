"""An AKO instance selects namespaces by a label that none of them has.

What it finds:
    A known AKO instance with an effective namespace selector that no namespace satisfies, or only blocked ones.

Why it matters:
    The instance serves nothing: no virtual service will ever come from it. Nearly always a typing mistake in the label
    or in the setting; blanks around the value count.

Example:
    blue selects team=bleu, the namespaces have team=blue.
    Scenario: misconfigured

What to do:
    Correct the selector and restart the instance, or label the namespaces it is to serve.

How sure:
    Certain: the rule runs only when all namespaces could be read. Likely when the ConfigMap was changed after the
    instance started. AKO compares one label exactly, without trimming (pkg/utils/utils.go CheckIfNamespaceAccepted).
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Finding, Remedy, Rule, Severity
from akotui.analysis.subjects import InstanceSubject
from akotui.analysis.wording import command
from akotui.model.kinds import Kind

SLUG: Final = "selector-matches-nothing"


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding an instance."""
    one, selector = subject.instance, subject.instance.selector
    if selector is None or subject.matched != () or not citing.configured((one,)):
        return
    label = f"{selector.key}={selector.value}"
    blanks = selector.key != selector.key.strip() or selector.value != selector.value.strip()
    blocked = (
        (citing.setting(one, "blockedNamespaceList", used="[]", says="these are left out"),) if one.blocked else ()
    )
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=one.id,
        title=f"AKO instance {one.id} selects {label}, and no namespace matches{': it has blanks' if blanks else ''}",
        objects=(citing.instance_ref(one),),
        owners=citing.users((one,)),
        evidence=(*citing.selector(one), *blocked),
        confidence=citing.sure((one,)),
        remedy=(
            Remedy(
                f"label the namespaces {one.id} is to serve (NAMESPACE stands for each)",
                command("kubectl", "label", "namespace", "NAMESPACE", label),
            ),
            Remedy("or correct AKOSettings.namespaceSelector by a Helm upgrade and restart the instance"),
        ),
    )


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    whole=frozenset({Kind.NAMESPACE}),
)
