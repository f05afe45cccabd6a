"""How a page of a list is asked for, and how the answer is read. No I/O."""

from collections.abc import Sequence
from functools import cache
from types import GenericAlias
from typing import Final, Generic, Protocol, TypeVar, cast

import msgspec

from akotui.decode.batch import Batch, Body, Deferred
from akotui.decode.objects import DECODERS
from akotui.model.kinds import AVI_TYPES, Kind
from akotui.model.text import clean
from akotui.sources.avi_conversation import Denied
from akotui.sources.avi_listing import PAGE_SIZE, Page, Wanted, identity
from akotui.sources.avi_messages import Answer

T = TypeVar("T")
_DECODE_ERRORS: Final = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)


class _Page(msgspec.Struct, Generic[T]):
    count: int
    results: list[T]
    next: str | None = None


class _Identified(Protocol):
    uuid: str | None


_pieces = msgspec.json.Decoder(_Page[msgspec.Raw])


def query(kind: Kind, wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """The parameters for a page: as many objects as a Controller gives, and of them only the fields akotui reads."""
    fields = AVI_TYPES[kind].fields
    asked = ("fields", "uuid" if wanted.identities else ",".join(fields)) if fields else ("include", "config,runtime")
    return (
        ("page", str(wanted.page)),
        ("page_size", str(PAGE_SIZE)),
        ("include_name", "true"),
        ("sort", "name"),
        asked,
    )


class _Known(msgspec.Struct, frozen=True):
    seal: bytes
    digest: bytes
    count: int
    number: int
    next: str | None
    identities: Sequence[str]


class KnownPages:
    """What the pages of lists held when they were last read: of one that comes again just so nothing is read.

    A digest of each is kept and its identities, not its objects.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[Kind, str, int], _Known] = {}

    def page(self, answer: Answer, kind: Kind, tenant: str, number: int) -> Page:
        """Read the answer for page `number` of a list, as `page` does."""
        place = kind, tenant, number
        known = self._known.get(place)
        if known is not None and answer.seal and known.seal == answer.seal:
            return _as_before(answer, kind, known)
        body = _body(answer, kind)
        if known is not None and known.digest == body.digest:
            known = self._known[place] = msgspec.structs.replace(known, seal=answer.seal)
            return _as_before(answer, kind, known)
        self._known.pop(place, None)
        read = page(answer, kind, body)
        if read.identities is not None:
            self._known[place] = _Known(
                answer.seal, body.digest, read.count, len(read.results), read.next, read.identities
            )
        return read


def _as_before(answer: Answer, kind: Kind, known: _Known) -> Page:
    """The page that is known, of which nothing is unpacked or read until somebody looks."""
    objects = Deferred(cache(lambda: _pages_of(kind).decode(answer.body).results), known.number)
    return Page(known.count, Batch(kind, objects, _body(answer, kind, known.digest)), known.next, known.identities)


def page(answer: Answer, kind: Kind, known: Body | None = None) -> Page:
    """Read the answer: all objects at once, or, where one of them cannot be read, each as its own bytes.

    `known` is the body of the answer, for whoever made one already. Raises Denied when it is no list.
    """
    body = answer.body
    try:
        if not body.isascii():
            body.decode()  # msgspec looks only at fields it knows
        whole = _pages_of(kind).decode(body)
    except _DECODE_ERRORS:
        cut = _in_pieces(body, kind)
        return Page(cut.count, tuple(map(bytes, cut.results)), cut.next)
    items = Batch(kind, whole.results, known or _body(answer, kind))
    return Page(whole.count, items, whole.next, _identities(items))


def _body(answer: Answer, kind: Kind, digest: bytes = b"") -> Body:
    return Body(lambda: answer.body, lambda body: tuple(map(bytes, _in_pieces(body, kind).results)), digest)


@cache
def _pages_of(kind: Kind) -> "msgspec.json.Decoder[_Page[object]]":
    return msgspec.json.Decoder(cast("type[_Page[object]]", GenericAlias(_Page, (DECODERS[kind].wire,))))


def _in_pieces(body: bytes, kind: Kind) -> "_Page[msgspec.Raw]":
    try:
        return _pieces.decode(body)
    except _DECODE_ERRORS as error:
        words = clean(str(error), 120)
        raise Denied(f"the answer for {AVI_TYPES[kind].path} is not a list ({words})") from error


def _identities(read: Batch) -> Sequence[str]:
    """The uuids of objects; one without a uuid is its own identity."""
    found = [wire.uuid for wire in cast("Sequence[_Identified]", read.wires)]
    return [identity(read[number]) if uuid is None else uuid for number, uuid in enumerate(found)]
