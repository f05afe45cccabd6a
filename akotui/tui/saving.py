"""The part of the app that saves the rows of a pane as CSV: the one file that the screen writes, when asked to."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType

from akotui.model.text import clean
from akotui.tui.messages import SaveWanted
from akotui.tui.pausing import PausingApp
from akotui.tui.screens.main import MainScreen
from akotui.views.saved import CAVEATS, Sheet, caveats, document, file_name
from akotui.views.table import Listing, Row

_SHOWN: Final = 200
_AT_ONCE: Final = 200
"""Rows that are made between two looks at the keys: about two milliseconds."""


class SavingApp(PausingApp):
    """`ctrl-s` and `:save FILE`. The rows are made between keys, the file in a thread: a dead disk holds nothing up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "save the pane's rows as CSV: all rows of the columns seen (:save FILE)"),
    ]

    _saving = False

    def action_save(self) -> None:
        """Save the rows under the usual name, in the folder akotui was started in."""
        self.save(SaveWanted(""))

    @on(SaveWanted)
    def save(self, event: SaveWanted) -> None:
        """Save the rows of the pane, or say why not."""
        screen = self.screen
        if not isinstance(screen, MainScreen):
            self.flash("ctrl-s saves the rows of a pane; Esc goes back to the panes")
        elif self._saving:
            self.flash("the rows asked for before are still being saved")
        elif not len((pane := screen.panes[screen.active]).whole):
            self.flash("nothing is saved: there is no row here")
        else:
            self._saving = True
            name = event.file or file_name(self.cluster, screen.active, self.clock())
            saving = partial(self._save, name, self._sheet(screen), pane.whole)
            self.run_worker(saving, group="saving", exit_on_error=False)

    def _sheet(self, screen: MainScreen) -> Sheet:
        pane = screen.panes[screen.active]
        doubts = caveats(
            self.estate,
            screen.active,
            demo=self.demo,
            replay=self.replay is not None,
            paused=self.paused is not None,
            narrowing=screen.narrowing if screen.active != "timeline" else (),
            caption=pane.caption,
        )
        columns = tuple((place, pane.every[place].title) for place in pane.places_seen)
        return Sheet(columns, self.paused or self.estate.at or self.clock(), doubts)

    async def _save(self, name: str, sheet: Sheet, listing: Listing) -> None:
        try:
            rows = list[Row]()
            for place in range(len(listing)):
                rows.append(listing.row(place))
                if not len(rows) % _AT_ONCE:
                    await asyncio.sleep(0)
            self.flash(await asyncio.to_thread(_write, name, sheet, rows))
        finally:
            self._saving = False


def _write(typed: str, sheet: Sheet, rows: Sequence[Row]) -> str:
    """Write the file; return what is to be said."""
    from akotui.new_file import write_new  # noqa: PLC0415 - start-up time

    name = clean(typed, _SHOWN)
    try:
        path = Path(typed).expanduser()
        write_new(path, document(sheet, rows).encode(errors="replace"))
        folder = "" if path.is_absolute() else f" in {clean(str(Path.cwd()), _SHOWN)}"
    except FileExistsError:
        return f"not saved: {name} is there already; :save FILE takes another name"
    except OSError as error:
        return f"not saved: {name}: {error.strerror}"
    except (ValueError, RuntimeError):  # a zero byte; a home that nobody has
        return f"not saved: {name} is no name of a file"
    told = f"; {CAVEATS} say what is doubtful" if sheet.doubts or any(row.old for row in rows) else ""
    return f"{len(rows)} row{'' if len(rows) == 1 else 's'} saved: {name}{folder}{told}"
