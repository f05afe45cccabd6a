"""One object as its API gives it, in YAML: what was asked, when, and the answer, with secrets left out."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.estate import Estate
from akotui.errors import Unseen
from akotui.model.objects import Sight, Wanted
from akotui.tui.running import Running
from akotui.tui.screens.prompt import PromptScreen
from akotui.tui.widgets.footer_bar import WAY_OUT, FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.scroll_box import ScrollBox
from akotui.views.ages import age, clock
from akotui.views.lines import Line, Span, line, plain
from akotui.views.table import Tone


class RawScreen(PromptScreen):
    """Read once when it opens, and again when asked: nothing of it is kept or followed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.pop_screen", "back"),
        Binding("y", "read", "read it again"),
        Binding("c", "app.copy('remedy')", "copy it"),
    ]

    estate: var[Estate] = var(Estate(), always_update=True)
    now: var[datetime] = var(datetime.fromtimestamp(0, UTC))

    def __init__(self, wanted: Wanted, engine: Running, clock: Callable[[], datetime], header: HeaderBar) -> None:
        super().__init__()
        self.subject: object = None
        self._wanted = wanted
        self._engine = engine
        self._clock = clock
        self._header, self._box = header, ScrollBox()
        self._said: tuple[Line, ...] = ()
        self._body: tuple[Line, ...] = ()
        self._at: datetime | None = None

    def compose(self) -> ComposeResult:
        """Lay out."""
        yield self._header.data_bind(RawScreen.estate, RawScreen.now)
        yield self._box
        yield FooterBar((("c", "copy"), ("y", "read again"), *WAY_OUT))

    def on_mount(self) -> None:
        """Ask for it."""
        self._box.focus()
        self.action_read()

    def watch_now(self) -> None:
        """Tell how old it is."""
        self.tell()

    def action_read(self) -> None:
        """Ask its API for it, now."""
        self._said = (line("… reading", Tone.UNKNOWN),)
        self.tell()
        self._read()

    @property
    def copied(self) -> str:
        """What `c` copies: what is shown of the object, behind a comment that says of when it is; empty before."""
        if self._at is None:
            return ""
        told = (f"# {plain(said).strip()}" for said in self._said)
        return "\n".join((*told, f"# read at {self._at:%Y-%m-%dT%H:%M:%SZ}", *map(plain, self._body), ""))

    def tell(self) -> None:
        """Show what is known: what was asked and when stands above all."""
        if self.is_mounted:
            title = line(self._wanted.title or self._wanted.name, Tone.STRONG)
            read = f"  read at {clock(self._at)}, {age(self._at, self._clock())} ago" if self._at else ""
            self._box.show((title, *self._said, line(read, Tone.QUIET), *self._body))

    @work(exclusive=True, exit_on_error=False)
    async def _read(self) -> None:
        try:
            seen = await self._engine.sight(self._wanted)
        except Unseen as unseen:
            below = line("  below is what was read before", Tone.WARNING)
            self._said = (line(f"▲ {unseen}", Tone.WARNING), *((below,) if self._body else ()))
        else:
            self._take(seen)
        self.tell()

    def _take(self, seen: Sight) -> None:
        from akotui.tui.yaml_text import yaml_lines  # noqa: PLC0415 - loads YAML, which few ask for

        self._said = ((Span(f"  {seen.asked}", Tone.QUIET),),)
        self._at, self._body = self._clock(), yaml_lines(seen.raw)
