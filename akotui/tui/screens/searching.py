"""The part of the main screen with which rows are found: filter, order, narrowing, commands, and the way back."""

from collections.abc import Mapping
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.commands import Scene
from akotui.tui.messages import NO_ROW, DetailWanted, FilterWanted, PaneWanted, SortWanted, Told
from akotui.tui.panes import PANES
from akotui.tui.panes.table_pane import TablePane
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.visited import Visited
from akotui.tui.widgets.command_line import CommandLine
from akotui.tui.widgets.filter_line import FilterLine
from akotui.tui.widgets.row_table import RowTable
from akotui.views.narrowing import narrowed, owner_step, step_named, step_to
from akotui.views.table import Step

_ALL: Final = ("all", "-A", "--all-namespaces")
"""What k9s and kubectl call every namespace; a thing of that name goes first."""


class SearchingScreen(PromptScreen):
    """Knows its panes by noun, which one is active, and what all of them are narrowed to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter the rows of this pane", key_display="/"),
        Binding("s", "same_owner", "everything of the same owner"),
        Binding("d", "detail", "the whole evidence of the row"),
        Binding("minus", "seen(0)", "the pane before", key_display="-"),
        Binding("left_square_bracket", "seen(-1)", "back through the panes", key_display="["),
        Binding("right_square_bracket", "seen(1)", "forward again", key_display="]"),
    ]

    estate: var[Estate] = var(Estate(), always_update=True)
    known_contexts: var[tuple[str, ...]] = var[tuple[str, ...]](())
    active: var[str] = var(PANES[0].noun)
    narrowing: var[tuple[Step, ...]] = var[tuple[Step, ...]](())

    def __init__(self, panes: Mapping[str, TablePane]) -> None:
        super().__init__()
        self.panes = panes
        self.visited = Visited()

    def action_pane(self, noun: str) -> None:
        """Go to a pane."""
        self.active = noun
        self.panes[noun].wake()
        self.set_focus(self.panes[noun])

    def action_seen(self, places: int) -> None:
        """Go back or forward through the panes that were seen; 0 changes between the last two."""
        noun = self.visited.step(places) if places else self.visited.before()
        if noun is None:
            self.post_message(Told(f"no pane was seen {'after' if places > 0 else 'before'} this one"))
        else:
            self.action_pane(noun)

    def action_filter(self) -> None:
        """Ask for the text to filter by."""
        pane = self.panes[self.active]
        self.query_one(FilterLine).open(pane.text)
        self.call_after_refresh(pane.prepare)

    def open_command(self, text: str) -> None:
        """Ask for a command that begins like this."""
        self.query_one(CommandLine).open(text)

    def action_detail(self) -> None:
        """Tell everything about the row."""
        pane = self.panes[self.active]
        if pane.selected is not None and pane.cursor_key is not None:
            self.post_message(DetailWanted(pane.told, pane.cursor_key, pane.selected))
        else:
            self.post_message(Told(NO_ROW))

    def action_same_owner(self) -> None:
        """Narrow every pane to whom the row's object belongs."""
        step = owner_step(self.panes[self.active].selected, self.estate)
        if self.panes[self.active].cursor_key is None:
            self.post_message(Told(NO_ROW))
        elif step is None:
            self.post_message(Told("no AKO instance and no username that is known here owns it"))
        else:
            self.narrowing = narrowed(self.narrowing, step)

    @on(RowTable.Chosen)
    def open_row(self, event: RowTable.Chosen) -> None:
        """Narrow to the chosen object; tell everything about it when that is done, and about anything else."""
        step = step_to(event.table.selected)
        if step is not None and step not in self.narrowing:
            self.narrowing = narrowed(self.narrowing, step)
        else:
            self.action_detail()

    @on(PaneWanted)
    def go_to_pane(self, event: PaneWanted) -> None:
        """Go to a pane, and narrow to the object that is called so."""
        step = step_named(self.estate, event.noun, event.name) if event.name else None
        if step is not None:
            self.narrowing = narrowed(self.narrowing, step)
        elif event.name in _ALL:
            self.narrowing = ()
        elif event.name:
            self.post_message(Told(f"none is called {event.name}"))
        self.action_pane(event.noun)

    @on(FilterWanted)
    @on(FilterLine.Typed)
    def filter_rows(self, event: FilterWanted | FilterLine.Typed) -> None:
        """Filter the active pane."""
        self.panes[self.active].text = event.text

    @on(SortWanted)
    def sort_rows(self, event: SortWanted) -> None:
        """Sort the active pane."""
        refused = self.panes[self.active].sort(event.column)
        if refused:
            self.post_message(Told(refused))

    @on(FilterLine.Left)
    @on(CommandLine.Left)
    def give_keys_back(self) -> None:
        """Let the table have the keys again, unless something else took them."""
        if not isinstance(self.focused, TablePane):
            self.set_focus(self.panes[self.active])

    def widen(self) -> bool:
        """Show what concerns one object less; tell whether there was any."""
        before, self.narrowing = self.narrowing, self.narrowing[:-1]
        return bool(before)

    def clear(self) -> bool:
        """Undo one step of what leaves rows out of the active pane; tell whether there was any."""
        pane = self.panes[self.active]
        if pane.text:
            pane.text = ""
        elif pane.faults:
            pane.faults = False
        else:
            return False
        return True

    def scene(self) -> Scene:
        """Return what commands are completed from."""
        return Scene(self.estate, tuple(column.key for column in self.panes[self.active].every), self.known_contexts)
