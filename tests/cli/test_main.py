"""Whole commands, run in this process on recorded states: output, messages, exit codes."""

import json
import os
from pathlib import Path
from typing import cast

import pytest
import yaml

from akotui.cli import main as command_line
from akotui.cli.arguments import DEFAULT_SCENARIO
from akotui.cli.main import main
from tests.secrecy import PASSWORD


class Ran:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def document(self) -> dict[str, list[dict[str, object]]]:
        return cast("dict[str, list[dict[str, object]]]", json.loads(self.out))


class Shell:
    """Runs commands and captures what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *argv: str) -> Ran:
        code = main(argv)
        captured = self._capsys.readouterr()
        return Ran(code, captured.out, captured.err)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def steady(golden: Path) -> str:
    return str(golden / "steady")


def test_check_prints_findings_sources_and_a_summary(run: Shell, steady: str) -> None:
    ran = run("check", "--from-dir", steady, "--select", "unclaimed-namespace")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("▲ warning  unclaimed-namespace\n    namespace nobody ")
    assert ran.out.endswith("\n0 errors, 1 warning, 0 info; 1 of 1 rules ran completely\n")


def test_check_fails_from_the_severity_that_was_asked_for(run: Shell, steady: str) -> None:
    asked = ("check", "--from-dir", steady, "--select", "unclaimed-namespace", "--fail-on")
    assert [run(*asked, severity).code for severity in ("error", "warning", "info", "never")] == [0, 1, 1, 0]


def test_exit_code_is_the_same_for_every_form(run: Shell, steady: str) -> None:
    asked = ("check", "--from-dir", steady, "--fail-on", "warning", "-o")
    assert {run(*asked, form).code for form in ("table", "json", "yaml")} == {1}


def test_check_prints_a_report_document(run: Shell, steady: str) -> None:
    report = run("check", "--from-dir", steady, "-o", "json", "--select", "no-primary").document
    assert list(report) == [
        "apiVersion",
        "kind",
        "generatedAt",
        "complete",
        "sources",
        "instances",
        "findings",
        "coverage",
    ]
    assert report["kind"] == "Report"
    assert [one["id"] for one in report["instances"]] == ["avi-system", "blue", "green"]
    assert report["coverage"] == [{"rule": "no-primary", "status": "ran", "reason": ""}]


def test_finding_of_the_baseline_does_not_fail(run: Shell, steady: str, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    asked = ("check", "--from-dir", steady, "--fail-on", "warning", "--allow-incomplete")
    assert run(*asked, "-o", "json", "--output-file", str(old)).code == 1
    again = run(*asked, "--baseline", str(old))
    assert again.code == 0
    assert "(in the baseline)" in again.out


def test_dump_without_a_controller_leaves_rules_unchecked(run: Shell, golden: Path, tmp_path: Path) -> None:
    (tmp_path / "a.kube.json").write_bytes((golden / "steady.kube.json").read_bytes())
    asked = ("check", "--from-dir", str(tmp_path), "--select", "no-primary,orphaned-virtual-service")
    ran = run(*asked)
    assert ran.code == 4
    assert "not-run: orphaned-virtual-service\n" in ran.out
    assert run(*asked, "--allow-incomplete").code == 0
    assert run(*asked, "--skip", "orphaned-virtual-service").code == 0


def test_dump_without_a_cluster_cannot_be_evaluated(run: Shell, golden: Path, tmp_path: Path) -> None:
    (tmp_path / "a.avi.json").write_bytes((golden / "steady.avi.json").read_bytes())
    for command in (["check"], ["check", "--allow-incomplete"], ["get", "vs"], ["get", "ns", "x"]):
        assert run(*command, "--from-dir", str(tmp_path)).code == 3


@pytest.mark.parametrize("kind", ["ako", "namespaces", "vs", "hosts", "users", "findings"])
def test_get_prints_a_table_with_one_line_a_row(run: Shell, steady: str, kind: str) -> None:
    table = run("get", kind, "--from-dir", steady)
    bare = run("get", kind, "--from-dir", steady, "--no-headers")
    assert table.code == bare.code == 0
    assert len(table.out.splitlines()) == len(bare.out.splitlines()) + 1
    assert table.out.splitlines()[0].isupper()
    assert "\x1b" not in table.out


@pytest.mark.parametrize(
    ("kind", "lists"),
    [
        ("instances", ["instances"]),
        ("ns", ["namespaces"]),
        ("vs", ["virtualServices"]),
        ("hosts", ["hosts"]),
        ("users", ["users"]),
        ("findings", ["findings", "coverage"]),
        ("inventory", ["instances", "namespaces", "virtualServices", "hosts", "users", "findings", "coverage"]),
    ],
)
def test_document_of_one_kind_leaves_the_other_lists_out(run: Shell, steady: str, kind: str, lists: list[str]) -> None:
    document = run("get", kind, "--from-dir", steady, "-o", "json").document
    assert list(document) == ["apiVersion", "kind", "generatedAt", "complete", "sources", *lists]
    assert document["kind"] == "Inventory"


def test_inventory_is_json_unless_yaml_is_asked_for(run: Shell, steady: str) -> None:
    plain, written = (
        run("get", "inventory", "--from-dir", steady),
        run("get", "inventory", "--from-dir", steady, "-oyaml"),
    )
    loaded = cast("dict[str, object]", yaml.safe_load(written.out))
    assert plain.document["virtualServices"] == loaded["virtualServices"]
    assert run("get", "inventory", "--from-dir", steady, "-o", "table").code == 2


@pytest.mark.parametrize("kind", ["ako", "ns", "vs", "hosts", "users"])
def test_every_name_that_get_prints_can_be_got(run: Shell, steady: str, kind: str) -> None:
    names = [line.partition("/")[2] for line in run("get", kind, "--from-dir", steady, "-o", "name").out.splitlines()]
    assert names
    ran = run("get", kind, names[0], "--from-dir", steady, "-o", "jsonl")
    assert (ran.code, len(ran.out.splitlines())) == (0, 1)


def test_virtual_service_is_found_by_uuid(run: Shell, steady: str) -> None:
    uuid = "virtualservice-23a59166-8001-4850-951d-de26726b0394"
    (found,) = run("get", "vs", uuid, "--from-dir", steady, "-o", "json").document["virtualServices"]
    assert (found["uuid"], found["name"], found["owner"]) == (uuid, "my-cluster--mig-1-tcp-lb", "avi-system")


def test_object_that_does_not_exist_is_1(run: Shell, steady: str) -> None:
    ran = run("get", "ns", "gone", "--from-dir", steady)
    assert (ran.code, ran.out, ran.err) == (1, "", "akotui: ns/gone: not found\n")


def test_object_that_may_exist_unread_is_not_called_missing(run: Shell, golden: Path, tmp_path: Path) -> None:
    (tmp_path / "a.kube.json").write_bytes((golden / "steady.kube.json").read_bytes())
    ran = run("get", "vs", "gone", "--from-dir", str(tmp_path))
    assert ran.code == 3
    assert ran.err.endswith("akotui: vs/gone: not among what could be read; it may exist all the same\n")


def test_wide_shows_more_columns(run: Shell, steady: str) -> None:
    table, wide = (run("get", "vs", "--from-dir", steady, "-o", form).out.splitlines()[0] for form in ("table", "wide"))
    assert set(table.split()) < set(wide.split())
    assert "UUID" in wide


def test_colour_is_given_only_when_asked_for(run: Shell, steady: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("check", "--from-dir", steady, "--color")
    assert "\x1b[" in run(*asked, "always").out
    assert "\x1b[" not in run(*asked, "auto").out
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run(*asked, "auto").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run(*asked, "auto").out


def test_report_file_holds_what_stdout_would(run: Shell, steady: str, tmp_path: Path) -> None:
    target = tmp_path / "report.txt"
    target.write_text("old")
    assert run("check", "--from-dir", steady, "--output-file", str(target)).out == ""
    assert target.read_text() == run("check", "--from-dir", steady).out
    assert [file.name for file in tmp_path.iterdir()] == ["report.txt"]


def test_rules_lists_every_rule(run: Shell) -> None:
    lines = run("rules").out.splitlines()
    assert lines[0].split() == ["RULE", "SEVERITY", "FINDS", "READS"]
    assert lines[1].startswith("no-primary ")


def test_version_is_the_packages(run: Shell) -> None:
    assert run("version").out == f"akotui {json.loads(run('version', '-o', 'json').out)['version']}\n"


@pytest.mark.parametrize("document", ["inventory", "report"])
def test_schema_is_printed(run: Shell, document: str) -> None:
    ran = run("config", "schema", "--document", document)
    assert ran.code == 0
    assert json.loads(ran.out)["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["check", "--from-dir", "/nowhere/at/all"], "/nowhere/at/all: no such directory"),
        (["check", "--from-dir", "DIR", "--select", "nope"], "no such rule: nope"),
        (["check", "--from-dir", "DIR", "--baseline", "/nowhere.json"], "/nowhere.json: cannot be read"),
        (["check", "--from-dir", "DIR", "--output-file", "/nowhere/x"], "/nowhere/x: cannot be written"),
        (["check", "--kubeconfig", "/nowhere.yaml"], "/nowhere.yaml"),
        (["check", "--avi-controller", "http://10.0.0.1"], "http:// is only for this machine"),
        (["check", "--avi-controller", "a", "--avi-username", "u", "--avi-password-file", "/nowhere"], "/nowhere"),
        (["frob"], "'frob'"),
        (["demo", "--scenario", "nope"], "no such scenario: nope"),
        ([], "needs a terminal"),
    ],
)
def test_usage_errors_are_2_with_one_line_and_no_output(run: Shell, steady: str, argv: list[str], words: str) -> None:
    ran = run(*(steady if word == "DIR" else word for word in argv))
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert ran.err.startswith("akotui: ")
    assert ran.err.count("\n") == 1


def test_secrets_leave_the_environment(run: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKOTUI_AVI_PASSWORD", PASSWORD)
    monkeypatch.setenv("AKOTUI_AVI_TOKEN", PASSWORD)
    run("version")
    assert not [name for name, value in os.environ.items() if value == PASSWORD]


def test_interruption_is_130(run: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "_run", interrupted)
    assert run("version").code == 130


def test_demo_shows_what_the_default_scenario_promises(run: Shell) -> None:
    ran = run("check", "--demo", "-o", "json")
    assert ran.code == 1
    found = {finding["rule"] for finding in ran.document["findings"]}
    assert {"double-owned-namespace", "orphaned-virtual-service", "unclaimed-namespace"} <= found
    assert {one["status"] for one in ran.document["coverage"]} == {"ran"}


def test_demo_in_which_all_is_well_finds_nothing(run: Shell) -> None:
    ran = run("check", "--demo", "all-well", "-o", "json", "--fail-on", "info")
    assert (ran.code, ran.document["findings"], ran.document["complete"]) == (0, [], True)


def test_demo_lists_its_scenarios_the_default_first(run: Shell) -> None:
    lines = run("demo", "--list").out.splitlines()
    assert lines[0].split() == ["SCENARIO", "SHOWS"]
    assert lines[1].split()[0] == DEFAULT_SCENARIO
