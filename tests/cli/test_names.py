"""`akotui names`: names under each instance, from a name back to its object, and what cannot be told."""

import json
from pathlib import Path

import pytest

from akotui.cli.main import main
from akotui.cli.name_target import Target, parse
from akotui.errors import UsageError


class Shell:
    """Runs `names` on a recorded state and captures what it prints."""

    def __init__(self, capsys: pytest.CaptureFixture[str], state: Path) -> None:
        self._capsys = capsys
        self.state = state

    def __call__(self, *argv: str) -> tuple[int, str, str]:
        code = main(["names", *argv, "--from-dir", str(self.state)])
        captured = self._capsys.readouterr()
        return code, captured.out, captured.err

    def cells(self, *argv: str) -> list[list[str]]:
        code, out, err = self(*argv, "--no-headers")
        assert (code, err) == (0, "")
        return [line.split() for line in out.splitlines()]


@pytest.fixture
def names(capsys: pytest.CaptureFixture[str], golden: Path) -> Shell:
    return Shell(capsys, golden / "gateway")


@pytest.fixture
def kubernetes_alone(names: Shell, golden: Path, tmp_path: Path) -> Shell:
    (tmp_path / "a.kube.json").write_bytes((golden / "gateway.kube.json").read_bytes())
    names.state = tmp_path
    return names


def test_table_has_titles_and_one_line_a_name(names: Shell) -> None:
    code, out, err = names("service/blue-1/dns-lb")
    assert (code, err) == (0, "")
    titles, *lines = out.splitlines()
    assert titles.split("  ")[0] == "KIND"
    assert [line.split()[:5] for line in lines] == [
        ["virtualservice", "admin", "my-cluster--blue-1-dns-lb", "l4", "blue"],
        ["vsvip", "admin", "my-cluster--blue-1-dns-lb", "--", "blue"],
        ["pool", "admin", "my-cluster--blue-1-dns-lb-TCP-53", "--", "blue"],
        ["pool", "admin", "my-cluster--blue-1-dns-lb-UDP-53", "--", "blue"],
    ]
    assert all(line.endswith("yes") for line in lines)


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("ingress/mig-1/secure", "my-cluster--shop1.primary.avi.internal"),
        ("ingress/mig-1/dedicated", "my-cluster--mig-infra-ded.primary.avi.internal-L7-dedicated"),
        ("ingress/blue-2/passthrough", "my-cluster--blue-Shared-Passthrough-0-insecure"),
        ("gateway/blue-1/gw", "ako-gw-my-cluster--blue-1-gw-EVH"),
        ("httproute/blue-1/route", "ako-gw-my-cluster--315c1263cedab5f7ec8068d80f880fd161ab28be"),
        ("host/shop.green.avi.internal", "my-cluster--fc3fb1b86c9cefcaf82dab84a1d58c91b3fd94bd"),
        ("ns/green-1", "my-cluster--a19c6e88f99126fe2d53aee092bf709a06bfcc3c"),
    ],
)
def test_object_has_the_names_that_ako_gave(names: Shell, target: str, name: str) -> None:
    assert ["virtualservice", name] in [line[::2][:2] for line in names.cells(target)]


@pytest.mark.parametrize(
    ("name", "objects"),
    [
        ("my-cluster--a19c6e88f99126fe2d53aee092bf709a06bfcc3c", {"Service/green-1/tcp-lb"}),
        ("my-cluster--d21f3fcaac5fcdc514a19446e7d86d06c66ca333", {"Ingress/green-1/plain"}),
        ("ako-gw-my-cluster--81f66183230c53f979fdc3b7794549d553c099ae", {"HTTPRoute/mig-1/route"}),
        ("tenant-a/my-cluster--Shared-L7-0", {"Ingress/mig-tenant/secure"}),
        ("my-cluster--blue-Shared-L7-blue-shared-0", {"Ingress/blue-1/infra-shared"}),
    ],
)
def test_name_resolves_to_its_object(names: Shell, name: str, objects: set[str]) -> None:
    assert {line[5] for line in names.cells("--resolve", name)} == objects


def test_document_has_every_field(names: Shell) -> None:
    code, out, _ = names("host/pt.blue.avi.internal", "-o", "json")
    found = json.loads(out)
    assert code == 0
    fields = ["apiVersion", "kind", "generatedAt", "complete", "asked", "names", "nothing", "unknown", "contested"]
    assert list(found) == fields
    assert (found["kind"], found["complete"], found["asked"]) == ("Names", True, "host/pt.blue.avi.internal")
    assert found["names"][0] == {
        "kind": "virtualservice",
        "tenant": "admin",
        "name": "my-cluster--blue-Shared-Passthrough-0",
        "type": "passthrough",
        "instance": "blue",
        "createdBy": "ako-my-cluster-blue",
        "from": "Ingress/blue-2/passthrough",
        "host": "pt.blue.avi.internal",
        "onController": True,
    }


def test_object_that_nobody_claims_has_no_names_and_says_why(names: Shell) -> None:
    code, out, err = names("ns/nobody")
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        "akotui: Ingress/nobody/orphan: no instance claims namespace nobody",
        "akotui: Service/nobody/tcp-lb: no instance claims namespace nobody",
    ]


def test_object_of_which_ako_makes_nothing_says_why(names: Shell) -> None:
    code, out, err = names("service/mig-1/web")
    assert (code, out) == (0, "")
    assert err == "akotui: Service/mig-1/web is of type ClusterIP, not LoadBalancer\n"


