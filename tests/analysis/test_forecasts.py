"""What an instance would make of a workload, and when it cannot be told."""

import msgspec
import pytest

from akotui.analysis.forecasts import expected_virtual_services, forecasts
from akotui.analysis.naming_hashes import sha1
from akotui.analysis.predictions import Made, Prediction
from akotui.analysis.subjects import Type, Workload
from akotui.model.kinds import Kind
from akotui.model.kubernetes import HostPath, HostRule, IngressRule, Service, ServicePort
from tests.analysis.naming import BASICS, WEB, forecaster, foretold, named, web
from tests.build import (
    ako,
    config_map,
    infra_setting,
    ingress,
    ingress_class,
    metadata,
    namespace,
    route,
    service,
    stateful_set,
)

HOST = "shop.example.com"
INFRA = "aviinfrasetting.ako.vmware.com/name"
ROUTE = Workload("Route", "shop", "web")
TWO = (HostPath("/", "web"), HostPath("/api/v1", "api"))


def host_rule(host: str = HOST, **fields: object) -> HostRule:
    settings: dict[str, object] = {"certificate": True, "status": "Accepted", **fields}
    return HostRule(metadata("rule", "shop"), host, **settings)  # pyright: ignore[reportArgumentType] - by name


def test_prediction_names_maker_tenant_source_and_role() -> None:
    first, *_ = foretold(WEB, *BASICS, web(HOST)).predictions
    shard = "prod--Shared-L7-6"
    assert first == Prediction(
        "avi-system", "ako-prod", "admin", Made.VIRTUAL_SERVICE, shard, f"shared {shard}", WEB, HOST, Type.SHARED_PARENT
    )


def test_insecure_host_is_a_pool_below_a_shared_parent() -> None:
    found = foretold(WEB, *BASICS, web(HOST, paths=TWO))
    assert named(found) == named(found, Made.VS_VIP) == named(found, Made.POOL_GROUP) == ["Shared-L7-6"]
    assert named(found, Made.POOL) == [f"{HOST}_-shop-web", f"{HOST}_api_v1-shop-web"]
    assert (found.nothing, found.unknown) == ((), ())


def test_secure_host_is_a_child_with_a_pool_and_a_group_a_path() -> None:
    found = foretold(WEB, *BASICS, web(HOST, paths=TWO, tls=(HOST,)))
    branches = [f"shop-{HOST}_-web", f"shop-{HOST}_api_v1-web"]
    assert named(found) == ["Shared-L7-6", HOST]
    assert named(found, Made.POOL) == branches
    assert named(found, Made.POOL_GROUP) == ["Shared-L7-6", *branches]
    assert named(found, Made.CERTIFICATE) == [HOST]


@pytest.mark.parametrize("annotation", ["true", "TRUE"])
def test_passthrough_host_is_a_shard_with_a_redirect_twin(annotation: str) -> None:
    notes = {"passthrough.ako.vmware.com/enabled": annotation}
    found = foretold(WEB, *BASICS, web(HOST, tls=(HOST,), annotations=notes))
    assert named(found) == ["Shared-Passthrough-0", "Shared-Passthrough-0-insecure"]
    assert named(found, Made.VS_VIP) == ["Shared-Passthrough-0"]
    assert (named(found, Made.POOL_GROUP), named(found, Made.POOL)) == ([HOST], [f"{HOST}-web"])


def test_default_secret_makes_every_host_secure() -> None:
    found = foretold(WEB, *BASICS, web(HOST, annotations={"ako.vmware.com/enable-tls": "true"}))
    assert named(found) == ["Shared-L7-6", HOST]
    assert named(found, Made.CERTIFICATE) == []


def test_dedicated_size_gives_every_host_a_virtual_service() -> None:
    basics = (ako(shardVSSize="DEDICATED"), *BASICS[1:])
    found = foretold(WEB, *basics, web(HOST, tls=(HOST,)))
    assert named(found) == named(found, Made.VS_VIP) == [f"{HOST}-L7-dedicated"]
    assert named(found, Made.POOL) == named(found, Made.POOL_GROUP) == [f"shop-{HOST}_-web-L7-dedicated"]


def test_vip_per_namespace_goes_before_dedicated() -> None:
    basics = (ako(shardVSSize="DEDICATED", enableEVH="true", vipPerNamespace="true"), *BASICS[1:])
    found = foretold(WEB, *basics, web(HOST))
    assert [each.type for each in found.virtual_services()] == [Type.NAMESPACE_PARENT, Type.CHILD]
    assert named(found)[0] == "Shared-L7-EVH-NS-shop"


