"""`akotui explain`, `akotui rules` and `[[ignore]]`, as whole commands on recorded states."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
import yaml

from akotui.analysis.chain_case import open_case
from akotui.cli.main import main
from akotui.cli.wiring import examined
from akotui.config import Settings
from akotui.rules import ALL_RULES
from tests.analysis.cases import agrees

Run = Callable[..., tuple[int, str, str]]
OBJECTS = (
    "vs/my-cluster--shop1.blue.avi.internal",
    "vs/tenant-b/my-cluster--blue-tenant-tcp-lb",
    "vs/virtualservice-23a59166-8001-4850-951d-de26726b0394",
    "ns/blue-1",
    "ingress/blue-1/secure",
    "host/shop1.blue.avi.internal",
    "ip/100.64.196.33",
    "user/ako-my-cluster-blue",
    "ako/blue",
)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*argv: str) -> tuple[int, str, str]:
        code = main(argv)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


@pytest.fixture
def steady(golden: Path) -> str:
    return str(golden / "steady")


@pytest.mark.parametrize("target", OBJECTS)
def test_every_form_of_object_is_explained_by_a_chain_that_holds(run: Run, steady: str, target: str) -> None:
    code, out, err = run("explain", target, "--from-dir", steady, "-o", "json")
    document = json.loads(out)
    assert (code, err) == (0, "")
    assert list(document) == ["apiVersion", "kind", "generatedAt", "complete", "sources", "asked", "objects"]
    assert (document["kind"], document["asked"]) == ("Explanation", target)
    (found,) = document["objects"]
    assert found["exists"] is True
    assert {chain["state"] for chain in found["chains"]} == {"holds"}
    assert all(link["asOf"] for chain in found["chains"] for link in chain["links"])


@pytest.mark.parametrize(
    "target", ["gateway/blue-1/gw", "httproute/blue-1/route", "vs/ako-gw-my-cluster--blue-1-gw-EVH"]
)
def test_gateways_are_explained_in_both_directions(run: Run, golden: Path, target: str) -> None:
    code, out, _ = run("explain", target, "--from-dir", str(golden / "gateway"))
    assert code == 0
    assert "avi-system writes ako-gw-my-cluster-avi-system" in out
    assert "VirtualService/admin/ako-gw-my-cluster--" in out


def test_name_in_several_tenants_is_explained_for_each(run: Run, steady: str) -> None:
    named = "my-cluster--Shared-L7-0"
    _, out, _ = run("explain", f"vs/{named}", "--from-dir", steady, "-o", "json")
    assert [one["object"]["tenant"] for one in json.loads(out)["objects"]] == ["admin", "tenant-a"]
    _, out, _ = run("explain", f"vs/tenant-a/{named}", "--from-dir", steady, "-o", "json")
    assert [one["object"]["tenant"] for one in json.loads(out)["objects"]] == ["tenant-a"]


def test_forms_say_the_same(run: Run, steady: str) -> None:
    asked = ("explain", "ns/nobody", "--from-dir", steady)
    _, text, _ = run(*asked)
    _, markdown, _ = run(*asked, "-o", "markdown")
    _, written, _ = run(*asked, "-o", "json")
    _, listed, _ = run(*asked, "-o", "yaml")
    document = json.loads(written)
    assert document["objects"] == cast("dict[str, object]", yaml.safe_load(listed))["objects"]
    assert document["objects"][0]["verdict"] == "unclaimed"
    assert [one["rule"] for one in document["objects"][0]["findings"]] == ["unclaimed-namespace"]
    assert "blue selects key=value2, and this is not it" in text
    assert "| ✗ | label | `Namespace/nobody` | `metadata.labels.key` |" in markdown


@pytest.mark.parametrize(
    "target",
    [
        "vs/gone",
        "ns/gone",
        "ingress/blue-1/gone",
        "service/a/b",
        "ip/10.9.9.9",
        "user/ako-gone",
        "ako/gone",
        "rule/gone",
    ],
)
def test_object_that_does_not_exist_is_1(run: Run, steady: str, target: str) -> None:
    code, out, err = run("explain", target, "--from-dir", steady)
    assert (code, out) == (1, "")
    assert err.startswith(f"akotui: {target}: not found")
    assert err.count("\n") == 1


@pytest.mark.parametrize("target", ["vs/gone", "host/gone.example.com", "ip/10.9.9.9", "user/ako-gone"])
def test_object_that_may_exist_unread_is_3(run: Run, golden: Path, tmp_path: Path, target: str) -> None:
    (tmp_path / "a.kube.json").write_bytes((golden / "steady.kube.json").read_bytes())
    code, out, err = run("explain", target, "--from-dir", str(tmp_path))
    assert (code, out) == (3, "")
    assert err.endswith(f"akotui: {target}: not among what could be read; it may exist all the same\n")


def test_object_that_is_gone_is_1_and_explained_while_something_is_left_of_it(
    run: Run, golden: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.avi.json").write_bytes((golden / "steady.avi.json").read_bytes())
    kube = json.loads((golden / "steady.kube.json").read_bytes())
    ingresses = kube["apis/networking.k8s.io/v1/ingresses"]
    ingresses["items"] = [one for one in ingresses["items"] if one["metadata"]["name"] != "secure"]
    (tmp_path / "a.kube.json").write_text(json.dumps(kube))
    code, out, err = run("explain", "ingress/blue-1/secure", "--from-dir", str(tmp_path))
    assert (code, err) == (1, "akotui: ingress/blue-1/secure: not found\n")
    assert "breaks at object: the object is gone\n" in out
    assert "VirtualService/admin/my-cluster--shop1.blue.avi.internal" in out


def test_dump_without_a_cluster_is_3(run: Run, golden: Path, tmp_path: Path) -> None:
    (tmp_path / "a.avi.json").write_bytes((golden / "steady.avi.json").read_bytes())
    assert run("explain", "vs/my-cluster--Shared-L7-0", "--from-dir", str(tmp_path))[0] == 3


@pytest.mark.parametrize("target", ["", "vs", "vs/", "pod/a/b", "ns/a/b", "ingress/a", "ip/shop", "rule/a/b"])
def test_what_cannot_be_explained_is_2(run: Run, steady: str, target: str) -> None:
    code, out, err = run("explain", target, "--from-dir", steady)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_manual_page_reads_no_cluster(run: Run) -> None:
    code, out, _ = run("explain", "rule/no-primary")
    assert code == 0
    assert out.startswith("no-primary (error)\n")
    assert run("explain", "rule/no-primary", "-o", "markdown")[1].startswith("# `no-primary`\n")
    assert json.loads(run("explain", "rule/no-primary", "-o", "json")[1])["kind"] == "Rules"


def test_rules_are_listed_in_every_form(run: Run) -> None:
    slugs = [rule["slug"] for rule in json.loads(run("rules", "-o", "json")[1])["rules"]]
    assert [line.split()[0] for line in run("rules")[1].splitlines()[1:]] == slugs
    assert [line.split("`")[1] for line in run("rules", "-o", "markdown")[1].splitlines()[2:]] == slugs


@pytest.fixture
def ignoring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def write(text: str) -> None:
        file = tmp_path / "config.toml"
        file.write_text(text)
        monkeypatch.setenv("AKOTUI_CONFIG", str(file))

    return write


KNOWN = '[[ignore]]\nrule = "unclaimed-namespace"\nobject = "Namespace/nobody"\nreason = "a sandbox"\n'
UNCLAIMED = ("check", "--fail-on", "warning", "--select", "unclaimed-namespace", "--from-dir")


def test_acknowledged_finding_does_not_fail_and_stands_apart(
    run: Run, steady: str, ignoring: Callable[[str], None]
) -> None:
    assert run(*UNCLAIMED, steady)[0] == 1
    ignoring(KNOWN + "until = 2999-12-31\n")
    code, out, err = run(*UNCLAIMED, steady)
    assert (code, err) == (0, "")
    assert out.startswith("acknowledged:\n    warning  unclaimed-namespace  namespace nobody ")
    assert " -- a sandbox (until 2999-12-31)\n" in out
    assert out.endswith("\n0 errors, 0 warnings, 0 info; 1 acknowledged; 1 of 1 rules ran completely\n")


def test_acknowledged_finding_keeps_its_place_in_the_document(
    run: Run, steady: str, ignoring: Callable[[str], None]
) -> None:
    plain = json.loads(run(*UNCLAIMED, steady, "-o", "json")[1])["findings"]
    ignoring(KNOWN)
    marked = json.loads(run(*UNCLAIMED, steady, "-o", "json")[1])["findings"]
    assert [one.pop("acknowledged") for one in plain] == [None]
    assert [one.pop("acknowledged") for one in marked] == [{"reason": "a sandbox", "until": None}]
    assert plain == marked


def test_finding_returns_when_its_entry_has_expired(run: Run, steady: str, ignoring: Callable[[str], None]) -> None:
    ignoring(KNOWN + 'until = "2001-02-03"\n')
    code, out, err = run(*UNCLAIMED, steady)
    assert code == 1
    assert "acknowledged" not in out
    assert err == (
        "akotui: [[ignore]] of unclaimed-namespace on Namespace/nobody ended on 2001-02-03: its findings count again\n"
    )


def test_acknowledged_findings_are_counted_beside_the_table_and_marked_in_the_data(
    run: Run, steady: str, ignoring: Callable[[str], None]
) -> None:
    ignoring(KNOWN)
    _, out, err = run("get", "findings", "--from-dir", steady)
    assert "unclaimed-namespace" not in out
    assert err == "akotui: 1 acknowledged finding not in the table; akotui check shows them apart\n"
    found = json.loads(run("get", "findings", "--from-dir", steady, "-o", "json")[1])["findings"]
    assert [one["acknowledged"]["reason"] for one in found if one["rule"] == "unclaimed-namespace"] == ["a sandbox"]


def test_explanation_marks_what_is_acknowledged(run: Run, steady: str, ignoring: Callable[[str], None]) -> None:
    ignoring(KNOWN)
    assert "acknowledged: warning  unclaimed-namespace" in run("explain", "ns/nobody", "--from-dir", steady)[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[ignore]]\nrule = "nope"\nobject = "*"\nreason = "x"\n', "no such rule: nope"),
        ('[[ignore]]\nrule = "*"\nobject = "*"\n', "missing required field `reason`"),
        ('[[ignore]]\nrule = "*"\nobject = "*"\nreason = ""\n', "length >= 1"),
        ('[[ignore]]\nrule = "*"\nobject = "*"\nreason = "x"\nuntil = "soon"\n', "date"),
        ('[[ignore]]\nrule = "*"\nobject = "*"\nreason = "x"\nwho = "me"\n', "unknown field `who`"),
    ],
)
def test_entry_that_makes_no_sense_is_2(run: Run, ignoring: Callable[[str], None], text: str, words: str) -> None:
    ignoring(text)
    code, out, err = run("check", "--from-dir", "never read")
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize("scenario", ["multi-ako", "every-kind"])
def test_chains_of_a_demo_come_to_its_verdicts(scenario: str) -> None:
    estate, read = examined(Settings(demo=scenario), {}, ALL_RULES)
    case = open_case(read, estate)
    assert [one.vs.name for one in estate.virtual_services if not agrees(one, case)] == []
