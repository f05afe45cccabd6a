from akotui.analysis.findings import ObjectRef
from akotui.analysis.subjects import Workload
from akotui.model.kinds import Kind
from akotui.model.objects import Wanted
from akotui.model.secrecy import REDACTED
from akotui.views.redaction import redacted
from akotui.views.wanted import CLUSTER, wanted
from tests.build import AVI
from tests.build_estate import INSTANCES, NAMESPACES, ORPHAN, USERS, estate, finding


def test_rows_stand_for_objects() -> None:
    assert wanted(NAMESPACES[1], estate()) == Wanted(CLUSTER, Kind.NAMESPACE, "payments", "", "Namespace payments")
    assert wanted(INSTANCES[1], estate()) == Wanted(
        CLUSTER, Kind.CONFIG_MAP, "avi-k8s-config", "blue", "ConfigMap blue/avi-k8s-config"
    )
    assert wanted(ORPHAN, estate()) == Wanted(
        AVI, Kind.VIRTUAL_SERVICE, ORPHAN.vs.uuid, "admin", "virtual service prod--shop-cart"
    )
    assert wanted(Workload("Ingress", "shop", "web"), estate()) == Wanted(
        CLUSTER, Kind.INGRESS, "web", "shop", "Ingress shop/web"
    )
    assert wanted(finding(), estate()) == wanted(NAMESPACES[1], estate())


def test_part_on_a_controller_is_asked_of_that_controller() -> None:
    found = wanted(finding(objects=(ObjectRef("Pool", "p", tenant="t", id="pool-1"),)), estate())
    assert found == Wanted(AVI, Kind.POOL, "pool-1", "t", "Pool p")


def test_what_is_no_object_of_an_api_is_not_asked_for() -> None:
    assert wanted(USERS[0], estate()) is None
    assert wanted(finding(objects=(ObjectRef("Host", "shop.example.com"),)), estate()) is None
    assert wanted(None, estate()) is None


def test_secrets_and_repetitions_are_left_out_wherever_they_stand() -> None:
    assert redacted(
        {
            "kind": "ConfigMap",
            "metadata": {
                "annotations": {"kubectl.kubernetes.io/last-applied-configuration": '{"x": 1}', "a": "b"},
                "managedFields": ["a", "b"],
            },
            "data": {"password": "hunter2", "secretName": "tls", "serviceType": "ClusterIP", "empty_token": ""},
            "spec": [{"env": [{"name": "AVI_PASSWORD", "value": "hunter2"}, {"name": "ZONE", "value": "a"}]}],
            "ssl_key_and_certificate_refs": ["u"],
        }
    ) == {
        "kind": "ConfigMap",
        "metadata": {
            "annotations": {
                "kubectl.kubernetes.io/last-applied-configuration": "(left out: it repeats the object)",
                "a": "b",
            },
            "managedFields": "(left out: 2 entries)",
        },
        "data": {"password": REDACTED, "secretName": "tls", "serviceType": "ClusterIP", "empty_token": ""},
        "spec": [{"env": [{"name": "AVI_PASSWORD", "value": REDACTED}, {"name": "ZONE", "value": "a"}]}],
        "ssl_key_and_certificate_refs": ["u"],
    }


def test_of_a_secret_everything_is_left_out() -> None:
    assert redacted({"kind": "Secret", "data": {"username": "YWRtaW4="}, "stringData": {"k": "v"}}) == {
        "kind": "Secret",
        "data": {"username": REDACTED},
        "stringData": {"k": REDACTED},
    }
