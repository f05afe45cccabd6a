"""An AKO instance has only one half of a namespace selector and therefore takes every namespace.

What it finds:
    Known AKO instances where exactly one of nsSyncLabelKey and nsSyncLabelValue is set; blanks count as not set.

Why it matters:
    AKO ignores half a selector: a key alone does not mean "the label exists". The instance serves every namespace of
    the cluster, also those of other instances and those nobody wanted served.

Example:
    nsSyncLabelKey: team, nsSyncLabelValue: "" in the ConfigMap of blue.
    Scenario: misconfigured

What to do:
    Set the other half (Helm values AKOSettings.namespaceSelector.labelKey and labelValue) and restart the instance. It
    then deletes its virtual services of all namespaces that do not have the label. If it is meant to serve every
    namespace, empty both.

How sure:
    Certain: both settings were read. Likely when the ConfigMap was changed after the instance started. AKO
    internal/lib/lib.go GetLabelToSyncNamespace returns a selector only when both are non-blank.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Finding, Remedy, Rule, Severity
from akotui.analysis.remedies import restart, set_value
from akotui.analysis.subjects import InstanceSubject
from akotui.model.kinds import Kind

SLUG: Final = "selector-incomplete"


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding an instance."""
    one = subject.instance
    has_key, has_value = bool(one.label_key.strip()), bool(one.label_value.strip())
    if has_key == has_value or not citing.configured((one,)):
        return
    present, absent = ("nsSyncLabelKey", "nsSyncLabelValue")[:: 1 if has_key else -1]
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=one.id,
        title=f"AKO instance {one.id} takes every namespace: {present} is set, {absent} is not",
        objects=(citing.instance_ref(one),),
        owners=citing.users((one,)),
        evidence=(
            citing.setting(one, "nsSyncLabelKey", used=one.label_key, says=_says(given=has_key)),
            citing.setting(one, "nsSyncLabelValue", used=one.label_value, says=_says(given=has_value)),
        ),
        confidence=citing.sure((one,)),
        remedy=(
            Remedy(f"set {absent} too (AKOSettings.namespaceSelector), after labelling the namespaces {one.id} keeps"),
            set_value(one, present, "", f"or, if {one.id} is to take every namespace, empty {present}"),
            restart(one),
        ),
    )


def _says(*, given: bool) -> str:
    return "set" if given else "blank: AKO ignores the selector and takes every namespace"


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
)
