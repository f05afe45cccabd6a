"""A big fleet as raw API objects: instances, namespaces, Ingresses, virtual services, of the size real ones have.

Sizes follow what real servers answer: about 1.8 KB a namespace, 1.9 KB an Ingress, 4.7 KB a virtual service, with
managedFields and annotations that akotui does not read but must move past. Everything follows from the counts: two
fleets of one size are equal.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

Json = dict[str, object]
MOMENT = "2026-11-22T17:00:00Z"
CLUSTER = "prod"
CONTROLLER = "https://controller.example.test"


@dataclass(frozen=True, slots=True)
class Size:
    """How many of each: by default the fleet that the goals speak of."""

    instances: int = 50
    namespaces: int = 10_000
    ingresses: int = 20_000
    virtual_services: int = 10_000
    findings: int = 0
    """Virtual services whose owner is no instance, each with a username of its own, hence a finding of its own."""

    def scaled(self, factor: float) -> "Size":
        """The same fleet, smaller."""
        return Size(
            max(2, int(self.instances * factor)),
            max(4, int(self.namespaces * factor)),
            max(8, int(self.ingresses * factor)),
            max(4, int(self.virtual_services * factor)),
            int(self.findings * factor),
        )


def uuid(*parts: object) -> str:
    """A uuid that follows from its parts."""
    digest = hashlib.md5("/".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:]}"


def _managed_fields(prefix: str) -> list[Json]:
    fields: Json = {f"f:{prefix}-{n}": {"k:example": {f"f:value-{n}": "x"}} for n in range(10)}
    return [
        {
            "apiVersion": "v1", "fieldsType": "FieldsV1", "manager": "argocd-controller", "operation": "Apply",
            "time": MOMENT, "fieldsV1": {"f:metadata": {"f:annotations": fields}, "f:spec": {"f:rules": {}}},
        }
    ]  # fmt: skip


def _metadata(kind: str, name: str, namespace: str = "", **more: object) -> Json:
    meta: Json = {
        "name": name, "uid": uuid(kind, namespace, name), "resourceVersion": "1", "creationTimestamp": MOMENT,
        "managedFields": _managed_fields(name[:8]),
    }  # fmt: skip
    if namespace:
        meta["namespace"] = namespace
    return meta | more


def instance_of(number: int) -> str:
    """The namespace of instance `number`; number 0 is the primary."""
    return "avi-system" if number == 0 else f"ako-{number}"


def user_of(number: int) -> str:
    """The created_by of instance `number`."""
    return f"ako-{CLUSTER}" if number == 0 else f"ako-{CLUSTER}-ako-{number}"


def instances(size: Size) -> Iterator[tuple[Json, Json, Json]]:
    """StatefulSet, ConfigMap and Pod of each instance."""
    for number in range(size.instances):
        namespace = instance_of(number)
        containers = [{"name": "ako", "image": "registry.example.test/ako/ako:2.2.1"}]
        labels = {"app.kubernetes.io/name": "ako", "app.kubernetes.io/version": "2.2.1", "helm.sh/chart": "ako-2.2.1"}
        stateful_set: Json = {
            "apiVersion": "apps/v1", "kind": "StatefulSet",
            "metadata": _metadata("StatefulSet", "ako", namespace, labels=labels),
            "spec": {"replicas": 1, "template": {"spec": {"containers": containers}}},
            "status": {"replicas": 1, "readyReplicas": 1},
        }  # fmt: skip
        config_map: Json = {
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": _metadata("ConfigMap", "avi-k8s-config", namespace),
            "data": {
                "clusterName": CLUSTER, "primaryInstance": "true" if number == 0 else "false",
                "nsSyncLabelKey": "team", "nsSyncLabelValue": f"team-{number}", "blockedNamespaceList": "[]",
                "controllerIP": "controller.example.test", "cloudName": "Default-Cloud", "tenantName": "admin",
                "serviceType": "ClusterIP", "shardVSSize": "SMALL", "deleteConfig": "false", "enableEVH": "false",
            },
        }  # fmt: skip
        status = {
            "name": "ako",
            "image": containers[0]["image"],
            "ready": True,
            "state": {"running": {"startedAt": MOMENT}},
        }
        pod: Json = {
            "apiVersion": "v1", "kind": "Pod", "metadata": _metadata("Pod", "ako-0", namespace, labels=labels),
            "spec": {"containers": containers},
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
                       "containerStatuses": [status]},
        }  # fmt: skip
        yield stateful_set, config_map, pod


def namespaces(size: Size) -> Iterator[Json]:
    """AKO's own namespaces and the workload namespaces, spread over the instances by label."""
    for number in range(size.instances):
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": _metadata("Namespace", instance_of(number))}
    for number in range(size.namespaces - size.instances):
        labels = {"team": f"team-{number % size.instances}", "kubernetes.io/metadata.name": f"ns-{number}"}
        notes = {f"example.test/note-{n}": "x" * 24 for n in range(8)}
        yield {
            "apiVersion": "v1", "kind": "Namespace",
            "metadata": _metadata("Namespace", f"ns-{number}", labels=labels, annotations=notes),
            "spec": {"finalizers": ["kubernetes"]}, "status": {"phase": "Active"},
        }  # fmt: skip


