"""What changes lead to, in small clusters; the Controller is as it was read."""

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given, settings

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.fates import Fate
from akotui.analysis.findings import Confidence
from akotui.analysis.proposal_words import parse
from akotui.analysis.prospects import Prospect, prospect, takes_effect
from akotui.analysis.subjects import State
from akotui.model.kinds import Kind
from akotui.model.kubernetes import ConfigMap, HostPath, IngressRule
from akotui.rules import ALL_RULES
from akotui.views.prospects import sameness
from tests.analysis.fleets import Fleet, fleets, inventory_of
from tests.build import (
    MOMENT,
    ako,
    cluster,
    cluster_role,
    config_map,
    controller,
    ingress,
    ingress_class,
    inventory,
    namespace,
    pod,
    pool,
    stateful_set,
    virtual_service,
    vs_vip,
)

HOST = "web.example.com"
WEB = virtual_service("prod--web.example.com", ingresses=("shop/web",), type="VS_TYPE_VH_CHILD", parent="parent")
PARENT = virtual_service("prod--Shared-L7-0", uuid="parent", type="VS_TYPE_VH_PARENT", vs_vip="vip")
VIP = msgspec.structs.replace(vs_vip("prod--Shared-L7-0", addresses=("10.0.0.7",)), uuid="vip")
RED = ako(label=("team", "red"))
BLUE = ako("blue", primary=False, label=("team", "blue"))
AROUND = (
    *(RED, BLUE, cluster_role(), ingress_class()),
    ingress("shop", "web", hosts=(HOST,), tls_hosts=(HOST,), rules=(IngressRule(HOST, (HostPath("/", "web"),)),)),
)
SHOP = namespace("shop", labels={"team": "red"})


def estate(*objects: object, made: Iterable[object] = (PARENT, WEB, VIP), unread: Iterable[Kind] = ()) -> Estate:
    read = cluster(*(objects or (*AROUND, SHOP)), unread=unread)
    return analyse(None, inventory(read, controller(*made)), ALL_RULES)


def after(words: str, *objects: object, of: Estate | None = None) -> Prospect:
    return prospect(parse(words.split()), of or estate(*objects))


def fates(found: Prospect) -> dict[str, Fate]:
    return {one.before.vs.name: one.fate for one in found.fates}


def says(found: Prospect, name: str = WEB.name) -> str:
    return next(one.says for one in found.fates if one.before.vs.name == name)


def introduced(found: Prospect) -> set[str]:
    return {one.rule for one in found.introduced}


def test_nothing_follows_from_nothing() -> None:
    found = prospect((), estate())
    assert (found.introduced, found.fixed, found.fates, found.arrivals.made, found.vips) == ((), (), (), (), ())
    assert not found.difference.differs


def test_facts_keep_their_moment() -> None:
    found = after("ns/shop team-")
    assert (found.at, found.before.at, found.after.at) == (MOMENT, MOMENT, MOMENT)


def test_running_instance_deletes_at_once_what_a_label_takes_from_it_and_keeps_the_shared_parent() -> None:
    found = after("ns/shop team-")
    assert fates(found) == {WEB.name: Fate.DELETED, PARENT.name: Fate.STAYS}
    assert says(found) == "avi-system does not claim shop any more: avi-system deletes it at once"
    assert says(found, PARENT.name) == "it serves nothing any more; avi-system keeps it until it is restarted"
    assert {one.restart for one in found.fates} == {()}
    assert "unclaimed-namespace" in introduced(found)
    assert [(one.name, one.after and one.after.claimed_by) for one in found.difference.namespaces] == [("shop", ())]


def test_another_claimant_makes_its_own_once_the_old_one_is_gone() -> None:
    found = after("ns/shop team=blue")
    assert fates(found)[WEB.name] is Fate.CHANGES_OWNER
    assert says(found) == (
        "avi-system does not claim shop any more: avi-system deletes it at once, and blue makes its own;"
        " blue is refused (409) as long as it is there"
    )
    (own,) = [one for one in found.arrivals.made if one.name == WEB.name]
    assert (own.instance, own.taken, own.joins, own.restart) == ("blue", WEB.uuid, False, False)


def test_findings_that_end_when_ako_has_followed_are_told_apart() -> None:
    found = after("ns/shop team=blue")
    (stale,) = [one for one in found.introduced if one.rule == "stale-virtual-service"]
    assert found.passing == {stale.fingerprint}


def test_instance_that_does_not_run_deletes_nothing_before_it_runs_again() -> None:
    down = stateful_set(ready=0), RED[1]
    found = after("ns/shop team-", down, *AROUND[1:], SHOP)
    assert says(found) == "avi-system does not claim shop any more: avi-system deletes it as soon as it runs again"
    assert found.idle == ("avi-system",)


