"""What lets an object whose host is served stand out all the same, one by one."""

import pytest

from akotui.analysis.analyse import analyse
from akotui.model.inventory import Cluster
from akotui.model.kubernetes import HostPath, IngressRule
from tests.build import (
    ako,
    cluster,
    controller,
    controller_cluster,
    ingress,
    ingress_class,
    inventory,
    namespace,
    virtual_service,
)

HOST = "shop.example.com"
TENANT = "ako.vmware.com/tenant-name"
AWAY = {
    "ako.vmware.com/host-fqdn-vs-uuid-map": f'{{"{HOST}": "virtualservice-9"}}',
    "ako.vmware.com/controller-cluster-uuid": controller_cluster().uuid,
}
ONE = ako(label=("team", "shop"))
SHOP = namespace(labels={"team": "shop"})
WEB = ingress(rules=(IngressRule(HOST, (HostPath(),)),))


def _told_of(read: Cluster) -> list[str]:
    """The objects that are subjects, on a Controller that serves their host."""
    serves = virtual_service(ingresses=("shop/web",), hosts=(HOST,))
    side = controller(controller_cluster(), serves)
    return [str(one.workload) for one in analyse(None, inventory(read, side), ()).workloads]


def test_object_whose_host_is_served_is_plain() -> None:
    assert _told_of(cluster(*ONE, ingress_class(), SHOP, WEB)) == []


@pytest.mark.parametrize(
    "read",
    [
        cluster(*ONE, ingress_class(), namespace(), WEB),
        cluster(*ONE, ingress_class(), WEB),
        cluster(*ako(label=("team", "shop"), tenantName="b"), ingress_class(), SHOP, WEB),
        cluster(*ONE, ingress_class(), namespace(labels={"team": "shop"}, annotations={TENANT: "b"}), WEB),
        cluster(*ONE, ingress_class(), SHOP, ingress(rules=WEB.rules, annotations=AWAY)),
        cluster(*ONE, ingress_class(), SHOP, ingress(rules=(IngressRule(HOST),))),
        cluster(*ONE, ingress_class(), SHOP, ingress(rules=(IngressRule(HOST), IngressRule(HOST, ())))),
    ],
    ids=["unclaimed", "unseen", "tenant", "own tenant", "away", "no path", "no paths"],
)
def test_object_whose_host_is_served_stands_out_all_the_same(read: Cluster) -> None:
    assert _told_of(read) == ["Ingress/shop/web"]
