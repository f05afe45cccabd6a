"""What the simulated AKO makes of the recorded workloads, compared with what the real one made of them."""

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from akotui.simulator import names
from akotui.simulator.ako import objects as made_by
from akotui.simulator.avi_objects import Site
from akotui.simulator.documents import Json, Object, member, objects, strings, text
from akotui.simulator.names import Instance
from akotui.simulator.states import read
from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer, Workload

GOLDEN = Path(__file__).parents[1] / "golden"
SITE = Site("127.0.0.1:19443", datetime(2026, 11, 22, 17, 0, tzinfo=UTC), subdomain="avi.internal")
TYPES = ("virtualservice", "vsvip", "pool", "poolgroup", "vsdatascriptset", "httppolicyset", "l4policyset")
UNRELATED = frozenset(
    {
        *("uuid", "url", "_last_modified", "cloud_config_cksum", "vsvip_cloud_config_cksum", "vip", "servers"),
        *("http_request_policy", "http_security_policy", "l4_connection_policy", "datascript", "enabled"),
        *(
            "ssl_key_and_certificate_refs",
            "protocol_parser_refs",
            "vh_child_vs_uuid",
            "east_west_placement",
            "se_group_ref",
        ),
    }
)
"""Fields not compared: made by the Controller, set by a HostRule, or read by nobody."""


def instances(kubernetes: Object) -> list[Instance]:
    gateway = {
        text(found, "metadata", "namespace")
        for found in objects(kubernetes, "apis/apps/v1/statefulsets", "items")
        if len(objects(found, "spec", "template", "spec", "containers")) > 1
    }
    return [
        Instance(
            namespace=text(found, "metadata", "namespace"),
            cluster=text(found, "data", "clusterName"),
            primary=text(found, "data", "primaryInstance") == "true",
            selector=(text(found, "data", "nsSyncLabelKey"), text(found, "data", "nsSyncLabelValue")),
            evh=text(found, "data", "enableEVH") == "true",
            shard_size=text(found, "data", "shardVSSize"),
            gateway_api=text(found, "metadata", "namespace") in gateway,
        )
        for found in objects(kubernetes, "api/v1/configmaps", "items")
        if text(found, "metadata", "name") == "avi-k8s-config"
    ]


def workloads(kubernetes: Object) -> list[Workload]:
    tenants = {
        text(found, "metadata", "name"): strings(found, "metadata", "annotations").get("ako.vmware.com/tenant-name")
        for found in objects(kubernetes, "api/v1/namespaces", "items")
    }
    classes = {
        text(found, "metadata", "name"): text(found, "spec", "parameters", "name")
        for found in objects(kubernetes, "apis/networking.k8s.io/v1/ingressclasses", "items")
    }
    sizes = {
        text(found, "metadata", "name"): text(found, "spec", "l7Settings", "shardSize")
        for found in objects(kubernetes, "apis/ako.vmware.com/v1beta1/aviinfrasettings", "items")
    }
    found: list[Workload] = []
    for ingress in objects(kubernetes, "apis/networking.k8s.io/v1/ingresses", "items"):
        namespace, infra = text(ingress, "metadata", "namespace"), classes[text(ingress, "spec", "ingressClassName")]
        annotations = strings(ingress, "metadata", "annotations")
        found += [
            IngressHost(
                namespace,
                text(ingress, "metadata", "name"),
                text(rule, "host"),
                path=text(path, "path"),
                service=text(path, "backend", "service", "name"),
                secure="tls" in str(member(ingress, "spec")),
                passthrough=annotations.get("passthrough.ako.vmware.com/enabled") == "true",
                infra=infra,
                infra_size=sizes.get(infra, ""),
                dedicated=sizes.get(infra, "") == "DEDICATED",
                tenant=tenants[namespace] or "admin",
            )
            for rule in objects(ingress, "spec", "rules")
            for path in objects(rule, "http", "paths")
        ]
    for service in objects(kubernetes, "api/v1/services", "items"):
        if text(service, "spec", "type") == "LoadBalancer":
            namespace = text(service, "metadata", "namespace")
            ports = tuple(
                (text(port, "protocol"), int(str(port["port"]))) for port in objects(service, "spec", "ports")
            )
            host = strings(service, "metadata", "annotations").get("external-dns.alpha.kubernetes.io/hostname", "")
            tenant = tenants[namespace] or "admin"
            found.append(LoadBalancer(namespace, text(service, "metadata", "name"), ports, host, tenant))
    for route in objects(kubernetes, "apis/gateway.networking.k8s.io/v1/httproutes", "items"):
        host = member(route, "spec", "hostnames")
        assert isinstance(host, list)
        namespace = text(route, "metadata", "namespace")
        found.append(GatewayRoute(namespace, "gw", str(host[0]), text(route, "metadata", "name")))
    return found


