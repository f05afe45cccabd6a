from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.analyse import analyse
from akotui.analysis.configuration import gateway_username, username
from akotui.analysis.readings import Reading, readings
from akotui.analysis.subjects import Reason, State
from tests.analysis.verdicts import verdict
from tests.build import ako, cluster, controller, inventory, markers, virtual_service


def texts(user: str, *clusters: str) -> list[str]:
    return [str(one) for one in readings(user, clusters)]


def test_username_of_three_words_reads_three_ways() -> None:
    assert texts("ako-a-b-c") == [
        "the instance in namespace b-c of cluster a",
        "the instance in namespace c of cluster a-b",
        "the primary of cluster a-b-c",
    ]


def test_gateway_prefix_may_be_part_of_a_cluster_name() -> None:
    assert texts("ako-gw-x-y") == [
        "the instance in namespace x-y of cluster gw",
        "the instance in namespace y of cluster gw-x",
        "the primary of cluster gw-x-y",
        "the gateway container in namespace y of cluster x",
    ]


def test_marker_decides() -> None:
    assert texts("ako-a-b-c", "a-b") == ["the instance in namespace c of cluster a-b"]
    assert texts("ako-gw-x-y", "x") == ["the gateway container in namespace y of cluster x"]
    assert texts("ako-a", "a") == ["the primary of cluster a"]


def test_marker_that_fits_nothing_decides_nothing() -> None:
    assert texts("ako-a-b", "c") == texts("ako-a-b")


def test_what_ako_never_writes_has_no_reading() -> None:
    assert readings("admin") == readings("ako-") == ()
    assert texts("ako-a-B") == ["the primary of cluster a-B"]


CLUSTERS = st.text("ab-_", min_size=1, max_size=6)
NAMESPACES = st.from_regex(r"[ab]([ab-]{0,3}[ab])?", fullmatch=True)


@given(CLUSTERS, NAMESPACES)
def test_whoever_wrote_it_is_among_the_readings(name: str, namespace: str) -> None:
    assert Reading(name) in readings(username(name, namespace, primary=True) or "")
    assert Reading(name, namespace) in readings(username(name, namespace, primary=False) or "")
    assert Reading(name, namespace, gateway=True) in readings(gateway_username(name, namespace) or "")


def test_equal_strings_of_two_instances_are_candidates_of_both() -> None:
    read = cluster(ako("b-c", primary=False, clusterName="a"), ako("c", primary=False, clusterName="a-b"))
    vs = virtual_service("a--x", created_by="ako-a-b-c", markers=markers("a"))
    found = verdict(read, vs)
    assert (found.state, found.candidates, found.owner) == (State.AMBIGUOUS, ("b-c", "c"), None)


def test_marker_of_another_cluster_under_our_username_is_ambiguous() -> None:
    vs = virtual_service("prod-eu--x", created_by="ako-prod-eu", markers=markers("prod-eu"))
    found = verdict(cluster(ako("eu", primary=False)), vs)
    assert (found.state, found.candidates) == (State.AMBIGUOUS, ("eu",))
    assert Reason.MARKER_OF_OTHER_CLUSTER in found.reasons


def test_users_without_instance_carry_their_readings() -> None:
    vs = virtual_service("prod--x", created_by="ako-prod-violet", markers={})
    users = analyse(None, inventory(cluster(ako()), controller(vs)), ()).users
    found = {one.name: one.readings for one in users}
    assert found == {"ako-prod": (), "ako-prod-violet": ("the instance in namespace violet of cluster prod",)}
