"""Controller objects: references, markers, service_metadata, and shapes that differ by version."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.decode.refs import name_of, uuid_of
from akotui.model.avi import (
    ControllerCluster,
    DataScriptSet,
    HttpPolicySet,
    L4PolicySet,
    Pool,
    PoolGroup,
    Runtime,
    ServiceMetadata,
    Tenant,
    VirtualService,
    VsVip,
)
from akotui.model.kinds import Kind

HOST = "https://10.0.0.1/api"


def read(kind: Kind, **fields: object) -> object:
    whole = {"uuid": "u-1", "name": "web", "tenant_ref": f"{HOST}/tenant/admin#admin", **fields}
    decoded = decode(kind, json.dumps(whole).encode())
    assert not isinstance(decoded, Broken), decoded
    assert decoded[0] == "u-1"
    return decoded[1]


def virtual_service(**fields: object) -> VirtualService:
    found = read(Kind.VIRTUAL_SERVICE, **fields)
    assert isinstance(found, VirtualService)
    return found


@pytest.mark.parametrize(
    ("ref", "uuid", "name"),
    [
        (f"{HOST}/tenant/tenant-1#red", "tenant-1", "red"),
        (f"{HOST}/tenant/tenant-1#red#1/a?b", "tenant-1", "red#1/a?b"),
        (f"{HOST}/tenant/tenant-1", "tenant-1", "tenant-1"),
        (f"{HOST}/tenant/tenant-1/#red", "tenant-1", "red"),
        ("/api/tenant/tenant-1#red", "tenant-1", "red"),
        ("/api/tenant/?name=red", None, "red"),
        ("tenant-1", "tenant-1", "tenant-1"),
        ("", None, ""),
        (None, None, ""),
    ],
)
def test_reference(ref: str | None, uuid: str | None, name: str) -> None:
    assert (uuid_of(ref), name_of(ref)) == (uuid, name)


def test_virtual_service() -> None:
    assert virtual_service(
        cloud_ref=f"{HOST}/cloud/cloud-1#Default-Cloud",
        type="VS_TYPE_VH_CHILD",
        created_by="ako-prod-blue",
        markers=[{"key": "clustername", "values": ["prod"]}, {"key": "Host", "values": ["a.com", "b.com"]}],
        vh_parent_vs_ref=f"{HOST}/virtualservice/virtualservice-0#parent",
        vh_domain_name=["a.com"],
        vh_matches=[{"host": "b.com", "rules": [{"name": "x"}]}, {"host": "a.com"}],
        vsvip_ref=f"{HOST}/vsvip/vsvip-1#vip",
        pool_ref=f"{HOST}/pool/pool-1#p",
        pool_group_ref=f"{HOST}/poolgroup/poolgroup-1#g",
        vs_datascripts=[{"index": 1, "vs_datascript_set_ref": f"{HOST}/vsdatascriptset/vsdatascriptset-1#d"}, {}],
        enabled=False,
        cloud_config_cksum="123",
        _last_modified="1795368900952224",
    ) == VirtualService(
        uuid="u-1",
        name="web",
        tenant="admin",
        cloud="Default-Cloud",
        type="VS_TYPE_VH_CHILD",
        created_by="ako-prod-blue",
        markers={"clustername": ("prod",), "Host": ("a.com", "b.com")},
        parent="virtualservice-0",
        hosts=("a.com", "b.com"),
        vs_vip="vsvip-1",
        pool="pool-1",
        pool_group="poolgroup-1",
        data_scripts=("vsdatascriptset-1",),
        enabled=False,
        checksummed=True,
        last_modified=datetime(2026, 11, 22, 17, 35, 0, 952224, tzinfo=UTC),
    )


def test_virtual_service_with_little_is_enabled_and_has_no_creator() -> None:
    assert virtual_service() == VirtualService("u-1", "web", "admin")


def test_absent_creator_differs_from_an_empty_one() -> None:
    assert virtual_service(created_by=None).created_by is None
    assert virtual_service(created_by="").created_by == ""


@pytest.mark.parametrize("checksum", [None, "", 0])
def test_no_checksum(checksum: object) -> None:
    assert not virtual_service(cloud_config_cksum=checksum).checksummed


@pytest.mark.parametrize("moment", [1000001, "1000001", 1000001.0])
def test_last_modified_is_microseconds(moment: object) -> None:
    assert virtual_service(_last_modified=moment).last_modified == datetime(1970, 1, 1, 0, 0, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("moment", ["", "soon", "9" * 40, -1e300, "9" * 5000, None])
def test_a_senseless_last_modified_is_none(moment: object) -> None:
    assert virtual_service(_last_modified=moment).last_modified is None


def test_uuid_may_come_from_the_url() -> None:
    raw = json.dumps({"name": "web", "url": f"{HOST}/virtualservice/virtualservice-1#web"}).encode()
    assert decode(Kind.VIRTUAL_SERVICE, raw) == ("virtualservice-1", VirtualService("virtualservice-1", "web", ""))


METADATA: Mapping[str, object] = {
    "namespace_ingress_name": ["shop/web", "shop/api"],
    "ingress_name": "",
    "namespace": "shop",
    "hostnames": ["a.com"],
    "namespace_svc_name": None,
    "crd_status": {"type": "HostRule", "value": "shop/rule", "status": "ACTIVE"},
    "pool_ratio": 0,
    "passthrough_parent_ref": "",
    "gateway": "shop/gw",
    "httproute": "shop/route",
    "insecureedgetermallow": False,
    "host_namespace_ingress_name": None,
}


def test_service_metadata() -> None:
    assert virtual_service(service_metadata=json.dumps(METADATA)).service_metadata == ServiceMetadata(
        ingresses=("shop/web", "shop/api"),
        namespace="shop",
        hosts=("a.com",),
        gateway="shop/gw",
        http_route="shop/route",
    )


def test_ingress_of_a_pool_is_made_of_its_namespace_and_name() -> None:
    said = json.dumps({"namespace": "shop", "ingress_name": "web", "hostnames": ["a.com"]})
    assert read(Kind.POOL, service_metadata=said, cloud_ref=f"{HOST}/cloud/c#Default-Cloud") == Pool(
        "u-1",
        "web",
        "admin",
        "Default-Cloud",
        service_metadata=ServiceMetadata(ingresses=("shop/web",), namespace="shop", hosts=("a.com",)),
    )


@pytest.mark.parametrize("said", [None, "", "  ", "null", "{}"])
def test_empty_service_metadata_says_nothing_and_is_readable(said: object) -> None:
    found = virtual_service(service_metadata=said)
    assert (found.service_metadata, found.unreadable_metadata) == (ServiceMetadata(), "")


@pytest.mark.parametrize("said", ["not json", "[1]", "7", 7, {"gateway": "g"}, '{"gateway": 7}', "[" * 5000, '{"a":'])
def test_object_with_unreadable_service_metadata_survives_and_says_so(said: object) -> None:
    found = virtual_service(service_metadata=said, created_by="ako-prod")
    assert (found.created_by, found.service_metadata) == ("ako-prod", ServiceMetadata())
    assert found.unreadable_metadata.startswith("service_metadata cannot be read: ")
    pool = read(Kind.POOL, service_metadata=said)
    assert isinstance(pool, Pool)
    assert pool.unreadable_metadata == found.unreadable_metadata


def test_pool_group() -> None:
    members = [{"pool_ref": f"{HOST}/pool/pool-1#a", "ratio": 100}, {"pool_ref": f"{HOST}/pool/pool-2#b"}]
    assert read(Kind.POOL_GROUP, members=members) == PoolGroup("u-1", "web", "admin", pools=("pool-1", "pool-2"))


def test_data_script_set() -> None:
    found = read(Kind.DATA_SCRIPT_SET, pool_group_refs=[f"{HOST}/poolgroup/poolgroup-1#g"], created_by="ako-prod")
    assert found == DataScriptSet("u-1", "web", "admin", "ako-prod", ("poolgroup-1",))


def test_policy_sets() -> None:
    marks = [{"key": "clustername", "values": ["prod"]}]
    marked = {"clustername": ("prod",)}
    http = read(Kind.HTTP_POLICY_SET, created_by="ako-prod", markers=marks, http_request_policy={"rules": []})
    assert http == HttpPolicySet("u-1", "web", "admin", "ako-prod", marked)
    assert read(Kind.L4_POLICY_SET, created_by="ako-prod", markers=marks) == L4PolicySet(
        "u-1", "web", "admin", "ako-prod", marked
    )


def test_virtual_service_names_its_policy_sets() -> None:
    http = [{"http_policy_set_ref": f"{HOST}/httppolicyset/httppolicyset-1#a", "index": 11}, {}]
    l4 = [{"l4_policy_set_ref": f"{HOST}/l4policyset/l4policyset-1#b", "index": 0}]
    found = read(Kind.VIRTUAL_SERVICE, http_policies=http, l4_policies=l4)
    assert isinstance(found, VirtualService)
    assert found.policies == ("httppolicyset-1", "l4policyset-1")


def test_vs_vip() -> None:
    vips = [{"ip_address": {"addr": "10.0.0.9", "type": "V4"}, "ip6_address": {"addr": "::9"}}, {"vip_id": "1"}]
    found = read(Kind.VS_VIP, vip=vips, dns_info=[{"fqdn": "a.com"}, {"ttl": 3}])
    assert found == VsVip("u-1", "web", "admin", addresses=("10.0.0.9", "::9"), hosts=("a.com",))


def test_tenant_and_cluster() -> None:
    assert read(Kind.TENANT, local=True) == Tenant("u-1", "web")
    assert read(Kind.CLUSTER, nodes=[]) == ControllerCluster("u-1", "web")
    assert decode(Kind.CLUSTER, b'{"uuid": "cluster-1"}') == ("cluster-1", ControllerCluster("cluster-1"))


@pytest.mark.parametrize(
    ("fields", "state", "reason"),
    [
        (
            {"runtime": {"oper_status": {"state": "OPER_DOWN", "reason": ["no SE", "no pool"]}}},
            "OPER_DOWN",
            "no SE; no pool",
        ),
        ({"runtime": {"oper_status": {"state": "OPER_DOWN", "reason": "no SE"}}}, "OPER_DOWN", "no SE"),
        ({"runtime": {"oper_status": {"state": "OPER_UP"}, "percent_ses_up": None}}, "OPER_UP", ""),
        ({"runtime": None}, "", ""),
    ],
)
def test_runtime(fields: Mapping[str, object], state: str, reason: str) -> None:
    assert decode(Kind.RUNTIME, json.dumps({"uuid": "u-1", **fields}).encode()) == (
        "u-1",
        Runtime("u-1", state, reason),
    )


def test_uuid_of_a_runtime_may_stand_in_its_config() -> None:
    assert decode(Kind.RUNTIME, b'{"config": {"uuid": "u-1", "name": "web"}}') == ("u-1", Runtime("u-1"))


def test_a_moment_is_in_utc() -> None:
    moment = virtual_service(_last_modified="1").last_modified
    assert moment is not None
    assert moment.utcoffset() == timedelta(0)