def test_evh_host_is_a_child_whether_secure_or_not() -> None:
    basics = (ako(enableEVH="true"), *BASICS[1:])
    plain, secure = foretold(WEB, *basics, web(HOST)), foretold(WEB, *basics, web(HOST, tls=(HOST,)))
    assert named(plain) == named(secure)
    assert len(named(plain)) == 2


def test_no_pg_for_sni_hangs_pools_below_policies() -> None:
    basics = (ako(noPGForSNI="true"), *BASICS[1:])
    found = foretold(WEB, *basics, web(HOST, tls=(HOST,)))
    assert named(found, Made.POOL) == [f"shop-{HOST}_-web--policy-to-pool"]
    assert named(found, Made.POOL_GROUP) == ["Shared-L7-6"]


# AviInfraSettings


def with_class(**fields: str) -> tuple[object, ...]:
    return (ako(), ingress_class(infra_setting="gold"), infra_setting("gold", **fields))


def test_setting_of_the_class_stands_in_names_and_chooses_the_shards() -> None:
    found = foretold(WEB, *with_class(shard_size="SMALL"), namespace("shop"), web(HOST, tls=(HOST,)))
    assert named(found) == ["Shared-L7-gold-0", f"gold-{HOST}"]
    assert named(found, Made.POOL) == [f"gold-shop-{HOST}_-web"]


def test_setting_without_size_leaves_the_instances_shards() -> None:
    found = foretold(WEB, *with_class(), namespace("shop"), web(HOST))
    assert named(found) == ["Shared-L7-gold-6"]


@pytest.mark.parametrize(("version", "name"), [("2.2.1", "Shared-L7-0"), ("1.12.3", "Shared-L7-gold-0")])
def test_setting_of_the_namespace_stays_out_of_names_since_1_13_1(version: str, name: str) -> None:
    dated = (stateful_set(image=f"registry.test/ako:{version}"), config_map())
    space = namespace("shop", annotations={INFRA: "gold"})
    setting = infra_setting("gold", shard_size="SMALL")
    assert named(foretold(WEB, *dated, ingress_class(), setting, space, web(HOST))) == [name]


def test_setting_that_both_class_and_namespace_name_stays_out_of_names() -> None:
    space = namespace("shop", annotations={INFRA: "gold"})
    assert named(foretold(WEB, *with_class(shard_size="SMALL"), space, web(HOST))) == ["Shared-L7-0"]


@pytest.mark.parametrize("status", ["Rejected", ""])
def test_setting_that_is_not_accepted_stops_ako(status: str) -> None:
    found = foretold(WEB, *with_class(status=status), namespace("shop"), web(HOST))
    assert (found.predictions, found.nothing) == ((), ("AviInfraSetting gold is not Accepted",))


def test_setting_that_was_not_read_leaves_everything_open() -> None:
    basics = (ako(), ingress_class(infra_setting="gold"), namespace("shop"), web(HOST))
    found = foretold(WEB, *basics, unread=[Kind.AVI_INFRA_SETTING])
    assert (found.predictions, found.unknown) == ((), ("AviInfraSetting gold was not read",))
    assert foretold(WEB, *basics).nothing == ("AviInfraSetting gold does not exist",)


# HostRules


@pytest.mark.parametrize(
    ("rule", "secure"),
    [
        (host_rule(), True),
        (host_rule(status=""), True),
        (host_rule(status="Rejected"), False),
        (host_rule(certificate=False), False),
        (host_rule("other.example.com"), False),
        (host_rule("*.example.com", host_type="Wildcard"), True),
        (host_rule("*.example.com", host_type="Exact"), False),
        (host_rule("example", host_type="Contains"), True),
    ],
)
def test_host_rule_with_a_certificate_makes_its_host_secure(rule: HostRule, *, secure: bool) -> None:
    found = foretold(WEB, *BASICS, rule, web(HOST))
    assert (HOST in named(found)) is secure


def test_host_rule_with_regex_hashes_pools_and_groups_of_the_child() -> None:
    rule = host_rule(certificate=False, use_regex=True)
    found = foretold(WEB, *BASICS, rule, web(HOST, tls=(HOST,)))
    hashed = sha1(f"prod--shop-{HOST}_-web")
    assert named(found) == ["Shared-L7-6", HOST]
    assert named(found, Made.POOL) == [hashed]
    assert named(found, Made.POOL_GROUP) == ["Shared-L7-6", hashed]


