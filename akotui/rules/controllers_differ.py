"""AKO instances of one cluster talk to different Avi Controllers.

What it finds:
    Known AKO instances whose Controllers have different cluster uuids; or, where a uuid is not known, different
    addresses.

Why it matters:
    AKO's documentation demands one Controller for all instances of a cluster. The primary keeps the static routes on
    its own Controller only, so pods behind an instance on another Controller cannot be reached with serviceType
    ClusterIP; and nobody who looks at one Controller sees all that serves the cluster.

Example:
    avi-system has controllerIP: 10.0.0.5, blue has controllerIP: 10.9.0.5, and the two answer with different uuids.
    Scenario: misconfigured

What to do:
    Point all instances to one Controller (Helm value ControllerSettings.controllerHost). Let an instance that moves
    delete its objects first (deleteConfig: true), or they stay on the old Controller. If the addresses are two names of
    one Controller, read both with akotui: the uuids then tell that they are one.

How sure:
    Certain when the uuids were read from the Controllers (GET /api/cluster); likely when one comes from the annotation
    ako.vmware.com/controller-cluster-uuid that AKO writes (internal/status/ing_status.go), because annotations can be
    copied along with a manifest; possible when only addresses can be compared: node addresses, a virtual address and a
    name may all be one Controller. The rule is AKO's docs/multiple-ako.md.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis import citing, undecided
from akotui.analysis.findings import Confidence, Evidence, Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.overview import CONTROLLER_UUID, READ, endpoint
from akotui.analysis.subjects import EstateSubject
from akotui.analysis.wording import listed
from akotui.model.facts import Scope
from akotui.model.kinds import Kind, Plane

SLUG: Final = "controllers-differ"

_KINDS: Final = {"Ingress": Kind.INGRESS, "Route": Kind.ROUTE, "Service": Kind.SERVICE}


def check(subject: EstateSubject) -> Iterator[Finding]:
    """One finding for the cluster."""
    instances = tuple(one for one in citing.configured(subject.instances) if one.controller)
    uuids = {one.id: subject.controller_uuids.get(one.id, "") for one in instances}
    by_address = {endpoint(one.controller): uuids[one.id] for one in instances if uuids[one.id]}
    identities = {
        uuids[one.id] or by_address.get(endpoint(one.controller)) or endpoint(one.controller) for one in instances
    }
    if len(identities) <= 1:
        return
    certain = len({uuid for uuid in uuids.values() if uuid}) > 1
    yield Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about="cluster",
        title=f"Controllers differ: {_differences(instances)}{'' if certain else ', perhaps two addresses of one'}",
        objects=tuple(citing.instance_ref(one) for one in instances),
        owners=citing.users(instances),
        evidence=tuple(evidence for one in instances for evidence in _evidence(subject, one)),
        confidence=_confidence(subject, instances) if certain else Confidence.POSSIBLE,
        remedy=_remedies(certain=certain),
    )


def _differences(instances: tuple[Instance, ...]) -> str:
    by_address: dict[str, list[str]] = {}
    for one in instances:
        by_address.setdefault(one.controller, []).append(one.id)
    groups = (f"{listed(ids)} {'uses' if len(ids) == 1 else 'use'} {where}" for where, ids in by_address.items())
    return listed(groups)


def _from_annotation(subject: EstateSubject, one: Instance) -> bool:
    source = subject.uuid_sources.get(one.id, "")
    return bool(source) and not source.startswith(READ)


def _evidence(subject: EstateSubject, one: Instance) -> Iterator[Evidence]:
    yield citing.setting(one, "controllerIP", used=one.controller, says=f"the Controller of {one.id}")
    uuid = subject.controller_uuids.get(one.id)
    if uuid is None:
        return
    if _from_annotation(subject, one):
        field, says = f"metadata.annotations.{CONTROLLER_UUID}", f"{one.id} wrote the uuid of its Controller"
        place = subject.uuid_sources[one.id]
        yield Evidence(citing.CLUSTER, _KINDS.get(place.partition("/")[0], Kind.INGRESS), place, field, uuid, says)
    else:
        says = f"the Controller of {one.id} calls itself this"
        yield Evidence(Scope(endpoint(one.controller), Plane.AVI), Kind.CLUSTER, "Cluster", "uuid", uuid, says)


def _confidence(subject: EstateSubject, instances: tuple[Instance, ...]) -> Confidence:
    if any(_from_annotation(subject, one) for one in instances):
        return Confidence.LIKELY
    return citing.sure(instances)


def _remedies(*, certain: bool) -> tuple[Remedy, ...]:
    move = Remedy(
        "choose one Controller; on each instance that must move set deleteConfig=true and wait until its objects are"
        " gone (this takes its traffic down), then set ControllerSettings.controllerHost and deleteConfig=false and"
        " restart it"
    )
    if certain:
        return (move,)
    return (Remedy("read both with akotui (--avi-controller twice): equal uuids mean one Controller"), move)


RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=EstateSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
    undecided=undecided.settings,
)
