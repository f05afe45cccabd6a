"""Kubernetes objects as an installed AKO chart and its users have them, the status and annotations AKO writes included.

Source: AKO helm/ako/templates, internal/status/{ing,svc}_status.go; checked against recorded objects (tests/golden).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from akotui.simulator.documents import Json, Object, texts
from akotui.simulator.names import Instance
from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer

AKO_CLASS = "ako.vmware.com/avi-lb"
IMAGE = "projects.registry.vmware.com/ako"


class Written(msgspec.Struct, frozen=True):
    """What AKO writes back for one host: its virtual service, address and tenant."""

    host: str
    uuid: str
    address: str
    tenant: str
    cluster_uuid: str


def stamp(moment: datetime) -> str:
    """Return a Kubernetes time."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _object(api: str, kind: str, metadata: Object, **fields: Json) -> Object:
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **fields}


def namespace(name: str, labels: Mapping[str, str], *, tenant: str = "", created: datetime) -> Object:
    """Return a namespace; `tenant` is the annotation that sends its objects to a tenant."""
    metadata: Object = {"name": name, "creationTimestamp": stamp(created), "labels": texts(labels)}
    if tenant:
        metadata["annotations"] = {"ako.vmware.com/tenant-name": tenant}
    return _object("v1", "Namespace", metadata, spec={"finalizers": ["kubernetes"]}, status={"phase": "Active"})


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
    return _object("v1", "ConfigMap", metadata, data=texts(settings))


def stateful_set(instance: Instance, *, created: datetime, ready: int) -> Object:
    """Return the StatefulSet `ako` that Helm makes."""
    labels = _labels(instance) | {
        "app.kubernetes.io/version": instance.version,
        "app.kubernetes.io/managed-by": "Helm",
        "helm.sh/chart": f"ako-{instance.version}",
    }
    metadata: Object = {
        "name": "ako",
        "namespace": instance.namespace,
        "creationTimestamp": stamp(created),
        "labels": texts(labels),
    }
    containers: list[Json] = [{"name": name, "image": image} for name, image in _containers(instance)]
    template: Object = {"metadata": {"labels": texts(_labels(instance))}, "spec": {"containers": containers}}
    selector: Object = {"matchLabels": {"app.kubernetes.io/name": "ako"}}
    spec: Object = {"replicas": instance.replicas, "selector": selector, "serviceName": "ako", "template": template}
    status: Object = {"replicas": instance.replicas, "readyReplicas": ready, "observedGeneration": 1}
    return _object("apps/v1", "StatefulSet", metadata, spec=spec, status=status)


