"""What is done before the panes are seen for the first time: counted."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import msgspec
import pytest
from textual.css import parse, stylesheet
from textual.widgets import Tooltip

from akotui.tui.appearance import Appearance
from tests.tui.test_terminal import app

P = ParamSpec("P")
T = TypeVar("T")


def noting(seen: list[str], parse: Callable[P, T]) -> Callable[P, T]:
    """Return `parse` with a note of what was parsed: its third argument tells from where it is."""

    def noted(*args: P.args, **kwargs: P.kwargs) -> T:
        seen.append(str(args[2]))
        return parse(*args, **kwargs)

    return noted


@pytest.mark.parametrize("theme", ["dark", "ansi"])
async def test_style_sheet_is_parsed_once_in_the_colours_that_were_chosen(
    monkeypatch: pytest.MonkeyPatch, theme: str
) -> None:
    parsed: list[str] = []
    monkeypatch.setattr(stylesheet, "parse", noting(parsed, parse.parse))
    async with app(appearance=msgspec.convert({"theme": theme}, Appearance)).run_test() as pilot:
        await pilot.pause()
        assert len([one for one in parsed if "app.tcss" in one]) == 1
        assert pilot.app.has_class(f"-theme-{theme}")
        assert pilot.app.get_css_variables() == pilot.app.stylesheet._variables


async def test_screens_bear_nothing_that_is_never_shown() -> None:
    async with app(appearance=Appearance()).run_test(tooltips=True, notifications=True) as pilot:
        assert not pilot.app.screen.query(Tooltip)
        assert not pilot.app.screen.query("ToastRack")