def test_selector_works_only_after_a_restart_and_then_also_the_empty_parent_goes() -> None:
    found = after("ako/avi-system selector:team=gold")
    assert fates(found) == {WEB.name: Fate.DELETED, PARENT.name: Fate.DELETED}
    assert {one.restart for one in found.fates} == {("avi-system",)}
    assert takes_effect(found.proposals[0], found) == "restart"
    assert [one.vip.uuid for one in found.vips] == ["vip"]


def test_delete_config_works_at_once_and_leaves_no_address() -> None:
    found = after("ako/avi-system deleteConfig:true")
    assert fates(found) == {WEB.name: Fate.DELETED, PARENT.name: Fate.DELETED}
    assert {one.restart for one in found.fates} == {()}
    assert (takes_effect(found.proposals[0], found), found.vips) == ("at-once", ())


def test_uninstalled_instance_leaves_all_behind_with_the_addresses() -> None:
    found = after("ako/avi-system uninstall")
    assert fates(found) == {WEB.name: Fate.LEFT_BEHIND, PARENT.name: Fate.LEFT_BEHIND}
    assert says(found) == "avi-system is uninstalled without deleteConfig: nobody deletes it"
    assert [one.vip.uuid for one in found.vips] == ["vip"]
    assert [one.kind for one in found.shared] == ["ClusterRole", "IngressClass"]
    assert {"orphaned-virtual-service", "no-primary", "missing-cluster-objects"} <= introduced(found)


def test_what_the_primary_takes_along_is_told_also_when_it_was_not_read() -> None:
    unread = estate(*(one for one in AROUND if one != cluster_role()), SHOP, unread=[Kind.CLUSTER_ROLE])
    found = after("ako/avi-system uninstall", of=unread)
    assert [one.kind for one in found.shared] == ["IngressClass"]
    assert [one.kind for one in found.perhaps_shared] == ["ClusterRole"]
    assert after("ako/blue uninstall", of=unread).perhaps_shared == ()
    assert after("ako/avi-system uninstall").perhaps_shared == ()


def test_what_was_nobodys_before_is_not_told_again() -> None:
    left = virtual_service("prod--left", created_by="ako-prod-green")
    known = estate(RED, *AROUND[2:], SHOP, made=(WEB, left))
    found = after("ako/avi-system uninstall", of=known)
    assert {one.before.vs.name: one.after.state for one in found.fates} == {WEB.name: State.FOREIGN}


def test_delete_config_before_the_uninstall_leaves_nothing() -> None:
    found = after("ako/avi-system deleteConfig:true ako/avi-system uninstall")
    assert fates(found) == {WEB.name: Fate.DELETED, PARENT.name: Fate.DELETED}
    (orphaned,) = [one for one in found.introduced if one.rule == "orphaned-virtual-service"]
    assert orphaned.fingerprint in found.passing


BLUES = msgspec.structs.replace(WEB, created_by="ako-prod-blue")
BLUE_SHOP = namespace("shop", labels={"team": "blue"})


def test_delete_config_before_the_uninstall_takes_pools_and_statuses_along() -> None:
    shown = msgspec.structs.replace(AROUND[-1], addresses=("10.0.0.7",))
    left = pool("prod--web.example.com", created_by="ako-prod-blue")
    known = estate(*AROUND[:-1], shown, BLUE_SHOP, made=(BLUES, left))
    end = {"leftover-objects", "leftover-status"}
    found = after("ako/blue deleteConfig:true ako/blue uninstall", of=known)
    assert {one.rule for one in found.introduced if one.rule in end and one.fingerprint in found.passing} == end
    found = after("ako/blue uninstall", of=known)
    assert {one.rule for one in found.introduced if one.rule in end and one.fingerprint not in found.passing} == end


def test_delete_config_before_another_cluster_name_leaves_nothing_and_makes_nothing() -> None:
    found = after("ako/avi-system deleteConfig:true ako/avi-system clusterName:other")
    assert fates(found) == {WEB.name: Fate.DELETED, PARENT.name: Fate.DELETED}
    assert says(found) == (
        "deleteConfig is set, and avi-system writes ako-other once it is Done: avi-system deletes it at once"
    )
    assert [takes_effect(one, found) for one in found.proposals] == ["at-once", "restart"]
    assert found.arrivals.made == ()


def test_another_claimant_makes_its_own_of_what_is_deleted_before_the_uninstall() -> None:
    both = namespace("shop", labels={"team": "blue", "tier": "red"})
    red = ako(label=("tier", "red"))
    known = estate(red, BLUE, *AROUND[2:], both, made=(BLUES,))
    found = after("ako/blue deleteConfig:true ako/blue uninstall", of=known)
    assert [(one.fate, one.to) for one in found.fates] == [(Fate.CHANGES_OWNER, ("avi-system",))]
    assert BLUES.name in {one.name for one in found.arrivals.made}


