from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence
from akotui.analysis.subjects import Reason, State, UserState
from akotui.model.kinds import Kind
from tests.analysis.verdicts import verdict
from tests.build import (
    ako,
    cluster,
    config_map,
    controller,
    ingress,
    ingress_class,
    inventory,
    markers,
    namespace,
    stateful_set,
    virtual_service,
)

SHOP = (namespace(), ingress(), ingress_class())
WEB = ("shop/web",)


def test_object_without_any_mark_of_ako_is_unmanaged() -> None:
    found = verdict(cluster(ako()), virtual_service("web", created_by=None, markers={}))
    assert (found.state, found.reasons) == (State.UNMANAGED, (Reason.NOT_AKO,))


def test_virtual_service_with_foreign_marker_is_not_claimed() -> None:
    found = verdict(cluster(ako()), virtual_service("x--a", created_by="ako-other", markers=markers("other")))
    assert (found.state, found.reasons, found.owner) == (State.FOREIGN, (Reason.MARKER_OF_OTHER_CLUSTER,), None)


def test_cluster_name_that_is_a_prefix_of_ours_is_foreign() -> None:
    found = verdict(cluster(ako()), virtual_service("pro--a", created_by="ako-pro", markers={}))
    assert (found.state, found.confidence) == (State.FOREIGN, Confidence.LIKELY)


def test_marker_decides_against_the_prefix_of_the_name() -> None:
    found = verdict(cluster(ako()), virtual_service("prod--a", created_by="ako-other", markers=markers("other")))
    assert found.state is State.FOREIGN


def test_username_of_two_instances_is_ambiguous() -> None:
    read = cluster(*SHOP, ako("a"), ako("b"))
    found = verdict(read, virtual_service(ingresses=WEB))
    assert (found.state, found.owner, found.candidates) == (State.AMBIGUOUS, None, ("a", "b"))


def test_our_username_with_the_marker_of_another_cluster_is_ambiguous() -> None:
    read = cluster(*SHOP, ako(), ako("eu", primary=False))
    vs = virtual_service("prod-eu--a", created_by="ako-prod-eu", markers=markers("prod-eu"))
    found = verdict(read, vs)
    assert (found.state, found.candidates) == (State.AMBIGUOUS, ("eu",))
    assert Reason.MARKER_OF_OTHER_CLUSTER in found.reasons


def test_marker_of_one_of_two_writers_names_no_other_cluster() -> None:
    one, other = ako("c", primary=False, clusterName="a-b"), ako("b-c", primary=False, clusterName="a")
    read = cluster(*SHOP, one, other)
    found = verdict(read, virtual_service(created_by="ako-a-b-c", markers=markers("a")))
    assert (found.state, found.candidates) == (State.AMBIGUOUS, ("b-c", "c"))
    assert found.reasons == (Reason.USER_MATCHES_INSTANCE,)
    third = verdict(read, virtual_service(created_by="ako-a-b-c", markers=markers("a-b-c")))
    assert third.reasons == (Reason.USER_MATCHES_INSTANCE, Reason.MARKER_OF_OTHER_CLUSTER)


def test_ours_that_nobody_writes_is_orphaned() -> None:
    found = verdict(cluster(ako()), virtual_service(created_by="ako-prod-violet"))
    assert (found.state, found.reasons) == (State.ORPHANED, (Reason.USER_MATCHES_NO_INSTANCE,))
    assert found.confidence is Confidence.CERTAIN


def test_orphan_without_marker_is_only_likely() -> None:
    found = verdict(cluster(ako()), virtual_service(created_by="ako-prod-violet", markers={}))
    assert (found.state, found.confidence) == (State.ORPHANED, Confidence.LIKELY)


def test_username_is_never_split() -> None:
    """`ako-prod-a-b` is not instance `b` of a cluster `prod-a`, nor any part of `a`."""
    read = cluster(ako(), ako("a", primary=False), ako("b", primary=False))
    assert verdict(read, virtual_service(created_by="ako-prod-a-b")).state is State.ORPHANED


def test_objects_of_a_removed_instance_are_orphaned_and_say_so() -> None:
    read = cluster(ako(), config_map("violet", primaryInstance="false"))
    found = verdict(read, virtual_service(created_by="ako-prod-violet"))
    assert (found.state, found.reasons) == (State.ORPHANED, (Reason.INSTANCE_REMOVED,))


