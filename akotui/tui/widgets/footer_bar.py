"""The footer: where one is and how to get out of it, and the keys that matter most."""

from collections.abc import Sequence

from textual.reactive import var
from textual.timer import Timer

from akotui.tui.widgets.line_box import LineBox
from akotui.tui.widgets.painting import apart, length
from akotui.tui.widgets.wrapping import wrap
from akotui.views.lines import Line, Span, line
from akotui.views.table import Step, Tone

_HINTS = (
    ("v", "columns"),
    ("-", "pane before"),
    ("C", "Markdown"),
    ("A", "acknowledged"),
    ("S", "snapshot"),
    ("D", "difference"),
    ("p", "pause"),
    ("^r", "refresh"),
    ("e", "explain rule"),
    ("^z", "faults"),
    ("s", "same owner"),
    ("t", "timeline"),
    ("y", "yaml"),
    ("x", "tree"),
    ("1-6", "pane"),
    ("z", "zoom"),
    ("c", "copy"),
    ("w", "what-if"),
    ("b", "blast"),
    ("o", "owner"),
    ("tab", "next pane"),
    (":", "command"),
    ("/", "filter"),
    ("↵", "why"),
    ("q", "quit"),
    ("?", "help"),
)
"""Least needed first: where space is short they go from the left, first to the line above, beside the place."""
WAY_OUT = (("Esc", "back"), ("q", "quit"))
"""All that a screen needs which one only reads."""

_FLASH_SECONDS = 3.0
_READ_A_SECOND = 20
"""Characters; a message that takes longer to read stands longer."""
_HELP = (Span(" ? ", Tone.STRONG),)
"""What is seen of the hints where there is room for nothing else."""
_BACK = Span("  Esc back", Tone.STRONG)
"""The way out, which is seen however long the rest is."""


class FooterBar(LineBox):
    """The place (pane, objects narrowed to, filter, and that Esc undoes the last of these) and hints, more below.

    With hints of its own it is one line: a screen above the panes has no such place. `more` are hints of such panes
    as are not live, needed most.
    """

    place: var[str] = var("")
    narrowing: var[tuple[Step, ...]] = var[tuple[Step, ...]](())
    text: var[str] = var("")
    zoomed: var[bool] = var(default=False)
    standard: var[str] = var("")
    """What the baseline is called, which is told where it fits; empty without one."""
    standings: var[tuple[Line, ...]] = var[tuple[Line, ...]](())
    """What stands at the right end of the last line while no header is seen, the richest form first: it is not cut."""

    def __init__(self, hints: tuple[tuple[str, str], ...] = _HINTS, *, more: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__()
        self.set_class(hints is not _HINTS, "-single")
        self._keys = (*hints, *more)
        self._message = ""
        self._timer: Timer | None = None

    def stand(self, place: str, text: str) -> None:
        """Tell the pane, and what leaves rows out of it."""
        self.place, self.text = place, text

    def watch_place(self) -> None:
        """Tell the pane."""
        self.tell()

    def watch_narrowing(self) -> None:
        """Tell the narrowing."""
        self.tell()

    def watch_text(self) -> None:
        """Tell the filter."""
        self.tell()

    def watch_standings(self) -> None:
        """Tell how the sources are, or leave that to the header again."""
        self.tell()

    def watch_zoomed(self) -> None:
        """Tell the zoom."""
        self.tell()

    def watch_standard(self) -> None:
        """Tell the baseline."""
        self.tell()

    def on_resize(self) -> None:
        """Take the hints that fit."""
        self.tell()

    def flash(self, message: str) -> None:
        """Show a message in place of the rest for a moment."""
        self._message = message
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(max(_FLASH_SECONDS, len(message) / _READ_A_SECOND), self._unflash)
        self.tell()

    def tell(self) -> None:
        """Draw both lines; with one line only the message or a narrowing comes before the hints.

        A message that is too long for the upper line goes on below.
        """
        single, width = self.size.height <= 1, self.size.width
        narrowed = self._message or self.narrowing or self.text or self.zoomed
        left, hints = self._hints(self._keys, self._room, least=1)
        if single:
            self.draw((self._beside(self._alone() if narrowed else hints),))
            return
        upper = self._where(width)
        if self._message and length(upper) > width:
            self.draw(wrap(upper, width)[: self.size.height])
            return
        _, more = self._hints(left, width - length(upper) - 1, least=0) if left and not self._message else ((), ())
        self.draw((apart(upper, more, width) if more else upper, self._beside(hints)))

    def _alone(self) -> Line:
        """Return the only line where it tells more than hints: of these what there is room for, `?` at least."""
        room = self._room
        if self._message:
            return self._where(room)
        where = self._where(max(0, room - length(_HELP) - 1))
        _, hints = self._hints(self._keys, room - length(where) - 1, least=0)
        return apart(where, hints or _HELP, room)

    @property
    def _standing(self) -> Line:
        """The form that takes half of the line at most, or the shortest."""
        fitting = (one for one in self.standings if length(one) <= self.size.width // 2)
        return next(fitting, self.standings[-1] if self.standings else ())

    @property
    def _room(self) -> int:
        """Cells of the last line that are left for the rest."""
        standing = self._standing
        return max(0, self.size.width - length(standing) - 1) if standing else self.size.width

    def _beside(self, left: Line) -> Line:
        standing = self._standing
        return apart(left, standing, self.size.width) if standing else left

    def _unflash(self) -> None:
        self._message = ""
        self.tell()

    def _where(self, width: int) -> Line:
        if self._message:
            return line(f" {self._message}", Tone.WARNING)
        spans = [Span(f" {self.place}")]
        spans += [Span(f" > {step.name}", Tone.WARNING) for step in self.narrowing]
        if self.text:
            spans.append(Span(f"  {self.text}", Tone.WARNING))
        told = (Span(f"  baseline: {self.standard}"),) if self.standard else ()
        if len(spans) == 1 and not self.zoomed:
            return (*spans, *told) if length((*spans, *told)) <= width else tuple(spans)
        if length(spans) + length((_BACK,)) > width:
            return apart(tuple(spans), (_BACK,), width)
        return (*spans, _BACK, *told) if length((*spans, _BACK, *told)) <= width else (*spans, _BACK)

    def _named(self, key: str) -> str:
        ascii_alone = any(one.has_class("-ascii") for one in self.ancestors)
        return key.replace("↵", "Enter") if ascii_alone else key

    def _hints(
        self, keys: Sequence[tuple[str, str]], width: int, *, least: int
    ) -> tuple[Sequence[tuple[str, str]], Line]:
        """Return the keys for which there is no room, and the hints of the others: at least so many."""
        hints = [(Span(f" {self._named(key)}", Tone.STRONG), Span(f" {word} ")) for key, word in keys]
        while len(hints) > least and sum(length(hint) for hint in hints) > width:
            hints.pop(0)
        return keys[: len(keys) - len(hints)], tuple(span for hint in hints for span in hint)
