"""Leases of AKO instances with replicas: who leads, and whether it still says so."""

from datetime import datetime, timedelta

from akotui.simulator.documents import Object
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.simulator.manifests import manifest, stamp

RENEWED_EVERY = 5.0
"""Seconds; AKO renews within 10, and a Lease holds 15 (pkg/utils/leader_election.go)."""


class Leases:
    """The Leases of a cluster. Time passes when `renew` says so."""

    def __init__(self, cluster: KubernetesSimulator, moment: datetime) -> None:
        self._cluster = cluster
        self._now = moment
        self._leaders: dict[str, str] = {}

    @property
    def renewed(self) -> bool:
        """Whether there is a leader that goes on renewing."""
        return bool(self._leaders)

    def lead(self, namespace: str, pod: str) -> None:
        """Let a pod hold the Lease of an instance and renew it from now on."""
        self._leaders[namespace] = pod
        self.renew(0)

    def lapse(self, namespace: str, pod: str, *, ago: timedelta = timedelta()) -> None:
        """Let a pod, the holder, have renewed the Lease for the last time."""
        self._leaders.pop(namespace, None)
        self._cluster.put(lease(namespace, pod, renewed=self._now - ago))

    def renew(self, seconds: float) -> None:
        """Let `seconds` pass and the leaders renew their Leases."""
        self._now += timedelta(seconds=seconds)
        for namespace, pod in self._leaders.items():
            self._cluster.put(lease(namespace, pod, renewed=self._now))


def lease(namespace: str, holder: str, *, renewed: datetime) -> Object:
    """Return the Lease that replicas of an instance compete for (pkg/utils/leader_election.go)."""
    metadata: Object = {"name": "ako-lease-lock", "namespace": namespace, "creationTimestamp": stamp(renewed)}
    spec: Object = {
        "holderIdentity": holder,
        "leaseDurationSeconds": 15,
        "renewTime": f"{renewed:%Y-%m-%dT%H:%M:%S.%fZ}",
        "leaseTransitions": 1,
    }
    return manifest("coordination.k8s.io/v1", "Lease", metadata, spec=spec)