def test_objects_of_the_gateway_container_of_a_removed_instance_say_so_too() -> None:
    read = cluster(ako(), config_map("violet", primaryInstance="false"))
    found = verdict(read, virtual_service("ako-gw-prod--shop-gw-EVH", created_by="ako-gw-prod-violet"))
    assert (found.state, found.reasons) == (State.ORPHANED, (Reason.INSTANCE_REMOVED,))


def test_removed_instance_alone_still_makes_its_cluster_ours() -> None:
    found = verdict(cluster(config_map()), virtual_service())
    assert (found.state, found.reasons) == (State.ORPHANED, (Reason.INSTANCE_REMOVED,))


def test_leftovers_of_a_flipped_primary_flag_say_so() -> None:
    now_primary = verdict(cluster(ako("blue")), virtual_service(created_by="ako-prod-blue"))
    no_primary = verdict(cluster(ako("blue", primary=False)), virtual_service(created_by="ako-prod"))
    assert now_primary.reasons == no_primary.reasons == (Reason.PRIMARY_FLAG_CHANGED,)
    assert now_primary.state is no_primary.state is State.ORPHANED


def test_unreadable_stateful_sets_make_no_orphans_and_no_foreigners() -> None:
    for read in (cluster(ako(), partial=(Kind.STATEFUL_SET,)), cluster(ako(), unread=(Kind.CONFIG_MAP,))):
        ours = verdict(read, virtual_service(created_by="ako-prod-violet"))
        theirs = verdict(read, virtual_service("x--a", created_by="ako-other", markers=markers("other")))
        handmade = verdict(read, virtual_service("web", created_by=None, markers={}))
        assert (ours.state, ours.reasons) == (State.UNKNOWN, (Reason.NOT_READABLE,))
        assert theirs.state is State.UNKNOWN
        assert handmade.state is State.UNMANAGED


def test_known_username_is_still_a_match_while_others_are_unread() -> None:
    read = cluster(*SHOP, ako(), partial=(Kind.STATEFUL_SET,))
    found = verdict(read, virtual_service(ingresses=WEB))
    assert (found.state, found.owner, found.confidence) == (State.OWNED, "avi-system", Confidence.LIKELY)


def test_username_that_ends_in_the_namespace_of_an_unconfigured_instance_is_unknown() -> None:
    read = cluster(ako(), stateful_set("blue"))
    assert verdict(read, virtual_service(created_by="ako-prod-blue")).state is State.UNKNOWN
    assert verdict(read, virtual_service(created_by="ako-prod-red")).state is State.ORPHANED


def test_nothing_is_foreign_while_the_only_instance_has_no_settings() -> None:
    found = verdict(cluster(stateful_set("avi-system")), virtual_service(created_by="ako-prod"))
    assert (found.state, found.reasons) == (State.UNKNOWN, (Reason.NOT_READABLE,))


def test_user_that_an_unread_instance_may_write_is_ambiguous() -> None:
    read = cluster(ako(), stateful_set("blue"))
    estate = analyse(None, inventory(read, controller(virtual_service(created_by="ako-prod-blue"))), ())
    assert {one.name: one.state for one in estate.users}["ako-prod-blue"] is UserState.AMBIGUOUS


def test_user_states_follow_the_verdicts() -> None:
    services = (
        virtual_service("prod--a", created_by="ako-prod", ingresses=WEB),
        virtual_service("prod--b", created_by="ako-prod-violet"),
        virtual_service("x--c", created_by="ako-x", markers=markers("x")),
        virtual_service("d", created_by=None, markers={}),
    )
    estate = analyse(None, inventory(cluster(*SHOP, ako()), controller(*services)), ())
    assert [(one.name, one.state, one.expected_of) for one in estate.users] == [
        ("", UserState.NOT_AKO, ()),
        ("ako-prod", UserState.KNOWN, ("avi-system",)),
        ("ako-prod-violet", UserState.NO_INSTANCE, ()),
        ("ako-x", UserState.FOREIGN, ()),
    ]


def test_username_of_a_primary_is_unknown_while_an_instance_has_no_settings() -> None:
    read = cluster(*SHOP, ako("blue", primary=False), stateful_set("avi-system"))
    found = verdict(read, virtual_service(ingresses=WEB))
    assert (found.state, found.reasons) == (State.UNKNOWN, (Reason.NOT_READABLE,))
    assert verdict(read, virtual_service(created_by="ako-prod-red")).state is State.ORPHANED


def test_username_of_the_known_primary_is_its_own_although_an_instance_has_no_settings() -> None:
    found = verdict(cluster(*SHOP, ako(), stateful_set("blue")), virtual_service(ingresses=WEB))
    assert (found.state, found.owner) == (State.OWNED, "avi-system")
