"""The part of the app that leaves the terminal to a credential plugin, so that a person can log in to the cluster."""

import asyncio
import contextlib
import os
from functools import partial
from typing import Final

from textual import on
from textual.app import SuspendNotSupported

from akotui.sources.credentials import CredentialsFailed, Interactive
from akotui.tui.commanding import CommandedApp
from akotui.tui.messages import LoginWanted

_TERMINAL: Final = "/dev/tty"


class HandingOverApp(CommandedApp):
    """`:login` runs the plugin where the screen is, comes back whatever it does, and reads again."""

    def give_title_back(self) -> None:
        """Leave the window's title as it was found."""

    @on(LoginWanted)
    def hand_over(self) -> None:
        """Leave the terminal, unless there is nobody to leave it to."""
        login = self.running.interactive if self.running is not None else None
        if self.running is None:
            self.flash("nothing is read yet")
        elif login is None:
            self.flash("the kubeconfig has no credential plugin: log in elsewhere, then ^r")
        else:
            self.run_worker(partial(self._log_in, login), name="login", group="login", exclusive=True)

    async def _log_in(self, login: Interactive) -> None:
        """Log in; a worker, since messages are served meanwhile (a signal may end the program)."""
        self.give_title_back()
        bug: Exception | None = None
        told = "this terminal could not be left to another program"
        with contextlib.suppress(SuspendNotSupported), self.suspend():
            try:
                told = await _logged_in(login)
            except OSError as error:
                told = f"{told}: {error.strerror}"
            except Exception as error:  # noqa: BLE001 - Textual takes the terminal again only after a quiet end
                bug = error
        if bug is not None:
            self.survive(bug)
        if self.running is not None:
            self.running.poke()
        self.flash(told)


async def _logged_in(login: Interactive) -> str:
    """Run the plugin and return what came of it; what it said of a failure stays in sight until Enter."""
    _write(f"akotui: {login.program} has this terminal now; Ctrl-C gives up.\r\n")
    try:
        await login.log_in()
    except CredentialsFailed as error:
        _write(f"\r\nakotui: {error}. Enter goes back.\r\n")
        await _enter()
        return str(error)
    return "logged in; reading again"


def _write(text: str) -> None:
    terminal = os.open(_TERMINAL, os.O_WRONLY | os.O_NOCTTY)
    try:
        os.write(terminal, text.encode())
    finally:
        os.close(terminal)


async def _enter() -> None:
    """Wait for a line from the keyboard."""
    pressed = asyncio.Event()
    terminal, loop = os.open(_TERMINAL, os.O_RDONLY | os.O_NOCTTY), asyncio.get_running_loop()
    loop.add_reader(terminal, pressed.set)
    try:
        await pressed.wait()
        os.read(terminal, 4096)
    finally:
        loop.remove_reader(terminal)
        os.close(terminal)
