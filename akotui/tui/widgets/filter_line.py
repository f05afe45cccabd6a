"""The `/` line: the rows change while it is typed."""

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from akotui.tui.sturdy import Sturdy


class FilterLine(Sturdy, Input):
    """Takes no space until it is opened. Enter keeps the filter, Esc clears it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "clear_filter", show=False)]

    class Typed(Message):
        """The filter is this text now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The line was closed: the keys go back to the table."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="words !not ns: owner: state: sev: -l key=value -f letters; Esc clears", select_on_focus=False
        )
        self.cursor_blink = self.display = False

    def open(self, text: str) -> None:
        """Take the keys; the filter begins as `text`."""
        if not self.display:
            self.display = True
            with self.prevent(Input.Changed):
                self.value = text
            self.cursor_position = len(text)
            self.screen.set_focus(self)

    def close(self) -> None:
        """Give the keys back."""
        if self.display:
            self.display = False
            self.post_message(self.Left())

    def action_clear_filter(self) -> None:
        """Show all rows again."""
        self.post_message(self.Typed(""))
        self.close()

    @on(Input.Changed)
    def tell(self, event: Input.Changed) -> None:
        """Filter as it is typed."""
        event.stop()
        if self.display:
            self.post_message(self.Typed(event.value))

    @on(Input.Submitted)
    def keep(self, event: Input.Submitted) -> None:
        """Keep the filter."""
        event.stop()
        self.close()

    def on_blur(self) -> None:
        """Close when the keys go elsewhere (a click, another pane)."""
        self.close()
