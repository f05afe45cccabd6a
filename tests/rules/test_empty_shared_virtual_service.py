from datetime import timedelta

import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import State, Type
from akotui.model.kinds import Kind
from akotui.rules.empty_shared_virtual_service import RULE, check
from tests.build import (
    AVI,
    MOMENT,
    ako,
    cluster,
    controller,
    instance,
    inventory,
    pool,
    pool_group,
    virtual_service,
    virtual_service_subject,
)

SHARED = virtual_service("prod--Shared-L7-0", last_modified=MOMENT - timedelta(hours=1))
PLACE = "VirtualService/admin/prod--Shared-L7-0"


def _field(field: str, value: str, says: str) -> Evidence:
    return Evidence(AVI, Kind.VIRTUAL_SERVICE, PLACE, field, value, says)


def test_empty_shared_parent_is_reported() -> None:
    (finding,) = check(virtual_service_subject(SHARED, owner=instance(), type=Type.SHARED_PARENT, empty=True))
    assert finding == Finding(
        rule="empty-shared-virtual-service",
        severity=Severity.INFO,
        about=SHARED.uuid,
        title="shared virtual service prod--Shared-L7-0 of avi-system serves nothing",
        objects=(ObjectRef("VirtualService", "prod--Shared-L7-0", tenant="admin", id=SHARED.uuid),),
        owners=("ako-prod",),
        evidence=(
            _field("name", "prod--Shared-L7-0", "AKO names shared parents like this"),
            _field("vh_parent_vs_ref", "", "no child names it as its parent"),
            _field("pool_group_ref", "", "no pool stands behind it"),
            _field("_last_modified", "2026-11-22T16:00:00Z", "2 minutes ago or longer: AKO has had the time to follow"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "restart avi-system: at its start it deletes shared virtual services that serve nothing",
                "kubectl rollout restart statefulset/ako -n avi-system",
            ),
        ),
    )


@pytest.mark.parametrize("fields", [{"empty": False}, {"empty": True, "state": State.FOREIGN}])
def test_used_and_foreign_ones_are_fine(fields: dict[str, object]) -> None:
    subject = virtual_service_subject(SHARED, owner=instance())
    assert not list(check(msgspec.structs.replace(subject, **fields)))


CHILD = virtual_service(type="VS_TYPE_VH_CHILD", parent=SHARED.uuid)
PLAIN = pool(ingress="shop/web")


@pytest.mark.parametrize(
    ("others", "fires"),
    [((), True), ((CHILD,), False), ((PLAIN, pool_group("prod--Shared-L7-0", PLAIN)), False)],
    ids=["alone", "with a child", "with a pool"],
)
def test_shared_parent_is_empty_without_children_and_pools(others: tuple[object, ...], fires: bool) -> None:  # noqa: FBT001 - a case
    estate = analyse(None, inventory(cluster(ako()), controller(SHARED, others)), (RULE,))
    assert bool(estate.findings) is fires


def test_pools_that_cannot_be_read_leave_it_open() -> None:
    estate = analyse(None, inventory(cluster(ako()), controller(SHARED, partial=(Kind.POOL,))), (RULE,))
    assert (estate.findings, estate.coverage[0].status) == ((), "not-run")