def accepted(instance: Instance, kubernetes: Object) -> list[Workload]:
    labels = {
        text(found, "metadata", "name"): strings(found, "metadata", "labels")
        for found in objects(kubernetes, "api/v1/namespaces", "items")
    }
    return [
        found
        for found in workloads(kubernetes)
        if isinstance(found, GatewayRoute) or instance.accepts(found.namespace, labels[found.namespace])
    ]


def made(kubernetes: Object) -> dict[str, dict[tuple[str, str], Object]]:
    every: dict[str, dict[tuple[str, str], Object]] = {kind: {} for kind in TYPES}
    for instance in instances(kubernetes):
        for found in made_by(instance, accepted(instance, kubernetes), SITE):
            every.setdefault(found.kind, {})[found.tenant, found.name] = found.document
    return every


def recorded(avi: Object, kind: str) -> dict[tuple[str, str], Object]:
    return {
        (text(item, "tenant_ref").split("#")[1], text(item, "name")): item for item in objects(avi, kind, "results")
    }


def comparable(document: Object) -> Json:
    """Refs become `kind#name`, service_metadata is read, what does not matter is left out."""
    kept = {key: value for key, value in document.items() if key not in UNRELATED}
    if "service_metadata" in kept:
        metadata: Object = msgspec.json.decode(text(kept, "service_metadata"))
        kept["service_metadata"] = {key: value for key, value in metadata.items() if key != "crd_status"}
    plain = re.sub(rb"https://[^/]+/api/([a-z0-9]+)/[^#\"]+#", rb"\1#", msgspec.json.encode(kept, order="sorted"))
    result: Json = msgspec.json.decode(plain)
    return result


@pytest.fixture(params=["steady", "gateway"])
def state(request: pytest.FixtureRequest) -> tuple[Object, Object]:
    return read(GOLDEN / f"{request.param}.kube.json"), read(GOLDEN / f"{request.param}.avi.json")


@pytest.mark.parametrize("kind", TYPES)
def test_names_are_those_a_real_ako_gave(state: tuple[Object, Object], kind: str) -> None:
    kubernetes, avi = state
    assert sorted(made(kubernetes)[kind]) == sorted(recorded(avi, kind))


@pytest.mark.parametrize("kind", ["virtualservice", "vsvip", "pool", "vsdatascriptset"])
def test_fields_are_those_a_real_ako_wrote(state: tuple[Object, Object], kind: str) -> None:
    kubernetes, avi = state
    ours, theirs = made(kubernetes)[kind], recorded(avi, kind)
    for key, document in theirs.items():
        assert comparable(ours[key]) == comparable(document)


@pytest.mark.parametrize(
    ("host", "size", "number"),
    [
        ("shop.example.com", "LARGE", 6),
        ("shop.example.com", "MEDIUM", 2),
        ("shop.example.com", "SMALL", 0),
        ("a.example.com", "LARGE", 3),
        ("e.example.com", "LARGE", 7),
        ("foo.com", "LARGE", 0),
        ("xyz.com", "LARGE", 3),
    ],
)
def test_shard_is_the_hash_of_the_host(host: str, size: str, number: int) -> None:
    assert names.shard(host, size) == number


