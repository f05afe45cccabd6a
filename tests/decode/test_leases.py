import json
from datetime import UTC, datetime

import pytest

from akotui.decode.objects import decode
from akotui.model.kinds import Kind
from akotui.model.kubernetes import ClusterRole, Lease, Metadata


def lease(**spec: object) -> Lease:
    document = {"metadata": {"namespace": "avi-system", "name": "ako-lease-lock"}, "spec": spec}
    found = decode(Kind.LEASE, json.dumps(document).encode())
    assert isinstance(found, tuple)
    key, made = found
    assert key == "avi-system/ako-lease-lock"
    assert isinstance(made, Lease)
    return made


def test_lease_has_a_holder_and_a_time() -> None:
    made = lease(holderIdentity="ako-0", renewTime="2026-11-22T17:00:15.000000Z", leaseDurationSeconds=20)
    assert (made.holder, made.renewed, made.seconds) == ("ako-0", datetime(2026, 11, 22, 17, 0, 15, tzinfo=UTC), 20)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-11-22T17:00:01.100000Z", "2026-11-22T17:00:15+00:00"),
        ("2026-11-22T17:00:59.999999Z", "2026-11-22T17:01:00+00:00"),
    ],
)
def test_renewals_within_a_quarter_of_a_minute_are_one(written: str, kept: str) -> None:
    assert lease(renewTime=written).renewed == datetime.fromisoformat(kept)


def test_released_lease_has_no_holder() -> None:
    made = lease(holderIdentity="")
    assert (made.holder, made.renewed, made.seconds) == ("", None, 15)


@pytest.mark.parametrize("document", ["{}", '{"rules": null}'])
def test_cluster_role_is_only_there(document: str) -> None:
    raw = json.dumps({"metadata": {"name": "ako-cr"}, **json.loads(document)}).encode()
    assert decode(Kind.CLUSTER_ROLE, raw) == ("ako-cr", ClusterRole(Metadata("ako-cr")))
