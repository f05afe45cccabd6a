"""One case for every reason a verdict can have, and every kind of virtual service where its owner would put it."""

import msgspec
import pytest

from akotui.analysis.roles import NAMED_FOR_INSTANCE
from akotui.analysis.subjects import Reason, State, Type
from akotui.model.avi import ServiceMetadata, VirtualService
from akotui.model.inventory import Cluster
from akotui.model.kinds import Kind
from tests.analysis.verdicts import verdict
from tests.build import (
    ako,
    cluster,
    config_map,
    gateway,
    gateway_class,
    http_route,
    ingress,
    ingress_class,
    markers,
    namespace,
    pool,
    pool_group,
    service,
    virtual_service,
)

RED, BLUE = ako(label=("team", "red")), ako("blue", primary=False, label=("tier", "blue"))
CLASSES = (ingress_class(), gateway_class())
INGRESS = virtual_service(ingresses=("shop/web",))
BLUE_USER = "ako-prod-blue"


def read(*objects: object, labels: dict[str, str] | None = None, partial: tuple[Kind, ...] = ()) -> Cluster:
    wanted = {"team": "red"} if labels is None else labels
    return cluster(RED, BLUE, namespace("shop", labels=wanted), *CLASSES, *objects, partial=partial)


def of_gateway(user: str = "ako-gw-prod-avi-system") -> VirtualService:
    marked = markers(GatewayName="gw", GatewayNamespace="shop")
    return virtual_service("ako-gw-prod--shop-gw-EVH", created_by=user, markers=marked)


GATEWAYS = (ako(gateway=True), ako("blue", primary=False, gateway=True), namespace("shop"), *CLASSES, gateway())
CHILD = virtual_service(ingresses=("shop/web",), type="VS_TYPE_VH_CHILD", parent="virtualservice-gone")
OTHER_SHARED = virtual_service("prod--blue-Shared-L7-0")
FORMER = virtual_service("test--a", created_by="ako-test", markers=markers("test"), ingresses=("shop/web",))

CASES: dict[Reason, tuple[Cluster, VirtualService, State]] = {
    Reason.USER_MATCHES_INSTANCE: (read(ingress()), INGRESS, State.OWNED),
    Reason.USER_MATCHES_NO_INSTANCE: (
        read(ingress()),
        virtual_service(created_by="ako-prod-violet"),
        State.ORPHANED,
    ),
    Reason.INSTANCE_REMOVED: (
        read(config_map("violet", primaryInstance="false")),
        virtual_service(created_by="ako-prod-violet"),
        State.ORPHANED,
    ),
    Reason.PRIMARY_FLAG_CHANGED: (read(), virtual_service(created_by="ako-prod-avi-system"), State.ORPHANED),
    Reason.CLUSTER_RENAMED: (
        read(ingress(annotations={"ako.vmware.com/host-fqdn-vs-uuid-map": f'{{"a":"{FORMER.uuid}"}}'})),
        FORMER,
        State.ORPHANED,
    ),
    Reason.NAMESPACE_NOT_CLAIMED: (read(ingress(), labels={}), INGRESS, State.STALE),
    Reason.NAMESPACE_CLAIMED_BY_OTHER: (read(ingress(), labels={"tier": "blue"}), INGRESS, State.STALE),
    Reason.NAMESPACE_CLAIMED_TWICE: (
        read(ingress(), labels={"team": "red", "tier": "blue"}),
        INGRESS,
        State.DOUBLE_OWNED,
    ),
    Reason.NAMESPACE_GONE: (read(), virtual_service(ingresses=("gone/web",)), State.STALE),
    Reason.SOURCE_GONE: (read(), INGRESS, State.STALE),
    Reason.GATEWAY_SERVED_TWICE: (cluster(*GATEWAYS), of_gateway(), State.DOUBLE_OWNED),
    Reason.TENANT_DIFFERS: (
        read(ingress()),
        virtual_service(ingresses=("shop/web",), tenant="elsewhere"),
        State.STALE,
    ),
    Reason.CLOUD_DIFFERS: (read(ingress()), virtual_service(ingresses=("shop/web",), cloud="Other"), State.STALE),
    Reason.PARENT_GONE: (read(ingress()), CHILD, State.OWNED),
    Reason.MARKER_OF_OTHER_CLUSTER: (
        read(),
        virtual_service("x--a", created_by="ako-x", markers=markers("x")),
        State.FOREIGN,
    ),
    Reason.NAME_OF_OTHER_INSTANCE: (read(), OTHER_SHARED, State.OWNED),
    Reason.NOT_AKO: (read(), virtual_service("erp", created_by=None, markers={}), State.UNMANAGED),
    Reason.NOT_READABLE: (read(partial=(Kind.INGRESS,)), INGRESS, State.UNKNOWN),
}


def test_there_is_a_case_for_every_reason() -> None:
    assert CASES.keys() == set(Reason)


@pytest.mark.parametrize("reason", CASES, ids=lambda reason: reason.value)
def test_reason_is_given_with_its_state(reason: Reason) -> None:
    where, vs, state = CASES[reason]
    found = verdict(where, vs)
    assert reason in found.reasons
    assert found.state is state


TIED = pool(ingress="shop/web")
Texts = dict[str, str]
PLACES: dict[str, tuple[str, Texts, Texts]] = {
    "default": ("admin", {}, {}),
    "annotated": ("ten", {"ako.vmware.com/tenant-name": "ten"}, {}),
    "of the instance": ("ops", {}, {"tenantName": "ops"}),
}
"""The tenant, the annotations of the namespace and the settings of the instance that lead to it."""


