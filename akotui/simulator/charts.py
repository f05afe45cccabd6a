"""What installing an AKO instance creates, and what uninstalling takes away again.

Source: AKO helm/ako/templates: only the primary's chart has ClusterRole, IngressClass and GatewayClass.
"""

from datetime import datetime, timedelta

from akotui.simulator import manifests
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.simulator.names import Instance

_CLASS = "avi-lb"


def install(cluster: KubernetesSimulator, instance: Instance, now: datetime) -> None:
    """Create what stands once in a cluster, when this is the primary."""
    created = now - timedelta(days=90)
    if instance.primary:
        cluster.put(manifests.cluster_role(created=created))
        cluster.put(manifests.ingress_class(_CLASS, default=True, created=created))
    if instance.primary and instance.gateway_api:
        cluster.put(manifests.gateway_class(created=created))


def uninstall(cluster: KubernetesSimulator, instance: Instance) -> None:
    """Delete all of the release; the Lease is not part of it."""
    pods = [("pods", f"ako-{number}") for number in range(instance.replicas)]
    for plural, name in (("statefulsets", "ako"), ("configmaps", "avi-k8s-config"), *pods):
        cluster.delete(plural, f"{instance.namespace}/{name}")
    if instance.primary:
        for plural, name in (("clusterroles", "ako-cr"), ("ingressclasses", _CLASS), ("gatewayclasses", _CLASS)):
            cluster.delete(plural, name)


def run(cluster: KubernetesSimulator, instance: Instance, now: datetime, *, ready: bool) -> None:
    """Let its pods run since 11 days, or crash."""
    count = instance.replicas if ready else 0
    cluster.put(manifests.stateful_set(instance, created=now - timedelta(days=40), ready=count))
    for number in range(instance.replicas):
        cluster.put(manifests.pod(instance, started=now - timedelta(days=11), ready=ready, number=number))
