"""The objects of one host of an Ingress or a Route, by name: parents, children, dedicated, passthrough.

Sources: AKO internal/nodes/avi_model_l7_hostname_shard.go, avi_model_evh_nodes.go, avi_model_tls_passthrough.go.
"""

from collections.abc import Iterator

import msgspec

from akotui.analysis.naming_hosts import Served
from akotui.analysis.naming_scheme import Branch, Scheme
from akotui.analysis.predictions import Made
from akotui.analysis.subjects import Type, Workload


class Draft(msgspec.Struct, frozen=True):
    """A made object without its maker: kind, name, what it stands for, role."""

    made: Made
    name: str
    subject: str
    type: Type | None = None


class Site(msgspec.Struct, frozen=True):
    """Where hosts of one object are served: whose names, which object, which infix; `shards` None: the instance's.

    `direct`: noPGForSNI, pools hang below policies and there are no pool groups.
    """

    scheme: Scheme
    workload: Workload
    infix: str = ""
    shards: int | None = None
    direct: bool = False

    @property
    def layer7_shards(self) -> int:
        """How many shared parents there are."""
        return self.scheme.shards if self.shards is None else self.shards

    @property
    def dedicated(self) -> bool:
        """Whether each host has a virtual service of its own; a VIP per namespace goes before that."""
        return self.layer7_shards == 0 and not self.scheme.vip_per_namespace


def virtual_services(served: Served, site: Site) -> Iterator[Draft]:
    """Yield the virtual services of a host, parents first."""
    scheme, infix, host = site.scheme, site.infix, served.host
    if served.passthrough:
        name = _passthrough(served, site)
        yield _shared(name, Type.PASSTHROUGH)
        if served.redirected:
            yield _shared(f"{name}-insecure", Type.PASSTHROUGH)
    elif site.dedicated:
        yield _virtual_service(scheme.dedicated(host, infix), f"dedicated {infix}/{host}", Type.DEDICATED)
    else:
        yield _shared(*_parent(served, site))
        if served.secure or scheme.evh:
            yield _virtual_service(scheme.child(host, infix), f"host {infix}/{host}", Type.CHILD)


def _parent(served: Served, site: Site) -> tuple[str, Type]:
    scheme = site.scheme
    if scheme.vip_per_namespace:
        return scheme.namespace_parent(site.workload.namespace, site.infix), Type.NAMESPACE_PARENT
    return scheme.parent(served.host, site.layer7_shards, site.infix), Type.SHARED_PARENT


def _passthrough(served: Served, site: Site) -> str:
    shards = site.scheme.passthrough_shards if site.shards is None else site.shards
    return site.scheme.passthrough(served.host, shards, site.infix)


def _virtual_service(name: str, subject: str, kind: Type) -> Draft:
    return Draft(Made.VIRTUAL_SERVICE, name, subject, kind)


def _shared(name: str, kind: Type) -> Draft:
    """The name of a shared one holds all it stands for: its capitals cannot come from Kubernetes."""
    return _virtual_service(name, f"shared {name}", kind)


def vips(served: Served, site: Site) -> Iterator[Draft]:
    """Yield the VSVIPs of a host: named as the virtual service; children and redirect twins have none."""
    for draft in virtual_services(served, site):
        if draft.type is not Type.CHILD:
            yield msgspec.structs.replace(draft, made=Made.VS_VIP, type=None)
            return


def pools(served: Served, site: Site) -> Iterator[Draft]:
    """Yield the pools and pool groups of a host, and the certificate of a secure one."""
    if served.passthrough:
        yield from _passthrough_pools(served, site)
        return
    if not site.scheme.evh and not site.dedicated:
        name, _ = _parent(served, site)
        yield Draft(Made.POOL_GROUP, name, f"shared {name}")
        if served.insecure:
            yield from _insecure_pools(served, site)
    if served.secure or site.scheme.evh or site.dedicated:
        yield from _branches(served, site)
    if served.certificate:
        name = site.scheme.child(served.host, site.infix)
        yield Draft(Made.CERTIFICATE, name, f"host {site.infix}/{served.host}")


def _passthrough_pools(served: Served, site: Site) -> Iterator[Draft]:
    name = site.scheme.passthrough_pool_group(served.host, site.infix)
    subject = f"host {site.infix}/{served.host}"
    yield Draft(Made.POOL_GROUP, name, subject)
    for service in dict.fromkeys(path.service for path in served.paths):
        yield Draft(Made.POOL, f"{name}-{service}", f"{subject} {service}")


def _insecure_pools(served: Served, site: Site) -> Iterator[Draft]:
    for branch in _branches_of(served, site, service=site.workload.kind == "Route"):
        yield Draft(Made.POOL, site.scheme.insecure_pool(branch), f"insecure {_subject(branch, site)}")


def _branches(served: Served, site: Site) -> Iterator[Draft]:
    scheme, dedicated = site.scheme, site.dedicated
    route = site.workload.kind == "Route"
    direct = site.direct and not route and not scheme.evh
    for branch in _branches_of(served, site, service=route or scheme.evh):
        pool, group = scheme.pool(branch, dedicated=dedicated), scheme.pool_group(branch, dedicated=dedicated)
        if direct:
            pool = f"{pool}--policy-to-pool"
        if served.regex:
            pool, group = scheme.hashed(pool), scheme.hashed(group)
        yield Draft(Made.POOL, pool, _subject(branch, site))
        if not direct:
            yield Draft(Made.POOL_GROUP, group, _subject(msgspec.structs.replace(branch, service=None), site))


def _branches_of(served: Served, site: Site, *, service: bool) -> Iterator[Branch]:
    work = site.workload
    found = (
        Branch(work.namespace, work.name, served.host, path.path, path.service if service else None, site.infix)
        for path in served.paths
    )
    return iter(dict.fromkeys(found))


def _subject(branch: Branch, site: Site) -> str:
    parts = (branch.infix, branch.host, branch.path, branch.service or "")
    return " ".join((str(site.workload), *parts))
