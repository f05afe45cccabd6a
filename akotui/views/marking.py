"""Marks on rows that are not of now: the facts are old, or not all of them have come yet."""

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

import msgspec

from akotui.views.table import Column, Row, Tone

S = TypeVar("S")

WAITING = "… waiting"
UNCOUNTED = "uncounted"
"""What a listing's form is called when numbers in it stand for what was never read."""
DOUBTED = "doubted"
"""The same when there may be more of what they count."""


def aged(row: Callable[[S], Row], is_old: Callable[[S], bool]) -> Callable[[S], Row]:
    """Return `row` with a mark on those rows that rest on facts that are no longer current."""

    def marked(subject: S) -> Row:
        made = row(subject)
        return msgspec.structs.replace(made, old=True) if is_old(subject) else made

    return marked


def uncounted(row: Callable[[S], Row], columns: Sequence[Column], keys: Collection[str]) -> Callable[[S], Row]:
    """Return `row` with a question mark in these columns: what they count was never read."""
    places = [index for index, column in enumerate(columns) if column.key in keys]

    def marked(subject: S) -> Row:
        made = row(subject)
        cells = tuple("?" if index in places else cell for index, cell in enumerate(made.cells))
        return msgspec.structs.replace(made, cells=cells)

    return marked


def doubted(row: Callable[[S], Row], columns: Sequence[Column], keys: Collection[str]) -> Callable[[S], Row]:
    """Return `row` with a question mark behind the numbers of these columns: not all was read that they count."""
    places = [index for index, column in enumerate(columns) if column.key in keys]

    def marked(subject: S) -> Row:
        made = row(subject)
        cells = tuple(f"{cell}?" if cell and index in places else cell for index, cell in enumerate(made.cells))
        return msgspec.structs.replace(made, cells=cells)

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
