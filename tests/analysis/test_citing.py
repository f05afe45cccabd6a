import pytest

from akotui.analysis import citing
from akotui.analysis.findings import Confidence, Evidence, ObjectRef
from akotui.analysis.instances import ConfigState, Health
from akotui.analysis.subjects import Origin, Workload
from akotui.model.kinds import Kind
from tests.build import AVI, KUBERNETES, instance, markers, namespace, virtual_service, virtual_service_subject


def test_setting_is_cited_as_written() -> None:
    one = instance("blue", settings={"serviceType": "nodeport"})
    assert citing.setting(one, "serviceType", used="ClusterIP", says="as written") == Evidence(
        KUBERNETES,
        Kind.CONFIG_MAP,
        "ConfigMap/blue/avi-k8s-config",
        "data.serviceType",
        "nodeport",
        "as written",
    )


def test_setting_that_is_missing_is_cited_as_a_default() -> None:
    cited = citing.setting(instance(), "serviceType", used="ClusterIP", says="type")
    assert (cited.value, cited.says) == ("ClusterIP", "type (not set: AKO's default)")


def test_empty_setting_is_not_a_missing_one() -> None:
    cited = citing.setting(instance(settings={"key": ""}), "key", used="x", says="blank")
    assert (cited.value, cited.says) == ("", "blank")


def test_label_that_a_namespace_lacks_is_empty() -> None:
    cited = citing.label(namespace("shop", labels={"team": "red"}), "tier", "no")
    assert (cited.object, cited.field, cited.value) == ("Namespace/shop", "metadata.labels.tier", "")


def test_only_instances_whose_settings_were_read_are_configured() -> None:
    read = instance("avi-system"), instance("blue", health=Health.DOWN)
    without = (
        instance("green", health=Health.REMOVED),
        instance("red", health=Health.NO_CONFIG),
        instance("white", cluster_name="", user=None),
    )
    assert citing.configured((*read, *without)) == read


def test_settings_that_do_not_run_yet_are_likely() -> None:
    fresh, changed = instance("a"), instance("b", config_state=ConfigState.RESTART_NEEDED)
    assert citing.sure((fresh,)) is Confidence.CERTAIN
    assert citing.sure((fresh, changed)) is Confidence.LIKELY


def test_removed_instance_is_its_config_map() -> None:
    assert citing.instance_ref(instance("blue")) == ObjectRef("StatefulSet", "ako", "blue")
    removed = instance("blue", health=Health.REMOVED)
    assert citing.instance_ref(removed) == ObjectRef("ConfigMap", "avi-k8s-config", "blue")


def test_username_of_two_instances_is_named_once() -> None:
    assert citing.users((instance("a"), instance("b"), instance("c", primary=False))) == ("ako-prod", "ako-prod-c")


def test_virtual_service_is_cited_with_tenant_and_source() -> None:
    subject = virtual_service_subject(virtual_service("prod--a", tenant="red", created_by=None))
    assert citing.created_by(subject, "nobody") == Evidence(
        AVI, Kind.VIRTUAL_SERVICE, "VirtualService/red/prod--a", "created_by", "", "nobody"
    )
    assert citing.virtual_service_ref(subject) == ObjectRef(
        "VirtualService", "prod--a", tenant="red", id="virtualservice-red-prod--a"
    )


def test_marker_is_cited_when_there_is_one() -> None:
    with_marker = virtual_service_subject(virtual_service(markers=markers("test")))
    without = virtual_service_subject(virtual_service(markers={}))
    assert [cited.value for cited in citing.marker(with_marker, "")] == ["test"]
    assert citing.marker(without, "") == ()


@pytest.mark.parametrize(("found", "word"), [(True, "web"), (False, "absent"), (None, "not readable")])
def test_source_says_whether_it_is_there(found: bool | None, word: str) -> None:  # noqa: FBT001 - a parameter of the test
    cited = citing.origin(Origin(Workload("HTTPRoute", "shop", "web"), found), "source")
    assert (cited.kind, cited.object, cited.value) == (Kind.HTTP_ROUTE, "HTTPRoute/shop/web", word)


def test_differences_say_who_has_what() -> None:
    red, blue, green = (instance(name, service_type=kind) for name, kind in (("a", "x"), ("b", "y"), ("c", "y")))
    assert citing.differences((red, blue, green), lambda one: one.service_type) == "a uses x and b and c use y"
    assert citing.differences((blue, green), lambda one: one.service_type) == ""
    assert citing.differences((red, blue), lambda one: one.id, ("runs", "run")) == "a runs a and b runs b"
