import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from akotui.cli.arguments import Arguments
from akotui.cli.contexts import KubeconfigContexts
from akotui.cli.environment import Environment
from akotui.config import Settings
from akotui.errors import UsageError
from akotui.tui.running import Running

CONFIG = """
avi_controllers = []
[contexts.dev]
avi_controllers = ["10.0.0.9"]
[[contexts.dev.ignore]]
rule = "no-primary"
object = "*"
reason = "a sandbox"
[contexts.broken]
[[contexts.broken.ignore]]
rule = "no-such-rule"
object = "*"
reason = "x"
"""


async def never(_: Settings, __: Mapping[str, str]) -> Running:
    raise AssertionError


def contexts(folder: Path, arguments: Arguments, **said: str) -> KubeconfigContexts:
    kubeconfig = folder / "config"
    names = ["prod", "dev", "broken", "prod"]
    kubeconfig.write_text(json.dumps({"current-context": "prod", "contexts": [{"name": name} for name in names]}))
    (folder / "akotui.toml").write_text(CONFIG)
    arguments.kubeconfig = str(kubeconfig)
    environ = {"AKOTUI_CONFIG": str(folder / "akotui.toml"), **said}
    return KubeconfigContexts(arguments, Environment(environ, {"AKOTUI_AVI_PASSWORD": "x"}), never)


def given() -> Arguments:
    arguments = Arguments()
    arguments.avi_controllers, arguments.avi_username = ["10.0.0.5"], "oncall"
    arguments.namespaces, arguments.insecure_skip_tls_verify, arguments.as_user = ["shop"], True, "viewer"
    return arguments


async def test_contexts_of_the_kubeconfig_are_named_once(tmp_path: Path) -> None:
    assert await contexts(tmp_path, Arguments()).names() == ("prod", "dev", "broken")


async def test_kubeconfig_that_cannot_be_read_has_no_contexts(tmp_path: Path) -> None:
    found = contexts(tmp_path, Arguments())
    (tmp_path / "config").write_text("contexts: {")
    assert await found.names() == ()


def test_controller_and_options_of_one_cluster_do_not_go_along_to_another(tmp_path: Path) -> None:
    found = contexts(tmp_path, given(), AKOTUI_AVI_CONTROLLER="10.0.0.6")
    other = found.settings("broken")
    assert other.controllers == ()
    assert (other.cluster.context, other.cluster.namespaces, other.cluster.insecure) == ("broken", (), False)
    assert (other.cluster.as_user, other.elsewhere.username) == ("viewer", "")


def test_controller_whose_address_was_given_for_the_context_is_read_there(tmp_path: Path) -> None:
    (one,) = contexts(tmp_path, given()).settings("dev").controllers
    assert (one.address, one.username) == ("10.0.0.9", "")


def test_options_that_do_not_go_along_are_named_as_they_were_typed(tmp_path: Path) -> None:
    found = contexts(tmp_path, given())
    gone = ("-n", "--insecure-skip-tls-verify", "--avi-controller", "--avi-username")
    assert (found.opening("dev").left, found.opening("prod").left) == (gone, ())
    assert contexts(tmp_path, Arguments()).opening("dev").left == ()


def test_going_back_to_the_first_context_is_as_akotui_was_started(tmp_path: Path) -> None:
    back = contexts(tmp_path, given()).settings("prod")
    assert [(one.address, one.username) for one in back.controllers] == [("10.0.0.5", "oncall")]
    assert (back.cluster.namespaces, back.cluster.insecure) == (("shop",), True)


def test_what_the_configuration_ignores_is_that_of_the_context(tmp_path: Path) -> None:
    opening = contexts(tmp_path, given()).opening("dev")
    assert (opening.title, [one.reason for one in opening.ignored]) == ("dev", ["a sandbox"])
    assert contexts(tmp_path, given()).opening("prod").ignored == ()
    with pytest.raises(UsageError, match="no-such-rule"):
        contexts(tmp_path, given()).opening("broken")


def test_account_that_was_given_with_a_controller_is_not_shown_to_that_of_another_context(tmp_path: Path) -> None:
    account = {"AKOTUI_AVI_USERNAME": "oncall"}
    by_option = contexts(tmp_path, given())
    by_environment = contexts(tmp_path, Arguments(), AKOTUI_AVI_CONTROLLER="10.0.0.6", **account)
    for found in (by_option, by_environment):
        assert found.environment("dev").secrets == {}
        assert [one.username for one in found.settings("dev").controllers] == [""]
        assert found.environment("prod").secrets == {"AKOTUI_AVI_PASSWORD": "x"}


def test_account_for_the_controllers_of_the_configuration_goes_along(tmp_path: Path) -> None:
    found = contexts(tmp_path, Arguments(), AKOTUI_AVI_USERNAME="oncall")
    assert found.environment("dev").secrets == {"AKOTUI_AVI_PASSWORD": "x"}
    assert [one.username for one in found.settings("dev").controllers] == ["oncall"]
