"""A dump gives the facts a live source would have given, and never says empty of what it does not hold."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml

from akotui.errors import UsageError
from akotui.model.facts import Fact, FirstRoundEnded, ListEnded, Observed, Paged, SourceState, Unread
from akotui.model.kinds import Kind, Plane
from akotui.sources.directory import DirectorySource, open_directory

INGRESS = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "Ingress",
    "metadata": {"name": "web", "namespace": "shop", "creationTimestamp": "2026-11-22T17:00:00Z"},
}
NAMESPACE = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
NOTHING: list[object] = []
POOL = {"uuid": "pool-1", "name": "p", "tenant_ref": "https://10.0.0.1/api/tenant/admin#admin"}


def dump(folder: Path, files: Mapping[str, object]) -> str:
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / name).write_text(text)
    return str(folder)


async def all_facts(source: DirectorySource) -> list[Fact]:
    return [fact async for fact in source.facts()]


async def listed(source: DirectorySource) -> dict[Kind, int]:
    """How many objects each completely read kind has."""
    found: dict[Kind, int] = {}
    for fact in await all_facts(source):
        if isinstance(fact, Paged):
            found[fact.kind] = found.get(fact.kind, 0) + len(fact.items)
        if isinstance(fact, ListEnded) and fact.missing:
            found.pop(fact.kind)
    return found


async def reasons(source: DirectorySource) -> dict[Kind, str]:
    """Why each kind is not, or not completely, read."""
    found: dict[Kind, str] = {}
    for fact in await all_facts(source):
        if isinstance(fact, Unread):
            found[fact.kind] = fact.reason
        if isinstance(fact, ListEnded) and fact.missing:
            found[fact.kind] = ", ".join(fact.missing)
    return found


async def test_golden_state_is_chosen_by_its_name(golden: Path) -> None:
    cluster, controller = open_directory(str(golden / "steady"))
    assert (cluster.scope.name, controller.scope.name) == ("kubernetes", "127.0.0.1:19443")
    assert (await listed(cluster))[Kind.INGRESS] == 19
    assert (await listed(cluster))[Kind.CONFIG_MAP] == 3
    assert (await listed(controller))[Kind.VIRTUAL_SERVICE] == 34


async def test_kind_whose_group_no_path_names_is_known_to_be_absent(golden: Path) -> None:
    cluster, _ = open_directory(str(golden / "steady"))
    ended = {fact.kind: fact.served for fact in await all_facts(cluster) if isinstance(fact, ListEnded)}
    assert ended[Kind.ROUTE] is False
    assert ended[Kind.GATEWAY] is True
    assert await reasons(cluster) == {Kind.CLUSTER_ROLE: "not in the dump"}


@pytest.mark.parametrize("kind", [Kind.STATEFUL_SET, Kind.INGRESS, Kind.LEASE, Kind.CLUSTER_ROLE])
async def test_kind_that_every_server_has_is_unread_when_no_path_names_it(tmp_path: Path, kind: Kind) -> None:
    cluster, _ = open_directory(dump(tmp_path, {"s.kube.json": {"api/v1/namespaces": {"items": [NAMESPACE]}}}))
    assert (await reasons(cluster))[kind] == "not in the dump"


def test_file_in_place_of_a_directory_is_named_as_one(golden: Path) -> None:
    with pytest.raises(UsageError, match=r"steady\.kube\.json: a file, not a directory"):
        open_directory(str(golden / "steady.kube.json"))


def test_empty_name_is_not_the_directory_one_is_in() -> None:
    with pytest.raises(UsageError, match="names no directory"):
        open_directory("")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_what_is_no_regular_file_is_refused_and_not_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "pods.json")
    with pytest.raises(UsageError, match=r"pods\.json: is no regular file"):
        open_directory(str(tmp_path))


async def test_type_that_is_not_in_the_dump_is_unread(golden: Path) -> None:
    _, controller = open_directory(str(golden / "steady"))
    assert await reasons(controller) == {Kind.CLUSTER: "not in the dump", Kind.RUNTIME: "not in the dump"}


async def test_facts_begin_with_the_state_and_end_with_the_first_round(golden: Path) -> None:
    for source in open_directory(str(golden / "gateway")):
        first, *_, last = await all_facts(source)
        assert isinstance(first, Observed)
        assert first.state is SourceState.LIVE
        assert "gateway" in first.detail
        assert isinstance(last, FirstRoundEnded)


async def test_directory_with_one_state_needs_no_name(golden: Path, tmp_path: Path) -> None:
    shutil.copy(golden / "deleted.kube.json", tmp_path)
    cluster, controller = open_directory(str(tmp_path))
    assert (await listed(cluster))[Kind.NAMESPACE] == 16
    assert controller.scope.plane is Plane.AVI
    assert set((await reasons(controller)).values()) == {"not in the dump"}


def test_directory_with_several_states_names_them(golden: Path) -> None:
    with pytest.raises(UsageError, match=r"several states \(deleted, gateway, steady\); name one: .*/deleted"):
        open_directory(str(golden))


@pytest.mark.parametrize("ending", ["json", "yaml", "yml"])
async def test_list_of_kubectl_is_recognised(tmp_path: Path, ending: str) -> None:
    content = {"apiVersion": "v1", "kind": "List", "items": [INGRESS, NAMESPACE]}
    text = json.dumps(content) if ending == "json" else yaml.safe_dump(content)
    cluster, _ = open_directory(dump(tmp_path, {f"all.{ending}": text}))
    assert await listed(cluster) == {Kind.NAMESPACE: 1, Kind.INGRESS: 1}
    assert (await reasons(cluster))[Kind.SERVICE] == "not in the dump"


async def test_time_in_yaml_without_quotes_stays_a_text(tmp_path: Path) -> None:
    text = "kind: Namespace\napiVersion: v1\nmetadata: {name: shop, creationTimestamp: 2026-11-22T17:00:00Z}\n"
    cluster, _ = open_directory(dump(tmp_path, {"ns.yaml": text}))
    page = next(fact for fact in await all_facts(cluster) if isinstance(fact, Paged))
    assert json.loads(page.items[0])["metadata"]["creationTimestamp"] == "2026-11-22T17:00:00Z"


async def test_list_of_one_kind_needs_no_kind_in_its_items(tmp_path: Path) -> None:
    content = {"apiVersion": "v1", "kind": "NamespaceList", "items": [{"metadata": {"name": "shop"}}]}
    cluster, _ = open_directory(dump(tmp_path, {"x.json": content}))
    assert await listed(cluster) == {Kind.NAMESPACE: 1}


async def test_empty_list_of_kubectl_is_known_by_its_file_name(tmp_path: Path) -> None:
    files = {"services.json": {"apiVersion": "v1", "kind": "List", "items": NOTHING}, "ns.json": NAMESPACE}
    cluster, _ = open_directory(dump(tmp_path, files))
    assert await listed(cluster) == {Kind.SERVICE: 0}


async def test_single_objects_are_no_complete_list(tmp_path: Path) -> None:
    cluster, _ = open_directory(dump(tmp_path, {"a.json": INGRESS, "b.json": [NAMESPACE]}))
    found = await reasons(cluster)
    assert (found[Kind.INGRESS], found[Kind.NAMESPACE]) == ("single objects, not a list",) * 2


async def test_config_maps_of_other_names_are_left_out(tmp_path: Path) -> None:
    items = [{"metadata": {"name": name, "namespace": "blue"}} for name in ("avi-k8s-config", "kube-root-ca.crt")]
    content = {"apiVersion": "v1", "kind": "ConfigMapList", "items": items}
    cluster, _ = open_directory(dump(tmp_path, {"cm.json": content}))
    assert await listed(cluster) == {Kind.CONFIG_MAP: 1}


async def test_version_that_cannot_be_decoded_is_not_in_the_dump(tmp_path: Path) -> None:
    old = {**INGRESS, "apiVersion": "networking.k8s.io/v1beta1"}
    cluster, _ = open_directory(dump(tmp_path, {"i.json": {"kind": "List", "items": [old]}, "n.json": NAMESPACE}))
    assert (await reasons(cluster))[Kind.INGRESS] == "not in the dump"


async def test_refusal_in_a_dump_is_a_refusal(tmp_path: Path) -> None:
    status = {"kind": "Status", "message": "services is forbidden: User x cannot list"}
    cluster, _ = open_directory(dump(tmp_path, {"a.json": {"api/v1/services": status}}))
    assert (await reasons(cluster))[Kind.SERVICE] == "services is forbidden: User x cannot list"


async def test_list_of_one_namespace_is_a_part(tmp_path: Path) -> None:
    files = {"a.json": {"/api/v1/namespaces/shop/services": {"kind": "ServiceList", "items": NOTHING}}}
    cluster, _ = open_directory(dump(tmp_path, files))
    ended = [fact for fact in await all_facts(cluster) if isinstance(fact, ListEnded) and fact.kind is Kind.SERVICE]
    assert [fact.part for fact in ended] == ["shop"]


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("pool.json", {"uuid": "x"}),
        ("export.json", {"uuid": "pool-1"}),
        ("export.json", {"uuid": "x", "url": "https://10.0.0.1/api/pool/pool-1#p"}),
    ],
)
async def test_answer_of_the_controller_tells_its_type(tmp_path: Path, name: str, result: object) -> None:
    _, controller = open_directory(dump(tmp_path, {name: {"count": 1, "results": [result]}}))
    assert await listed(controller) == {Kind.POOL: 1}


async def test_page_of_many_is_not_all(tmp_path: Path) -> None:
    _, controller = open_directory(dump(tmp_path, {"pool.json": {"count": 3, "results": [POOL]}}))
    assert controller.scope.name == "10.0.0.1"
    assert (await reasons(controller))[Kind.POOL] == "1 of 3 in the dump"


async def test_pages_together_are_all(tmp_path: Path) -> None:
    pages = {f"pool.{n}.json": {"count": 2, "results": [{**POOL, "uuid": f"pool-{n}"}]} for n in (1, 2)}
    _, controller = open_directory(dump(tmp_path, pages))
    assert await listed(controller) == {Kind.POOL: 2}


async def test_controllers_of_a_dump_are_told_apart_by_their_refs(tmp_path: Path) -> None:
    other = json.loads(json.dumps(POOL).replace("10.0.0.1", "10.0.0.2"))
    files = {"a.json": {"pool": {"results": [POOL]}}, "b.json": {"pool": {"results": [other]}}}
    names = [source.scope.name for source in open_directory(dump(tmp_path, files))]
    assert names == ["kubernetes", "10.0.0.1", "10.0.0.2"]


async def test_dump_without_kubernetes_is_off_on_that_side(tmp_path: Path) -> None:
    cluster, _ = open_directory(dump(tmp_path, {"pool.json": {"count": 1, "results": [POOL]}}))
    first = (await all_facts(cluster))[0]
    assert isinstance(first, Observed)
    assert first.state is SourceState.OFF


async def test_facts_are_as_old_as_the_files(tmp_path: Path) -> None:
    name = dump(tmp_path, {"a.json": NAMESPACE})
    os.utime(tmp_path / "a.json", (1_700_000_000, 1_700_000_000))
    cluster, _ = open_directory(name)
    assert {fact.at.timestamp() for fact in await all_facts(cluster)} == {1_700_000_000}


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("a.json", "{", "a.json: Input data was truncated"),
        ("a.json", "", "a.json: Input data was truncated"),
        ("a.yaml", "a: [", "a.yaml: while parsing"),
        ("a.yaml", "a: &x [1]\nb: *x\n", "a.yaml: holds YAML aliases"),
        ("a.yaml", "\x01", "a.yaml: "),
        ("a.json", "[" * 100_000, "a.json: "),
        ("a.json", '{"values": "of a chart"}', "no file in it holds Kubernetes or Avi objects"),
        ("a.txt", "{}", "holds no .json, .yaml or .yml file"),
    ],
)
def test_unusable_dump_is_named_in_one_line(tmp_path: Path, file: str, content: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_directory(dump(tmp_path, {file: content}))
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_directory_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no such directory, and no gone\.kube\.json beside it"):
        open_directory(str(tmp_path / "gone"))
