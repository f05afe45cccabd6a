"""Reading one list of a Controller whole, over pages that are no snapshot. No I/O.

Pages are offsets into a live table: an object deleted from a page already read moves the rest forward, and one of
them is never seen. A list is `torn` unless it is proven that this did not happen. The proof: counts agree on every
page and with the sum, nothing came twice, and everything that was read is seen once more after the last page. Then
nothing that was read had gone before the last page was read (what is made anew has a new uuid); and as that page counts
as many objects as were read, there were no others at that moment. A short list is one page and needs no proof.

Seen once more: in another list that is begun after the last page and holds just the same objects, in whatever order
(`sightings`), which costs nothing where that is read anyway. One that holds others as well may be older than the list
(a Controller's inventory lags), and what it shows may have gone before. Then, and where there is none, all pages but
the last are read again and must hold the same. (The usual check reads only the first page again; it misses a deletion
on the second that an insertion balances.)
"""

from collections.abc import Callable, Generator, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from typing import Final, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec

PAGE_SIZE: Final = 200
"""The most objects a Controller gives at once (swagger 30.2.1: page_size 1-200)."""

ATTEMPTS: Final = 3
MOST_PAGES: Final = 500

_UNNAMED: Final = "\0"
_DIGITS: Final = 9


class Wanted(msgspec.Struct, frozen=True):
    """A page to read, numbered from 1. `identities`: the uuids are enough."""

    page: int
    identities: bool = False


class Page(msgspec.Struct, frozen=True):
    """A page as the Controller answers it: `count` is the total of the list, `next` the URL of the next page.

    `identities` are those of `results`, where they are known already.
    """

    count: int
    results: Sequence[bytes]
    next: str | None = None
    identities: Sequence[str] | None = None


class Listed(msgspec.Struct, frozen=True):
    """A list that was read: its pages of items, and their identities in order.

    `torn` says why the list may lack objects, empty when it is whole. A torn list holds everything that was seen.
    """

    pages: tuple[Sequence[bytes], ...]
    identities: tuple[str, ...]
    torn: str = ""


class _Identified(msgspec.Struct, gc=False):
    uuid: str


_read_identity = msgspec.json.Decoder(_Identified).decode


class _Pass(msgspec.Struct):
    """One reading from the first page to the last."""

    count: int = -1
    size: int = 0
    pages: list[Sequence[bytes]] = msgspec.field(default_factory=list[Sequence[bytes]])
    identities: list[Sequence[str]] = msgspec.field(default_factory=list[Sequence[str]])
    seen: set[str] = msgspec.field(default_factory=set[str])
    torn: str = ""


Step = TypeVar("Step")
Reply = TypeVar("Reply")
ReadPage = Callable[[Wanted], Generator[Step, Reply, Page]]
"""Reads one page, in whatever steps that takes."""

Sightings = Callable[[], Generator[Step, Reply, AbstractSet[str]]]
"""Reads which uuids another list has now, none where it cannot be read."""


def identity(item: bytes) -> str:
    """The item's uuid; an item without one is its own identity."""
    try:
        return _read_identity(item).uuid
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return _UNNAMED + item.decode("utf-8", errors="backslashreplace")


def listing(
    read: ReadPage[Step, Reply],
    known: Sequence[str] = (),
    *,
    proven: bool = True,
    sightings: Sightings[Step, Reply] | None = None,
) -> Generator[Step, Reply, Listed]:
    """Read a list whole, page by page with `read`.

    `known` are the identities of the last list that was whole: a reading that finds the same ones in the same order
    is not proven anew. `proven` False: for objects from whose absence nobody concludes anything, agreeing counts are
    enough. `sightings` tells which of the objects another list has.
    """
    union: dict[str, bytes] = {}
    reading = _Pass()
    for attempt in range(1, ATTEMPTS + 1):
        reading = yield from _read(read, patient=attempt == ATTEMPTS)
        identities = tuple(chain.from_iterable(reading.identities))
        if proven and not reading.torn and identities != tuple(known):
            reading.torn = yield from _proof(read, reading, sightings)
        if not reading.torn:
            return Listed(tuple(reading.pages), identities)
        items = (item for page in reading.pages for item in page)
        union.update(zip(identities, items, strict=True))
    rows = tuple(union.values())
    pages = tuple(rows[start : start + PAGE_SIZE] for start in range(0, len(rows), PAGE_SIZE))
    return Listed(pages, tuple(union), reading.torn)


def _read(read: ReadPage[Step, Reply], *, patient: bool) -> Generator[Step, Reply, _Pass]:
    """Read all pages once; a pass that is not `patient` ends where it finds itself torn."""
    reading, number = _Pass(), 1
    while True:
        page = yield from read(Wanted(number))
        reading.torn = _add(reading, page) or reading.torn
        if not page.next or (page.count == 0 and not page.results):
            break
        stop = _runaway(reading, page, number)
        if stop or (reading.torn and not patient):
            reading.torn = reading.torn or stop
            return reading
        number += 1
    total = sum(len(page) for page in reading.pages)
    if not reading.torn and total != reading.count:
        reading.torn = f"{total} of {reading.count} objects came"
    return reading


def _add(reading: _Pass, page: Page) -> str:
    """Take a page in; say why the reading is torn by it."""
    identities = _identities(page)
    twice = len(set(identities)) != len(identities) or not reading.seen.isdisjoint(identities)
    changed = reading.count not in (-1, page.count)
    words = f"its count changed from {reading.count} to {page.count}" if changed else ""
    reading.count = page.count
    reading.size = reading.size or len(page.results)
    reading.pages.append(page.results)
    reading.identities.append(identities)
    reading.seen.update(identities)
    return "an object came on two pages" if twice else words


def _identities(page: Page) -> Sequence[str]:
    return [identity(item) for item in page.results] if page.identities is None else page.identities


def _runaway(reading: _Pass, page: Page, number: int) -> str:
    """Say why there can be no sensible page after `number`, whatever `next` claims."""
    following = _page_number(page.next or "")
    if following not in (None, number + 1):
        return f"page {number} names page {following} as the next"
    if not page.results:
        return f"page {number} is empty and not the last"
    most = min(MOST_PAGES, -(-page.count // max(reading.size, 1)) + 2)
    return f"there are more pages than {page.count} objects fill" if number >= most else ""


@lru_cache(maxsize=512)
def _page_number(url: str) -> int | None:
    """The page a `next` URL asks for; its host, which may be the Controller's inner name, is never looked at."""
    try:
        values = parse_qs(urlsplit(url).query).get("page", [])
    except ValueError:
        return None
    value = values[0] if values else ""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= _DIGITS else None


def _proof(
    read: ReadPage[Step, Reply], reading: _Pass, sightings: Sightings[Step, Reply] | None
) -> Generator[Step, Reply, str]:
    """See everything on all pages but the last once more; say what differs, or nothing."""
    if sightings is not None and len(reading.pages) > 1:
        seen = yield from sightings()
        if seen == reading.seen:
            return ""
    named = not any(one.startswith(_UNNAMED) for one in reading.seen)
    for number, expected in enumerate(reading.identities[:-1], start=1):
        page = yield from read(Wanted(number, identities=named))
        if page.count != reading.count:
            return f"its count changed from {reading.count} to {page.count}"
        if list(_identities(page)) != list(expected):
            return f"page {number} changed while the list was read"
    return ""
