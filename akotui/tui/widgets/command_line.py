"""The `:` line: what is typed, what it can become, and what was given before."""

from collections.abc import Callable
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from akotui.model.text import clean
from akotui.tui.commands import BY_NAME, Scene, complete, understand
from akotui.tui.messages import Told
from akotui.tui.sturdy import Sturdy
from akotui.tui.widgets.line_box import LineBox
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone

_REMEMBERED: Final = 100
_OFFERED: Final = 20


class CommandInput(Sturdy, Input):
    """The text itself."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "offer('complete')", show=False),
        Binding("up", "offer('before')", show=False),
        Binding("down", "offer('after')", show=False),
        Binding("escape", "offer('leave')", show=False),
    ]

    class Asked(Message):
        """Completion, an earlier or a later command, or the way out is wanted."""

        def __init__(self, what: str) -> None:
            super().__init__()
            self.what = what

    def action_offer(self, what: str) -> None:
        """Ask for it."""
        self.post_message(self.Asked(what))


class CommandLine(Sturdy, Vertical):
    """Takes no space until it is opened; then what is offered, and below it the command. It posts what it becomes."""

    class Left(Message):
        """The line was closed: the keys go back to where they were."""

    def __init__(self, scene: Callable[[], Scene]) -> None:
        super().__init__()
        self._scene = scene
        self._input = CommandInput(select_on_focus=False)
        self._input.cursor_blink = False
        self._offers, self._prompt = LineBox(), LineBox()
        self._history: list[str] = []
        self._place = 0
        self._fitting: tuple[str, ...] = ()
        self.display = False

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._offers
        with Horizontal():
            yield self._prompt
            yield self._input

    def open(self, text: str = "") -> None:
        """Take the keys, with this much already typed."""
        self.display = True
        self._prompt.draw((line(" :", Tone.STRONG),))
        self._place = len(self._history)
        self._input.value = text
        self._input.cursor_position = len(text)
        self._offer(text)
        self.screen.set_focus(self._input)

    def close(self) -> None:
        """Give the keys back."""
        if self.display:
            self.display = False
            self.post_message(self.Left())

    @on(Input.Changed)
    def offer(self, event: Input.Changed) -> None:
        """Tell what this can become."""
        event.stop()
        self._offer(event.value)

    @on(Input.Submitted)
    def give(self, event: Input.Submitted) -> None:
        """Post the message of the command, or say why there is none."""
        event.stop()
        text = event.value.strip()
        self.close()
        if text:
            self._history = [*(one for one in self._history if one != text), text][-_REMEMBERED:]
            outcome = understand(text)
            self.post_message(Told(outcome) if isinstance(outcome, str) else outcome)

    @on(CommandInput.Asked)
    def answer(self, event: CommandInput.Asked) -> None:
        """Complete, step through what was given before, or leave."""
        event.stop()
        match event.what:
            case "complete":
                self._complete()
            case "before":
                self._recall(self._place - 1)
            case "after":
                self._recall(self._place + 1)
            case _:
                self.close()

    def on_descendant_blur(self) -> None:
        """Close when the keys go elsewhere (a click)."""
        if self.screen.focused is not self._input:
            self.close()

    def _complete(self) -> None:
        """Take the first offer, when that stands there already the next one; behind a whole command begin its words."""
        if not self._fitting:
            return
        fitting, value = self._fitting, self._input.value
        if len(fitting) == 1 and " " not in fitting[0] and BY_NAME[fitting[0]].argument:
            self._set(f"{fitting[0]} ")
            return
        index = (fitting.index(value) + 1) % len(fitting) if value in fitting else 0
        with self._input.prevent(Input.Changed):
            self._set(fitting[index])
        self._tell(fitting[index])

    def _recall(self, place: int) -> None:
        self._place = max(0, min(place, len(self._history)))
        self._set(self._history[self._place] if self._place < len(self._history) else "")

    def _set(self, text: str) -> None:
        self._input.value = text
        self._input.cursor_position = len(text)

    def _offer(self, text: str) -> None:
        self._fitting = complete(text, self._scene())
        self._tell(text)

    def _tell(self, text: str) -> None:
        self._offers.draw((_offered(text, self._fitting),))


def _offered(text: str, fitting: tuple[str, ...]) -> Line:
    """Return usage and help of a whole command, then what the text can become; the chosen one stands out."""
    name, blank, _ = text.lstrip().partition(" ")
    command = BY_NAME.get(name.casefold())
    spans: list[Span] = []
    if command is not None:
        spans.append(Span(f" {command.usage}  {command.help}", Tone.WARNING))
    if command is not None and blank and command.continues is not None and fitting:
        spans = [Span(f" :{command.name}", Tone.WARNING)]
    if command is None or blank:
        several = command is not None and command.continues is not None
        for one in fitting[:_OFFERED]:
            shown = clean(one.rpartition(" ")[2] if several else one.partition(" ")[2] if blank else one)
            spans.append(Span(f"  {shown}", Tone.STRONG if one == text else Tone.QUIET))
    return tuple(spans) or line(" no such command; Esc leaves, :help lists them", Tone.WARNING)
