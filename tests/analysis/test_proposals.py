from collections.abc import Mapping
from typing import TypeVar

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akotui.analysis.discovery import find_instances
from akotui.analysis.instances import ConfigState, Instance
from akotui.analysis.proposal_words import commands, parse, spelled
from akotui.analysis.proposals import (
    Proposal,
    Reconfiguration,
    Relabelling,
    Removal,
    SharedObject,
    absent,
    apply,
    emptied,
    restarted,
    shared_objects,
)
from akotui.errors import UsageError
from akotui.model.inventory import Inventory
from tests.analysis.fleets import fleets, inventory_of
from tests.build import ako, cluster, cluster_role, gateway_class, ingress_class, inventory, lease, namespace, pod

T = TypeVar("T")

RED = ako(label=("team", "red"))
BLUE = ako("blue", primary=False, label=("tier", "blue"))
ALL = (RED, BLUE, pod(), pod("blue"), lease(), cluster_role(), ingress_class(), ingress_class("avi-gold"))
MORE = ("selector:-", "blocked:shop,web", "clusterName:other", "deleteConfig:true")
SHOP = namespace("shop", labels={"team": "red"})


def stand(*objects: object) -> Inventory:
    return inventory(cluster(*ALL, SHOP, *objects))


def known(found: Inventory) -> dict[str, Instance]:
    return {one.id: one for one in find_instances(found.cluster) if one.known}


def labels(found: Inventory) -> object:
    return found.cluster.namespaces.rows["shop"].metadata.labels


def test_no_change_leaves_the_same_inventory() -> None:
    before = stand()
    assert apply((), before) is before


@pytest.mark.parametrize(
    "change",
    [
        "ns/shop label:team=red",
        "ns/shop label:absent-",
        "ns/gone label:team=red",
        "ako/gone uninstall",
        "ako/gone primary:true",
        "ako/avi-system primary:true",
    ],
)
def test_what_changes_nothing_leaves_the_same_inventory(change: str) -> None:
    before = stand()
    assert apply(parse(change.split()), before) is before


def test_label_is_set_beside_the_others_and_taken_off() -> None:
    before = stand()
    assert labels(apply(parse(["ns/shop", "tier=blue"]), before)) == {"team": "red", "tier": "blue"}
    assert labels(apply(parse(["ns/shop", "label:team-"]), before)) == {}
    assert labels(before) == {"team": "red"}


def test_settings_of_an_instance_are_those_of_its_config_map() -> None:
    words = ["ako/blue", "selector:tier=gold", "ako/blue", "primary:true", "ako/blue", "serviceType:NodePort"]
    blue = known(apply(parse(words), stand()))["blue"]
    assert (blue.label_key, blue.label_value, blue.primary, blue.user) == ("tier", "gold", True, "ako-prod")
    assert blue.service_type == "NodePort"
    more = f"ako/blue {' ako/blue '.join(MORE)}"
    blue = known(apply(parse(more.split()), stand()))["blue"]
    assert (blue.selector, blue.blocked, blue.cluster_name, blue.delete_config) == (
        None,
        ("shop", "web"),
        "other",
        True,
    )


def test_instance_whose_settings_are_changed_is_taken_for_restarted() -> None:
    changed = apply(parse(["ako/blue", "primary:true"]), stand())
    assert known(changed)["blue"].config_state is not ConfigState.RESTART_NEEDED


def test_uninstalled_instance_is_gone_with_its_settings_and_pods_and_its_lease_stays() -> None:
    before = stand()
    after = apply(parse(["ako/avi-system", "uninstall"]), before).cluster
    assert [one.id for one in find_instances(after)] == ["blue"]
    assert list(after.pods.rows) == ["blue/ako-0"]
    assert after.leases is before.cluster.leases


def test_the_primary_takes_along_what_its_chart_made_for_all_and_nothing_else() -> None:
    before = stand(gateway_class())
    after = apply((Removal("avi-system"),), before).cluster
    assert (list(after.clusterroles.rows), list(after.gatewayclasses.rows)) == ([], [])
    assert list(after.ingressclasses.rows) == ["avi-gold"]
    assert shared_objects("avi-system", before.cluster) == (
        SharedObject("clusterroles", "ClusterRole", "ako-cr"),
        SharedObject("ingressclasses", "IngressClass", "avi-lb"),
        SharedObject("gatewayclasses", "GatewayClass", "avi-lb"),
    )


