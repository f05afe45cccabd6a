"""The command line as written becomes what was meant, or one line that says what is wrong."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.cli.arguments import DOCUMENTS, Arguments, called, parse
from akotui.cli.durations import seconds
from akotui.cli.environment import Environment
from akotui.cli.settings import settings
from akotui.config import ClusterSettings, ControllerSettings, Ignore
from akotui.errors import UsageError
from akotui.report import schema


def read(*argv: str) -> Arguments:
    return parse(list(argv), "akotui")


def test_no_command_is_the_screen() -> None:
    assert read().command == ""


def test_source_options_may_stand_before_or_after_the_command() -> None:
    before, after = read("--context", "prod", "check"), read("check", "--context", "prod")
    assert (before.command, before.context) == (after.command, after.context) == ("check", "prod")


def test_cluster_options_are_those_of_kubectl() -> None:
    words = "check --kubeconfig k --context c --as u --as-group g --as-group h --request-timeout 5s"
    arguments = read(*words.split(), "--insecure-skip-tls-verify", "-n", "a", "--namespace", "b", "-n", "a")
    expected = ClusterSettings("k", "c", "u", ("g", "h"), 5.0, insecure=True, namespaces=("a", "b"))
    assert settings(arguments, Environment({}, {})).cluster == expected


def test_controller_options_apply_to_every_controller() -> None:
    words = "get vs --avi-controller one --avi-controller two:8443 --avi-username u --avi-password-file p"
    arguments = read(*words.split(), "--avi-tenant", "t", "--avi-version", "22.1.3", "--avi-insecure")
    one = ControllerSettings("one", "u", "p", insecure=True, tenants=("t",), version="22.1.3")
    two = msgspec.structs.replace(one, address="two:8443")
    assert settings(arguments, Environment({}, {})).controllers == (one, two)


def test_rate_of_a_controller_is_a_number_up_to_twenty_five() -> None:
    arguments = read("check", "--avi-controller", "one", "--avi-rate", "0.5")
    assert [one.rate for one in settings(arguments, Environment({}, {})).controllers] == [0.5]
    for wrong in ("0", "-1", "26", "nan", "inf", "much"):
        with pytest.raises(UsageError, match="write a number up to 25"):
            read("check", f"--avi-rate={wrong}")


def test_demo_takes_a_scenario_or_the_default() -> None:
    assert read("check", "--demo").demo == "multi-ako"
    assert read("check", "--demo", "all-well").demo == "all-well"
    assert read("check").demo is None


def test_configuration_file_is_not_read_for_a_demo() -> None:
    environment = Environment({"AKOTUI_CONFIG": "/nowhere.toml"}, {})
    assert settings(read("check", "--demo", "x"), environment).demo == "x"
    with pytest.raises(UsageError, match="AKOTUI_CONFIG"):
        settings(read("check"), environment)


def test_of_the_configuration_file_a_dump_uses_only_what_is_ignored_everywhere(tmp_path: Path) -> None:
    entry = 'rule = "*"\nobject = "Namespace/a"\nreason = "known"\n'
    file = tmp_path / "config.toml"
    file.write_text(f'avi_controllers = ["10.0.0.5"]\n[[ignore]]\n{entry}[[contexts.prod.ignore]]\n{entry}')
    chosen = settings(read("check", "--from-dir", "x"), Environment({"AKOTUI_CONFIG": str(file)}, {}))
    assert (chosen.directory, chosen.controllers) == ("x", ())
    assert chosen.ignored == (Ignore("*", "Namespace/a", "known"),)


def test_select_takes_a_list() -> None:
    assert read("check", "--select", "a, b,c").select == ("a", "b", "c")


@pytest.mark.parametrize(("alias", "kind"), [("ako", "instances"), ("ns", "namespaces"), ("vs", "virtualservices")])
def test_short_names_of_kinds_are_understood(alias: str, kind: str) -> None:
    assert read("get", alias).kind == kind


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["frob"], "'frob'"),
        (["get", "pods"], "no such kind: pods"),
        (["get"], "KIND"),
        (["check", "--kubecon", "x"], "--kubecon"),
        (["check", "--timeout", "soon"], "not a duration: soon"),
        (["check", "--demo", "x", "--from-dir", "y"], "not allowed with"),
        (["check", "--fail-on", "maybe"], "'maybe'"),
        (["check", "-o", "csv"], "'csv'"),
        (["explain"], "OBJECT"),
        (["check", "--avi-password", "secret"], "--avi-password"),
        (["check", "\x1b[31m"], "\u241b[31m"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(argv: list[str], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(*argv)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_help_names_the_program_as_it_was_called(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["check", "--help"], called("/usr/bin/kubectl-akotui"))
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("usage: kubectl akotui check ")
    assert called("/usr/bin/akotui") == "akotui"
    assert called("/x/__main__.py") == "akotui"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("60s", 60), ("1m30s", 90), ("2h", 7200), ("500ms", 0.5), ("1.5m", 90), ("45", 45), ("0", 0)],
)
def test_durations(text: str, expected: float) -> None:
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "s", "-1s", "1 s", "1d", "1s1", "٣s", "inf", "nan"])
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        seconds(text)


@given(st.integers(0, 99), st.integers(0, 59), st.integers(0, 59))
def test_parts_of_a_duration_add_up(hours: int, minutes: int, rest: int) -> None:
    assert seconds(f"{hours}h{minutes}m{rest}s") == hours * 3600 + minutes * 60 + rest


def test_every_document_that_has_a_schema_can_be_asked_for() -> None:
    assert tuple(schema.DOCUMENTS) == DOCUMENTS


@pytest.mark.parametrize("columns", ["40", "300"])
def test_help_is_equally_wide_everywhere(
    columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for argv in (["--help"], ["get", "--help"]):
        with pytest.raises(SystemExit):
            parse(argv, "akotui")
        assert 80 < max(map(len, capsys.readouterr().out.splitlines())) <= 100
