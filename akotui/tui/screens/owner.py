"""Whose the thing of a row is: its AKO instances as they are now, or why nobody owns it."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.timeline import Timeline
from akotui.tui.messages import RowWanted, Told
from akotui.tui.screens.detail import DetailScreen
from akotui.tui.widgets.footer_bar import WAY_OUT
from akotui.views.lines import Line
from akotui.views.whose import owners_of, whose
from akotui.views.why import Why
from akotui.views.why_lines import compact


class OwnerScreen(DetailScreen):
    """Stays current as the evidence does. Enter goes to the row of the (first) instance."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,o", "app.pop_screen", "back"),
        Binding("enter", "go", "to the row of the instance"),
    ]
    hints: ClassVar[tuple[tuple[str, str], ...]] = (
        ("C", "Markdown"),
        ("c", "copy"),
        ("↵", "go to the instance"),
        *WAY_OUT,
    )

    timeline: var[Timeline] = var(Timeline())

    @property
    def why(self) -> Why | None:
        """What is told, and copied from here."""
        return whose(self.subject, self.estate, self.timeline.events, self.now)

    def lines(self, why: Why) -> tuple[Line, ...]:
        """Return it in the short form: settings and pod of an instance fit on one small screen."""
        return compact(why)

    def watch_timeline(self) -> None:
        """Tell what happened."""
        self.tell()

    def action_go(self) -> None:
        """Go to the row of the instance."""
        found = owners_of(self.subject, self.estate)
        if found:
            self.post_message(RowWanted("instances", found[0]))
        else:
            self.post_message(Told("there is no AKO instance to go to"))
