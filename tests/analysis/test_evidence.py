from akotui.analysis.analyse import analyse
from akotui.analysis.evidence import why
from akotui.analysis.findings import Evidence
from akotui.model.avi import VirtualService
from akotui.model.inventory import Cluster
from akotui.model.kinds import Kind
from tests.build import (
    AVI,
    KUBERNETES,
    ako,
    cluster,
    controller,
    ingress,
    ingress_class,
    inventory,
    namespace,
    virtual_service,
)

PLACE = "VirtualService/admin/prod--shop.example.com"
RED = {"team": "red"}


def chain(read: Cluster, vs: VirtualService) -> tuple[Evidence, ...]:
    estate = analyse(None, inventory(read, controller(vs)), ())
    return why(estate.virtual_services[0], estate)


def test_owned_virtual_service_shows_the_whole_chain() -> None:
    read = cluster(ako(label=("team", "red")), namespace(labels=RED), ingress(), ingress_class())
    config = "ConfigMap/avi-system/avi-k8s-config"
    assert chain(read, virtual_service(ingresses=("shop/web",))) == (
        Evidence(AVI, Kind.VIRTUAL_SERVICE, PLACE, "created_by", "ako-prod", "exactly what instance avi-system writes"),
        Evidence(AVI, Kind.VIRTUAL_SERVICE, PLACE, "markers.clustername", "prod", "the same cluster"),
        Evidence(KUBERNETES, Kind.CONFIG_MAP, config, "data.clusterName", "prod", "part of the username of avi-system"),
        Evidence(
            KUBERNETES,
            Kind.CONFIG_MAP,
            config,
            "data.primaryInstance",
            "true",
            "primary: no namespace in its username",
        ),
        Evidence(KUBERNETES, Kind.INGRESS, "Ingress/shop/web", "metadata.name", "web", "named as its source"),
        Evidence(
            KUBERNETES,
            Kind.NAMESPACE,
            "Namespace/shop",
            "metadata.labels.team",
            "red",
            "equals the selector of avi-system, which claims shop",
        ),
    )


def test_orphan_is_compared_with_the_known_usernames() -> None:
    read = cluster(ako(), ako("blue", primary=False))
    first = chain(read, virtual_service(created_by="ako-prod-violet"))[0]
    assert first.says == "no known instance writes it; known usernames: ako-prod, ako-prod-blue"


def test_unknown_does_not_say_that_nobody_writes_it() -> None:
    read = cluster(ako(), partial=(Kind.STATEFUL_SET,))
    first = chain(read, virtual_service(created_by="ako-prod-violet"))[0]
    assert first.says == "the instances were not all read; known usernames: ako-prod"


def test_marker_is_no_other_cluster_s_while_the_cluster_names_were_not_all_read() -> None:
    marked = virtual_service(created_by="ako-prod-violet", markers={"clustername": ("prod",)})
    second = chain(cluster(partial=(Kind.STATEFUL_SET,)), marked)[1]
    assert second.says == "not among the cluster names that were read"


def test_stale_virtual_service_shows_the_label_that_is_missing() -> None:
    read = cluster(ako(label=("team", "red")), namespace(), ingress(), ingress_class())
    last = chain(read, virtual_service(ingresses=("shop/web",)))[-1]
    assert (last.field, last.value) == ("metadata.labels.team", "")
    assert last.says == "avi-system wants team=red: it does not claim shop"


def test_blocked_namespace_shows_the_block_list() -> None:
    read = cluster(ako(blockedNamespaceList='["shop"]'), namespace(), ingress(), ingress_class())
    last = chain(read, virtual_service(ingresses=("shop/web",)))[-1]
    assert (last.field, last.value) == ("data.blockedNamespaceList", '["shop"]')


def test_namespace_that_was_not_read_is_not_called_gone() -> None:
    read = cluster(ako(), ingress(), ingress_class(), unread=(Kind.NAMESPACE,))
    last = chain(read, virtual_service(ingresses=("shop/web",)))[-1]
    assert (last.object, last.value) == ("Namespace/shop", "not readable")


def test_wrong_tenant_and_cloud_and_a_missing_parent_are_shown() -> None:
    read = cluster(ako(), namespace(), ingress(), ingress_class())
    vs = virtual_service(
        ingresses=("shop/web",), tenant="gold", cloud="vcenter", type="VS_TYPE_VH_CHILD", parent="virtualservice-x"
    )
    fields = [(one.field, one.value) for one in chain(read, vs)[-3:]]
    assert fields == [("tenant_ref", "gold"), ("cloud_ref", "vcenter"), ("vh_parent_vs_ref", "virtualservice-x")]


def test_metadata_that_could_not_be_read_says_so() -> None:
    found = chain(cluster(ako()), virtual_service(unreadable_metadata="not JSON"))
    assert ("service_metadata", "not JSON") in [(one.field, one.says) for one in found]
