"""Kubernetes objects as an installed AKO chart and its users have them, the status and annotations AKO writes included.

Source: AKO helm/ako/templates, internal/status/{ing,svc}_status.go; checked against recorded objects (tests/golden).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from akotui.simulator.documents import Json, Object, texts
from akotui.simulator.names import Instance
from akotui.simulator.workloads import IngressHost, LoadBalancer

AKO_CLASS = "ako.vmware.com/avi-lb"
WILDCARD = "wildcard"
IMAGE = "projects.registry.vmware.com/ako"


class Written(msgspec.Struct, frozen=True):
    """What AKO writes back for one host: its virtual service, address and tenant; `user`: the writer's username."""

    host: str
    uuid: str
    address: str
    tenant: str
    cluster_uuid: str
    user: str


def stamp(moment: datetime) -> str:
    """Return a Kubernetes time."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def manifest(api: str, kind: str, metadata: Object, **fields: Json) -> Object:
    """Return an object as it is written down."""
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **fields}


def namespace(name: str, labels: Mapping[str, str], *, tenant: str = "", infra: str = "", created: datetime) -> Object:
    """Return a namespace; annotations send its objects to a `tenant`, and name their AviInfraSetting."""
    metadata: Object = {"name": name, "creationTimestamp": stamp(created), "labels": texts(labels)}
    annotations = {"ako.vmware.com/tenant-name": tenant, "aviinfrasetting.ako.vmware.com/name": infra}
    if any(annotations.values()):
        metadata["annotations"] = {key: value for key, value in annotations.items() if value}
    return manifest("v1", "Namespace", metadata, spec={"finalizers": ["kubernetes"]}, status={"phase": "Active"})


def config_map(instance: Instance, *, controller: str, changed: datetime) -> Object:
    """Return the settings of an instance: all strings, as the chart writes them."""
    settings: dict[str, str] = {
        "clusterName": instance.cluster,
        "primaryInstance": str(instance.primary).lower(),
        "controllerIP": controller,
        "controllerVersion": "",
        "cloudName": "Default-Cloud",
        "tenantName": instance.tenant,
        "nsSyncLabelKey": instance.selector[0],
        "nsSyncLabelValue": instance.selector[1],
        "blockedNamespaceList": json.dumps(list(instance.blocked)),
        "serviceType": instance.service_type,
        "shardVSSize": instance.shard_size,
        "passthroughShardSize": "SMALL",
        "enableEVH": str(instance.evh).lower(),
        "deleteConfig": "false",
        "layer7Only": "false",
        "defaultIngController": "true",
        "defaultLBController": "true",
        "autoFQDN": "default",
        "cniPlugin": "cilium",
        "logLevel": "WARN",
        "fullSyncFrequency": "1800",
        "apiServerPort": "8080",
        "serviceEngineGroupName": "Default-Group",
        **dict(instance.settings),
    }
    written: Object = {"manager": "helm", "operation": "Update", "apiVersion": "v1", "time": stamp(changed)}
    metadata: Object = {
        "name": "avi-k8s-config",
        "namespace": instance.namespace,
        "creationTimestamp": stamp(changed),
        "managedFields": [written],
    }
    return manifest("v1", "ConfigMap", metadata, data=texts(settings))


def stateful_set(instance: Instance, *, created: datetime, ready: int, name: str = "ako") -> Object:
    """Return the StatefulSet that Helm makes, always named `ako`."""
    labels = _labels(instance) | {
        "app.kubernetes.io/version": instance.version,
        "app.kubernetes.io/managed-by": "Helm",
        "helm.sh/chart": f"ako-{instance.version}",
    }
    metadata: Object = {
        "name": name,
        "namespace": instance.namespace,
        "creationTimestamp": stamp(created),
        "labels": texts(labels),
    }
    containers: list[Json] = [{"name": name, "image": image} for name, image in _containers(instance)]
    template: Object = {"metadata": {"labels": texts(_labels(instance))}, "spec": {"containers": containers}}
    selector: Object = {"matchLabels": {"app.kubernetes.io/name": "ako"}}
    spec: Object = {"replicas": instance.replicas, "selector": selector, "serviceName": "ako", "template": template}
    status: Object = {"replicas": instance.replicas, "readyReplicas": ready, "observedGeneration": 1}
    return manifest("apps/v1", "StatefulSet", metadata, spec=spec, status=status)


def pod(instance: Instance, *, started: datetime, ready: bool, number: int = 0) -> Object:
    """Return the pod `ako-0` (or another number); not ready: its containers wait in CrashLoopBackOff."""
    restarts = 0 if ready else 4
    metadata: Object = {
        "name": f"ako-{number}",
        "namespace": instance.namespace,
        "creationTimestamp": stamp(started),
        "labels": texts(_labels(instance)),
    }
    waiting: Object = {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off restarting failed container"}}
    state: Object = {"running": {"startedAt": stamp(started)}} if ready else waiting
    statuses: list[Json] = [
        {"name": name, "image": image, "ready": ready, "restartCount": restarts, "state": state}
        for name, image in _containers(instance)
    ]
    conditions: list[Json] = [{"type": "Ready", "status": str(ready)}]
    status: Object = {"phase": "Running", "conditions": conditions, "containerStatuses": statuses}
    containers: list[Json] = [{"name": name, "image": image} for name, image in _containers(instance)]
    return manifest("v1", "Pod", metadata, spec={"containers": containers}, status=status)


def ingress_class(name: str, *, infra: str = "", default: bool = False, created: datetime) -> Object:
    """Return an IngressClass of AKO's controller; `infra` is the AviInfraSetting it names."""
    metadata: Object = {"name": name, "creationTimestamp": stamp(created)}
    if default:
        metadata["annotations"] = {"ingressclass.kubernetes.io/is-default-class": "true"}
    parameters: Object = {"apiGroup": "ako.vmware.com", "kind": "AviInfraSetting", "name": infra}
    spec: Object = {"controller": AKO_CLASS, **({"parameters": parameters} if infra else {})}
    return manifest("networking.k8s.io/v1", "IngressClass", metadata, spec=spec)


