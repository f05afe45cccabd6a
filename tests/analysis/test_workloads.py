from akotui.analysis.discovery import find_instances
from akotui.analysis.edits import find_edits
from akotui.analysis.intentions import Intentions, intend
from akotui.model.inventory import Cluster, Inventory
from akotui.model.kinds import Kind
from tests.build import (
    ako,
    cluster,
    gateway,
    gateway_class,
    http_route,
    ingress,
    ingress_class,
    inventory,
    namespace,
    route,
    service,
)


def work(read: Cluster) -> list[str]:
    edits = find_edits(Inventory(), inventory(read), every=True)
    kept = intend(Intentions(), edits, read, find_instances(read))
    return [str(each) for each in sorted(kept.working_in.value.now.get("shop", ()))]


def test_ingress_is_akos_when_its_class_names_akos_controller() -> None:
    other = ingress_class("nginx", controller="k8s.io/ingress-nginx")
    read = cluster(ingress_class("mine"), other, ingress(class_name="mine"), ingress(name="x", class_name="nginx"))
    assert work(read) == ["Ingress/shop/web"]


def test_ingress_of_a_class_that_does_not_exist_is_ignored() -> None:
    assert work(cluster(ingress(class_name="avi-lb"))) == []


def test_ingress_without_class_is_akos_when_akos_class_is_the_default() -> None:
    assert work(cluster(ingress_class(default=True), ingress(class_name=None))) == ["Ingress/shop/web"]
    assert work(cluster(ingress_class(), ingress(class_name=None))) == []


def test_routes_replace_ingresses_where_they_are_served() -> None:
    objects = (ingress_class(), ingress(), route(name="r"))
    assert work(cluster(*objects, absent=())) == ["Route/shop/r"]
    assert work(cluster(*objects)) == ["Ingress/shop/web"]


def test_load_balancer_service_follows_class_and_settings() -> None:
    services = (
        service(name="a"),
        service(name="b", load_balancer_class="ako.vmware.com/avi-lb"),
        service(name="c", load_balancer_class="other"),
        service(name="d", type="ClusterIP"),
    )
    assert work(cluster(ako(), namespace(), *services)) == ["Service/shop/a", "Service/shop/b"]
    assert work(cluster(ako(defaultLBController="false"), namespace(), *services)) == ["Service/shop/b"]
    assert work(cluster(ako(layer7Only="true"), namespace(), *services)) == []


def test_settings_of_the_claiming_instance_decide() -> None:
    claiming = ako(defaultLBController="false", label=("team", "red"))
    read = cluster(claiming, ako("blue", label=("team", "blue")), namespace(labels={"team": "red"}), service())
    assert work(read) == []


def test_gateways_of_akos_class_bring_their_routes() -> None:
    read = cluster(gateway_class(), gateway(), gateway(name="x", class_name="istio"), http_route())
    assert work(read) == ["Gateway/shop/gw", "HTTPRoute/shop/route"]
    assert work(cluster(gateway(), http_route(), unread=(Kind.GATEWAY_CLASS,))) == []
