from pathlib import Path

import pytest

from akotui.cli.arguments import parse
from akotui.cli.environment import take
from akotui.cli.look import look
from akotui.errors import UsageError
from akotui.tui.appearance import Appearance

UTF8 = {"LANG": "C.UTF-8"}


def looks(*argv: str, **environ: str) -> Appearance:
    return look(parse(list(argv), "akotui"), take({**UTF8, **environ}))


def configuration(folder: Path, text: str) -> str:
    file = folder / "config.toml"
    file.write_text(text)
    return str(file)


def test_flags_stand_above_the_file_and_the_file_above_what_fits(tmp_path: Path) -> None:
    file = configuration(tmp_path, 'theme = "light"\nmouse = true\nbell = true\n')
    remote = {"SSH_TTY": "/dev/pts/1", "AKOTUI_CONFIG": file}
    assert looks(SSH_TTY="/dev/pts/1") == Appearance("ansi", mouse=False)
    assert looks(**remote) == Appearance("light", mouse=True, bell=True)
    assert looks("--theme", "dark", "--no-mouse", "--ascii", **remote) == Appearance(
        "dark", mouse=False, ascii=True, bell=True
    )
    assert looks("demo", "--mouse", SSH_TTY="/dev/pts/1") == Appearance("ansi", mouse=True)


def test_theme_that_does_not_exist_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="invalid choice: 'pink'"):
        looks("--theme", "pink")
    with pytest.raises(UsageError, match="line 1"):
        looks(AKOTUI_CONFIG=configuration(tmp_path, 'theme = "pink"\n'))
