"""Marks on rows that are not of now: the facts are old, or not all of them have come yet."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from akotui.views.table import Column, Row, Tone

S = TypeVar("S")

WAITING = "… waiting"


def aged(row: Callable[[S], Row], is_old: Callable[[S], bool]) -> Callable[[S], Row]:
    """Return `row` with a mark on those rows that rest on facts that are no longer current."""

    def marked(subject: S) -> Row:
        made = row(subject)
        return msgspec.structs.replace(made, old=True) if is_old(subject) else made

    return marked


def patient(row: Callable[[S], Row], columns: Sequence[Column]) -> Callable[[S], Row]:
    """Return `row` for the time before everything was read: what is unknown only waits, and is no trouble."""
    toned = [index for index, column in enumerate(columns) if column.toned]

    def marked(subject: S) -> Row:
        made = row(subject)
        if made.tone is not Tone.UNKNOWN:
            return made
        cells = tuple(WAITING if index in toned else cell for index, cell in enumerate(made.cells))
        return msgspec.structs.replace(made, cells=cells, tone=Tone.QUIET)

    return marked
