from datetime import timedelta

import pytest

from akotui.analysis.discovery import find_instances, repository
from akotui.analysis.instances import ConfigState, Health, Instance, Selector
from akotui.model.kinds import Kind
from tests.build import LIVE, MOMENT, ako, cluster, config_map, pod, stateful_set


def only(*objects: object, **read: tuple[Kind, ...]) -> Instance:
    (found,) = find_instances(cluster(*objects, health=LIVE, **read))
    return found


def test_primary_writes_the_cluster_alone_and_others_add_their_namespace() -> None:
    primary, other = find_instances(cluster(ako("avi-system"), ako("blue", primary=False)))
    assert (primary.users, other.users) == (("ako-prod",), ("ako-prod-blue",))


def test_gateway_container_of_a_primary_still_adds_its_namespace() -> None:
    assert only(ako(gateway=True)).users == ("ako-prod", "ako-gw-prod-avi-system")


@pytest.mark.parametrize("flag", ["", "yes", "TRUE", "1", "t"])
def test_primary_flag_missing_unparsable_or_true_means_primary(flag: str) -> None:
    assert only(stateful_set(), config_map(primaryInstance=flag)).primary


@pytest.mark.parametrize("flag", ["false", "False", "FALSE", "f", "F", "0"])
def test_primary_flag_is_parsed_as_go_parses_it(flag: str) -> None:
    assert not only(stateful_set(), config_map(primaryInstance=flag)).primary


def test_settings_that_are_missing_have_the_defaults_of_ako() -> None:
    found = only(stateful_set(), config_map(tenantName=""))
    assert (found.primary, found.tenant, found.cloud) == (True, "admin", "Default-Cloud")
    assert (found.service_type, found.shard_size, found.blocked) == ("ClusterIP", "LARGE", ())


@pytest.mark.parametrize(("key", "value"), [("team", ""), ("", "red"), ("team", "  "), (" ", "red"), ("", "")])
def test_half_a_selector_is_no_selector(key: str, value: str) -> None:
    found = only(ako(label=(key, value)))
    assert found.selector is None
    assert (found.label_key, found.label_value) == (key, value)


def test_selector_keeps_the_blanks_around_its_value() -> None:
    assert only(ako(label=("team", " red"))).selector == Selector("team", " red")


@pytest.mark.parametrize(("written", "names"), [('["a","b"]', ("a", "b")), ("a,b", ()), ('{"a":1}', ()), ("[1]", ())])
def test_block_list_is_a_json_list_of_names(written: str, names: tuple[str, ...]) -> None:
    assert only(ako(blockedNamespaceList=written)).blocked == names


def test_config_map_without_stateful_set_is_a_removed_instance_without_users() -> None:
    found = only(config_map("violet"))
    assert (found.id, found.health, found.users, found.known) == ("violet", Health.REMOVED, (), False)


def test_config_map_is_no_removed_instance_while_stateful_sets_are_unread() -> None:
    assert find_instances(cluster(config_map(), partial=(Kind.STATEFUL_SET,))) == ()


def test_stateful_set_without_config_map_has_no_users() -> None:
    found = only(stateful_set("blue", gateway=True))
    assert (found.health, found.users, found.known) == (Health.NO_CONFIG, (), True)


def test_stateful_set_keeps_its_health_while_config_maps_are_unread() -> None:
    assert only(stateful_set(), unread=(Kind.CONFIG_MAP,)).health is Health.READY


@pytest.mark.parametrize(
    ("replicas", "ready", "health"),
    [(1, 1, Health.READY), (2, 1, Health.DEGRADED), (1, 0, Health.DOWN), (0, 0, Health.DOWN)],
)
def test_health_follows_ready_replicas(replicas: int, ready: int, health: Health) -> None:
    assert only(stateful_set(replicas=replicas, ready=ready), config_map()).health is health


def test_renamed_stateful_set_is_found_by_its_image() -> None:
    found = only(stateful_set(name="avi", image="127.0.0.1:5000/net/ako:2.1.1"), config_map())
    assert (found.stateful_sets, found.version) == (("avi",), "2.1.1")


def test_stateful_set_of_another_image_and_name_is_not_ako() -> None:
    other = stateful_set("shop", name="web", image="registry.test/ako-crd-operator:2.2.1")
    assert find_instances(cluster(other)) == ()


def test_two_stateful_sets_in_one_namespace_are_one_instance() -> None:
    found = only(stateful_set(), stateful_set(name="ako-operator"), config_map())
    assert (found.stateful_sets, found.replicas) == (("ako", "ako-operator"), 2)


@pytest.mark.parametrize(
    ("image", "path"),
    [
        ("ako:2.2.1", "/ako"),
        ("host:5000/a/ako", "host:5000/a/ako"),
        ("host/a/ako:1@sha256:0a", "host/a/ako"),
        ("host/a/ako@sha256:0a", "host/a/ako"),
    ],
)
def test_repository_has_neither_tag_nor_digest(image: str, path: str) -> None:
    assert repository(image) == path


@pytest.mark.parametrize(
    ("image", "labels", "version"),
    [
        ("r/ako:2.2.1", {"app.kubernetes.io/version": "1.0"}, "2.2.1"),
        ("r/ako@sha256:0a", {"app.kubernetes.io/version": "2.1.1"}, "2.1.1"),
        ("r/ako:stable", {"helm.sh/chart": "ako-1.13.2"}, "1.13.2"),
        ("r/ako:stable", {}, "stable"),
    ],
)
def test_version_is_the_tag_then_what_the_chart_wrote(image: str, labels: dict[str, str], version: str) -> None:
    assert only(stateful_set(image=image, labels=labels), config_map()).version == version


def test_installer_is_read_from_labels_and_owner() -> None:
    helm = stateful_set("a", labels={"app.kubernetes.io/managed-by": "Helm"})
    operator = stateful_set("b", owner_kinds=("AKOConfig",))
    found = find_instances(cluster(helm, operator, stateful_set("c")))
    assert [one.installed_by for one in found] == ["helm", "operator", "unknown"]


@pytest.mark.parametrize(("minutes", "state"), [(1, ConfigState.RESTART_NEEDED), (-1, ConfigState.CURRENT)])
def test_config_state_compares_the_change_with_the_start_of_the_container(minutes: int, state: ConfigState) -> None:
    changed = config_map(changed=MOMENT + timedelta(minutes=minutes))
    assert only(stateful_set(), changed, pod(started=MOMENT)).config_state is state


def test_config_state_is_unknown_without_either_moment() -> None:
    assert only(stateful_set(), config_map(), pod(started=MOMENT)).config_state is ConfigState.UNKNOWN
    assert only(stateful_set(), config_map(changed=MOMENT), pod()).config_state is ConfigState.UNKNOWN


def test_waiting_reason_comes_from_the_pods_of_the_stateful_set_only() -> None:
    stranger = pod(name="web-0", waiting="ErrImagePull")
    assert only(ako(), pod(waiting="CrashLoopBackOff"), stranger).waiting == "CrashLoopBackOff"


def test_restarts_are_those_of_the_container_that_restarted_most() -> None:
    assert only(ako(), pod(restarts=3), pod(name="ako-1", restarts=37), pod(name="web-0", restarts=99)).restarts == 37


def test_deletion_status_keeps_both_containers() -> None:
    notes = {"AviObjectDeletionStatus": "Done", "AviGatewayObjectDeletionStatus": "Started"}
    assert only(stateful_set(annotations=notes), config_map()).deletion_status == "Done, gateway Started"
