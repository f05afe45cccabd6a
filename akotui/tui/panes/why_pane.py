"""Why the selected row is as it is, beside the tables and without a key."""

from datetime import UTC, datetime

from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.panes.fitting import fitted
from akotui.tui.widgets.line_box import LineBox
from akotui.views.why import explain


class WhyPane(LineBox):
    """Shows the whole explanation where it fits, else the part that fits with the first remedy."""

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))
    subject: var[object] = var[object](None, always_update=True)

    def on_mount(self) -> None:
        """Name the pane."""
        self.border_title = "Why"

    def watch_subject(self) -> None:
        """Explain another row."""
        self.explain()

    def watch_estate(self) -> None:
        """Read the ages of the new estate."""
        self.explain()

    def watch_now(self) -> None:
        """Tell the new ages."""
        self.explain()

    def on_resize(self) -> None:
        """Fit into the new size."""
        self.explain()

    def explain(self) -> None:
        """Draw the explanation of the subject; nothing when there is none."""
        why = explain(self.subject, self.estate, self.now)
        if why is None:
            self.draw(())
            return
        self.draw(fitted(why, self.size.width, self.size.height))
