"""All that AKO makes, each owned: a place to learn the names from.

Which rule shows where:
    every-kind            none; SNI (avi-system), EVH (green) and a VIP per namespace (blue); dedicated, passthrough,
                          LoadBalancer Services alone and sharing an address, AviInfraSettings (of IngressClass and
                          of namespace), a HostRule, tenants, Gateways
    openshift             none; Routes of every termination
    gateways              gateway-of-other-instance (Gateway blue-web/public, served by avi-system)
"""

from akotui.simulator import manifests
from akotui.simulator.avi_objects import Author
from akotui.simulator.avi_shapes import certificate
from akotui.simulator.manifests import WILDCARD
from akotui.simulator.names import Instance
from akotui.simulator.scenarios.scenario import Scenario
from akotui.simulator.scenarios.stage import infra, platform, team
from akotui.simulator.store import ROUTES
from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer
from akotui.simulator.world import World

_RED, _BLUE, _GREEN = {"team": "red"}, {"team": "blue"}, {"team": "green"}
_PRIMARY = Instance("avi-system", "prod", primary=True, selector=("team", "red"), gateway_api=True)
_BLUE_AKO = Instance("blue", "prod", selector=("team", "blue"), evh=True, settings=(("vipPerNamespace", "true"),))
_GREEN_AKO = Instance("green", "prod", selector=("team", "green"), evh=True)


def every_kind(world: World) -> None:
    """One namespace for each way to be served."""
    platform(world)
    infra(world, "gold", "DEDICATED")
    infra(world, "small", "SMALL")
    for tenant in ("retail", "finance"):
        world.simulation.avi.put_tenant(tenant)
    _layer7(world)
    _layer4(world)
    team(world, _BLUE, "billing", "ledger")
    world.namespace("desk", _GREEN, *_hosts("desk"), _dedicated("desk"))
    world.namespace("public", _RED, *_gateways("public"))
    for instance in (_PRIMARY, _BLUE_AKO, _GREEN_AKO):
        world.install(instance)
    for name, tenant in (("shop", "retail"), ("ledger", "finance"), ("queues", "retail"), ("public", "finance")):
        world.retenant(name, tenant)
    world.sync()


def _layer7(world: World) -> None:
    world.namespace("shop", _RED, *_hosts("shop"))
    world.namespace("desks", _RED, *_hosts("desks"))
    world.namespace("vault", _RED, _dedicated("vault"))
    ruled = IngressHost("ruled", "web", "ruled.example.com", host_rule="tls")
    world.namespace("ruled", _RED, ruled)
    world.simulation.avi.put("sslkeyandcertificate", certificate(Author(world.site, "", ""), WILDCARD, {}).document)
    narrow = IngressHost("narrow", "web", "narrow.example.com", infra_size="SMALL")
    world.namespace("narrow", _RED, narrow, infra="small")
    small = IngressHost("branch", "web", "branch.example.com", infra="small", infra_size="SMALL")
    world.namespace("branch", _RED, small)
    through = IngressHost("tunnel", "web", "tunnel.example.com", secure=False, passthrough=True)
    world.namespace("tunnel", _RED, through)


def _layer4(world: World) -> None:
    world.namespace("mail", _RED, LoadBalancer("mail", "smtp", (("TCP", 25),)))
    joined = [LoadBalancer("queues", name, (port,), shared="broker") for name, port in _BROKER.items()]
    world.namespace("queues", _RED, *joined)


_BROKER = {"amqp": ("TCP", 5672), "mqtt": ("TCP", 1883)}


def _hosts(namespace: str) -> list[IngressHost]:
    return [
        IngressHost(namespace, "web", f"{namespace}.example.com"),
        IngressHost(namespace, "status", f"status.{namespace}.example.com", secure=False),
    ]


def _dedicated(namespace: str) -> IngressHost:
    host = f"safe.{namespace}.example.com"
    return IngressHost(namespace, "safe", host, infra="gold", infra_size="DEDICATED", dedicated=True)


def _gateways(namespace: str) -> list[GatewayRoute]:
    return [
        GatewayRoute(namespace, "public", "gw.example.com", path="/"),
        GatewayRoute(namespace, "public", "gw.example.com", service="api", path="/api", rule="api"),
        GatewayRoute(namespace, "public", "docs.example.com", route="docs", service="docs"),
        GatewayRoute(namespace, "own", "own.example.com", route="own", dedicated=True),
    ]


def openshift(world: World) -> None:
    """Routes instead of Ingresses."""
    platform(world)
    world.simulation.kubernetes.store.serve(ROUTES)
    world.simulation.kubernetes.put(manifests.infra_setting("small", "SMALL", created=world.before(days=60)))
    for labels, names in ((_RED, ("catalog", "checkout")), (_BLUE, ("billing", "ledger"))):
        for name in names:
            world.namespace(name, labels, *_routes(name))
    world.install(Instance("avi-system", "prod", primary=True, selector=("team", "red")))
    world.install(Instance("blue", "prod", selector=("team", "blue"), evh=True))
    world.sync()


def _routes(namespace: str) -> list[IngressHost]:
    domain = f"{namespace}.apps.example.com"
    return [
        IngressHost(namespace, "web", f"web.{domain}", route=True),
        IngressHost(namespace, "plain", f"plain.{domain}", secure=False, route=True),
        IngressHost(namespace, "sealed", f"sealed.{domain}", secure=False, passthrough=True, route=True),
        IngressHost(namespace, "small", f"small.{domain}", infra="small", infra_size="SMALL", route=True),
    ]


def gateways(world: World) -> None:
    """One instance serves all Gateways, those in namespaces of others too."""
    platform(world)
    team(world, _RED, "catalog", "checkout")
    team(world, _BLUE, "billing", "ledger")
    world.namespace("red-web", _RED, GatewayRoute("red-web", "public", "red.example.com"))
    world.namespace(
        "blue-web",
        _BLUE,
        GatewayRoute("blue-web", "public", "blue.example.com"),
        GatewayRoute("blue-web", "public", "blue.example.com", service="api", path="/api", rule="api"),
    )
    world.install(_PRIMARY)
    world.install(Instance("blue", "prod", selector=("team", "blue")))
    world.sync()


SCENARIOS = (
    Scenario(
        name="every-kind",
        title="Every kind of virtual service that AKO makes",
        description="SNI, EVH and a VIP per namespace; dedicated, passthrough, Services, Gateways; tenants and "
        "AviInfraSettings. Nothing is wrong.",
        build=every_kind,
    ),
    Scenario(
        name="openshift",
        title="Routes instead of Ingresses",
        description="Two instances on OpenShift, nothing is wrong.",
        build=openshift,
    ),
    Scenario(
        name="gateways",
        title="One instance serves everybody's Gateways",
        description="The Gateway container looks at neither selector nor block list.",
        build=gateways,
        rules=("gateway-of-other-instance",),
    ),
)
