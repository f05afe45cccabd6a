"""How many rows of a listing are in which state: below the rows, or beside the title."""

from collections.abc import Iterable, Sequence
from typing import Final

from akotui.analysis.subjects import NamespaceState, NamespaceSubject, UserSubject, VirtualServiceSubject
from akotui.views import marking, words
from akotui.views.ranked import Ranked
from akotui.views.table import Listing

_WANTED: Final = tuple(words.NAMESPACES).index(NamespaceState.OWNED)
"""Namespaces of a lower rank want attention."""


def tally(listing: Listing) -> str:
    """Return `9 orphaned · 3 double-owned · 96 owned`; of namespaces `3 need attention · ^z shows these`.

    `listing` is as its view makes it. Empty for rows of which the state is not known yet, and for others than these.
    """
    subjects: Sequence[object] = listing.subjects
    if not len(subjects) or marking.WAITING in listing.form:
        return ""
    match subjects[0]:
        case NamespaceSubject():
            number = sum(_of_rank(subjects, rank) for rank in range(_WANTED))
            return f"{number} need{'s' if number == 1 else ''} attention · ^z shows these" if number else ""
        case VirtualServiceSubject():
            marks = words.VIRTUAL_SERVICES.values()
            return _told((_of_rank(subjects, rank), mark) for rank, mark in enumerate(marks))
        case UserSubject():
            states = [one.state for one in subjects if isinstance(one, UserSubject)]
            return _told((states.count(state), mark) for state, mark in words.USERS.items())
        case _:
            return ""


def _of_rank(subjects: Sequence[object], rank: int) -> int:
    return subjects.ranks.count(rank) if isinstance(subjects, Ranked) else 0


def _told(counted: Iterable[tuple[int, words.Mark]]) -> str:
    """Return the numbers; of what is as it should be, which bears no symbol, last: there the line may end."""
    ordered = sorted(counted, key=lambda one: one[1][0] == " ")
    return " · ".join(f"{number} {word}" for number, (_, word, _) in ordered if number)
