import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.findings import ObjectRef
from akotui.analysis.subjects import Workload
from akotui.rules import ALL_RULES
from akotui.views.proposing import beginning, continuations
from tests.build import ako, cluster, controller, inventory, namespace, virtual_service
from tests.build_estate import estate as made
from tests.build_estate import finding

WEB = virtual_service(ingresses=("shop/web",))
LEFT = virtual_service("prod--left", created_by="ako-prod-green")


def judged() -> Estate:
    read = cluster(
        ako(label=("team", "red")),
        ako("blue", primary=False, label=("tier", "blue")),
        namespace("shop", labels={"team": "red", "kubernetes.io/metadata.name": "shop"}),
        namespace("web", labels={"tier": "gold"}),
    )
    return analyse(None, inventory(read, controller(WEB, LEFT)), ALL_RULES)


def offers(typed: str) -> list[str]:
    return [*continuations(typed, judged())]


def test_change_begins_with_the_label_by_which_the_namespace_is_claimed() -> None:
    known = judged()
    shop, web = known.namespaces
    assert beginning(shop, known) == "ns/shop label:team="
    assert beginning(web, known) == "ns/web label:team="
    assert beginning(Workload("Ingress", "shop", "web"), known) == "ns/shop label:team="


def test_of_a_virtual_service_its_namespace_is_changed_and_of_a_username_its_instance() -> None:
    known = judged()
    owned = next(one for one in known.virtual_services if one.vs.name == WEB.name)
    left = next(one for one in known.virtual_services if one.vs.name == LEFT.name)
    assert beginning(owned, known) == "ns/shop label:team="
    assert beginning(left, known) == ""
    assert {one.name: beginning(one, known) for one in known.users} == {
        "ako-prod": "ako/avi-system ",
        "ako-prod-blue": "ako/blue ",
        "ako-prod-green": "",
    }


def test_of_an_instance_what_becomes_of_it_is_left_open() -> None:
    known = judged()
    assert beginning(known.instances[1], known) == "ako/blue "


def test_of_a_finding_the_first_object_that_can_be_changed_is() -> None:
    known = judged()
    objects = (ObjectRef("VSVIP", "vip"), ObjectRef("Namespace", "shop"))
    assert beginning(finding(objects=objects), known) == "ns/shop label:team="
    assert beginning(finding(objects=objects[:1]), known) == ""


def test_what_is_no_object_has_no_beginning() -> None:
    assert beginning(None, made()) == ""


def test_objects_are_offered_first_and_instances_before_namespaces() -> None:
    assert offers("") == ["ako/avi-system", "ako/blue", "ns/shop", "ns/web"]
    assert offers("ns/w") == ["ns/web"]
    assert offers("blu") == ["ako/blue"]


def test_labels_that_instances_select_by_are_offered_and_those_it_has_to_be_taken_away() -> None:
    assert offers("ns/shop ") == [
        "ns/shop label:tier=blue",
        "ns/shop label:team-",
        "ns/shop label:kubernetes.io/metadata.name-",
    ]
    assert offers("ns/web label:t") == [
        "ns/web label:team=red",
        "ns/web label:tier=blue",
        "ns/web label:tier-",
    ]


def test_settings_are_offered_as_they_are_not_yet() -> None:
    assert offers("ako/blue ") == [
        "ako/blue uninstall",
        "ako/blue selector:team=red",
        "ako/blue selector:tier=gold",
        "ako/blue selector:-",
        "ako/blue primary:true",
        "ako/blue deleteConfig:true",
        "ako/blue serviceType:NodePort",
        "ako/blue serviceType:NodePortLocal",
        "ako/blue blocked:-",
        "ako/blue clusterName:prod",
    ]
    assert offers("ako/avi-system prim") == ["ako/avi-system primary:false"]


@pytest.mark.parametrize("typed", ["ako/gone ", "vs/x "])
def test_nothing_is_offered_for_what_is_not_there(typed: str) -> None:
    assert not [one for one in offers(typed) if "selector" in one]


def test_another_change_is_offered_behind_a_whole_one() -> None:
    assert offers("ns/shop label:team- ako/b") == ["ns/shop label:team- ako/blue"]
    assert offers("ns/shop label:team- ako/blue uni") == ["ns/shop label:team- ako/blue uninstall"]
