from datetime import UTC, datetime, timedelta

from akotui.simulator.documents import text
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.simulator.leases import Leases

MOMENT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)


def renewed(cluster: KubernetesSimulator) -> str:
    return text(cluster.store.read("leases", "avi-system/ako-lease-lock"), "spec", "renewTime")


def test_leader_renews_its_lease_as_time_passes() -> None:
    cluster = KubernetesSimulator()
    leases = Leases(cluster, MOMENT)
    leases.lead("avi-system", "ako-0")
    assert renewed(cluster) == "2026-11-22T17:00:00.000000Z"
    leases.renew(5)
    assert renewed(cluster) == "2026-11-22T17:00:05.000000Z"


def test_lapsed_lease_keeps_its_last_holder_and_moment() -> None:
    cluster = KubernetesSimulator()
    leases = Leases(cluster, MOMENT)
    leases.lead("avi-system", "ako-0")
    leases.lapse("avi-system", "ako-1", ago=timedelta(hours=1))
    leases.renew(60)
    assert renewed(cluster) == "2026-11-22T16:00:00.000000Z"
    assert not leases.renewed
    assert text(cluster.store.read("leases", "avi-system/ako-lease-lock"), "spec", "holderIdentity") == "ako-1"