def cluster_role(*, created: datetime) -> Object:
    """Return the ClusterRole that the primary's chart creates and every instance is bound to."""
    rules: list[Json] = [{"apiGroups": [""], "resources": ["*"], "verbs": ["get", "watch", "list"]}]
    metadata: Object = {"name": "ako-cr", "creationTimestamp": stamp(created)}
    return manifest("rbac.authorization.k8s.io/v1", "ClusterRole", metadata, rules=rules)


def infra_setting(name: str, shard_size: str, *, created: datetime) -> Object:
    """Return an AviInfraSetting that AKO accepted."""
    metadata: Object = {"name": name, "creationTimestamp": stamp(created)}
    spec: Object = {"l7Settings": {"shardSize": shard_size}, "seGroup": {"name": "Default-Group"}}
    status: Object = {"status": "Accepted", "error": ""}
    return manifest("ako.vmware.com/v1beta1", "AviInfraSetting", metadata, spec=spec, status=status)


def ingress(rules: Sequence[IngressHost], written: Sequence[Written], *, created: datetime) -> Object:
    """Return the Ingress that these hosts stand in, with what AKO wrote back."""
    first = rules[0]
    annotations: Object = noted(written)
    if first.passthrough:
        annotations["passthrough.ako.vmware.com/enabled"] = "true"
    metadata: Object = {
        "name": first.name,
        "namespace": first.namespace,
        "creationTimestamp": stamp(created),
        "annotations": annotations,
    }
    secure: list[Json] = [rule.host for rule in rules if rule.secure and not rule.passthrough and not rule.host_rule]
    spec: Object = {"ingressClassName": f"avi-{first.infra or 'lb'}", "rules": [_rule(rule) for rule in rules]}
    if secure:
        spec["tls"] = [{"hosts": secure, "secretName": f"tls-{first.name}"}]
    return manifest("networking.k8s.io/v1", "Ingress", metadata, spec=spec, status=_status(written))