@pytest.mark.parametrize("asked", [["ingress/mig-1/none"], ["ns/none"], ["host/none.example.com"]])
def test_object_that_does_not_exist_ends_with_1(names: Shell, asked: list[str]) -> None:
    code, out, err = names(*asked)
    assert (code, out) == (1, "")
    assert err.endswith(": not found\n")


def test_name_that_nothing_has_ends_with_1(names: Shell) -> None:
    assert names("--resolve", "my-cluster--none") == (1, "", "akotui: my-cluster--none: not found\n")


def test_name_that_only_stands_on_the_controller_is_told_by_the_object_itself(names: Shell, tmp_path: Path) -> None:
    kube = json.loads((names.state.parent / "gateway.kube.json").read_text())
    services = kube["api/v1/services"]["items"]
    services[:] = [each for each in services if each["metadata"]["name"] != "tcp-lb"]
    (tmp_path / "s.kube.json").write_text(json.dumps(kube))
    (tmp_path / "s.avi.json").write_bytes((names.state.parent / "gateway.avi.json").read_bytes())
    names.state = tmp_path
    lines = names.cells("--resolve", "my-cluster--mig-1-tcp-lb")
    assert [line[:6] for line in lines] == [
        [kind, "admin", "my-cluster--mig-1-tcp-lb", "--", "--", "Service/mig-1/tcp-lb"]
        for kind in ("virtualservice", "vsvip")
    ]


def test_without_a_controller_it_is_unknown_what_stands_there(kubernetes_alone: Shell) -> None:
    code, out, _ = kubernetes_alone("service/blue-1/tcp-lb", "-o", "json")
    assert code == 0
    assert {each["onController"] for each in json.loads(out)["names"]} == {None}


def test_object_that_could_not_be_read_is_not_called_absent(kubernetes_alone: Shell) -> None:
    kube = kubernetes_alone.state / "a.kube.json"
    read = json.loads(kube.read_text())
    del read["apis/networking.k8s.io/v1/ingresses"]
    kube.write_text(json.dumps(read))
    code, out, err = kubernetes_alone("ingress/mig-1/secure")
    assert (code, out) == (3, "")
    assert err.endswith("ingress/mig-1/secure: not among what could be read; it may exist all the same\n")


def test_nobody_claims_is_not_said_for_sure_when_instances_are_unread(kubernetes_alone: Shell) -> None:
    kube = kubernetes_alone.state / "a.kube.json"
    read = json.loads(kube.read_text())
    read["apis/apps/v1/statefulsets"] = {"kind": "Status", "status": "Failure", "message": "forbidden"}
    kube.write_text(json.dumps(read))
    code, out, err = kubernetes_alone("service/nobody/tcp-lb")
    assert (code, out) == (0, "")
    assert "no instance that could be read claims namespace nobody" in err
    assert "statefulsets, not all read" in err


@pytest.mark.parametrize("argv", [[], ["ns/x", "--resolve", "y"], ["pod/a/b"], ["ingress/a"], ["ns/"], ["host/a/b"]])
def test_words_that_make_no_sense_end_with_2(names: Shell, argv: list[str]) -> None:
    code, out, err = names(*argv)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_target_is_shown_as_it_was_asked_for() -> None:
    assert parse("ingress/a/b") == Target("ingress", "b", "a")
    assert [str(parse(text)) for text in ("ingress/a/b", "host/c.d", "ns/e")] == ["ingress/a/b", "host/c.d", "ns/e"]
    with pytest.raises(UsageError, match="host/FQDN"):
        parse("nonsense")


def _like(thing: dict[str, dict[str, object]], **fields: object) -> dict[str, object]:
    return {**thing, "metadata": {**thing["metadata"], **fields}}


def test_name_that_two_objects_would_have_is_told_with_both(names: Shell, tmp_path: Path) -> None:
    kube = json.loads((names.state.parent / "gateway.kube.json").read_text())
    spaces, services = (kube[f"api/v1/{plural}"]["items"] for plural in ("namespaces", "services"))
    place = {"namespace": "mig-1", "name": "tcp-lb"}
    like = next(each for each in services if place.items() <= each["metadata"].items())
    services.append(_like(like, namespace="mig", name="1-tcp-lb"))
    spaces.append(_like(next(each for each in spaces if each["metadata"]["name"] == "mig-1"), name="mig"))
    (tmp_path / "s.kube.json").write_text(json.dumps(kube))
    (tmp_path / "s.avi.json").write_bytes((names.state.parent / "gateway.avi.json").read_bytes())
    names.state = tmp_path
    code, out, err = names("service/mig/1-tcp-lb", "-o", "json")
    assert (code, err) == (0, "")
    (found,) = json.loads(out)["contested"]
    assert (found["tenant"], found["name"]) == ("admin", "my-cluster--mig-1-tcp-lb")
    assert sorted(found["wanted"], key=lambda each: each["from"]) == [
        {"instance": "avi-system", "from": "Service/mig-1/tcp-lb"},
        {"instance": "avi-system", "from": "Service/mig/1-tcp-lb"},
    ]
    code, _, err = names("service/mig-1/tcp-lb")
    assert (code, err.count("admin/my-cluster--mig-1-tcp-lb would be made by avi-system for Service/mig")) == (0, 1)
    assert "the first to make it keeps the name, the Controller refuses the other (409)" in err


def test_name_of_one_object_is_not_contested(names: Shell) -> None:
    code, out, err = names("service/mig-1/tcp-lb", "-o", "json")
    assert (code, json.loads(out)["contested"], err) == (0, [], "")