def test_host_rules_that_were_not_read_leave_it_open_how_a_host_is_served() -> None:
    found = foretold(WEB, *BASICS, web(HOST), unread=[Kind.HOST_RULE])
    assert named(found) == ["Shared-L7-6"]
    assert found.unknown == (f"HostRules were not all read: one may change how {HOST} is served",)


# what is AKO's


def test_ingress_of_another_class_makes_nothing() -> None:
    found = foretold(WEB, ako(), ingress_class("nginx", controller="k8s.io/nginx"), namespace("shop"),
                     web(HOST, class_name="nginx"))  # fmt: skip
    assert (found.predictions, found.nothing) == ((), ("IngressClass nginx is not AKO's",))


def test_ingress_without_class_takes_the_default_one() -> None:
    basics = (ako(), namespace("shop"), web(HOST, class_name=None))
    assert named(foretold(WEB, *basics, ingress_class(default=True))) == ["Shared-L7-6"]
    none = "it names no IngressClass, and none of AKO's is the default"
    assert foretold(WEB, *basics, ingress_class()).nothing == (none,)
    unread = foretold(WEB, *basics, unread=[Kind.INGRESS_CLASS]).unknown
    assert unread == ("it names no IngressClass, and the default was not read",)


def test_two_defaults_that_differ_leave_it_open_which_counts() -> None:
    classes = (ingress_class("a", default=True), ingress_class("b", default=True, infra_setting="gold"))
    found = foretold(WEB, ako(), *classes, namespace("shop"), web(HOST, class_name=None))
    assert found.predictions == ()
    assert found.unknown == ("several default IngressClasses of AKO name different AviInfraSettings",)


def test_rule_without_paths_leaves_the_whole_ingress_open() -> None:
    made = ingress(hosts=(HOST,), rules=(IngressRule(HOST, (HostPath("/", "web"),)), IngressRule("b.example.com")))
    found = foretold(WEB, *BASICS, made)
    assert found.predictions == ()
    assert found.unknown == ("a rule without paths: AKO does not process such an Ingress",)


def test_rules_of_one_host_add_up() -> None:
    rules = (IngressRule(HOST, (HostPath("/", "web"),)), IngressRule(HOST, (HostPath("/api", "api"),)))
    found = foretold(WEB, *BASICS, ingress(hosts=(HOST,), rules=rules))
    assert named(found, Made.POOL) == [f"{HOST}_-shop-web", f"{HOST}_api-shop-web"]


def test_rule_without_host_is_given_one_in_the_default_domain() -> None:
    basics = (ako(defaultDomain=".avi.test"), *BASICS[1:])
    assert [each.host for each in foretold(WEB, *basics, web("")).virtual_services()] == ["web.shop.avi.test"]


def test_rule_without_host_has_the_one_that_ako_wrote_back() -> None:
    written = {"ako.vmware.com/host-fqdn-vs-uuid-map": '{"web.shop.cloud.test":"virtualservice-1"}'}
    found = foretold(WEB, *BASICS, web("", annotations=written))
    assert {each.host for each in found.predictions} == {"web.shop.cloud.test"}


@pytest.mark.parametrize("written", ["", "[]", "{"])
def test_rule_without_host_is_open_when_no_domain_is_known(written: str) -> None:
    found = foretold(WEB, *BASICS, web("", annotations={"ako.vmware.com/host-fqdn-vs-uuid-map": written}))
    assert found.predictions == ()
    assert found.unknown == ("a rule without host, and the DNS domain AKO gives it is not known",)


def test_name_that_is_too_long_is_not_made() -> None:
    long = f"{'a' * 250}.example.com"
    found = foretold(WEB, *BASICS, web(long, tls=(long,)))
    assert [name for name in named(found) if "Shared" not in name] == []
    assert f"virtualservice prod--{long}: AKO makes nothing with a longer name than 255" in found.nothing


# tenants and instances


def test_namespace_chooses_the_tenant() -> None:
    space = namespace("shop", annotations={"ako.vmware.com/tenant-name": "tenant-a"})
    found = foretold(WEB, *BASICS[:2], space, web(HOST))
    assert {each.tenant for each in found.predictions} == {"tenant-a"}
    assert {each.tenant for each in foretold(WEB, *BASICS, web(HOST)).predictions} == {"admin"}