def test_worked_examples_of_names() -> None:
    primary = Instance("avi-system", "prod", primary=True)
    blue = Instance("blue", "prod")
    evh = Instance("blue", "prod", evh=True)
    shop = IngressHost("team-a", "shop", "shop.example.com")
    gold = IngressHost("team-a", "shop", "shop.example.com", infra="gold", infra_size="SMALL")
    route = GatewayRoute("team-a", "web", "x", "r1")
    assert names.parent(primary, shop) == "prod--Shared-L7-6"
    assert names.parent(blue, gold) == "prod--blue-Shared-L7-gold-0"
    assert names.parent(evh, shop) == "prod--blue-Shared-L7-EVH-6"
    assert names.child(blue, gold) == "prod--gold-shop.example.com"
    assert names.child(evh, shop) == "prod--a9bab4601557c1e0fd7f22c881a4ece1b879f8fa"
    assert names.child(evh, gold) == "prod--562411331c1b53e5cb03c08aa853b48dc7a5da29"
    assert names.dedicated(evh, shop) == "prod--63fd644c10afd885d4dea7826b92c148404d3783-EVH"
    assert names.l4(evh, "team-a", "db") == "prod--67a20c6f0ca10d8d0dac82f90783049d038c206c"
    assert names.l4(blue, "team-a", "db", "TCP-5432") == "prod--team-a-db-TCP-5432"
    assert names.gateway(blue, "team-a", "web") == "ako-gw-prod--team-a-web-EVH"
    assert names.gateway_child(blue, route) == "ako-gw-prod--82be9b681bb8d0f8afa728529e03999f32484dca"


def test_names_of_rules_shared_addresses_and_parents_of_namespaces() -> None:
    blue, evh = Instance("blue", "prod"), Instance("blue", "prod", evh=True, settings=(("vipPerNamespace", "true"),))
    shop = IngressHost("team-a", "shop", "shop.example.com")
    named = GatewayRoute("team-a", "web", "x", "r1", rule="rule-a")
    joined = LoadBalancer("team-a", "amqp", (("TCP", 5672),), shared="broker")
    assert names.parent(evh, shop) == "prod--blue-Shared-L7-EVH-NS-team-a"
    assert names.gateway_child(blue, named) == "ako-gw-prod--fb3b45c9b0aa7f0d38b407eff048baf99b9308be"
    assert names.gateway(blue, "team-a", "web", dedicated=True) == "ako-gw-prod--team-a-web-L7-dedicated-EVH"
    assert names.shared_vip(blue, joined) == "prod--team-a-broker"
    assert names.l4_pool(blue, joined, "TCP", 5672) == "prod--team-a-amqp-broker-TCP-5672"


def test_pools_of_a_route_name_their_service() -> None:
    blue = Instance("blue", "prod")
    shop = IngressHost("team-a", "shop", "shop.example.com", service="web", route=True)
    assert names.insecure_pool(blue, shop) == "prod--shop.example.com_-team-a-shop-web"
    assert names.pool(blue, shop) == "prod--team-a-shop.example.com_-shop-web"
    assert names.pool_group(blue, shop) == "prod--team-a-shop.example.com_-shop"


def test_services_under_one_key_share_a_virtual_service_in_the_tenant_of_their_instance() -> None:
    blue = Instance("blue", "prod", tenant="finance")
    both = [LoadBalancer("team-a", name, shared="broker", tenant="retail") for name in ("amqp", "mqtt")]
    made_here = made_by(blue, both, SITE)
    (service,) = [found for found in made_here if found.kind == "virtualservice"]
    assert (service.tenant, service.name) == ("finance", "prod--team-a-broker")
    markers = {text(each, "key"): member(each, "values") for each in objects(service.document, "markers")}
    assert markers == {"clustername": ["prod"], "Namespace": ["team-a"], "GatewayName": ["broker"]}
    assert len([found for found in made_here if found.kind == "pool"]) == 2


def test_rules_of_a_gateway_are_children_of_one_parent_and_a_dedicated_gateway_has_none() -> None:
    primary = Instance("avi-system", "prod", primary=True, gateway_api=True)
    rules = [GatewayRoute("shop", "gw", "x.example.com", path=path) for path in ("/", "/api")]
    found = [each for each in made_by(primary, rules, SITE) if each.kind == "virtualservice"]
    assert [text(each.document, "type") for each in found] == [
        "VS_TYPE_VH_PARENT",
        "VS_TYPE_VH_CHILD",
        "VS_TYPE_VH_CHILD",
    ]
    own = [msgspec.structs.replace(each, dedicated=True) for each in rules]
    assert len([each for each in made_by(primary, own, SITE) if each.kind == "virtualservice"]) == 1
