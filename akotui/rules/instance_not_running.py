"""An AKO instance does not run: it has no ready pod, no StatefulSet or no ConfigMap.

What it finds:
    A known AKO instance without a ready pod, also one scaled to zero; a ConfigMap avi-k8s-config without a StatefulSet
    of AKO in its namespace; a StatefulSet of AKO without that ConfigMap.

Why it matters:
    Changes in the namespaces of the instance no longer reach the Controller: new hosts get no virtual service, old ones
    keep pointing to pods that are gone. An instance that was removed leaves all its objects on the Controller; no other
    instance ever deletes them.

Example:
    Pod ako-0 in blue is in CrashLoopBackOff because the Controller refuses its password.
    Scenario: misconfigured

What to do:
    Read the pod's state and log. If the instance was removed on purpose, also remove what it left: on the Controller
    (orphaned-virtual-service lists it) and its ConfigMap.

How sure:
    Certain: the StatefulSet's own status counts its ready pods, and one of StatefulSet and ConfigMap is called absent
    only when all of that kind were read. All settings reach AKO through configMapKeyRef
    (helm/ako/templates/statefulset.yaml), so without the ConfigMap no container starts.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from akotui.analysis import citing
from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Health, Instance
from akotui.analysis.subjects import InstanceSubject
from akotui.analysis.wording import command, counted
from akotui.model.kinds import Kind

SLUG: Final = "instance-not-running"

_LABEL: Final = "app.kubernetes.io/name=ako"


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding an instance."""
    one = subject.instance
    if one.health not in _TITLES:
        return
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=one.id,
        title=f"AKO instance {one.id} {_TITLES[one.health]}{_cause(one)}",
        objects=(citing.instance_ref(one),),
        owners=citing.users((one,)),
        evidence=tuple(_evidence(one)),
        confidence=Confidence.CERTAIN,
        remedy=tuple(_remedies(one, subject.virtual_services)),
    )


_TITLES: Mapping[Health, str] = MappingProxyType(
    {
        Health.DOWN: "has no ready pod",
        Health.NO_CONFIG: f"has a StatefulSet but no ConfigMap {CONFIG_MAP}",
        Health.REMOVED: f"was removed: its ConfigMap {CONFIG_MAP} is left, its StatefulSet is gone",
    }
)


def _cause(one: Instance) -> str:
    if one.health is not Health.DOWN:
        return ""
    if not one.replicas:
        return ": it is scaled to 0"
    return f" ({one.ready} of {one.replicas}){f': {one.waiting}' if one.waiting else ''}"


def _evidence(one: Instance) -> Iterator[Evidence]:
    if one.known:
        yield citing.stateful_set(one, "spec.replicas", str(one.replicas), "pods wanted")
        yield citing.stateful_set(one, "status.readyReplicas", str(one.ready), "pods ready")
    if one.waiting:
        field = "status.containerStatuses.state.waiting.reason"
        yield Evidence(citing.CLUSTER, Kind.POD, f"Pod/{one.id}", field, one.waiting, "why a container waits")
    config_map = f"ConfigMap/{one.id}/{CONFIG_MAP}"
    if one.health is Health.NO_CONFIG:
        yield _presence(Kind.CONFIG_MAP, config_map, "absent", "AKO's containers cannot start without it")
    if one.health is Health.REMOVED:
        yield _presence(Kind.CONFIG_MAP, config_map, CONFIG_MAP, "an AKO instance was installed here")
        stateful_set = f"StatefulSet/{one.id}/{citing.STATEFUL_SET}"
        yield _presence(Kind.STATEFUL_SET, stateful_set, "absent", "nothing runs AKO here")


def _presence(kind: Kind, place: str, value: str, says: str) -> Evidence:
    return Evidence(citing.CLUSTER, kind, place, "metadata.name", value, says)


def _remedies(one: Instance, virtual_services: int) -> Iterator[Remedy]:
    if one.health is Health.REMOVED:
        yield Remedy(f"reinstall AKO in {one.id} with the same clusterName: it takes its objects over again")
        yield Remedy(
            f"or, if {one.id} is gone for good: delete its ConfigMap (its settings are lost; objects on the Controller"
            " stay and have to be removed there)",
            command("kubectl", "delete", "configmap", CONFIG_MAP, "-n", one.id),
        )
    elif one.health is Health.NO_CONFIG:
        yield Remedy(f"restore ConfigMap {CONFIG_MAP} in {one.id}, by upgrading its Helm release again")
    elif not one.replicas:
        owned = counted(virtual_services, "virtual service")
        yield Remedy(
            f"scale {one.id} up: it takes care of its {owned} again",
            command("kubectl", "scale", f"statefulset/{citing.instance_ref(one).name}", "-n", one.id, "--replicas=1"),
        )
    else:
        yield Remedy("look at its pods", command("kubectl", "describe", "pods", "-n", one.id, "-l", _LABEL))
        yield Remedy(
            "read its log", command("kubectl", "logs", "-n", one.id, "-l", _LABEL, "--all-containers", "--tail=50")
        )


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
)
