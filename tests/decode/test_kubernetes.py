"""Kubernetes objects: what is kept, and what is tolerated."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest

from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.model.kinds import Kind
from akotui.model.kubernetes import (
    AviInfraSetting,
    Condition,
    ConfigMap,
    Container,
    Gateway,
    GatewayClass,
    HeaderMatch,
    HostPath,
    HostRule,
    HttpRoute,
    Ingress,
    IngressClass,
    IngressRule,
    Metadata,
    Namespace,
    Pod,
    Route,
    RouteBackend,
    RouteMatch,
    RouteRule,
    RunningContainer,
    Service,
    ServicePort,
    StatefulSet,
)

MORNING = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
WEB = Metadata("web", "shop")
ALONE = Metadata("web")


def read(kind: Kind, fields: Mapping[str, object], **metadata: object) -> object:
    identity: dict[str, object] = {"name": "web", "namespace": "shop", **metadata}
    decoded = decode(kind, json.dumps({"metadata": identity, **fields}).encode())
    assert not isinstance(decoded, Broken), decoded
    return decoded[1]


def known(kind: Kind, **metadata: object) -> Metadata:
    found = read(kind, {}, **metadata)
    assert isinstance(found, Namespace | Ingress)
    return found.metadata


def test_key_of_a_namespaced_object_is_namespace_and_name() -> None:
    decoded = decode(Kind.INGRESS, b'{"metadata": {"name": "web", "namespace": "shop"}}')
    assert decoded == ("shop/web", Ingress(WEB))


def test_key_of_a_cluster_scoped_object_is_its_name() -> None:
    decoded = decode(Kind.INGRESS_CLASS, b'{"metadata": {"name": "avi-lb"}}')
    assert decoded == ("avi-lb", IngressClass(Metadata("avi-lb")))


def test_only_annotations_that_ako_reads_or_writes_are_kept() -> None:
    annotations = {
        "ako.vmware.com/tenant-name": "red",
        "aviinfrasetting.ako.vmware.com/name": "big",
        "ingressclass.kubernetes.io/is-default-class": "true",
        "AviObjectDeletionStatus": "Done",
        "AviGatewayObjectDeletionStatus": "Done",
        "kubectl.kubernetes.io/last-applied-configuration": "{}",
    }
    kept = known(Kind.INGRESS, annotations=annotations).annotations
    assert sorted(kept) == sorted(annotations.keys() - {"kubectl.kubernetes.io/last-applied-configuration"})


def test_labels_are_kept_where_something_chooses_by_them() -> None:
    assert known(Kind.NAMESPACE, labels={"team": "red"}).labels == {"team": "red"}
    assert known(Kind.INGRESS, labels={"team": "red"}).labels == {}


def test_a_long_annotation_is_kept_whole_because_it_is_json() -> None:
    hosts = json.dumps({f"host-{n}.example.com": f"virtualservice-{n}" for n in range(500)})
    kept = known(Kind.INGRESS, annotations={"ako.vmware.com/host-fqdn-vs-uuid-map": hosts}).annotations
    assert kept["ako.vmware.com/host-fqdn-vs-uuid-map"] == hosts


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-22T06:00:00Z", MORNING),
        ("2026-11-22T06:00:00.000000Z", MORNING),
        ("2026-11-22T08:00:00+02:00", datetime(2026, 11, 22, 8, 0, tzinfo=timezone(timedelta(hours=2)))),
        ("2026-11-22T06:00:00", MORNING),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_creation_time(text: str | None, moment: datetime | None) -> None:
    assert known(Kind.NAMESPACE, creationTimestamp=text).created == moment


def test_control_characters_are_made_visible() -> None:
    found = read(Kind.ROUTE, {"spec": {"host": "a\x1b[31m\u202eb"}}, name="we\nb")
    assert found == Route(Metadata("we␊b", "shop"), host="a␛[31m\ufffdb")


@pytest.mark.parametrize(
    ("fields", "metadata", "namespace"),
    [
        ({}, {}, Namespace(ALONE)),
        ({"status": {"phase": "Active"}}, {}, Namespace(ALONE)),
        ({"status": {"phase": "Terminating"}}, {}, Namespace(ALONE, terminating=True)),
        ({}, {"deletionTimestamp": "2026-11-22T06:00:00Z"}, Namespace(ALONE, terminating=True)),
    ],
)
def test_namespace_terminates(
    fields: Mapping[str, object], metadata: Mapping[str, object], namespace: Namespace
) -> None:
    assert read(Kind.NAMESPACE, fields, **metadata) == namespace


def test_stateful_set() -> None:
    containers = [{"name": "ako", "image": "x/ako:2.2.1", "env": [{"name": "PASSWORD", "value": "p"}]}, {"name": "gw"}]
    fields = {"spec": {"replicas": 0, "template": {"spec": {"containers": containers}}}, "status": {"readyReplicas": 1}}
    found = read(Kind.STATEFUL_SET, fields, ownerReferences=[{"kind": "AKOConfig", "uid": "1"}])
    assert found == StatefulSet(WEB, 0, 1, (Container("ako", "x/ako:2.2.1"), Container("gw", "")), ("AKOConfig",))


def test_stateful_set_without_replicas_has_one() -> None:
    assert read(Kind.STATEFUL_SET, {"spec": {}}) == StatefulSet(WEB, replicas=1, ready=0)


def test_pod() -> None:
    statuses = [
        {"name": "ako", "image": "i", "ready": True, "state": {"running": {"startedAt": "2026-11-22T06:00:00Z"}}},
        {"name": "gw", "restartCount": 7, "state": {"waiting": {"reason": "CrashLoopBackOff"}}},
        {"name": "old", "state": {"terminated": {"reason": "Error"}}},
        {"name": "new", "state": None},
    ]
    conditions = [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": "True"}]
    status = {"phase": "Running", "conditions": conditions, "containerStatuses": statuses}
    assert read(Kind.POD, {"status": status}) == Pod(
        WEB,
        "Running",
        ready=True,
        containers=(
            RunningContainer("ako", "i", ready=True, started=MORNING),
            RunningContainer("gw", "", restarts=7, waiting="CrashLoopBackOff"),
            RunningContainer("old", "", waiting="Error"),
            RunningContainer("new", ""),
        ),
    )


def test_pod_that_is_not_ready() -> None:
    assert read(Kind.POD, {"status": {"conditions": [{"type": "Ready", "status": "False"}]}}) == Pod(WEB)


def test_config_map_changed_when_its_newest_field_did() -> None:
    managed = [{"time": "2026-11-22T05:00:00Z"}, {"time": "2026-11-22T06:00:00Z"}, {"manager": "helm"}]
    blocked = json.dumps([f"namespace-{n}" for n in range(1000)])
    found = read(Kind.CONFIG_MAP, {"data": {"blockedNamespaceList": blocked}}, managedFields=managed)
    assert found == ConfigMap(WEB, {"blockedNamespaceList": blocked}, MORNING)


def test_config_map_without_data_has_no_settings_and_no_time() -> None:
    assert read(Kind.CONFIG_MAP, {"data": None}) == ConfigMap(WEB, {}, None)


def test_ingress() -> None:
    paths: list[object] = [{"path": "/x", "backend": {"service": {"name": "web"}}}, {"backend": {"resource": {}}}]
    spec: dict[str, object] = {
        "ingressClassName": "avi-lb",
        "rules": [{"host": "a.com", "http": {"paths": paths}}, {"http": {}}, {"host": "b.com"}, {"host": "a.com"}],
        "tls": [{"hosts": ["a.com"], "secretName": "cert"}, {"secretName": "other"}],
    }
    status = {"loadBalancer": {"ingress": [{"ip": "10.0.0.1", "hostname": "a.com"}, {"hostname": "lb.example.com"}]}}
    found = read(Kind.INGRESS, {"spec": spec, "status": status})
    served = IngressRule("a.com", (HostPath("/x", "web"), HostPath()))
    rules = (served, IngressRule("", ()), IngressRule("b.com"), IngressRule("a.com"))
    assert found == Ingress(WEB, "avi-lb", ("a.com", "b.com"), ("a.com",), ("10.0.0.1", "lb.example.com"), rules)


def test_ingress_without_class_differs_from_one_with_an_empty_class() -> None:
    assert read(Kind.INGRESS, {"spec": {}}) == Ingress(WEB, class_name=None)
    assert read(Kind.INGRESS, {"spec": {"ingressClassName": ""}}) == Ingress(WEB, class_name="")


def test_ingress_class_names_its_avi_infra_setting() -> None:
    parameters = {"apiGroup": "ako.vmware.com", "kind": "AviInfraSetting", "name": "big"}
    spec = {"controller": "ako.vmware.com/avi-lb", "parameters": parameters}
    default = {"ingressclass.kubernetes.io/is-default-class": "true"}
    assert read(Kind.INGRESS_CLASS, {"spec": spec}, annotations=default) == IngressClass(
        Metadata("web", annotations=default), "ako.vmware.com/avi-lb", default=True, infra_setting="big"
    )


def test_ingress_class_parameters_of_another_kind_are_not_an_infra_setting() -> None:
    parameters = {"apiGroup": "example.com", "kind": "AviInfraSetting", "name": "big"}
    assert read(Kind.INGRESS_CLASS, {"spec": {"parameters": parameters}}) == IngressClass(ALONE)


def test_service() -> None:
    ports: list[object] = [{"port": 80}, {"port": 53, "protocol": "UDP"}]
    fields = {
        "spec": {"type": "LoadBalancer", "loadBalancerClass": "ako.vmware.com/avi-lb", "ports": ports},
        "status": {"loadBalancer": {"ingress": [{"ip": "10.0.0.1"}]}},
    }
    assert read(Kind.SERVICE, fields) == Service(
        WEB, "LoadBalancer", "ako.vmware.com/avi-lb", ("10.0.0.1",), (ServicePort(80), ServicePort(53, "UDP"))
    )


def test_service_that_is_no_load_balancer_keeps_no_ports() -> None:
    assert read(Kind.SERVICE, {"spec": {"type": "ClusterIP", "ports": [{"port": 80}]}}) == Service(WEB)


def test_gateway() -> None:
    condition = {"type": "Programmed", "status": "False", "reason": "Invalid", "message": "Aborted"}
    fields = {
        "spec": {"gatewayClassName": "avi-lb", "listeners": [{"hostname": "*.a.com"}, {"name": "any"}]},
        "status": {"addresses": [{"value": "10.0.0.1"}], "conditions": [condition]},
    }
    assert read(Kind.GATEWAY, fields) == Gateway(
        WEB, "avi-lb", ("*.a.com",), ("10.0.0.1",), (Condition("Programmed", "False", "Invalid", "Aborted"),)
    )


def test_gateway_class_names_its_avi_infra_setting() -> None:
    reference = {"group": "ako.vmware.com", "kind": "AviInfraSetting", "name": "big"}
    fields = {"spec": {"controllerName": "ako.vmware.com/avi-lb", "parametersRef": reference}}
    assert read(Kind.GATEWAY_CLASS, fields) == GatewayClass(ALONE, "ako.vmware.com/avi-lb", "big")


def test_http_route_parents_are_gateways_in_its_own_namespace_unless_said_otherwise() -> None:
    parents = [
        {"name": "near"},
        {"name": "far", "namespace": "infra", "kind": "Gateway", "group": "gateway.networking.k8s.io"},
        {"name": "mesh", "kind": "Service", "group": ""},
    ]
    found = read(Kind.HTTP_ROUTE, {"spec": {"hostnames": ["a.com"], "parentRefs": parents}})
    assert found == HttpRoute(WEB, ("a.com",), ("shop/near", "infra/far"))


def test_http_route_rules_have_the_defaults_that_ako_gives_them() -> None:
    header = {"name": "x-a", "value": "1", "type": "Exact"}
    matches: list[object] = [
        {"path": {"type": "Exact", "value": "/a"}, "headers": [header]},
        {"path": {}},
        {"headers": [header]},
    ]
    backends: list[object] = [
        {"name": "web", "port": 80},
        {"name": "api", "namespace": "far"},
        {"name": "x", "kind": "Pool"},
    ]
    found = read(Kind.HTTP_ROUTE, {"spec": {"rules": [{"name": "r", "matches": matches, "backendRefs": backends}]}})
    wanted = (HeaderMatch("x-a", "1", "Exact"),)
    assert found == HttpRoute(
        WEB,
        rules=(
            RouteRule(
                "r",
                (RouteMatch("/a", "Exact", wanted), RouteMatch("/"), RouteMatch(None, headers=wanted)),
                (RouteBackend("shop", "web", 80), RouteBackend("far", "api")),
            ),
        ),
    )


def test_http_route_is_refused_by_a_gateway_none_of_whose_listeners_accepts_it() -> None:
    def answer(gateway: str, status: str, controller: str = "ako.vmware.com/avi-lb") -> dict[str, object]:
        conditions = [{"type": "ResolvedRefs", "status": "True"}, {"type": "Accepted", "status": status}]
        return {"parentRef": {"name": gateway}, "controllerName": controller, "conditions": conditions}

    parents = [answer("a", "False"), answer("b", "False"), answer("b", "True"), answer("c", "False", "other")]
    parents.append({"parentRef": {"name": "d"}, "controllerName": "ako.vmware.com/avi-lb"})
    found = read(Kind.HTTP_ROUTE, {"status": {"parents": parents}})
    assert found == HttpRoute(WEB, refused=("shop/a",))


def test_route_names_who_wrote_its_status() -> None:
    fields = {
        "spec": {
            "host": "a.com",
            "path": "/x",
            "tls": {"termination": "edge", "insecureEdgeTerminationPolicy": "Allow"},
            "to": {"name": "web"},
            "alternateBackends": [{"name": "api"}],
        },
        "status": {"ingress": [{"routerName": "ako-prod-blue"}, {"routerName": "default"}]},
    }
    assert read(Kind.ROUTE, fields) == Route(
        WEB, "a.com", "edge", ("ako-prod-blue", "default"), "/x", ("web", "api"), "Allow"
    )


def test_avi_infra_setting() -> None:
    fields = {"spec": {"l7Settings": {"shardSize": "DEDICATED"}}, "status": {"status": "Accepted"}}
    assert read(Kind.AVI_INFRA_SETTING, fields) == AviInfraSetting(ALONE, "DEDICATED", "Accepted")


@pytest.mark.parametrize(
    ("tls", "certificate"),
    [
        (None, False),
        ({"sslKeyCertificate": {"name": "", "type": "ref"}}, False),
        ({"sslKeyCertificate": {"name": "cert", "type": "secret"}}, True),
        ({"sslKeyCertificate": {"alternateCertificate": {"name": "cert", "type": "ref"}}}, True),
    ],
)
def test_host_rule_names_a_certificate(tls: dict[str, object] | None, *, certificate: bool) -> None:
    host = {"fqdn": "*.a.com", "fqdnType": "Wildcard", "useRegex": True, "tls": tls}
    fields = {"spec": {"virtualhost": host}, "status": {"status": "Accepted"}}
    assert read(Kind.HOST_RULE, fields) == HostRule(
        WEB, "*.a.com", "Wildcard", certificate=certificate, use_regex=True, status="Accepted"
    )


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind.plane.value == "kubernetes"])
def test_an_object_of_nothing_but_nulls_is_read(kind: Kind) -> None:
    nothing = dict.fromkeys(("labels", "annotations", "uid", "creationTimestamp", "managedFields", "ownerReferences"))
    assert read(kind, {"spec": None, "status": None, "data": None}, **nothing) == read(kind, {})