def test_another_instance_takes_nothing_along() -> None:
    before = stand()
    assert shared_objects("blue", before.cluster) == ()
    after = apply((Removal("blue"),), before).cluster
    assert after.clusterroles is before.cluster.clusterroles
    assert after.ingressclasses is before.cluster.ingressclasses


def test_of_two_primaries_it_cannot_be_told_whose_the_shared_objects_are() -> None:
    two = apply(parse(["ako/blue", "primary:true"]), stand())
    assert shared_objects("blue", two.cluster) == shared_objects("avi-system", two.cluster) == ()


def test_only_what_is_read_at_the_start_needs_a_restart() -> None:
    here = stand().cluster
    words = ["ako/blue", "primary:true", "ako/avi-system", "deleteConfig:true", "ns/shop", "label:team-"]
    assert restarted(parse(words), here) == {"blue"}
    assert restarted(parse(["ako/blue", "primary:false"]), here) == frozenset()


def test_instance_is_emptied_when_delete_config_is_set_before_it_goes() -> None:
    here = stand().cluster
    assert emptied(parse(["ako/blue", "deleteConfig:true", "ako/blue", "uninstall"]), here) == {"blue"}
    assert emptied(parse(["ako/blue", "uninstall"]), here) == frozenset()


def test_instance_is_emptied_before_it_writes_another_username_when_delete_config_is_set_first() -> None:
    here = stand().cluster
    first, renamed = ("ako/blue", "deleteConfig:true"), ("ako/blue", "clusterName:other")
    assert emptied(parse([*first, *renamed]), here) == {"blue"}
    assert emptied(parse([*renamed, *first]), here) == frozenset()
    assert emptied(parse([*renamed, *first, "ako/blue", "uninstall"]), here) == frozenset()


def test_setting_that_is_set_back_needs_no_restart() -> None:
    words = ["ako/blue", "primary:true", "ako/blue", "primary:false"]
    assert restarted(parse(words), stand().cluster) == frozenset()


def test_instance_that_goes_anyway_needs_no_restart() -> None:
    words = ["ako/blue", "primary:true", "ako/blue", "uninstall"]
    assert restarted(parse(words), stand().cluster) == frozenset()


def test_release_that_would_be_an_option_is_in_no_command() -> None:
    assert commands(Removal("blue"), None, release="--kubeconfig=/theirs") == ()
    assert commands(Relabelling("--all", "team", "red"), None) == ()


def test_what_is_uninstalled_cannot_be_changed_afterwards() -> None:
    with pytest.raises(UsageError, match="ako/blue deleteConfig:true: is uninstalled before that"):
        parse(["ako/blue", "uninstall", "ako/blue", "deleteConfig:true"])


def test_what_was_not_seen_is_named() -> None:
    words = ["ns/shop", "team-", "ns/web", "team=red", "ako/blue", "uninstall", "ako/green", "uninstall"]
    assert absent(parse(words), stand().cluster) == (Relabelling("web", "team", "red"), Removal("green"))


def test_settings_of_an_instance_without_config_map_were_not_seen() -> None:
    bare = cluster(RED[0])
    assert absent(parse(["ako/avi-system", "primary:false"]), bare)
    assert not absent(parse(["ako/avi-system", "uninstall"]), bare)


SPELLED = [
    "ns/shop label:team=red",
    "ns/shop label:team=",
    "ns/shop label:example.com/team-",
    "ako/blue selector:tier=gold",
    "ako/blue selector:-",
    "ako/blue primary:true",
    "ako/blue blocked:web,shop",
    "ako/blue blocked:-",
    "ako/blue serviceType:NodePortLocal",
    "ako/blue clusterName:prod_2",
    "ako/blue deleteConfig:false",
    "ako/blue uninstall",
    "ns/shop label:team=red ako/blue uninstall",
]