def silent(one: tuple[object, ConfigMap]) -> tuple[object, ConfigMap]:
    return one[0], msgspec.structs.replace(one[1], settings={**one[1].settings, "deleteConfig": "true"})


def test_instance_that_deletes_its_own_makes_nothing() -> None:
    found = after("ns/shop team=blue", of=estate(RED, silent(BLUE), *AROUND[2:], SHOP))
    assert (fates(found)[WEB.name], found.arrivals.made) == (Fate.DELETED, ())


def test_instance_that_deletes_its_own_no_more_makes_all_anew() -> None:
    found = after("ns/shop team=blue ako/blue deleteConfig:false", of=estate(RED, silent(BLUE), *AROUND[2:], SHOP))
    assert fates(found)[WEB.name] is Fate.CHANGES_OWNER
    assert {one.instance for one in found.arrivals.made} == {"blue"}
    found = after("ako/blue deleteConfig:false", of=estate(RED, silent(BLUE), *AROUND[2:], BLUE_SHOP, made=()))
    assert WEB.name in {one.name for one in found.arrivals.made}


def test_primary_flag_changes_the_username_so_the_old_objects_are_nobodys_and_keep_their_names() -> None:
    found = after("ako/avi-system primary:false")
    assert fates(found) == {WEB.name: Fate.LEFT_BEHIND, PARENT.name: Fate.LEFT_BEHIND}
    assert "writes ako-prod-avi-system after its restart" in says(found)
    assert "avi-system is refused (409) as long as it is there" in says(found)
    taken = {one.name: one.taken for one in found.arrivals.made}
    assert taken == {WEB.name: WEB.uuid, "prod--avi-system-Shared-L7-6": ""}


def test_new_primary_takes_what_bears_its_username_and_deletes_what_another_claims() -> None:
    no_primary = ako(primary=False, label=("team", "red"))
    here = (no_primary, *AROUND[1:], SHOP, namespace("web", labels={"team": "blue"}), ingress("web", "front"))
    mine = virtual_service("prod--front.example.com", ingresses=("web/front",), type="VS_TYPE_VH_CHILD")
    found = after("ako/blue primary:true", of=estate(*here, made=(WEB, mine)))
    told = {one.before.vs.name: (one.fate, one.by, one.to, one.restart) for one in found.fates}
    assert told == {
        WEB.name: (Fate.CHANGES_OWNER, "blue", ("avi-system",), ("blue",)),
        mine.name: (Fate.CHANGES_OWNER, "", ("blue",), ("blue",)),
    }


def test_parent_that_others_join_at_the_restart_stays() -> None:
    parent = msgspec.structs.replace(PARENT, name="prod--Shared-L7-6")
    known = estate(*AROUND, namespace("shop", labels={"team": "gold"}), made=(parent, VIP))
    found = after("ako/avi-system selector:team=gold", of=known)
    assert next((one.name, one.joins) for one in found.arrivals.made) == (parent.name, True)
    assert fates(found) == {parent.name: Fate.STAYS}
    assert says(found, parent.name) == "avi-system serves others with it after its restart"
    assert found.vips == ()


def test_new_primary_deletes_at_its_start_the_parents_of_its_username_that_serve_nothing_it_wants() -> None:
    alone = ako("blue", primary=False, label=("team", "blue"))
    known = estate(alone, *AROUND[2:], SHOP)
    found = after("ako/blue primary:true", of=known)
    assert fates(found) == {WEB.name: Fate.DELETED, PARENT.name: Fate.DELETED}
    assert "wants nothing of what it serves (its VSVIP stays)" in says(found, PARENT.name)
    assert [one.vip.uuid for one in found.vips] == ["vip"]


def test_two_primaries_delete_each_others() -> None:
    found = after("ako/blue primary:true")
    assert fates(found) == {WEB.name: Fate.DELETED, PARENT.name: Fate.UNKNOWN}
    assert says(found) == "avi-system and blue each write ako-prod, and blue does not want it: deleted at its start"
    assert {one.confidence for one in found.fates} == {Confidence.LIKELY, Confidence.POSSIBLE}


def test_what_two_primaries_have_may_be_deleted_by_the_one_that_loses_its_namespace() -> None:
    known = estate(RED, ako("blue", label=("team", "blue")), *AROUND[2:], SHOP)
    assert {one.state for one in known.virtual_services} == {State.AMBIGUOUS}
    found = after("ns/shop team-", of=known)
    assert fates(found) == {WEB.name: Fate.UNKNOWN}
    assert says(found) == (
        "avi-system and blue each write ako-prod, and avi-system does not claim it any more: it may delete it,"
        " whoever made it"
    )
    assert fates(after("ns/shop tier=gold", of=known)) == {}


