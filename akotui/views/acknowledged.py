"""Findings that somebody accepts, with the reason and until when; below them the acceptances that have ended."""

import msgspec

from akotui.analysis.acknowledging import Acknowledged, Acknowledgement
from akotui.analysis.findings import Finding
from akotui.views import findings, words
from akotui.views.table import Column, Listing, Query, Row, Tone, listed

COLUMNS = (
    Column("severity", "SEV", 7, toned=True),
    Column("object", "OBJECT", 18, grow=2),
    Column("what", "WHAT", 20, grow=3),
    Column("reason", "REASON", 16, grow=3),
    Column("until", "UNTIL", 10),
    Column("rule", "RULE", 28, rank=5),
)

ENDED: words.Mark = ("▲", "ended", Tone.WARNING)


class Accepted(msgspec.Struct, frozen=True):
    """A finding and the entry of the configuration that accepts it."""

    finding: Finding
    entry: Acknowledgement


Entry = Accepted | Acknowledgement
"""An acknowledged finding, or an entry whose day has passed."""


def rows(parted: Acknowledged, query: Query) -> tuple[Row, ...]:
    """Return a row an acknowledged finding, then one for each entry that has ended."""
    return listing(parted, query).rows()


def listing(parted: Acknowledged, query: Query) -> Listing:
    """Return the acknowledged findings, worst first, then the entries that have ended."""
    accepted = [Accepted(one, parted.by[one.fingerprint]) for one in sorted(parted.accepted, key=findings.urgency)]
    entries: list[Entry] = [*accepted, *parted.expired]
    del query
    return listed(entries, row, key)


def key(entry: Entry) -> str:
    """Return the key of the row."""
    if isinstance(entry, Accepted):
        return findings.key(entry.finding)
    return f"?{entry.rule}/{entry.object}/{until(entry)}"


def row(entry: Entry) -> Row:
    """Return the row: quiet, because somebody looked at it, but for an entry that has ended."""
    if isinstance(entry, Acknowledgement):
        told = ("findings count again", entry.reason, until(entry), entry.rule)
        return Row(key(entry), (words.state_cell(ENDED), entry.object, *told), ENDED[2])
    finding = entry.finding
    cells = findings.row(finding).cells
    told = (findings.said(finding), entry.entry.reason, until(entry.entry), finding.rule)
    return Row(key(entry), (cells[0], cells[1], *told), Tone.QUIET)


def until(entry: Acknowledgement) -> str:
    """Return the last day on which the entry counts."""
    return entry.until.isoformat() if entry.until else "--"