@pytest.mark.parametrize("text", SPELLED)
def test_change_is_written_as_it_is_understood(text: str) -> None:
    assert spelled(parse(text.split())) == text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("ns/shop team=red", "ns/shop label:team=red"),
        ("ns/shop team-", "ns/shop label:team-"),
        ("Namespace/shop LABEL:team=red", "ns/shop label:team=red"),
        ("AKO/blue SERVICETYPE:nodeport", "ako/blue serviceType:NodePort"),
    ],
)
def test_shorter_forms_and_other_letters_are_understood(said: str, meant: str) -> None:
    assert spelled(parse(said.split())) == meant


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "a change is OBJECT and what becomes of it"),
        (["ns/shop"], "ns/shop stands alone"),
        (["vs/shop", "uninstall"], "write ns/NAME or ako/NAMESPACE"),
        (["ns/", "team-"], "write ns/NAME or ako/NAMESPACE"),
        (["ns/shop", "uninstall"], "write label:KEY=VALUE or label:KEY-"),
        (["ns/shop", "label:bad key=1"], "write label:KEY=VALUE or label:KEY-"),
        (["ns/shop", "label:team=a b"], "write label:KEY=VALUE or label:KEY-"),
        (["ako/blue", "restart"], "uninstall"),
        (["ako/blue", "primary:maybe"], "primary:true|false"),
        (["ako/blue", "selector:tier="], "selector:KEY=VALUE"),
        (["ako/blue", "blocked:Web"], "blocked:NS,NS"),
        (["ako/blue", "blocked:"], "blocked:NS,NS"),
        (["ako/blue", "clusterName:a b"], "clusterName:NAME"),
        (["ako/blue", "uninstall:now"], "uninstall"),
    ],
)
def test_wrong_change_is_told_with_what_is_possible(words: list[str], says: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(words)
    assert says in str(raised.value)


def told(words: str, **options: object) -> list[str]:
    (one,) = parse(words.split())
    blue = known(stand())["blue"]
    return [*commands(one, blue, release=str(options.get("release", "")), restart=bool(options.get("restart")))]


def test_commands_are_what_a_person_would_type() -> None:
    assert told("ns/shop team=red") == ["kubectl label --overwrite namespace shop team=red"]
    assert told("ns/shop team-") == ["kubectl label --overwrite namespace shop team-"]
    assert told("ako/blue primary:true", restart=True) == [
        'kubectl patch configmap avi-k8s-config -n blue --type=merge -p \'{"data":{"primaryInstance":"true"}}\'',
        "kubectl rollout restart statefulset/ako -n blue",
    ]
    assert len(told("ako/blue deleteConfig:true")) == 1
    assert told("ako/blue uninstall", release="ako-blue") == ["helm uninstall ako-blue -n blue"]
    assert told("ako/blue uninstall") == []


@st.composite
def reversible(draw: st.DrawFn) -> tuple[Inventory, tuple[Proposal, ...], tuple[Proposal, ...]]:
    """A fleet, changes of what is there, and what takes them back."""
    here = inventory_of(draw(fleets()))
    forth: list[Proposal] = []
    back: list[Proposal] = []
    for name, space in draw(some(here.cluster.namespaces.rows)):
        key = draw(st.sampled_from(["team", "tier"]))
        forth.append(Relabelling(name, key, draw(st.sampled_from(["red", "blue", None]))))
        back.append(Relabelling(name, key, space.metadata.labels.get(key)))
    for _, config in draw(some(here.cluster.configmaps.rows)):
        home = config.metadata.namespace
        keys = ("nsSyncLabelKey", "nsSyncLabelValue", "primaryInstance", "clusterName", "deleteConfig")
        forth.append(Reconfiguration(home, tuple(zip(keys, ("team", "red", "true", "prod", "false"), strict=True))))
        back.append(Reconfiguration(home, tuple((key, config.settings[key]) for key in keys)))
    return here, tuple(forth), tuple(reversed(back))


def some(rows: Mapping[str, T]) -> st.SearchStrategy[list[tuple[str, T]]]:
    every = sorted(rows.items(), key=lambda pair: pair[0])
    if not every:
        return st.just([])
    return st.lists(st.sampled_from(every), max_size=3, unique_by=lambda pair: pair[0])


@given(reversible())
@settings(max_examples=80, deadline=None)
def test_what_is_changed_and_changed_back_is_as_before(
    given_: tuple[Inventory, tuple[Proposal, ...], tuple[Proposal, ...]],
) -> None:
    here, forth, back = given_
    there = apply(forth, here)
    assert apply(back, there) == here
    assert msgspec.structs.replace(there, cluster=here.cluster) == here