def _of_ingress(name: str, tenant: str, **fields: object) -> VirtualService:
    made = virtual_service(name, tenant=tenant, ingresses=("shop/web",), hosts=("a.example.com",))
    return msgspec.structs.replace(made, **fields)


def _by_container(name: str, tenant: str, **fields: object) -> VirtualService:
    made = virtual_service(name, tenant=tenant, created_by="ako-gw-prod-avi-system")
    return msgspec.structs.replace(made, **fields)


def _kinds(tenant: str, infra: str) -> dict[Type, tuple[VirtualService, tuple[object, ...]]]:
    """Each kind as AKO names and marks it, in a tenant, under an AviInfraSetting (`gold-`) or none."""
    shared = f"prod--Shared-L7-{infra}0"
    parent = virtual_service(shared, tenant=tenant, type="VS_TYPE_VH_PARENT")
    through = virtual_service(f"prod--Shared-Passthrough-{infra}0", tenant=tenant)
    group = pool_group(through.name, TIED, tenant=tenant)
    route = ServiceMetadata(gateway="shop/gw", http_route="shop/route")
    return {
        Type.SHARED_PARENT: (parent, ()),
        Type.NAMESPACE_PARENT: (virtual_service(f"prod--Shared-L7-EVH-{infra}NS-shop", tenant=tenant), ()),
        Type.CHILD: (
            _of_ingress(f"prod--{infra}a.example.com", tenant, type="VS_TYPE_VH_CHILD", parent=parent.uuid),
            (parent,),
        ),
        Type.DEDICATED: (_of_ingress(f"prod--{infra}a.example.com-L7-dedicated", tenant), ()),
        Type.L4: (virtual_service("prod--shop-db", tenant=tenant, services=("shop/db",)), ()),
        Type.PASSTHROUGH: (through, (TIED, group)),
        Type.GATEWAY_PARENT: (
            _by_container("ako-gw-prod--shop-gw-EVH", tenant, service_metadata=ServiceMetadata(gateway="shop/gw")),
            (),
        ),
        Type.GATEWAY_CHILD: (
            _by_container("ako-gw-prod--1a2b", tenant, type="VS_TYPE_VH_CHILD", service_metadata=route),
            (),
        ),
    }


@pytest.mark.parametrize("infra", ["", "gold-"], ids=["plain", "infra setting"])
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", [kind for kind in Type if kind is not Type.UNKNOWN], ids=lambda kind: kind.value)
def test_every_kind_is_owned_where_its_owner_would_put_it(kind: Type, place: str, infra: str) -> None:
    tenant, notes, settings = PLACES[place]
    space = namespace("shop", labels={"team": "red"}, annotations=notes)
    ako_set, ako_map = ako(label=("team", "red"), gateway=True)
    red = ako_set, msgspec.structs.replace(ako_map, settings={**ako_map.settings, **settings})
    where = cluster(red, BLUE, space, *CLASSES, ingress(), service(), gateway(), http_route())
    vs, others = _kinds(tenant, infra)[kind]
    found = verdict(where, vs, *others)
    assert (found.type, found.state, found.owner) == (kind, State.OWNED, "avi-system")
    elsewhere, others = _kinds("elsewhere", infra)[kind]
    moved = verdict(where, elsewhere, *others)
    assert moved.state is (State.OWNED if kind in NAMED_FOR_INSTANCE else State.STALE)


def test_shared_vip_of_several_services_may_be_in_the_tenant_of_the_instance() -> None:
    joined = service(annotations={"ako.vmware.com/enable-shared-vip": "key"})
    space = namespace("shop", labels={"team": "red"}, annotations={"ako.vmware.com/tenant-name": "ten"})
    where = cluster(RED, space, joined)
    marked = markers(Namespace="shop", GatewayName="key")
    vs = virtual_service("prod--shop-key", markers=marked)
    found = verdict(where, vs)
    assert (found.type, found.state) == (Type.L4, State.OWNED)


def test_redirect_twin_of_a_passthrough_is_judged_by_its_secure_half() -> None:
    secure = virtual_service("prod--Shared-Passthrough-0")
    twin = virtual_service(
        "prod--Shared-Passthrough-0-insecure",
        service_metadata=ServiceMetadata(passthrough_parent=secure.name),
    )
    group = pool_group(secure.name, TIED)
    assert verdict(read(ingress()), twin, secure, TIED, group).state is State.OWNED
    found = verdict(read(ingress(), labels={}), twin, secure, TIED, group)
    assert (found.state, found.reasons) == (State.STALE, (Reason.NAMESPACE_NOT_CLAIMED,))


def test_first_state_that_applies_wins() -> None:
    both = {"team": "red", "tier": "blue"}
    twice_and_elsewhere = virtual_service(ingresses=("shop/web",), cloud="Other")
    found = verdict(read(ingress(), labels=both), twice_and_elsewhere)
    assert (found.state, found.reasons) == (
        State.DOUBLE_OWNED,
        (Reason.NAMESPACE_CLAIMED_TWICE, Reason.CLOUD_DIFFERS),
    )
    two_writers = cluster(RED, ako("second", label=("team", "red")), namespace("shop", labels=both), ingress())
    assert verdict(two_writers, INGRESS).state is State.AMBIGUOUS
