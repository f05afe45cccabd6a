"""No state of a site holds up a key (how each looks: tests/screenshots.py, which a test compares)."""

from collections.abc import Mapping

import pytest

from akotui.analysis.estate import Estate
from akotui.tui.app import AkotuiApp
from akotui.tui.screens.help import HelpScreen
from akotui.tui.screens.main import MainScreen
from tests.build import MOMENT
from tests.pictured import estates
from tests.tui.running import Still, opened

STATES = (
    "loading",
    "stale",
    "partial",
    "no-controller",
    "plugin-login",
    "refused",
    "nothing-found",
    "all-well",
)


@pytest.fixture(scope="module")
def kept() -> dict[str, tuple[Estate, ...]]:
    return {}


async def in_all_states(kept: dict[str, tuple[Estate, ...]]) -> Mapping[str, tuple[Estate, ...]]:
    """Read them once."""
    if not kept:
        kept.update(await estates())
    return kept


@pytest.mark.parametrize("size", [(80, 24), (40, 6), (120, 40), (200, 60)])
@pytest.mark.parametrize("state", STATES)
async def test_every_key_works_in_every_state(
    state: str, size: tuple[int, int], kept: dict[str, tuple[Estate, ...]]
) -> None:
    known = await in_all_states(kept)
    app = AkotuiApp(opened(Still(*known[state])), title="prod-eu", clock=lambda: MOMENT)
    async with app.run_test(size=size) as pilot:
        await pilot.press("?")
        await pilot.pause()
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "3", "tab", "/", *"x", "escape", "escape", "z", "z", ":", "escape", "t")
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)
        assert app.screen.active == "timeline"
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running
