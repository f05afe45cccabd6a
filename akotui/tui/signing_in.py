"""The part of the app that lets a person log in to a Controller, or hide that it is not read."""

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.errors import UsageError
from akotui.sources.avi_account import AviCredentials
from akotui.tui.handing_over import HandingOverApp
from akotui.tui.messages import AviWanted
from akotui.tui.screens.login import LoginScreen
from akotui.tui.screens.main import MainScreen
from akotui.tui.widgets.banner import Banner
from akotui.views.logins import logins


class SigningInApp(HandingOverApp):
    """`L` or `:avi login` opens the form, `:avi off` hides what is said of a Controller that is not read."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("L", "login", "log in to a Controller")]

    estate: var[Estate] = var(Estate(), always_update=True)

    def action_login(self) -> None:
        """Open the form."""
        self.push_screen(LoginScreen(logins(self.estate), self._sign_in), self._logged_in)

    @on(AviWanted)
    def serve(self, event: AviWanted) -> None:
        """Do what `:avi` was told to."""
        match event.what:
            case "login":
                self.action_login()
            case "off":
                self._hide(hidden=True)
                self.flash("hidden; the header still tells how the Controller is, :avi login asks for an account")
            case _:
                self.flash("give :avi login or :avi off")

    def _sign_in(self, address: str, account: AviCredentials) -> None:
        if self.running is None:
            raise UsageError("nothing reads yet; try again in a moment")
        self.running.sign_in(address, account)

    def _logged_in(self, told: str | None) -> None:
        if told:
            self._hide(hidden=False)
            self.flash(told)

    def _hide(self, *, hidden: bool) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, MainScreen):
                screen.query_one(Banner).hides_controllers = hidden