def host_rule(rule: IngressHost, *, created: datetime) -> Object:
    """Return the HostRule that gives a host the certificate `wildcard` of the Controller."""
    metadata: Object = {"name": rule.host_rule, "namespace": rule.namespace, "creationTimestamp": stamp(created)}
    tls: Object = {"sslKeyCertificate": {"name": WILDCARD, "type": "ref"}, "termination": "edge"}
    spec: Object = {"virtualhost": {"enableVirtualHost": True, "fqdn": rule.host, "fqdnType": "Exact", "tls": tls}}
    return manifest("ako.vmware.com/v1beta1", "HostRule", metadata, spec=spec, status={"status": "Accepted"})


def service(wish: LoadBalancer, written: Sequence[Written], *, created: datetime) -> Object:
    """Return a Service of type LoadBalancer."""
    annotations: Object = noted(written)
    if wish.host:
        annotations["external-dns.alpha.kubernetes.io/hostname"] = wish.host
    if wish.shared:
        annotations["ako.vmware.com/enable-shared-vip"] = wish.shared
    metadata: Object = {
        "name": wish.name,
        "namespace": wish.namespace,
        "creationTimestamp": stamp(created),
        "annotations": annotations,
    }
    ports: list[Json] = [
        {"name": f"{proto.lower()}{port}", "protocol": proto, "port": port} for proto, port in wish.ports
    ]
    spec: Object = {"type": "LoadBalancer", "ports": ports, "selector": {"app": wish.name}}
    return manifest("v1", "Service", metadata, spec=spec, status=_status(written))


def gateway_class(*, created: datetime) -> Object:
    """Return the GatewayClass of the chart."""
    metadata: Object = {"name": "avi-lb", "creationTimestamp": stamp(created)}
    accepted = condition("Accepted", "True", "GatewayClass is valid")
    status: Object = {"conditions": [accepted]}
    return manifest(
        "gateway.networking.k8s.io/v1", "GatewayClass", metadata, spec={"controllerName": AKO_CLASS}, status=status
    )


def _labels(instance: Instance) -> dict[str, str]:
    return {"app.kubernetes.io/name": "ako", "app.kubernetes.io/instance": f"ako-{instance.namespace}"}


def _containers(instance: Instance) -> list[tuple[str, str]]:
    names = ["ako", "ako-gateway-api"] if instance.gateway_api else ["ako"]
    return [(name, f"{IMAGE}/{name}:{instance.version}") for name in names]


def condition(kind: str, status: str, message: str) -> Object:
    """Return a condition of a status."""
    return {"type": kind, "status": status, "reason": kind, "message": message}


def _rule(rule: IngressHost) -> Json:
    backend: Object = {"service": {"name": rule.service, "port": {"number": 80}}}
    return {"host": rule.host, "http": {"paths": [{"path": rule.path, "pathType": "Prefix", "backend": backend}]}}


def noted(written: Sequence[Written]) -> Object:
    """Return the annotations AKO writes with the status, none when it wrote nothing."""
    if not written:
        return {}
    uuids = {found.host: found.uuid for found in written}
    return {
        "ako.vmware.com/controller-cluster-uuid": written[0].cluster_uuid,
        "ako.vmware.com/host-fqdn-vs-uuid-map": json.dumps(uuids, separators=(",", ":")),
        "ako.vmware.com/tenant-name": written[0].tenant,
    }


def _status(written: Sequence[Written]) -> Object:
    addresses: list[Json] = [{"ip": found.address, "hostname": found.host} for found in written]
    return {"loadBalancer": {"ingress": addresses} if addresses else {}}
