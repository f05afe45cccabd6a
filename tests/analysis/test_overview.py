from collections.abc import Mapping

import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence
from akotui.analysis.overview import endpoint, locate
from akotui.analysis.subjects import Workload
from akotui.model.facts import Scope
from akotui.model.kinds import Plane
from tests.build import (
    ako,
    cluster,
    controller,
    controller_cluster,
    gateway,
    gateway_class,
    ingress,
    inventory,
    namespace,
    service,
)

UUID = "ako.vmware.com/controller-cluster-uuid"


@pytest.mark.parametrize("address", ["avi.test", "AVI.test:443", "https://avi.test/", " avi.test"])
def test_one_controller_has_one_spelling(address: str) -> None:
    assert endpoint(address) == "avi.test"


def test_controller_at_the_instances_address_tells_its_uuid() -> None:
    annotated = ingress(annotations={UUID: "cluster-old"})
    scopes = {Scope("avi.test", Plane.AVI): controller(controller_cluster("cluster-now"))}
    read = cluster(ako(controllerIP="avi.test:443"), namespace(), annotated)
    found = analyse(None, inventory(read, controllers=scopes), ())
    assert found.overview.controller_uuids == {"avi-system": "cluster-now"}
    assert found.instances[0].controller_uuid == "cluster-now"


def test_annotations_tell_when_the_controller_was_not_read() -> None:
    annotated = ingress(annotations={UUID: "cluster-1"})
    found = analyse(None, inventory(cluster(ako(), namespace(), annotated)), ()).overview
    assert found.controller_uuids == {"avi-system": "cluster-1"}
    assert found.uuid_sources == {"avi-system": "Ingress/shop/web"}


def test_annotations_that_disagree_tell_nothing() -> None:
    annotated = (ingress(annotations={UUID: "cluster-1"}), service(annotations={UUID: "cluster-2"}))
    found = analyse(None, inventory(cluster(ako(), namespace(), *annotated)), ()).overview
    assert found.controller_uuids == {}


def test_annotations_in_a_namespace_of_two_instances_tell_nothing() -> None:
    annotated = ingress(annotations={UUID: "cluster-1"})
    found = analyse(None, inventory(cluster(ako(), ako("blue"), namespace(), annotated)), ()).overview
    assert found.controller_uuids == {}


def test_overview_lists_the_gateways_of_akos_class() -> None:
    read = cluster(gateway_class(), gateway(), gateway(name="x", class_name="istio"))
    assert analyse(None, inventory(read), ()).overview.gateways == (Workload("Gateway", "shop", "gw"),)


def test_controller_with_another_uuid_than_the_instance_wrote_is_not_its_own() -> None:
    read = cluster(ako(controllerIP="vip.test"), namespace(), ingress(annotations={UUID: "cluster-9"}))

    def located(uuid: str) -> Mapping[str, Confidence]:
        side = inventory(read, controller(controller_cluster(uuid)))
        return locate(side, analyse(None, side, ()).overview, ())

    assert located("cluster-9") == {"avi-system": Confidence.CERTAIN}
    assert located("cluster-1") == {}
