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


def pointing(to: VirtualService) -> dict[str, str]:
    return {"ako.vmware.com/host-fqdn-vs-uuid-map": f'{{"{HOST}":"{to.uuid}"}}'}


def test_ingress_that_points_to_it_tells_a_former_name() -> None:
    old = former()
    found = _verdicts(here(**pointing(old)), old)[old.name]
    assert (found.state, found.reasons) == (State.ORPHANED, (Reason.CLUSTER_RENAMED,))
    assert (found.confidence, found.owner) == (Confidence.LIKELY, None)


def test_two_clusters_that_run_the_same_applications_stay_two() -> None:
    old = former(last_modified=MOMENT - timedelta(days=1))
    for read in (here(), here(**pointing(ANEW))):
        assert _verdicts(read, old, ANEW)[old.name].state is State.FOREIGN


WITNESS = former("test--old.example.com", hosts=("old.example.com",))


def test_what_was_made_anew_is_former_once_another_of_its_username_is_pointed_at() -> None:
    old = former(last_modified=MOMENT - timedelta(days=1))
    assert _verdicts(here(**pointing(WITNESS)), old, ANEW, WITNESS)[old.name].state is State.ORPHANED


def test_witness_tells_nothing_of_another_username() -> None:
    read = cluster(
        ako(), ako("blue", primary=False), namespace(), ingress_class(), ingress(annotations=pointing(WITNESS))
    )
    found = _verdicts(read, former(created_by="ako-test-blue"), ANEW, WITNESS)
    assert [found[name].state for name in (f"test--{HOST}", WITNESS.name)] == [State.FOREIGN, State.ORPHANED]


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
    assert _verdicts(here(**pointing(WITNESS)), other, ANEW, WITNESS)[other.name].state is State.FOREIGN


def test_other_cluster_with_objects_of_its_own_stays_foreign() -> None:
    assert _verdicts(here(), former())[f"test--{HOST}"].state is State.FOREIGN


def test_parent_of_a_former_child_is_former_too() -> None:
    parent = former("test--Shared-L7-0", service_metadata=ServiceMetadata(), hosts=())
    child = former(type="VS_TYPE_VH_CHILD", parent=parent.uuid)
    lonely = former("test--Shared-L7-1", service_metadata=ServiceMetadata(), hosts=())
    found = _verdicts(here(**pointing(child)), parent, child, lonely, ANEW)
    assert found[parent.name].reasons == found[child.name].reasons == (Reason.CLUSTER_RENAMED,)
    assert found[lonely.name].state is State.FOREIGN


def test_insecure_host_of_a_former_name_is_told_by_its_pool() -> None:
    plain = pool(f"test--{HOST}_-shop-web", ingress="shop/web", created_by="ako-test", markers=markers("test"))
    group = msgspec.structs.replace(pool_group("test--Shared-L7-0", plain), created_by="ako-test")
    parent = former("test--Shared-L7-0", service_metadata=ServiceMetadata(), hosts=())
    read = here(**pointing(parent))
    assert _verdicts(read, parent, plain, group, ANEW)[parent.name].state is State.ORPHANED


@pytest.mark.parametrize("user", ["ako-test-blue", "ako-gw-test-avi-system"])
def test_every_form_of_username_may_be_former(user: str) -> None:
    old = former(created_by=user)
    blue = ako("blue", primary=False, label=("a", "b"))
    read = cluster(ako(gateway=True), blue, namespace(), ingress(annotations=pointing(old)))
    assert _verdicts(read, old, ANEW)[old.name].state is State.ORPHANED


def test_redirect_twin_of_a_former_passthrough_is_former_too() -> None:
    name = "test--Shared-Passthrough-0"
    secure = former(name, service_metadata=ServiceMetadata())
    twin = former(f"{name}-insecure", service_metadata=ServiceMetadata(passthrough_parent=name))
    inside = pool("test--shop", ingress="shop/web", created_by="ako-test", markers=markers("test"))
    group = msgspec.structs.replace(pool_group(name, inside), created_by="ako-test")
    read = here(**pointing(secure))
    found = _verdicts(read, secure, twin, group, inside)
    assert [found[one.name].state for one in (secure, twin)] == [State.ORPHANED, State.ORPHANED]