def pod(instance: Instance, *, started: datetime, ready: bool, restarts: int = 0) -> Object:
    """Return the pod `ako-0`; not ready means that its containers wait in CrashLoopBackOff."""
    metadata: Object = {
        "name": "ako-0",
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
    condition: Object = {"type": "Ready", "status": str(ready)}
    status: Object = {"phase": "Running", "conditions": [condition], "containerStatuses": statuses}
    containers: list[Json] = [{"name": name, "image": image} for name, image in _containers(instance)]
    return _object("v1", "Pod", metadata, spec={"containers": containers}, status=status)


def ingress_class(name: str, *, infra: str = "", default: bool = False, created: datetime) -> Object:
    """Return an IngressClass of AKO's controller; `infra` is the AviInfraSetting it names."""
    metadata: Object = {"name": name, "creationTimestamp": stamp(created)}
    if default:
        metadata["annotations"] = {"ingressclass.kubernetes.io/is-default-class": "true"}
    parameters: Object = {"apiGroup": "ako.vmware.com", "kind": "AviInfraSetting", "name": infra}
    spec: Object = {"controller": AKO_CLASS, **({"parameters": parameters} if infra else {})}
    return _object("networking.k8s.io/v1", "IngressClass", metadata, spec=spec)


def cluster_role(*, created: datetime) -> Object:
    """Return the ClusterRole that the primary's chart creates and every instance is bound to."""
    rules: list[Json] = [{"apiGroups": [""], "resources": ["*"], "verbs": ["get", "watch", "list"]}]
    metadata: Object = {"name": "ako-cr", "creationTimestamp": stamp(created)}
    return _object("rbac.authorization.k8s.io/v1", "ClusterRole", metadata, rules=rules)


def infra_setting(name: str, shard_size: str, *, created: datetime) -> Object:
    """Return an AviInfraSetting that AKO accepted."""
    metadata: Object = {"name": name, "creationTimestamp": stamp(created)}
    spec: Object = {"l7Settings": {"shardSize": shard_size}, "seGroup": {"name": "Default-Group"}}
    status: Object = {"status": "Accepted", "error": ""}
    return _object("ako.vmware.com/v1beta1", "AviInfraSetting", metadata, spec=spec, status=status)


def ingress(rules: Sequence[IngressHost], written: Sequence[Written], *, created: datetime) -> Object:
    """Return the Ingress that these hosts stand in, with what AKO wrote back."""
    first = rules[0]
    annotations: Object = _annotations(written)
    if first.passthrough:
        annotations["passthrough.ako.vmware.com/enabled"] = "true"
    metadata: Object = {
        "name": first.name,
        "namespace": first.namespace,
        "creationTimestamp": stamp(created),
        "annotations": annotations,
    }
    secure: list[Json] = [rule.host for rule in rules if rule.secure and not rule.passthrough]
    spec: Object = {"ingressClassName": f"avi-{first.infra or 'lb'}", "rules": [_rule(rule) for rule in rules]}
    if secure:
        spec["tls"] = [{"hosts": secure, "secretName": f"tls-{first.name}"}]
    return _object("networking.k8s.io/v1", "Ingress", metadata, spec=spec, status=_status(written))


def service(wish: LoadBalancer, written: Sequence[Written], *, created: datetime) -> Object:
    """Return a Service of type LoadBalancer."""
    annotations: Object = _annotations(written)
    if wish.host:
        annotations["external-dns.alpha.kubernetes.io/hostname"] = wish.host
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
    return _object("v1", "Service", metadata, spec=spec, status=_status(written))


def gateway_class(*, created: datetime) -> Object:
    """Return the GatewayClass of the chart."""
    metadata: Object = {"name": "avi-lb", "creationTimestamp": stamp(created)}
    condition = _condition("Accepted", "True", "GatewayClass is valid")
    status: Object = {"conditions": [condition]}
    return _object(
        "gateway.networking.k8s.io/v1", "GatewayClass", metadata, spec={"controllerName": AKO_CLASS}, status=status
    )


def gateway(wish: GatewayRoute, written: Sequence[Written], *, created: datetime) -> list[Object]:
    """Return a Gateway and the HTTPRoute on it."""
    api = "gateway.networking.k8s.io/v1"
    metadata: Object = {"name": wish.name, "namespace": wish.namespace, "creationTimestamp": stamp(created)}
    listener: Object = {"name": "http", "port": 80, "protocol": "HTTP", "hostname": wish.host}
    addresses: list[Json] = [{"type": "IPAddress", "value": found.address} for found in written]
    conditions: list[Json] = [_condition("Programmed", "True", json.dumps({"VSUUID": found.uuid})) for found in written]
    parent = _object(
        api,
        "Gateway",
        metadata,
        spec={"gatewayClassName": "avi-lb", "listeners": [listener]},
        status={"addresses": addresses, "conditions": conditions},
    )
    path: Object = {"path": {"type": "PathPrefix", "value": wish.path}}
    backend: Object = {"group": "", "kind": "Service", "name": wish.service, "port": 80}
    refs: list[Json] = [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": wish.name}]
    rules: list[Json] = [{"matches": [path], "backendRefs": [backend]}]
    spec: Object = {"hostnames": [wish.host], "parentRefs": refs, "rules": rules}
    return [parent, _object(api, "HTTPRoute", {**metadata, "name": wish.route}, spec=spec)]


def _labels(instance: Instance) -> dict[str, str]:
    return {"app.kubernetes.io/name": "ako", "app.kubernetes.io/instance": f"ako-{instance.namespace}"}


def _containers(instance: Instance) -> list[tuple[str, str]]:
    names = ["ako", "ako-gateway-api"] if instance.gateway_api else ["ako"]
    return [(name, f"{IMAGE}/{name}:{instance.version}") for name in names]


def _condition(kind: str, status: str, message: str) -> Object:
    return {"type": kind, "status": status, "reason": kind, "message": message}


def _rule(rule: IngressHost) -> Json:
    backend: Object = {"service": {"name": rule.service, "port": {"number": 80}}}
    return {"host": rule.host, "http": {"paths": [{"path": rule.path, "pathType": "Prefix", "backend": backend}]}}


def _annotations(written: Sequence[Written]) -> Object:
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
