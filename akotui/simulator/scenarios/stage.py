"""What the stages of all scenarios have in common."""

from akotui.simulator import manifests
from akotui.simulator.ako import objects
from akotui.simulator.avi_objects import Author, uuid_of
from akotui.simulator.avi_shapes import services, vs_vip
from akotui.simulator.documents import Object
from akotui.simulator.names import Instance, fnv1a
from akotui.simulator.workloads import IngressHost, LoadBalancer, Workload
from akotui.simulator.world import World

DOMAIN = "example.com"
_SYSTEM = ("default", "kube-system", "kube-public", "kube-node-lease")
_PLATFORM = ("cert-manager", "monitoring")


def platform(world: World) -> None:
    """Set the namespaces that every cluster has."""
    for name in _SYSTEM:
        world.namespace(name, {"kubernetes.io/metadata.name": name})
    for name in _PLATFORM:
        world.namespace(name, {"kubernetes.io/metadata.name": name, "team": "platform"})


def infra(world: World, name: str, shard_size: str) -> None:
    """Create an AviInfraSetting and the IngressClass that names it."""
    created = world.before(days=60)
    world.simulation.kubernetes.put(manifests.infra_setting(name, shard_size, created=created))
    world.simulation.kubernetes.put(manifests.ingress_class(f"avi-{name}", infra=name, created=created))


def team(world: World, labels: dict[str, str], *names: str) -> None:
    """Create a namespace with an application for each name."""
    for name in names:
        world.namespace(name, {"kubernetes.io/metadata.name": name, **labels}, *application(name))


def application(name: str, domain: str = DOMAIN) -> list[Workload]:
    """Return what an application of this name deploys: always an Ingress with TLS, sometimes more (by its hash)."""
    number = fnv1a(name)
    found: list[Workload] = [IngressHost(name, "web", f"{name}.{domain}")]
    if number % 3:
        found.append(IngressHost(name, "web", f"api.{name}.{domain}", service="api"))
    if number % 2:
        found.append(IngressHost(name, "status", f"status.{name}.{domain}", secure=False))
    if number % 5 in (0, 1):
        host = "" if domain == DOMAIN else f"stream.{name}.{domain}"
        found.append(LoadBalancer(name, "stream", (("TCP", 9092),), host))
    return found


def elsewhere(world: World, instance: Instance, *names: str) -> None:
    """Put what an AKO of another cluster made onto the Controller; its hosts bear that cluster's name."""
    workloads = [found for name in names for found in application(name, f"{instance.cluster}.{DOMAIN}")]
    for found in objects(instance, workloads, world.site):
        if found.uuid not in world.simulation.avi.inventory.types.get(found.kind, {}):
            world.simulation.avi.put(found.kind, found.document)


def by_hand(world: World, name: str, host: str) -> None:
    """Put a virtual service onto the Controller that somebody made by hand: no created_by, no markers."""
    author = Author(world.site, "", "")
    vip = vs_vip(author, f"{name}-vip", [host])
    fields: Object = {
        "type": "VS_TYPE_NORMAL",
        "enabled": True,
        "services": services([(443, True)]),
        "vsvip_ref": author.ref("vsvip", vip.name),
        "cloud_ref": author.system("cloud", world.site.cloud),
    }
    for found in (vip, author.write("virtualservice", name, None, **fields)):
        for made_by_ako in ("created_by", "markers"):
            found.document.pop(made_by_ako, None)
        world.simulation.avi.put(found.kind, found.document)


def state_of(world: World, name: str, state: str, reason: str) -> None:
    """Let a virtual service of tenant admin be in an operational state."""
    world.simulation.avi.set_state(uuid_of("virtualservice", "admin", name), state, reason)
