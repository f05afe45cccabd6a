"""The form for a Controller's account. It goes only to an address that a person gave or confirms here.

What is typed is masked, handed on once, and gone with the form.
"""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input

from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_address import parse
from akotui.sources.secret import Secret
from akotui.tui.sturdy import Sturdy
from akotui.tui.widgets.line_box import LineBox
from akotui.tui.widgets.wrapping import wrap
from akotui.views.lines import Line, Span, line
from akotui.views.logins import Login
from akotui.views.table import Tone

SignIn = Callable[[str, AviCredentials], None]
"""Reads the Controller at an address with an account. Raises UsageError, one line."""

_HINTS = (Span("Enter", Tone.STRONG), Span(" next, then log in   "), Span("Esc", Tone.STRONG), Span(" cancel"))
_ADVICE = "A password or a token, not both. It is kept in memory only."


def _box(name: str, *classes: str) -> LineBox:
    box = LineBox()
    box.id = name
    box.add_class(*classes)
    return box


class Field(Sturdy, Input):
    """One line to fill in."""

    def __init__(self, name: str, value: str = "", *, masked: bool = False) -> None:
        super().__init__(value, password=masked, id=name, select_on_focus=False)
        self.cursor_blink = False

    def on_unmount(self) -> None:
        """Keep nothing, however the form was left."""
        with self.prevent(Input.Changed):
            self.value = ""


class LoginScreen(Sturdy, ModalScreen[str]):
    """Asks for address, user, and password or token; its result is what to say then, empty when it was cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "cancel"),
        Binding("y", "confirm(True)", show=False),
        Binding("n", "confirm(False)", show=False),
    ]
    _NAMES: ClassVar[tuple[str, ...]] = ("address", "user", "password", "token")

    def __init__(self, logins: Sequence[Login], sign_in: SignIn) -> None:
        super().__init__()
        self._logins = tuple(logins)
        self._sign_in = sign_in
        self._confirmed = ""

    def compose(self) -> ComposeResult:
        """Lay out: a title, the fields, what is to be said, the keys."""
        first = self._logins[0].address if self._logins else ""
        with VerticalScroll(id="login", can_focus=False):
            yield _box("login-title")
            for name in self._NAMES:
                with Horizontal(classes="login-row"):
                    yield _box(f"label-{name}", "login-label")
                    yield Field(name, first if name == "address" else "", masked=name in ("password", "token"))
            yield _box("login-told")
            yield _box("login-keys")

    def on_mount(self) -> None:
        """Say what it is, and begin with the first field that is empty."""
        self._draw("login-title", line("Log in to an Avi Controller", Tone.STRONG))
        self._draw("login-keys", _HINTS)
        for name in self._NAMES:
            self._draw(f"label-{name}", line(name.capitalize()))
        self._say(_ADVICE, Tone.QUIET)
        self._to_next_empty()

    def on_resize(self) -> None:
        """Wrap what is said at the new width."""
        self._say(self._said, self._tone)

    def action_leave(self) -> None:
        """Change nothing; while it asks whether the address is right, go back to the form."""
        if self._asks:
            self.action_confirm(yes=False)
        else:
            self._end("")

    def action_confirm(self, yes: bool) -> None:  # noqa: FBT001 - Textual calls it with the value of the binding
        """Answer whether the address is right."""
        if not self._asks:
            return
        self._asks = False
        if yes:
            self._confirmed = self._value("address")
            self._submit()
        else:
            self._say("Not sent. Correct the address, or Esc.", Tone.WARNING)
            self.set_focus(self._field("address"))

    @on(Input.Submitted)
    def next_or_log_in(self, event: Input.Submitted) -> None:
        """Go to the next field that lacks something, or log in."""
        event.stop()
        if not self._to_next_empty():
            self._submit()

    def on_key(self, event: events.Key) -> None:
        """While it asks, no other key means anything."""
        if self._asks and event.key not in ("y", "n", "escape", "ctrl+c", "ctrl+q"):
            event.stop()

    _asks = False
    _said = ""
    _tone = Tone.QUIET

    def _to_next_empty(self) -> bool:
        secret = self._value("password") or self._value("token")
        for name in self._NAMES[:3]:
            if not self._value(name) and not (name == "password" and secret):
                self.set_focus(self._field(name))
                return True
        return False

    def _submit(self) -> None:
        address, user = self._value("address"), self._value("user")
        password, token = self._value("password"), self._value("token")
        if password and token:
            self._say("Give a password or a token, not both.", Tone.ERROR)
            return
        try:
            name = parse(address).name
            told = self._only_read(name)
            if told and self._confirmed != address:
                self._ask(address, told)
                return
            self._sign_in(address, AviCredentials(user, Secret(token or password), token=bool(token)))
        except UsageError as error:
            self._say(str(error).removeprefix("--avi-controller "), Tone.ERROR)
            return
        self._end(f"logging in to {clean(name, 80)} as {clean(user, 60)}")

    def _only_read(self, name: str) -> str:
        """Return which object told this address, empty when it was a person."""
        for login in self._logins:
            try:
                known = parse(login.address).name
            except UsageError:
                continue
            if known == name:
                return login.read_from
        return ""

    def _ask(self, address: str, told: str) -> None:
        self._asks = True
        self.set_focus(None)
        words = f"{clean(address, 80)} was read from {told}, not given by you. Send the account there?  y yes   n no"
        self._say(words, Tone.WARNING)

    def _end(self, told: str) -> None:
        self._forget()
        self.dismiss(told)

    def _forget(self) -> None:
        for name in ("password", "token"):
            self._field(name).value = ""

    def _field(self, name: str) -> Field:
        return self.query_one(f"#{name}", Field)

    def _value(self, name: str) -> str:
        value = self._field(name).value
        return value if name in ("password", "token") else value.strip()

    def _say(self, text: str, tone: Tone) -> None:
        self._said, self._tone = text, tone
        box = self.query_one("#login-told", LineBox)
        box.draw(wrap(line(text, tone), max(1, box.size.width)))

    def _draw(self, name: str, told: Line) -> None:
        self.query_one(f"#{name}", LineBox).draw((told,))
