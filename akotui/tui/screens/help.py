"""All keys, made from the bindings themselves."""

from collections.abc import Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from akotui.tui.commands import COMMANDS, Command
from akotui.tui.screens.columns import ColumnsScreen
from akotui.tui.screens.outlook import OutlookScreen
from akotui.tui.screens.owner import OwnerScreen
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.screens.raw import RawScreen
from akotui.tui.screens.tree import TreeScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.row_table import RowTable
from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone

_KEYS = 22
_PAGES = (
    ("tree", TreeScreen),
    ("owner", OwnerScreen),
    ("YAML", RawScreen),
    ("columns", ColumnsScreen),
    ("what-if, what changed", OutlookScreen),
)
"""Screens above the panes that have keys of their own."""
_BACK = "back"


class HelpScreen(PromptScreen):
    """Keys and what they do, then what the symbols mean."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,question_mark", "app.pop_screen", "back")]

    def __init__(self, *groups: Iterable[BindingType]) -> None:
        super().__init__()
        self._groups, self._box = groups, ScrollBox()

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._box
        yield FooterBar(WAY_OUT)

    def on_mount(self) -> None:
        """Show it."""
        keys = [_key_line(one) for group in (*self._groups, RowTable.BINDINGS) for one in _described(group)]
        parts = (*keys, (), *_pages(), (), *_FILTER, (), *_commands(), (), *_LEGEND)
        self._box.show((line(" Keys", Tone.STRONG), (), *parts))
        self._box.focus()


def _described(group: Iterable[BindingType]) -> list[Binding]:
    return [one for one in group if isinstance(one, Binding) and one.description]


def _key_line(binding: Binding, where: str = "") -> Line:
    keys = binding.key_display or binding.key.replace("question_mark", "?").replace(",", ", ")
    return (Span(f"  {keys:<{_KEYS}}", Tone.STRONG), Span(f"{where}{binding.description}"))


def _pages() -> list[Line]:
    """Return the keys that only some pages have; Esc goes back from all of them."""
    own = [(title, one) for title, page in _PAGES for one in _described(page.BINDINGS) if one.description != _BACK]
    lines = [_key_line(one, f"{title}: ") for title, one in own]
    return [
        line(" Keys of pages above the panes; Esc goes back from each", Tone.STRONG),
        (),
        *lines,
    ]


def _commands() -> list[Line]:
    told = [(one.usage, f"{one.help}{_others(one)}") for one in COMMANDS]
    lines: list[Line] = [(Span(f"  {usage:<{_KEYS}}", Tone.STRONG), Span(words)) for usage, words in told]
    return [line(" Commands, behind a colon; tab completes, up and down bring earlier ones", Tone.STRONG), (), *lines]


def _others(command: Command) -> str:
    return f"  (also :{', :'.join(command.aliases)})" if command.aliases else ""


def _asked(text: str, meaning: str) -> Line:
    return (Span(f"  {text:<{_KEYS}}", Tone.STRONG), Span(meaning))


_FILTER: tuple[Line, ...] = (
    line(" Filter, behind / ; each pane keeps its own. All that is typed must be found, in any column", Tone.STRONG),
    (),
    _asked("web shop", "both words, whatever their case; brackets and dots as they stand"),
    _asked('"two words"', "with the blank between them"),
    _asked("!web", "rows without it; stands before anything below, too"),
    _asked("prod.*web  ^a  b$  a|b", "regular expressions: they hold one of ^ $ * + ? | ( ) \\"),
    _asked("", "^ and $ are the edges of a cell; an invalid one counts as text"),
    _asked("ns:shop  owner:blue", "namespace; instance or username, or nobody"),
    _asked("state:orphan  sev:err", "verdict, of a finding its rule; err, wrn, inf or unk"),
    _asked("-l team=red,!tier", "labels of its namespaces; of an instance, what it selects"),
    _asked("-f psc", "these letters in this order, in one column"),
)

_LEGEND: tuple[Line, ...] = (
    line(" Symbols", Tone.STRONG),
    (),
    (Span("  ✗ ", Tone.ERROR), Span("error        "), Span("▲ ", Tone.WARNING), Span("warning, stale")),
    (
        Span("  · ", Tone.INFO),
        Span("remark       "),
        Span("? ", Tone.UNKNOWN),
        Span("unchecked, unknown, ambiguous"),
    ),
    (Span("  ○ ", Tone.ORPHAN), Span("orphaned     "), Span("◎ ", Tone.ERROR), Span("claimed or owned twice")),
    (
        Span("  ∅ ", Tone.MISSING),
        Span("removed      "),
        Span("~ ", Tone.FOREIGN),
        Span("of another cluster, or by hand"),
    ),
    line("  *  before a row, behind a number: it rests on facts that are no longer current", Tone.QUIET),
    line("  +  behind the AGE of a finding: it stood when it was first looked for, and may be older", Tone.QUIET),
    line("     the AGE of a virtual service: since it was last modified on its Controller", Tone.QUIET),
    line("  ?  behind a number: there may be more that could not be read   …  it is still being read", Tone.QUIET),
)
