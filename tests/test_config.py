"""Settings come from flag, environment, context section, file and default, in that order."""

from datetime import date
from pathlib import Path

import pytest

from akotui import config
from akotui.config import Configuration, ControllerSection, ControllerSettings, Section
from akotui.errors import UsageError

FILE = """
avi_controllers = ["one.example", "two.example"]

[avi]
username = "everyone"
tenants = ["admin"]

[controllers."two.example"]
username = "second"
password_file = "two.password"

[contexts.prod]
avi_controllers = ["prod.example"]
[contexts.prod.avi]
username = "oncall"
"""


def test_without_any_word_no_controller_is_read() -> None:
    assert config.resolve(Section(), {}, Configuration(), None).controllers == ()


def test_flag_wins_over_environment_context_and_file() -> None:
    flags = Section(avi_controllers=("flag.example",), avi=ControllerSection(username="flagged"))
    environ = {"AKOTUI_AVI_CONTROLLER": "env.example", "AKOTUI_AVI_USERNAME": "env"}
    found = config.resolve(flags, environ, config.parse(FILE, "f"), "prod")
    assert found.controllers == (ControllerSettings("flag.example", username="flagged", tenants=("admin",)),)


def test_environment_wins_over_context_and_file() -> None:
    found = config.resolve(
        Section(), {"AKOTUI_AVI_CONTROLLER": "a.example, b.example"}, config.parse(FILE, "f"), "prod"
    )
    assert [one.address for one in found.controllers] == ["a.example", "b.example"]


def test_context_section_wins_over_top_of_file() -> None:
    found = config.resolve(Section(), {}, config.parse(FILE, "f"), "prod")
    assert found.controllers == (ControllerSettings("prod.example", username="oncall", tenants=("admin",)),)


def test_unknown_context_reads_top_of_file() -> None:
    found = config.resolve(Section(), {}, config.parse(FILE, "f"), "other")
    assert [(one.address, one.username) for one in found.controllers] == [
        ("one.example", "everyone"),
        ("two.example", "second"),
    ]


def test_secret_in_environment_stands_above_password_file_of_the_file() -> None:
    found = config.resolve(Section(), {"AKOTUI_AVI_PASSWORD": "x"}, config.parse(FILE, "f"), None)
    assert [one.password_file for one in found.controllers] == ["", ""]


def test_secret_in_environment_does_not_overrule_the_flag() -> None:
    flags = Section(avi=ControllerSection(password_file="/p"))
    found = config.resolve(flags, {"AKOTUI_AVI_PASSWORD": "x"}, config.parse(FILE, "f"), None)
    assert [one.password_file for one in found.controllers] == ["/p", "/p"]


def test_no_avi_leaves_no_controller() -> None:
    found = config.resolve(Section(no_avi=True), {}, config.parse(FILE, "f"), None)
    assert found.no_avi
    assert found.controllers == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no_avi = true\ncolour = 1\n", "f.toml, line 2: Object contains unknown field `colour`"),
        ("[avi]\nusername = 5\n", "f.toml, line 2: Expected `str | null`, got `int`"),
        ('[controllers."a"]\n\n  pasword = ""\n', "f.toml, line 3: Object contains unknown field `pasword`"),
        ("avi = \n", "f.toml: Invalid value (at line 1"),
    ],
)
def test_broken_file_is_named_with_line_and_key(text: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        config.parse(text, "f.toml")
    assert str(caught.value).startswith(words)
    assert "\n" not in str(caught.value)


def test_file_stands_in_xdg_config_home_then_home(tmp_path: Path) -> None:
    assert config.path({"AKOTUI_CONFIG": "/x.toml", "HOME": "/h"}) == Path("/x.toml")
    assert config.path({"XDG_CONFIG_HOME": "/c", "HOME": "/h"}) == Path("/c/akotui/config.toml")
    assert config.path({"HOME": "/h"}) == Path("/h/.config/akotui/config.toml")
    assert config.path({}) is None
    assert config.load({"HOME": str(tmp_path)}) == Configuration()


def test_named_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file; AKOTUI_CONFIG names it"):
        config.load({"AKOTUI_CONFIG": str(tmp_path / "gone.toml")})


def test_paths_in_the_file_are_relative_to_it_or_to_home(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text('[avi]\npassword_file = "pw"\ntoken_file = "~/t"\nca_file = "/etc/ca"\n')
    found = config.load({"AKOTUI_CONFIG": str(tmp_path / "c.toml"), "HOME": "/h"}).avi
    assert (found.password_file, found.token_file, found.ca_file) == (str(tmp_path / "pw"), "/h/t", "/etc/ca")


def test_what_a_context_ignores_comes_before_what_is_ignored_everywhere() -> None:
    written = 'rule = "*"\nobject = "{}"\nreason = "known"\n'
    file = config.parse(
        f"[[ignore]]\n{written.format('everywhere')}until = 2027-03-31\n"
        f"[[contexts.prod.ignore]]\n{written.format('here')}",
        "config.toml",
    )
    ignored = config.resolve(Section(), {}, file, "prod").ignored
    assert [(one.object, one.until) for one in ignored] == [("here", None), ("everywhere", date(2027, 3, 31))]
    assert [one.object for one in config.resolve(Section(), {}, file, "test").ignored] == ["everywhere"]
