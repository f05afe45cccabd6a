"""An AKO instance is set to delete its objects.

What it finds:
    A known AKO instance with deleteConfig: true, or whose StatefulSet tells that a deletion has begun or ended.

Why it matters:
    AKO deletes all its virtual services and VIPs from the Controller, clears the status of Ingresses and Services, and
    makes nothing more until deleteConfig is off again. Its namespaces are down on purpose.

Example:
    blue is about to be uninstalled: deleteConfig: "true", AviObjectDeletionStatus: Done.
    Scenario: rough-edges

What to do:
    If it is intended, wait for Done and uninstall the instance. If not, set deleteConfig to false: AKO makes its
    objects again, with new uuids and perhaps new addresses.

How sure:
    Certain: the setting is one that AKO reads while it runs (internal/k8s/ako_init.go HandleConfigMap); the annotation
    AviObjectDeletionStatus is written by internal/status/statefulset_status.go.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Evidence, Finding, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.remedies import set_value
from akotui.analysis.subjects import InstanceSubject
from akotui.analysis.wording import counted
from akotui.model.kinds import Kind

SLUG: Final = "delete-config-set"


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding an instance."""
    one = subject.instance
    if not (one.delete_config or one.deletion_status) or not citing.configured((one,)):
        return
    status = f" ({one.deletion_status})" if one.deletion_status else ""
    verb = "is" if one.delete_config else "was"
    left = f"; {counted(subject.virtual_services, 'virtual service')} left" if subject.virtual_services else ""
    yield Finding(
        rule=SLUG,
        severity=Severity.WARNING,
        about=one.id,
        title=f"AKO instance {one.id} {verb} set to delete its objects{status}{left}",
        objects=(citing.instance_ref(one),),
        owners=citing.users((one,)),
        evidence=tuple(_evidence(one)),
        confidence=Confidence.CERTAIN,
        remedy=(
            set_value(
                one, "deleteConfig", "false", f"if that is not intended, turn it off: {one.id} makes its objects again"
            ),
        ),
    )


def _evidence(one: Instance) -> Iterator[Evidence]:
    used = "true" if one.delete_config else "false"
    yield citing.setting(one, "deleteConfig", used=used, says="whether AKO deletes its objects and makes none")
    if one.deletion_status:
        field = "metadata.annotations.AviObjectDeletionStatus"
        yield citing.stateful_set(one, field, one.deletion_status, "how far AKO says it is")


RULE = Rule(
    slug=SLUG,
    severity=Severity.WARNING,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
)
