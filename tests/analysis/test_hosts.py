from akotui.analysis.analyse import analyse
from akotui.analysis.subjects import Workload
from tests.build import (
    ako,
    cluster,
    controller,
    gateway,
    gateway_class,
    ingress,
    ingress_class,
    inventory,
    namespace,
    service,
    virtual_service,
)

RED, BLUE = {"team": "red"}, {"team": "blue"}


def test_host_wanted_by_two_instances_names_both_and_what_serves_it() -> None:
    read = cluster(
        ako(label=("team", "red")),
        ako("blue", primary=False, label=("team", "blue")),
        ingress_class(),
        *(namespace("a", labels=RED), namespace("b", labels=BLUE)),
        *(ingress("a"), ingress("b")),
    )
    vs = virtual_service(ingresses=("a/web",), hosts=("shop.example.com",))
    (found,) = analyse(None, inventory(read, controller(vs)), ()).hosts
    assert (found.fqdn, found.instances) == ("shop.example.com", ("avi-system", "blue"))
    assert [one.vs for one in found.virtual_services] == [vs]
    assert found.workloads == (Workload("Ingress", "a", "web"), Workload("Ingress", "b", "web"))


def test_host_of_a_gateway_is_wanted_by_every_gateway_container_whatever_its_selector() -> None:
    read = cluster(
        ako(label=("team", "red"), gateway=True),
        ako("blue", primary=False),
        *(namespace("shop"), gateway_class(), gateway(hosts=("gw.example.com",))),
    )
    (found,) = analyse(None, inventory(read), ()).hosts
    assert (found.fqdn, found.instances) == ("gw.example.com", ("avi-system",))


def test_host_nobody_wants_any_more_is_still_served() -> None:
    vs = virtual_service(hosts=("old.example.com",))
    (found,) = analyse(None, inventory(cluster(ako()), controller(vs)), ()).hosts
    assert (found.instances, found.workloads, len(found.virtual_services)) == ((), (), 1)


def test_host_of_a_service_is_wanted_by_whoever_serves_it() -> None:
    vs = virtual_service("prod--shop-lb", services=("shop/lb",), hosts=("lb.shop.avi.internal",))
    there, gone = (cluster(ako(), namespace("shop"), *more) for more in ((service(name="lb"),), ()))
    (found,) = analyse(None, inventory(there, controller(vs)), ()).hosts
    assert (found.instances, found.workloads) == (("avi-system",), (Workload("Service", "shop", "lb"),))
    (found,) = analyse(None, inventory(gone, controller(vs)), ()).hosts
    assert (found.instances, found.workloads) == ((), ())
