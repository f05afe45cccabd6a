from datetime import timedelta

import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.model.kinds import Kind
from akotui.rules.leader_unclear import RULE, check
from tests.build import (
    KUBERNETES,
    MOMENT,
    cluster,
    config_map,
    instance,
    instance_subject,
    inventory,
    lease,
    stateful_set,
)

PAIR = instance(replicas=2, ready=2, lease_holder="ako-1", lease_lapsed="2026-11-22T16:00:00Z")
LEASE = "Lease/avi-system/ako-lease-lock"


def test_two_replicas_with_a_lapsed_lease_are_reported() -> None:
    (finding,) = check(instance_subject(PAIR))
    assert finding == Finding(
        rule="leader-unclear",
        severity=Severity.WARNING,
        about="avi-system",
        title="AKO instance avi-system has 2 replicas and no leader: ako-1 renewed its Lease last at"
        " 2026-11-22T16:00:00Z",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"),),
        owners=("ako-prod",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.STATEFUL_SET,
                "StatefulSet/avi-system/ako",
                "spec.replicas",
                "2",
                "only the holder of the Lease may write",
            ),
            Evidence(KUBERNETES, Kind.LEASE, LEASE, "spec.holderIdentity", "ako-1", "a pod of avi-system"),
            Evidence(
                KUBERNETES,
                Kind.LEASE,
                LEASE,
                "spec.renewTime",
                "2026-11-22T16:00:00Z",
                "renewed at this moment or shortly before, and not since",
            ),
        ),
        confidence=Confidence.LIKELY,
        remedy=(
            Remedy("look at both pods' logs for leader election"),
            Remedy(
                "let them compete anew: scale to 0, wait, scale to 2; nothing is written meanwhile",
                "kubectl scale statefulset/ako -n avi-system --replicas=0",
            ),
        ),
    )


def test_two_replicas_without_lease_are_reported() -> None:
    (finding,) = check(instance_subject(instance(replicas=2)))
    assert finding.title == "AKO instance avi-system has 2 replicas and no leader: nobody holds its Lease"


@pytest.mark.parametrize(
    "fields", [{"replicas": 2, "leader": "ako-0"}, {"replicas": 1}, {"replicas": 2, "health": Health.REMOVED}]
)
def test_led_single_and_removed_instances_are_fine(fields: dict[str, object]) -> None:
    assert not list(check(instance_subject(msgspec.structs.replace(instance(), **fields))))


@pytest.mark.parametrize(("seconds", "fires"), [(15, False), (16, True)])
def test_lease_is_valid_for_15_seconds(seconds: int, fires: bool) -> None:  # noqa: FBT001 - a case
    held = lease(renewed=MOMENT - timedelta(seconds=seconds))
    read = cluster(stateful_set(replicas=2, ready=2), config_map(), held)
    estate = analyse(None, inventory(read), (RULE,))
    assert bool(estate.findings) is fires
    assert estate.instances[0].instance.leader == (None if fires else "ako-0")


def test_leases_that_cannot_be_read_say_nothing() -> None:
    read = cluster(stateful_set(replicas=2, ready=2), config_map(), unread=(Kind.LEASE,))
    estate = analyse(None, inventory(read), (RULE,))
    assert not estate.findings
    assert [covered.status for covered in estate.coverage] == ["not-run"]


def test_two_stateful_sets_in_one_namespace_are_not_two_replicas() -> None:
    one = instance(replicas=2, stateful_sets=("ako", "ako-helm"))
    assert not list(check(instance_subject(one)))
