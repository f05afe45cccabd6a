"""The cluster as a tree, opened where the row stands from which it was asked for."""

from datetime import UTC, datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.tui.messages import RowWanted
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.row_table import RowTable
from akotui.views.places import place
from akotui.views.tree import COLUMNS, ROOT, SEPARATOR, Node, Tree, listing
from akotui.views.tree_path import path

_HINTS = (("c", "copy"), ("y", "yaml"), ("Space ← →", "fold"), ("↵", "go there"), *WAY_OUT)


class TreeScreen(PromptScreen):
    """Stays current: the branches that are open stay so. Enter goes to the row of the thing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,x", "app.pop_screen", "back"),
        Binding("space", "fold", "open the branch, or close it"),
        Binding("right,l", "open", "open the branch"),
        Binding("left,h", "close", "close the branch, or go to the one above"),
    ]

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(self, cluster: str, subject: object, header: HeaderBar) -> None:
        super().__init__()
        self._cluster = cluster
        self._from = subject
        self._header = header
        self._opened: set[str] = set()
        self._seen: tuple[Node, ...] = ()
        self._tree = Tree(Estate(), "")
        self._table = RowTable(COLUMNS)
        self._table.add_class("pane", "-active")

    @property
    def subject(self) -> object:
        """What the place under the cursor is about."""
        node = self._node
        return node.subject if node else None

    @property
    def _node(self) -> Node | None:
        selected = self._table.selected
        return selected if isinstance(selected, Node) else None

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._header.data_bind(TreeScreen.estate, TreeScreen.now)
        yield self._table
        yield FooterBar(_HINTS)

    def on_mount(self) -> None:
        """Take the keys."""
        self._table.focus()
        self.watch_estate()

    def watch_estate(self) -> None:
        """Grow the tree of the new estate; that of the first one opened on the way to where one came from."""
        if not self.is_mounted or not self.estate.sources:
            return
        self._tree = Tree(self.estate, self._cluster)
        if self._opened:
            self.tell()
            return
        *above, last = path(self._from, self.estate, self._tree)
        self._opened = {ROOT, *above} | ({last} if len(above) == 1 else set())
        self.tell()
        self._go(last)

    def tell(self) -> None:
        """Show what is open."""
        self._seen = self._tree.grown(self._opened)
        self._table.border_title = "Tree"
        self._table.show(listing(self._seen, self._opened))

    def action_fold(self) -> None:
        """Open the branch, or close it."""
        node = self._node
        if node is not None and not node.leaf:
            self._opened ^= {node.key}
            self.tell()

    def action_open(self) -> None:
        """Open the branch."""
        node = self._node
        if node is not None and node.key not in self._opened:
            self.action_fold()

    def action_close(self) -> None:
        """Close the branch; where it is closed, go to the one above."""
        node = self._node
        if node is not None and node.key in self._opened:
            self.action_fold()
        elif node is not None:
            self._go(node.key.rpartition(SEPARATOR)[0])

    def _go(self, key: str) -> None:
        keys = [node.key for node in self._seen]
        if key in keys:
            self._table.action_jump(keys.index(key))

    @on(RowTable.Chosen)
    def go_there(self) -> None:
        """Go to the row of the thing; what has none is opened."""
        found = place(self.subject)
        if found is None:
            self.action_fold()
        else:
            self.post_message(RowWanted(*found))
