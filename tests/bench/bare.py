"""A Textual app with one empty widget, the floor of what a screen costs: `python -m tests.bench.bare`.

Any key toggles a mark in the first cell, so that its latency can be told.
"""

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static


class BareApp(App[None]):
    """One empty widget."""

    CSS = "Static { height: 1fr; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """Nothing in it."""
        yield Static("")

    def on_key(self, event: events.Key) -> None:
        """Show which key came last."""
        self.query_one(Static).update(event.key)


if __name__ == "__main__":
    BareApp().run()
