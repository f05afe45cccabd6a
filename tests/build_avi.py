"""Builders for Controller objects; tests take them from tests.build."""

from collections.abc import Mapping

import msgspec

from akotui.model import avi


def markers(cluster_name: str | None = "prod", **values: str) -> Mapping[str, tuple[str, ...]]:
    """AKO's markers: clustername (unless None) and the others by their keys."""
    first = {} if cluster_name is None else {"clustername": (cluster_name,)}
    return {**first, **{key: (value,) for key, value in values.items()}}


def virtual_service(
    name: str = "prod--shop.example.com",
    *,
    created_by: str | None = "ako-prod",
    tenant: str = "admin",
    ingresses: tuple[str, ...] = (),
    services: tuple[str, ...] = (),
    **fields: object,
) -> avi.VirtualService:
    """A virtual service of cluster `prod` with its cluster's marker; `ingresses`, `services` are keys."""
    made = avi.VirtualService(
        f"virtualservice-{tenant}-{name}",
        name,
        tenant,
        cloud="Default-Cloud",
        created_by=created_by,
        markers=markers(),
        service_metadata=avi.ServiceMetadata(ingresses, services),
        checksummed=True,
    )
    return msgspec.structs.replace(made, **fields)


def pool(
    name: str = "prod--pool",
    *,
    ingress: str = "",
    service: str = "",
    created_by: str | None = "ako-prod",
    tenant: str = "admin",
    **fields: object,
) -> avi.Pool:
    tie = avi.ServiceMetadata((ingress,) if ingress else (), (service,) if service else ())
    made = avi.Pool(f"pool-{tenant}-{name}", name, tenant, "Default-Cloud", created_by, markers(), tie)
    return msgspec.structs.replace(made, **fields)


def pool_group(name: str = "prod--group", *pools: avi.Pool, tenant: str = "admin") -> avi.PoolGroup:
    uuids = tuple(pool.uuid for pool in pools)
    return avi.PoolGroup(f"poolgroup-{tenant}-{name}", name, tenant, "ako-prod", markers(), uuids)


def data_script_set(name: str = "prod--script", *groups: avi.PoolGroup, tenant: str = "admin") -> avi.DataScriptSet:
    uuids = tuple(group.uuid for group in groups)
    return avi.DataScriptSet(f"vsdatascriptset-{tenant}-{name}", name, tenant, "ako-prod", uuids)


def http_policy_set(
    name: str = "prod--shop-shop.example.com", *, created_by: str = "ako-prod", tenant: str = "admin"
) -> avi.HttpPolicySet:
    return avi.HttpPolicySet(f"httppolicyset-{tenant}-{name}", name, tenant, created_by, markers())


def l4_policy_set(name: str = "prod--shop-db", *, created_by: str = "ako-prod") -> avi.L4PolicySet:
    return avi.L4PolicySet(f"l4policyset-admin-{name}", name, "admin", created_by, markers())


def vs_vip(
    name: str = "prod--shop.example.com",
    *,
    addresses: tuple[str, ...] = ("10.0.0.1",),
    hosts: tuple[str, ...] = (),
    tenant: str = "admin",
) -> avi.VsVip:
    return avi.VsVip(f"vsvip-{tenant}-{name}", name, tenant, "Default-Cloud", markers(), addresses, hosts)


def runtime(uuid: str, state: str = "OPER_UP", reason: str = "") -> avi.Runtime:
    return avi.Runtime(uuid, state, reason)


def tenant(name: str = "admin") -> avi.Tenant:
    return avi.Tenant(f"tenant-{name}", name)


def controller_cluster(uuid: str = "cluster-1") -> avi.ControllerCluster:
    return avi.ControllerCluster(uuid, "controller")
