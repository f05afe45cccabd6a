"""From a Kubernetes object to the names of what an instance makes of it, or to why there are none."""

from collections.abc import Iterable, Iterator

import msgspec

from akotui.analysis.configuration import AKO_CONTROLLER, flag, takes_load_balancer
from akotui.analysis.instances import Instance
from akotui.analysis.naming_gateways import Attachment
from akotui.analysis.naming_hosts import HostRules, Served, ingress_hosts, route_hosts
from akotui.analysis.naming_layer4 import gateway_drafts, is_dedicated, rule_drafts, service_drafts, shared_vip
from akotui.analysis.naming_layer7 import Draft, Site, pools, vips, virtual_services
from akotui.analysis.naming_scheme import Scheme
from akotui.analysis.naming_settings import Gap, Setting, ingress_setting, route_setting
from akotui.analysis.predictions import Made, Prediction
from akotui.analysis.subjects import Workload
from akotui.analysis.wishes import TENANT
from akotui.model.inventory import Cluster, Extent
from akotui.model.kubernetes import Gateway, HttpRoute, RouteBackend, RouteRule

Planned = Prediction | Gap


class Task(msgspec.Struct, frozen=True):
    """One workload under one instance, which names by `scheme`; `whole` False: virtual services alone are wanted."""

    workload: Workload
    instance: Instance
    cluster: Cluster
    host_rules: HostRules
    scheme: Scheme
    whole: bool = True

    @property
    def key(self) -> str:
        """The workload's key."""
        return f"{self.workload.namespace}/{self.workload.name}"

    def tenant(self, namespace: str) -> str:
        """The tenant of a namespace: its annotation's, else the instance's (AKO lib.GetTenantInNamespace)."""
        found = self.cluster.namespaces.rows.get(namespace)
        return (found.metadata.annotations.get(TENANT) if found else None) or self.instance.tenant

    def predicted(self, drafts: Iterable[Draft], tenant: str, host: str = "") -> Iterator[Prediction]:
        """Yield the drafts that are wanted as predictions."""
        maker, workload, whole = self.instance, self.workload, self.whole
        user = (maker.gateway_user if workload.kind in ("Gateway", "HTTPRoute") else maker.user) or ""
        for each in drafts:
            if whole or each.made is Made.VIRTUAL_SERVICE:
                yield Prediction(maker.id, user, tenant, each.made, each.name, each.subject, workload, host, each.type)


def planned(task: Task) -> Iterator[Planned]:
    """Yield what the instance would make of the workload, and why not more."""
    match task.workload.kind:
        case "Ingress":
            yield from _ingress(task)
        case "Route":
            yield from _route(task)
        case "Service":
            yield from _service(task)
        case "Gateway":
            yield from _gateway(task)
        case "HTTPRoute":
            yield from _http_route(task)
        case kind:
            yield Gap(f"AKO makes nothing of a {kind}", known=True)


def _ingress(task: Task) -> Iterator[Planned]:
    ingress = task.cluster.ingresses.rows.get(task.key)
    if ingress is None:
        yield _missing(task.workload, whole=task.cluster.ingresses.whole)
        return
    domain = task.instance.settings.get("defaultDomain", "")
    hosts = ingress_hosts(ingress, domain, task.host_rules)
    yield from _layer7(task, hosts, ingress_setting(ingress, task.cluster))
    if task.cluster.routes.coverage.extent is Extent.UNREAD:
        yield Gap("Routes were not read, and where they are served AKO ignores Ingresses")


def _route(task: Task) -> Iterator[Planned]:
    route = task.cluster.routes.rows.get(task.key)
    if route is None:
        yield _missing(task.workload, whole=task.cluster.routes.whole)
        return
    yield from _layer7(task, route_hosts(route, task.host_rules), route_setting(route, task.cluster))


def _layer7(task: Task, hosts: Iterable[Served | Gap], setting: Setting | Gap) -> Iterator[Planned]:
    if isinstance(setting, Gap):
        yield setting
        return
    site = _site(task, setting)
    tenant = task.tenant(task.workload.namespace)
    for served in hosts:
        if isinstance(served, Gap):
            yield served
            continue
        yield from task.predicted(virtual_services(served, site), tenant, served.host)
        if task.whole:
            yield from task.predicted(vips(served, site), tenant, served.host)
            yield from task.predicted(pools(served, site), tenant, served.host)
        if served.doubt:
            yield Gap(served.doubt)


