from datetime import timedelta

import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.model.avi import ServiceMetadata, VirtualService
from akotui.model.inventory import Cluster
from tests.build import (
    MOMENT,
    ako,
    cluster,
    controller,
    ingress,
    ingress_class,
    inventory,
    markers,
    namespace,
    pool,
    pool_group,
    virtual_service,
)

HOST = "shop.example.com"


def former(name: str = f"test--{HOST}", **fields: object) -> VirtualService:
    """What the primary made while the cluster was named test."""
    made = virtual_service(name, created_by="ako-test", markers=markers("test"), ingresses=("shop/web",), hosts=(HOST,))
    return msgspec.structs.replace(made, **fields)


ANEW = virtual_service(ingresses=("shop/web",), hosts=(HOST,), last_modified=MOMENT)


def here(**notes: str) -> Cluster:
    return cluster(ako(), namespace(), ingress_class(), ingress(annotations=notes))


def _verdicts(read: Cluster, *objects: object) -> dict[str, VirtualServiceSubject]:
    judged = analyse(None, inventory(read, controller(*objects)), ()).virtual_services
    return {one.vs.name: one for one in judged}


def test_ingress_that_points_to_it_tells_a_former_name() -> None:
    old = former()
    read = here(**{"ako.vmware.com/host-fqdn-vs-uuid-map": f'{{"{HOST}":"{old.uuid}"}}'})
    found = _verdicts(read, old)[old.name]
    assert (found.state, found.reasons) == (State.ORPHANED, (Reason.CLUSTER_RENAMED,))
    assert (found.confidence, found.owner) == (Confidence.LIKELY, None)


def test_same_ingress_and_host_made_anew_since_tells_a_former_name() -> None:
    old = former(last_modified=MOMENT - timedelta(days=1))
    assert _verdicts(here(), old, ANEW)[old.name].state is State.ORPHANED


@pytest.mark.parametrize(
    "other",
    [
        former(last_modified=MOMENT + timedelta(seconds=1)),
        former(hosts=("other.example.com",)),
        former(service_metadata=ServiceMetadata(("gone/web",))),
        former(created_by="ako-test-elsewhere"),
        former(markers={}),
    ],
    ids=["modified since", "another host", "source not here", "no instance here wrote that", "no marker"],
)
def test_weaker_traces_leave_it_another_cluster_s(other: VirtualService) -> None:
    assert _verdicts(here(), other, ANEW)[other.name].state is State.FOREIGN


def test_other_cluster_with_objects_of_its_own_stays_foreign() -> None:
    assert _verdicts(here(), former())[f"test--{HOST}"].state is State.FOREIGN


def test_parent_of_a_former_child_is_former_too() -> None:
    parent = former("test--Shared-L7-0", service_metadata=ServiceMetadata(), hosts=())
    child = former(type="VS_TYPE_VH_CHILD", parent=parent.uuid)
    lonely = former("test--Shared-L7-1", service_metadata=ServiceMetadata(), hosts=())
    found = _verdicts(here(), parent, child, lonely, ANEW)
    assert found[parent.name].reasons == found[child.name].reasons == (Reason.CLUSTER_RENAMED,)
    assert found[lonely.name].state is State.FOREIGN


def test_insecure_host_of_a_former_name_is_told_by_its_pool() -> None:
    plain = pool(f"test--{HOST}_-shop-web", ingress="shop/web", created_by="ako-test", markers=markers("test"))
    group = msgspec.structs.replace(pool_group("test--Shared-L7-0", plain), created_by="ako-test")
    parent = former("test--Shared-L7-0", service_metadata=ServiceMetadata(), hosts=())
    assert _verdicts(here(), parent, plain, group, ANEW)[parent.name].state is State.ORPHANED


@pytest.mark.parametrize("user", ["ako-test-blue", "ako-gw-test-avi-system"])
def test_every_form_of_username_may_be_former(user: str) -> None:
    old = former(created_by=user)
    read = cluster(ako(gateway=True), ako("blue", primary=False, label=("a", "b")), namespace(), ingress())
    assert _verdicts(read, old, ANEW)[old.name].state is State.ORPHANED