def children_of(size: Size) -> int:
    """How many virtual services are SNI children, each of one host; the others are the shared parents."""
    return size.virtual_services - min(size.instances, size.virtual_services)


def _host(number: int) -> str:
    return f"app-{number}.example.test"


def _place(size: Size, host: int) -> str:
    """The namespace of a host's Ingresses."""
    return f"ns-{host % (size.namespaces - size.instances)}"


def ingresses(size: Size) -> Iterator[Json]:
    """Secure Ingresses of AKO's class: each host has some (by default two, in one namespace, a path each)."""
    for number in range(size.ingresses):
        child = number % children_of(size)
        host = _host(child)
        notes = {f"example.test/note-{n}": "x" * 20 for n in range(6)}
        notes["ako.vmware.com/host-fqdn-vs-uuid-map"] = json.dumps({host: f"virtualservice-{uuid('vs', child)}"})
        backend = {"service": {"name": "web", "port": {"number": 80}}}
        path = {"path": f"/part-{number}", "pathType": "Prefix", "backend": backend}
        yield {
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
            "metadata": _metadata("Ingress", f"web-{number}", _place(size, child), annotations=notes),
            "spec": {
                "ingressClassName": "avi-lb", "tls": [{"hosts": [host], "secretName": "tls"}],
                "rules": [{"host": host, "http": {"paths": [path]}}],
            },
            "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.10", "hostname": host}]}},
        }  # fmt: skip


def ingress_class() -> Json:
    """AKO's IngressClass."""
    return {
        "apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": _metadata("IngressClass", "avi-lb"),
        "spec": {"controller": "ako.vmware.com/avi-lb"},
    }  # fmt: skip


def cluster_role() -> Json:
    """The ClusterRole of the primary's chart, to which all instances are bound."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
        "metadata": _metadata("ClusterRole", "ako-cr"),
        "rules": [{"apiGroups": [""], "resources": ["*"], "verbs": ["get", "watch", "list"]}],
    }  # fmt: skip


def ref(kind: str, identity: str, name: str) -> str:
    """A reference as the Controller writes it with include_name."""
    return f"{CONTROLLER}/api/{kind}/{identity}#{name}"


def virtual_services(size: Size) -> Iterator[Json]:
    """SNI children, one an Ingress, under one shared parent an instance."""
    parents = min(size.instances, size.virtual_services)
    for number in range(parents):
        infix = "" if number == 0 else f"{instance_of(number)}-"
        yield _virtual_service(number, f"{CLUSTER}--{infix}Shared-L7-0", user_of(number), "VS_TYPE_VH_PARENT")
    for number in range(children_of(size)):
        namespace, instance = _place(size, number), number % (size.namespaces - size.instances) % size.instances
        sources = [f"{namespace}/web-{n}" for n in range(number, size.ingresses, children_of(size))]
        user = user_of(instance) if number >= size.findings else f"ako-{CLUSTER}-gone-{number}"
        yield _virtual_service(parents + number, f"{CLUSTER}--{_host(number)}", user, "VS_TYPE_VH_CHILD") | {
            "uuid": f"virtualservice-{uuid('vs', number)}",
            "vh_parent_vs_ref": ref("virtualservice", f"virtualservice-{uuid('parent', instance)}", "parent"),
            "vh_domain_name": [_host(number)],
            "service_metadata": json.dumps(
                {"namespace_ingress_name": sources, "namespace": namespace, "gateway": "",
                 "hostnames": [_host(number)], "namespace_svc_name": None, "httproute": "", "pool_ratio": 0}
            ),
            "markers": [
                {"key": "clustername", "values": [CLUSTER]}, {"key": "Namespace", "values": [namespace]},
                {"key": "Host", "values": [_host(number)]},
            ],
        }  # fmt: skip


def _virtual_service(number: int, name: str, user: str, kind: str) -> Json:
    filters = [
        {"name": f"rule-{n}", "match": {"path": {"match_str": [f"/path-{n}"]}}, "pad": "x" * 200} for n in range(12)
    ]
    policies = ref("httppolicyset", f"httppolicyset-{uuid('policies', name)}", name)
    return {
        "uuid": f"virtualservice-{uuid('parent', number)}", "name": name, "url": f"{CONTROLLER}/api/virtualservice/x",
        "tenant_ref": ref("tenant", "admin", "admin"), "cloud_ref": ref("cloud", "cloud-1", "Default-Cloud"),
        "type": kind, "created_by": user, "cloud_config_cksum": "4023690525", "enabled": True,
        "markers": [{"key": "clustername", "values": [CLUSTER]}], "service_metadata": "{}",
        "http_policies": [{"index": 11, "http_policy_set_ref": policies}],
        "analytics_policy": {"client_log_filters": filters}, "services": [{"port": 443, "enable_ssl": True}],
        "_last_modified": "1795368901040849",
        "se_group_ref": ref("serviceenginegroup", "serviceenginegroup-1", "Default-Group"),
    }  # fmt: skip
