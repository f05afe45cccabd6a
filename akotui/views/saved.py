"""Rows as they are saved: CSV with whole cells, and behind them of when they are and what makes them doubtful.

That is said in two columns of every row, not in a comment: readers of CSV know no comments, and a row that is copied
out of the file takes its doubt along.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec

from akotui.analysis.estate import Estate, SourceReport
from akotui.model.facts import SourceState
from akotui.model.text import clean
from akotui.views import triage
from akotui.views.ages import moment
from akotui.views.expected import predicts
from akotui.views.loading import told
from akotui.views.sources import label
from akotui.views.table import Row, Step
from akotui.views.words import SOURCES

AS_OF: Final = "AS OF"
CAVEATS: Final = "CAVEATS"
OLD: Final = "old: it rests on facts that are no longer current"

_FORMULA: Final = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
"""What makes spreadsheets compute a cell; the last four are the wide forms of the same signs."""
_DASHES: Final = re.compile(r"-+")
"""`--` is how akotui writes that there is nothing; no formula is made of dashes alone."""
_QUOTED: Final = re.compile(r'[",\r\n]|^\s|\s$')
_UNREAD: Final = 10
_NAME: Final = 60


class Sheet(msgspec.Struct, frozen=True):
    """What is saved of rows: the places and titles of the columns, their moment, and what makes all doubtful."""

    columns: Sequence[tuple[int, str]]
    at: datetime
    doubts: str = ""


def document(sheet: Sheet, rows: Iterable[Row]) -> str:
    """Return the rows as CSV (RFC 4180, but lines end as on Unix) below a line of titles."""
    return "".join(_lines(sheet, rows))


def caveats(  # noqa: PLR0913 - all that may make a row doubtful
    estate: Estate,
    noun: str,
    *,
    demo: bool,
    replay: bool,
    paused: bool,
    narrowing: Sequence[Step],
    caption: str,
) -> str:
    """Return why the rows of a pane are not all that is true now, in words; empty when nothing is to be said.

    `caption` tells what leaves rows out of the pane.
    """
    parts = (
        "DEMO: of a simulated cluster" if demo else "",
        "REPLAY: of a recording" if replay else "",
        "PAUSED: held still" if paused else "",
        *(_standing(one) for one in estate.sources),
        "PREDICTED: Avi was not read" if noun in ("virtual-services", "users") and predicts(estate) else "",
        triage.footnote(estate, 0) if noun == "findings" and _unfinished(estate) else "",
        f"only what concerns {', '.join(step.name for step in narrowing)}" if narrowing else "",
        caption,
    )
    return clean("; ".join(part for part in parts if part))


def file_name(cluster: str, noun: str, at: datetime) -> str:
    """Return the usual name of a file: `akotui-prod-eu-findings-20261128T140207Z.csv`."""
    named = re.sub(r"[^A-Za-z0-9._-]+", "-", cluster)[:_NAME].strip("-.")
    return "-".join(part for part in ("akotui", named, noun, f"{at:%Y%m%dT%H%M%SZ}.csv") if part)


def snapshot_name(cluster: str, at: datetime) -> str:
    """Return the usual name of a snapshot: `akotui-prod-eu-20261128T140207Z.snapshot`."""
    return f"{file_name(cluster, '', at).removesuffix('.csv')}.snapshot"


def _lines(sheet: Sheet, rows: Iterable[Row]) -> Iterator[str]:
    at = moment(sheet.at)
    yield _line((*(title for _, title in sheet.columns), AS_OF, CAVEATS))
    for row in rows:
        doubts = "; ".join(part for part in (OLD if row.old else "", sheet.doubts) if part)
        yield _line((*(row.cells[place] for place, _ in sheet.columns), at, doubts))


def _line(cells: Iterable[str]) -> str:
    return ",".join(map(_cell, cells)) + "\n"


def _cell(text: str) -> str:
    """Return a cell that says the same in every reader: no control characters, no formula, quoted where it must be."""
    text = clean(text).strip(" ")
    if _FORMULA.match(text) and not _DASHES.fullmatch(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _unfinished(estate: Estate) -> bool:
    ran = sum(one.status == "ran" for one in told(estate))
    return ran < len(estate.coverage)


def _standing(report: SourceReport) -> str:
    """Return how a source is when it is not well: `k8s STALE, last heard of 2026-11-28T14:02:07Z`."""
    state = report.health.state
    if state is SourceState.LIVE and not report.unread:
        return ""
    missing = [part.what for part in report.unread]
    more = f" and {len(missing) - _UNREAD} more" if len(missing) > _UNREAD else ""
    unread = f", not read: {', '.join(missing[:_UNREAD])}{more}" if missing and state is not SourceState.OFF else ""
    heard = "" if state in (SourceState.LIVE, SourceState.OFF) else f", last heard of {moment(report.at)}"
    return f"{label(report)} {SOURCES[state][1]}{heard}{unread}"
