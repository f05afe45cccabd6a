"""`:login` with nothing to log in with, or with no terminal to leave (a real one: e2e/test_plugin_login.py)."""

from akotui.tui.app import AkotuiApp
from tests.build import MOMENT
from tests.tui.running import Still, opened, screen_text


class Oci:
    """A credential plugin that nobody may run here."""

    program = "oci"

    async def log_in(self) -> None:
        raise AssertionError


async def said(engine: Still) -> str:
    app = AkotuiApp(opened(engine), clock=lambda: MOMENT)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(":", *"login", "enter")
        await pilot.pause()
        await pilot.pause()
        return screen_text(pilot)


async def test_without_a_plugin_it_is_said_what_to_do() -> None:
    assert "the kubeconfig has no credential plugin: log in elsewhere, then ^r" in await said(Still())


async def test_terminal_that_cannot_be_left_is_kept() -> None:
    engine = Still()
    engine.login = Oci()
    assert "this terminal could not be left to another program" in await said(engine)
