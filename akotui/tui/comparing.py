"""The part of the app that saves snapshots, and tells what changed since one: the baseline of the session."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding, BindingType
from textual.reactive import var

from akotui.analysis.acknowledging import Acknowledgement, part_both
from akotui.analysis.baseline import Baseline, baseline
from akotui.analysis.differences import difference, findings_between
from akotui.analysis.estate import Estate
from akotui.analysis.timeline import Timeline, noted
from akotui.errors import UsageError
from akotui.model.inventory import Inventory
from akotui.model.text import clean
from akotui.tui.messages import DifferenceWanted, EstateReady, SnapshotWanted
from akotui.tui.saving import SavingApp
from akotui.tui.screens.outlook import Outlook, OutlookScreen
from akotui.views.differences import NONE_CAME, Compared, findings_summary
from akotui.views.differences_told import MOST, markdown, page
from akotui.views.saved import snapshot_name
from akotui.views.sections import lines

_SHOWN: Final = 200
FIRST: Final = "the first reading of this session"
HERE: Final = "this session"
_CHANGED: Final = "What changed"


class ComparingApp(SavingApp):
    """`S` and `:snapshot` save, `D` and `:diff` compare. Files are written and read, and estates compared, in threads.

    Without a baseline nothing is compared until `D` is pressed, then with the first whole reading of this session.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("S", "snapshot", "save all that is known as a snapshot; what changes since is told then"),
        Binding("D", "difference", "what changed since the snapshot, or since this session began (:diff FILE)"),
    ]

    since: var[str] = var("")
    """What came and went since the baseline, in short; empty without one."""
    standard: var[str] = var("")
    """What the baseline is called; empty without one."""

    _followed = Timeline()
    _baseline: Baseline | None = None
    _first: Baseline | None = None
    _busy = False
    _behind = False

    def keep_first(self) -> None:
        """Keep the first whole reading."""
        if self._first is None and self._followed.seen is not None:
            self._first = baseline(FIRST, self._followed.seen)

    def forget_baseline(self) -> None:
        """Go over to another cluster, of which nothing is known yet."""
        self._baseline = self._first = None
        self.since = self.standard = ""

    def action_snapshot(self) -> None:
        """Offer the usual name: Enter saves, Esc does not."""
        self.action_command(f"snapshot {self._usual()}")

    def action_difference(self) -> None:
        """Show what changed since the baseline; without one, since the first whole reading."""
        before = self._baseline or self._first
        if before is None:
            self.flash("there is nothing to compare with yet: not all sources have answered")
        elif isinstance(self.screen, OutlookScreen) and self.screen.about == _CHANGED:
            self.pop_screen()
        else:
            self._show(before)

    @on(EstateReady)
    def heed(self) -> None:
        """Tell what came and went since the baseline, if there is one."""
        if self._baseline is not None:
            self._tell_since(self._baseline)

    @on(SnapshotWanted)
    def save_snapshot(self, event: SnapshotWanted) -> None:
        """Save what is known, or say why not."""
        if self.running is None or not self.whole.read_at:
            self.flash("nothing is saved: nothing was read yet")
        elif self._busy:
            self.flash("the snapshot before is still being saved or read")
        else:
            self._busy = True
            name = event.file or self._usual()
            saving = partial(self._save_snapshot, name, self.running.inventory, self.whole)
            self.run_worker(saving, group="snapshot", exit_on_error=False)

    @on(DifferenceWanted)
    def compare(self, event: DifferenceWanted) -> None:
        """Take a file as the baseline and show what changed since; without one do as `D`."""
        if not event.file:
            self.action_difference()
        elif self._busy:
            self.flash("the snapshot before is still being saved or read")
        else:
            self._busy = True
            self.flash(f"reading {clean(event.file, _SHOWN)}")
            self.run_worker(partial(self._load, event.file), group="snapshot", exit_on_error=False)

    def _usual(self) -> str:
        return snapshot_name(self.cluster, self.clock())

    def _show(self, before: Baseline) -> None:
        def make(estate: Estate, now: datetime) -> Outlook:
            return _changes(before, estate, self.ignored, now.astimezone(UTC).date())

        self.foresee(_CHANGED, make)

    async def _save_snapshot(self, name: str, inventory: Inventory, estate: Estate) -> None:
        title = f"DEMO {self.cluster}" if self.demo else self.cluster
        try:
            told = await asyncio.to_thread(_write, name, inventory, estate, (title, self.clock()))
            self._take(baseline(clean(Path(name).name, _SHOWN), estate), "saved")
            self.flash(told)
        except UsageError as error:
            self.flash(f"not saved: {error}")
        finally:
            self._busy = False

    async def _load(self, name: str) -> None:
        try:
            found = await asyncio.to_thread(_read, name)
        except UsageError as error:
            self.flash(str(error))
        else:
            self._take(found, "loaded")
            if self.whole.read_at:
                self._show(found)
        finally:
            self._busy = False

    def _take(self, found: Baseline, how: str) -> None:
        self._baseline, self.standard = found, found.name
        if self.replay is None:  # what a recording shows happened then, and this did not
            done = self.clock(), f"baseline {found.name}", how
            self._followed = noted(self._followed, *done)
            self.timeline = self._followed if self.paused is None else noted(self.timeline, *done)
        self._tell_since(found)

    def _tell_since(self, before: Baseline) -> None:
        """Compare the findings aside; while that is being done, what comes is compared once, afterwards."""
        if self._behind:
            return
        self._behind = True
        self.run_worker(partial(self._compare, before), group="since", exit_on_error=False)

    async def _compare(self, before: Baseline) -> None:
        estate = Estate()
        try:
            while estate is not self.whole and before is self._baseline:
                estate, today = self.whole, self.now.astimezone(UTC).date()
                found = await asyncio.to_thread(findings_between, before.estate, estate)
                accepted = part_both(before.estate.findings, estate.findings, self.ignored, today)
                if before is self._baseline:
                    self.since = findings_summary(found, accepted) or NONE_CAME
        finally:
            self._behind = False