def test_every_claimant_has_a_forecast_of_its_own() -> None:
    made = forecaster(*BASICS, ako("blue", primary=False), web(HOST))
    found = {each.instance.id: named(each) for each in forecasts(WEB, made)}
    assert found == {"avi-system": ["Shared-L7-6"], "blue": ["blue-Shared-L7-6"]}


def test_workload_that_nobody_claims_has_no_forecast() -> None:
    assert forecasts(WEB, forecaster(ako(label=("team", "red")), ingress_class(), namespace("shop"), web(HOST))) == ()


def test_virtual_services_alone_are_those_of_the_whole_forecast() -> None:
    made = forecaster(*BASICS, web(HOST, "b.example.com", tls=(HOST,)))
    (whole,) = forecasts(WEB, made)
    alone = expected_virtual_services(WEB, whole.instance, made)
    assert alone.predictions == tuple(whole.virtual_services())


def test_workload_that_is_not_there_says_so() -> None:
    assert foretold(WEB, *BASICS).nothing == ("Ingress/shop/web does not exist",)
    assert foretold(WEB, *BASICS, unread=[Kind.INGRESS]).unknown == ("Ingress/shop/web was not read",)
    assert foretold(Workload("Pod", "shop", "web"), *BASICS).nothing == ("AKO makes nothing of a Pod",)


# OpenShift


def test_where_routes_are_served_ingresses_make_nothing() -> None:
    found = foretold(WEB, *BASICS, web(HOST), absent=())
    assert found.nothing == ("AKO ignores Ingresses where Routes are served",)


@pytest.mark.parametrize(
    ("termination", "insecure", "names", "pools"),
    [
        ("", "", ["Shared-L7-6"], [f"{HOST}_x-shop-web-one", f"{HOST}_x-shop-web-two"]),
        ("edge", "", ["Shared-L7-6", HOST], [f"shop-{HOST}_x-web-one", f"shop-{HOST}_x-web-two"]),
        (
            "reencrypt",
            "Allow",
            ["Shared-L7-6", HOST],
            [
                f"{HOST}_x-shop-web-one",
                f"{HOST}_x-shop-web-two",
                f"shop-{HOST}_x-web-one",
                f"shop-{HOST}_x-web-two",
            ],
        ),
        ("passthrough", "", ["Shared-Passthrough-0"], [f"{HOST}-one", f"{HOST}-two"]),
        (
            "passthrough",
            "Redirect",
            ["Shared-Passthrough-0", "Shared-Passthrough-0-insecure"],
            [f"{HOST}-one", f"{HOST}-two"],
        ),
    ],
)
def test_route_names_its_services_in_pools(termination: str, insecure: str, names: list[str], pools: list[str]) -> None:
    made = msgspec.structs.replace(
        route(host=HOST), termination=termination, insecure=insecure, path="/x", services=("one", "two")
    )
    found = foretold(ROUTE, *BASICS, made, absent=())
    assert (named(found), named(found, Made.POOL)) == (names, pools)


# Services


def test_load_balancer_has_a_pool_a_port() -> None:
    found = foretold(Workload("Service", "shop", "db"), *BASICS, ported(service()))
    assert named(found) == named(found, Made.VS_VIP) == ["shop-db"]
    assert named(found, Made.POOL) == ["shop-db-TCP-80", "shop-db-UDP-53"]


def ported(made: Service) -> Service:
    return msgspec.structs.replace(made, ports=(ServicePort(80), ServicePort(53, "UDP")))


def test_shared_vip_goes_to_the_instances_tenant() -> None:
    space = namespace("shop", annotations={"ako.vmware.com/tenant-name": "tenant-a"})
    made = ported(service(annotations={"ako.vmware.com/enable-shared-vip": "key"}))
    found = foretold(Workload("Service", "shop", "db"), *BASICS[:2], space, made)
    assert (named(found), {each.tenant for each in found.predictions}) == (["shop-key"], {"admin"})
    assert named(found, Made.POOL) == ["shop-db-key-TCP-80", "shop-db-key-UDP-53"]


def test_service_that_the_instance_does_not_take_makes_nothing() -> None:
    other = service(load_balancer_class="example.com/lb")
    found = foretold(Workload("Service", "shop", "db"), *BASICS, other)
    assert found.nothing == ("avi-system does not take Services of loadBalancerClass example.com/lb",)
