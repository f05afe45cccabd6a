"""`akotui whatif` as a whole command on a recorded state, whose ClusterRoles were not read."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import msgspec
import pytest
import yaml

from akotui.cli.main import main
from akotui.report import encoding
from akotui.report.what_if import WhatIf

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], golden: Path) -> Run:
    def command(*argv: str) -> tuple[int, str, str]:
        code = main(("whatif", *argv, "--from-dir", str(golden / "steady")))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def document(out: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", json.loads(out))


def test_on_top_it_says_that_nothing_was_changed_and_of_when_the_facts_are(run: Run) -> None:
    _, out, err = run("ns/blue-1", "label:key-")
    lines = out.splitlines()
    assert lines[0].startswith("Nothing was changed: this is what would be. Facts of 20")
    assert lines[1] == "ns/blue-1 label:key-  works at once"
    assert lines[2] == "    $ kubectl label --overwrite namespace blue-1 key-"
    assert err == ""


def test_namespace_that_leaves_its_instance_loses_its_virtual_services(run: Run) -> None:
    _, out, _ = run("ns/blue-1", "key-")
    assert "blue-1  blue → nobody" in out
    assert "admin/my-cluster--shop1.blue.avi.internal  " in out
    assert "blue does not claim blue-1 any more: blue deletes it at once (likely)" in out


def test_document_holds_all_of_it(run: Run) -> None:
    code, out, _ = run("ns/blue-1", "label:key-", "ako/green", "uninstall", "-o", "json")
    found = msgspec.json.decode(out, type=WhatIf)
    assert encoding.as_json(found).decode() == out
    assert code == 1
    assert list(document(out)) == [
        *("apiVersion", "kind", "generatedAt", "asOf", "complete", "sources", "changes", "findings", "namespaces"),
        *("virtualServices", "expected", "sharedObjects", "vips", "idle", "unknown", "notCompared", "coverage"),
    ]
    assert [(one.object, one.verb, one.takes_effect.value) for one in found.changes] == [
        ("ns/blue-1", "label:key-", "at-once"),
        ("ako/green", "uninstall", "at-once"),
    ]
    assert [(one.name, one.before and one.before.claimed_by) for one in found.namespaces] == [
        ("blue-1", ("blue",)),
        ("green-1", ("green",)),
    ]
    assert "orphaned-virtual-service" in {one.rule for one in found.findings.introduced}
    fates = {one.fate.value for one in found.virtual_services}
    assert fates == {"deleted", "left-behind", "stays"}
    assert {one.name for one in found.vips} >= {"my-cluster--green-Shared-L7-EVH-0"}


def test_change_that_needs_a_restart_says_so(run: Run) -> None:
    _, out, _ = run("ako/blue", "selector:team=green")
    assert "ako/blue selector:team=green  works after a restart of blue" in out
    assert "    $ kubectl rollout restart statefulset/ako -n blue" in out
    assert "▲ blue reads its settings only at its start" in out
    assert "unclaimed, after a restart of blue" in out


def test_forms_say_the_same(run: Run) -> None:
    asked = ("ako/blue", "uninstall")
    _, written, _ = run(*asked, "-o", "json")
    _, listed, _ = run(*asked, "-o", "yaml")
    told = cast("Mapping[str, object]", yaml.safe_load(listed))
    assert told["virtualServices"] == document(written)["virtualServices"]
    _, markdown, _ = run(*asked, "-o", "markdown")
    assert markdown.startswith("## What if: ako/blue uninstall\n\n**Nothing was changed. Facts of 20")
    assert "### virtual services: left behind (" in markdown
    assert "| ○ | `admin/my-cluster--shop1.blue.avi.internal` |" in markdown


def test_exit_code_is_1_for_what_is_introduced_and_4_for_what_could_not_be_told(run: Run) -> None:
    label = ("ns/nobody", "label:key=value2")
    assert run("ako/blue", "uninstall")[0] == 1
    assert run("ako/blue", "uninstall", "--fail-on", "never")[0] == 4
    assert run(*label)[0] == 4
    assert run(*label, "--allow-incomplete")[0] == 0
    assert run(*label, "--fail-on", "info", "--allow-incomplete")[0] == 1


def test_what_changes_nothing_introduces_nothing(run: Run) -> None:
    code, out, _ = run("ns/blue-1", "label:key=value2", "--fail-on", "info", "--allow-incomplete")
    assert code == 0
    assert "findings: 0 introduced, 0 fixed" in out
    assert "Nothing of what could be judged would differ; the rest is not known." in out


def test_without_a_controller_it_says_what_cannot_be_told(
    golden: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "kube.json").write_bytes((golden / "steady.kube.json").read_bytes())
    code = main(("whatif", "ns/nobody", "key=value2", "--from-dir", str(tmp_path)))
    out = capsys.readouterr().out
    assert code == 4
    assert "▲ no Controller was read: what becomes of virtual services cannot be told, nor which names are free" in out
    assert "admin/my-cluster--nobody-tcp-lb" in out


def test_instance_without_settings_is_there_and_cannot_be_changed(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(("whatif", "ako/silver", "primary:true", "--demo", "misconfigured"))
    assert code == 1
    assert "ako/silver: has no ConfigMap avi-k8s-config that could be changed" in capsys.readouterr().err


def test_wrong_change_is_2_with_what_is_possible(run: Run) -> None:
    code, out, err = run("ako/blue", "selektor:team=red")
    assert (code, out) == (2, "")
    assert err.startswith("akotui: selektor:team=red: no change of an AKO instance; write selector:KEY=VALUE")
    assert err.count("\n") == 1


def test_object_that_does_not_exist_is_1_with_what_is_called_nearly_so(run: Run) -> None:
    code, out, err = run("ns/blue-3", "team=red", "ako/violet", "uninstall", "ako/blu", "uninstall")
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "akotui: ns/blue-3: not found; there is blue-2, blue-1 and blue",
        "akotui: ako/violet: not found; there is avi-system, blue and green",
        "akotui: ako/blu: not found; there is blue",
    ]