def test_second_claimant_is_refused() -> None:
    found = after("ako/blue selector:team=red")
    assert fates(found) == {WEB.name: Fate.STAYS}
    assert says(found) == "avi-system keeps it; blue wants to make it, too, and is refused (409)"
    assert "double-owned-namespace" in introduced(found)


def test_what_was_missing_is_made() -> None:
    bare = namespace("shop", labels={})
    found = after("ns/shop team=red", of=estate(*AROUND, bare, made=()))
    assert [one.name for one in found.arrivals.made] == ["prod--Shared-L7-6", "prod--web.example.com"]
    assert "unclaimed-namespace" in {one.rule for one in found.fixed}
    assert {one.fingerprint for one in found.introduced} == found.passing


def test_what_an_instance_has_already_it_only_adds_to() -> None:
    parent = msgspec.structs.replace(PARENT, name="prod--Shared-L7-6")
    found = after("ns/shop team=red", of=estate(*AROUND, namespace("shop"), made=(parent, VIP)))
    assert [(one.name, one.joins) for one in found.arrivals.made] == [(parent.name, True), (WEB.name, False)]


def test_finding_that_would_wait_for_its_grace_is_told() -> None:
    young = ingress("shop", "web", metadata=msgspec.structs.replace(AROUND[-1].metadata, created=MOMENT))
    known = estate(*AROUND[:-1], young, namespace("shop"), made=())
    assert "missing-virtual-service" not in {one.rule for one in known.findings}
    assert "missing-virtual-service" in introduced(after("ns/shop team=red", of=known))


def test_of_what_was_not_read_nothing_is_told() -> None:
    known = estate(*AROUND, unread=[Kind.NAMESPACE])
    assert {one.state for one in known.virtual_services} == {State.OWNED, State.UNKNOWN}
    found = after("ako/avi-system selector:team=gold", of=known)
    assert (found.introduced, found.fixed, found.difference.namespaces) == ((), (), ())
    assert WEB.name not in fates(found)


def test_nothing_would_differ_only_as_far_as_all_was_read() -> None:
    same = after("ns/shop tier=gold", *AROUND, SHOP)
    whole = {side: msgspec.structs.replace(getattr(same, side), complete=True) for side in ("before", "after")}
    assert sameness(msgspec.structs.replace(same, **whole)) == "Nothing that is judged here would differ."
    blind = after("ako/blue uninstall", of=estate(*AROUND, SHOP, unread=[Kind.CONFIG_MAP]))
    assert sameness(blind) == "Nothing of what could be judged would differ; the rest is not known."
    assert sameness(after("ako/avi-system uninstall")) == ""


def test_what_ako_does_is_never_certain() -> None:
    changed = config_map(changed=MOMENT, nsSyncLabelKey="team", nsSyncLabelValue="red", primaryInstance="true")
    started = pod(started=MOMENT.replace(year=2020))
    found = after("ns/shop team-", RED[0], changed, started, *AROUND[1:], SHOP)
    assert {one.before.vs.name: one.confidence for one in found.fates}[WEB.name] is Confidence.LIKELY


CHANGES = [
    *("ns/shop team=red", "ns/web team-", "ako/blue primary:true", "ako/avi-system primary:false"),
    *("ako/blue uninstall", "ako/avi-system uninstall", "ako/blue selector:team=red", "ako/blue clusterName:other"),
    *("ako/avi-system deleteConfig:true", "ako/blue blocked:shop"),
]


@given(fleets())
@settings(max_examples=40, deadline=None)
def test_no_change_is_no_difference_whatever_the_fleet(fleet: Fleet) -> None:
    found = prospect((), analyse(None, inventory_of(fleet), ALL_RULES))
    assert not found.difference.differs
    assert (found.fates, found.arrivals.made) == ((), ())


@pytest.mark.parametrize("words", CHANGES)
@given(fleet=fleets())
@settings(max_examples=15, deadline=None)
def test_prediction_is_what_judging_the_changed_cluster_from_nothing_says(words: str, fleet: Fleet) -> None:
    found = prospect(parse(words.split()), analyse(None, inventory_of(fleet), ALL_RULES))
    anew = analyse(None, found.after.memory.inventory, ALL_RULES)
    assert found.after.findings == anew.memory.told.ordered
    assert [*found.after.virtual_services] == [*anew.virtual_services]
    assert [*found.after.namespaces] == [*anew.namespaces]