def _changes(before: Baseline, estate: Estate, ignored: Sequence[Acknowledgement], today: date) -> Outlook:
    """Compare everything: in a large fleet that takes a moment."""
    found = difference(before.estate, estate)
    accepted = part_both(before.estate.findings, estate.findings, ignored, today)
    then = Compared(before.name, before.estate.at, before.estate.complete)
    told = found, (then, Compared(HERE, estate.at, estate.complete)), accepted
    return Outlook(lines(page(*told), MOST, rules=False), partial(markdown, *told))


def _write(name: str, inventory: Inventory, estate: Estate, of: tuple[str, datetime]) -> str:
    """Write the file; return what is to be said. Raises UsageError."""
    from akotui.sources import snapshot  # noqa: PLC0415 - start-up time

    path = Path(name).expanduser()
    snapshot.save(str(path), snapshot.content(inventory, estate, *of))
    folder = "" if path.is_absolute() else f" in {clean(str(Path.cwd()), _SHOWN)}"
    whole = "" if estate.complete else "; not all could be read, and it says so"
    return f"saved: {clean(name, _SHOWN)}{folder}{whole}; D tells what changes from now on"


def _read(name: str) -> Baseline:
    """Read and judge a snapshot. Raises UsageError."""
    from akotui.analysis.analyse import analyse  # noqa: PLC0415 - start-up time
    from akotui.rules import ALL_RULES  # noqa: PLC0415 - start-up time
    from akotui.sources import snapshot  # noqa: PLC0415 - start-up time

    taken = snapshot.read(str(Path(name).expanduser()))
    return baseline(clean(Path(name).name, _SHOWN), analyse(None, taken.inventory, ALL_RULES))
