"""The main screen: header, banners, tables, why, footer. It moves between them and holds what is chosen."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.reactive import Reactive, var
from textual.widget import Widget

from akotui.analysis.acknowledging import Acknowledged
from akotui.analysis.timeline import Timeline
from akotui.errors import AkotuiError
from akotui.tui.messages import AcknowledgedWanted
from akotui.tui.panes import PANES
from akotui.tui.panes.aging_pane import AgingPane, FindingsPane
from akotui.tui.panes.instances_pane import InstancesPane
from akotui.tui.panes.table_pane import TablePane
from akotui.tui.panes.timeline_pane import TimelinePane
from akotui.tui.panes.virtual_services_pane import VirtualServicesPane
from akotui.tui.panes.why_pane import WhyPane
from akotui.tui.screens.searching import SearchingScreen
from akotui.tui.sparing_compositor import SparingCompositor
from akotui.tui.trail import Trail
from akotui.tui.widgets.banner import Banner
from akotui.tui.widgets.command_line import CommandLine
from akotui.tui.widgets.filter_line import FilterLine
from akotui.tui.widgets.footer_bar import FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.row_table import RowTable
from akotui.tui.widgets.tab_row import TabRow
from akotui.views import triage
from akotui.views.ground_rules import ground_rules, rule_lines

_BEFORE, _AFTER = ("instances", "findings", "namespaces", "virtual-services", "users"), "timeline"
"""What stands before the explanation, and after it, where more than one is seen: row by row, from the left."""


_OF_THEIR_OWN: Mapping[str, type[TablePane]] = MappingProxyType(
    {
        "findings": FindingsPane,
        "instances": InstancesPane,
        "virtual-services": VirtualServicesPane,
        _AFTER: TimelinePane,
    }
)
"""Panes that show more than rows of the estate."""

_Aging = TypeVar("_Aging", HeaderBar, Banner, WhyPane, AgingPane)


class MainScreen(SearchingScreen):
    """One pane with tabs below 100 columns, four places from there on, the timeline from 120, all panes from 160."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"pane('{spec.noun}')", spec.title) for number, spec in enumerate(PANES, 1)),
        Binding("tab", "step(1)", "next pane"),
        Binding("shift+tab", "step(-1)", "previous pane"),
        Binding("t", "visit('timeline')", "what changed in this session"),
        Binding("z", "toggle('zoomed')", "this pane alone, and back"),
        Binding("A", "acknowledged", "the findings that the configuration ignores"),
        Binding("escape", "back", "one step back"),
    ]

    HINTS: ClassVar[tuple[tuple[str, str], ...]] = ()
    focused: Reactive[Widget | None] = Reactive[Widget | None](None, repaint=False)
    """Textual paints the whole screen anew for it; the two panes whose borders change see to themselves."""
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))
    failure: var[AkotuiError | None] = var[AkotuiError | None](None)
    acknowledged: var[Acknowledged] = var(Acknowledged(()))
    timeline: var[Timeline] = var(Timeline())
    since: var[str] = var("")
    standard: var[str] = var("")
    subject: var[object] = var[object](None, always_update=True)
    zoomed: Reactive[bool] = Reactive(default=False, repaint=False, toggle_class="-zoomed")

    def __init__(self, header: HeaderBar) -> None:
        super().__init__(
            {spec.noun: _OF_THEIR_OWN.get(spec.noun, TablePane)(spec, number) for number, spec in enumerate(PANES, 1)}
        )
        self._compositor = SparingCompositor()
        self._header = header
        self._trail = Trail()
        self._footnote = ""
        self._told: list[HeaderBar | Banner | WhyPane | AgingPane] = []
        self.HORIZONTAL_BREAKPOINTS = [(0, "-compact"), (100, "-medium"), (120, "-wide"), (160, "-broad")]
        self.VERTICAL_BREAKPOINTS = [(0, "-tiny"), (10, "-low"), (16, "-tall"), (36, "-high"), (48, "-full")]

    def compose(self) -> ComposeResult:
        """Lay out; which of it is seen is the style sheet's."""
        here = MainScreen
        yield self._aging(self._header.data_bind(here.estate))
        yield TabRow().data_bind(here.estate, here.active)
        yield self._aging(Banner().data_bind(here.estate, here.failure))
        with Container(id="panes"):
            for noun in _BEFORE:
                yield self._bound(self.panes[noun])
            yield self._aging(WhyPane().data_bind(here.estate, here.subject))
            yield self.panes[_AFTER].data_bind(here.estate, here.timeline, here.since)
        yield FilterLine()
        yield CommandLine(self.scene)
        yield FooterBar(more=self.HINTS).data_bind(here.narrowing, here.zoomed, here.standard)

    def _bound(self, pane: TablePane) -> TablePane:
        here = MainScreen
        pane.data_bind(here.estate, here.narrowing)
        if isinstance(pane, FindingsPane):
            pane.data_bind(here.timeline)
        return self._aging(pane) if isinstance(pane, AgingPane) else pane

    def _aging(self, one: _Aging) -> _Aging:
        """Have it told the moment (`watch_now`)."""
        one.set_reactive(type(one).now, self.now)
        self._told.append(one)
        return one

    def watch_now(self) -> None:
        """Tell the moment to those who show ages; bound to it, each would look all its data up for that."""
        with self.painted_together():
            for one in self._told:
                one.set_reactive(type(one).now, self.now)
                if one.is_mounted:
                    one.watch_now()

    def on_mount(self) -> None:
        """Start at the findings."""
        self.panes["namespaces"].add_class("-slot")
        self.action_pane(PANES[0].noun)

    def watch_estate(self) -> None:
        """Say below the findings how many rules ran, below the instances which ground rules are broken."""
        pane, apart = self.panes["findings"], len(self.acknowledged.accepted)
        footnote = triage.footnote(self.estate, apart)
        if footnote != self._footnote:  # Textual paints the whole pane anew for it
            self._footnote, pane.border_subtitle = footnote, Content(footnote)
        pane.set_class(apart > 0, "-noted")
        self._tell_rules()

    def _tell_rules(self) -> None:
        pane, accepted = self.panes["instances"], self.acknowledged.accepted
        if isinstance(pane, InstancesPane):
            pane.in_short = ground_rules(self.estate, accepted)
            pane.rules = rule_lines(self.estate, accepted)

    def watch_active(self, noun: str) -> None:
        """Show and name the active pane."""
        self.visited.visit(noun)
        named = ("-active", "-slot") if self.panes[noun].spec.slotted else ("-active",)
        moving = {self.focused, self.panes[noun]} if self.focused is not self.panes[noun] else ()
        for name, pane in self.panes.items():
            later = pane in moving  # the focus that comes and goes has its styles looked up all the same
            pane.update_classes(dict.fromkeys(named, name == noun), update=not later, animate=False)
        pane = self.panes[noun]
        self.query_one(FooterBar).stand(pane.place, pane.caption)
        self.subject = pane.selected

    @on(VirtualServicesPane.Foretold)
    def foretell(self, event: VirtualServicesPane.Foretold) -> None:
        """Tell in the tabs how many virtual services are expected."""
        self.query_one(TabRow).foretold = event.number

    @on(RowTable.Moved)
    def explain_row(self, event: RowTable.Moved) -> None:
        """Explain the row under the cursor of the active pane."""
        pane = self.panes[self.active]
        if event.table is pane:
            self.subject = pane.selected
            self.query_one(FooterBar).stand(pane.place, pane.caption)

    def on_descendant_focus(self) -> None:
        """A pane that gets the keys (a click) is the active one."""
        if isinstance(self.focused, TablePane):
            self.active = self.focused.spec.noun

    def action_visit(self, noun: str) -> None:
        """Go to a pane from which Esc leads back."""
        self._trail.leave(self.active)
        self.action_pane(noun)

    def action_step(self, places: int) -> None:
        """Go to the next pane or the one before."""
        nouns = [spec.noun for spec in PANES]
        self.action_pane(nouns[(nouns.index(self.active) + places) % len(nouns)])

    def go_to(self, noun: str, key: str) -> None:
        """Go to a row, whatever hides it, so that Esc leads back; say so when it is not there any more."""
        pane = self.panes[noun]
        pane.text, pane.faults = "", False
        self.action_visit(noun)
        if key not in pane.listing.keys:
            self.narrowing = ()
        if key in pane.listing.keys:
            pane.action_jump(pane.listing.keys.index(key))
        else:
            self.query_one(FooterBar).flash("it is not there any more")

    def action_acknowledged(self) -> None:
        """Show the findings that stand apart, if any does."""
        if self.acknowledged.accepted or self.acknowledged.expired:
            self.post_message(AcknowledgedWanted())
        else:
            self.query_one(FooterBar).flash("no finding is acknowledged: [[ignore]] in the configuration does that")

    def action_back(self) -> None:
        """Undo one step: clear the filter, go back to the pane before, widen by one object, show all panes."""
        if self.clear():
            return
        if (before := self._trail.back()) is not None:
            self.action_pane(before)
        elif not self.widen():
            self.zoomed = False