def _site(task: Task, setting: Setting) -> Site:
    settings = task.instance.settings
    direct = task.whole and (flag(settings, "noPGForSNI", default=False) or flag(settings, "noPGForSni", default=False))
    return Site(task.scheme, task.workload, setting.infix(task.instance.version), setting.shards, direct=direct)


def _service(task: Task) -> Iterator[Planned]:
    service = task.cluster.services.rows.get(task.key)
    if service is None:
        yield _missing(task.workload, whole=task.cluster.services.whole)
    elif service.type != "LoadBalancer":
        yield Gap(f"{task.workload} is of type {service.type}, not LoadBalancer", known=True)
    elif not takes_load_balancer(task.instance.settings, service.load_balancer_class):
        wanted = service.load_balancer_class or "none"
        yield Gap(f"{task.instance.id} does not take Services of loadBalancerClass {wanted}", known=True)
    else:
        # several Services may share one address: it goes to the instance's tenant (AKO avi_model_advl4_translator.go)
        tenant = task.instance.tenant if shared_vip(service) else task.tenant(task.workload.namespace)
        yield from task.predicted(service_drafts(service, task.scheme), tenant)


def _gateway(task: Task) -> Iterator[Planned]:
    found = _served_gateway(task.key, task.cluster)
    if isinstance(found, Gap):
        yield found
    else:
        drafts = gateway_drafts(found, task.instance.cluster_name)
        yield from task.predicted(drafts, task.tenant(task.workload.namespace))


def _http_route(task: Task) -> Iterator[Planned]:
    route = task.cluster.httproutes.rows.get(task.key)
    if route is None:
        yield _missing(task.workload, whole=task.cluster.httproutes.whole)
        return
    for key in route.parents:
        gateway = _served_gateway(key, task.cluster)
        if isinstance(gateway, Gap):
            yield gateway
        elif key in route.refused:
            yield Gap(f"Gateway {key} does not accept the route (its status says so)", known=True)
        else:
            yield from _rules(task, route, gateway)


def _rules(task: Task, route: HttpRoute, gateway: Gateway) -> Iterator[Planned]:
    tenant = task.tenant(gateway.metadata.namespace)
    for rule in route.rules:
        if not rule.matches:
            yield Gap("a rule without matches: AKO makes no child of it", known=True)
            continue
        present: list[RouteBackend] = []
        for backend in rule.backends:
            key = f"{backend.namespace}/{backend.name}"
            if key in task.cluster.services.rows:
                present.append(backend)
            else:
                yield _missing(Workload("Service", backend.namespace, backend.name), whole=task.cluster.services.whole)
        reduced = msgspec.structs.replace(rule, backends=tuple(present))
        yield from task.predicted(_drafts(task, route, gateway, reduced), tenant)


def _drafts(task: Task, route: HttpRoute, gateway: Gateway, rule: RouteRule) -> Iterator[Draft]:
    attachment = Attachment(gateway.metadata.key, route.metadata.key, rule)
    return rule_drafts(attachment, task.instance.cluster_name, dedicated=is_dedicated(gateway))


def _served_gateway(key: str, cluster: Cluster) -> Gateway | Gap:
    """Return a Gateway of AKO's class."""
    gateway = cluster.gateways.rows.get(key)
    if gateway is None:
        return _missing(Workload("Gateway", *key.split("/", 1)), whole=cluster.gateways.whole)
    found = cluster.gatewayclasses.rows.get(gateway.class_name)
    if found is None:
        whole = cluster.gatewayclasses.whole
        said = "does not exist" if whole else "was not read"
        return Gap(f"GatewayClass {gateway.class_name} {said}", known=whole)
    ours = found.controller == AKO_CONTROLLER
    return gateway if ours else Gap(f"GatewayClass {gateway.class_name} is not AKO's", known=True)


def _missing(workload: Workload, *, whole: bool) -> Gap:
    return Gap(f"{workload} {'does not exist' if whole else 'was not read'}", known=whole)
