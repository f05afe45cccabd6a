"""What the Kubernetes API writes on the wire, taken apart without touching the objects themselves. No I/O here."""

from collections.abc import Sequence
from functools import cache
from types import GenericAlias
from typing import Final, Generic, TypeVar, cast

import msgspec

from akotui.decode.batch import Batch, Body
from akotui.decode.objects import DECODERS
from akotui.model.kinds import RESOURCES, Kind
from akotui.model.text import clean
from akotui.sources.nested import without_items

T = TypeVar("T")

LINE_LIMIT: Final = 8 * 2**20
"""The longest watch event accepted, in bytes; etcd refuses objects above 1.5 MiB."""

_MESSAGE_LIMIT: Final = 300
_REDIRECTS, _REFUSALS, _FAILURES = 300, 400, 500


class Unreadable(Exception):
    """Bytes that are not what the API documents; the text is one clean line that says what came instead."""


class Answer(msgspec.Struct, frozen=True):
    """A response: `body` is all of it, empty for a watch that was opened. `retry_after` is in seconds.

    `server` is the address to show for whoever answered, `date` the header in which it tells its clock.
    """

    status: int
    body: bytes = b""
    content_type: str = ""
    retry_after: float | None = None
    server: str = ""
    date: str = ""


class Page(msgspec.Struct, frozen=True):
    """One page of a list: each item's own JSON, where the list stands, and the token of the next page."""

    items: Sequence[bytes]
    resource_version: str
    token: str = ""


class Event(msgspec.Struct, frozen=True):
    """One watch event; `code` is that of an ERROR's Status."""

    type: str
    raw: bytes
    resource_version: str = ""
    code: int = 0
    message: str = ""


class _ListMetadata(msgspec.Struct, rename="camel"):
    resource_version: str = ""
    continue_: str = msgspec.field(default="", name="continue")


class _List(msgspec.Struct, Generic[T]):
    kind: str
    metadata: _ListMetadata
    items: list[T] | None


class _Event(msgspec.Struct):
    type: str
    object: msgspec.Raw


class _ObjectMetadata(msgspec.Struct, rename="camel"):
    resource_version: str = ""
    name: str = ""
    uid: str = ""


class _Object(msgspec.Struct):
    metadata: _ObjectMetadata


class _Status(msgspec.Struct):
    message: str = ""
    code: int = 0


_lists = msgspec.json.Decoder(_List[msgspec.Raw])
_events = msgspec.json.Decoder(_Event)
_objects = msgspec.json.Decoder(_Object)
_statuses = msgspec.json.Decoder(_Status)

DECODE_ERRORS: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on bytes that are not JSON, not UTF-8, not of the type, or nested without end."""


def page(answer: Answer, kind: Kind) -> Page:
    """Read a list of `kind`; items without apiVersion and kind of their own are normal.

    All objects are read at once; only where one of them cannot be read is the list cut up, so that it costs itself.

    Raises:
        Unreadable: HTML, another kind, no items member, no resourceVersion: nothing may be concluded from those.
    """
    body = answer.body
    try:
        if not body.isascii():
            body.decode()  # msgspec looks only at fields it knows
        whole = _lists_of(kind).decode(body)
    except DECODE_ERRORS:
        found = _in_pieces(answer)
        items: Sequence[bytes] = _cut(found)
        named, metadata = found.kind, found.metadata
    else:
        items = Batch(kind, whole.items or (), Body(body, lambda body: _cut(_decoded(body))))
        named, metadata = whole.kind, whole.metadata
    expected = f"{RESOURCES[kind].name}List"
    if named != expected:
        raise Unreadable(f"the answer is a {clean(named, 80)!r}, not a {expected}")
    if not metadata.resource_version:
        raise Unreadable("the list carries no resourceVersion")
    return Page(items, metadata.resource_version, metadata.continue_)


@cache
def _lists_of(kind: Kind) -> "msgspec.json.Decoder[_List[object]]":
    return msgspec.json.Decoder(cast("type[_List[object]]", GenericAlias(_List, (DECODERS[kind].wire,))))


def _in_pieces(answer: Answer) -> "_List[msgspec.Raw]":
    try:
        return _decoded(answer.body)
    except DECODE_ERRORS as error:
        raise Unreadable(_not_kubernetes(answer, error)) from None


def _cut(found: "_List[msgspec.Raw]") -> tuple[bytes, ...]:
    return tuple(map(bytes, found.items or ()))


def _decoded(body: bytes) -> "_List[msgspec.Raw]":
    """Read a list; if anything in it is nested too deep, then each item by itself."""
    try:
        return _lists.decode(body)
    except RecursionError:
        rest, items = without_items(body)
        found = _lists.decode(rest)
        return msgspec.structs.replace(found, items=[msgspec.Raw(item) for item in items])


def event(line: bytes) -> Event:
    """Read one line of a watch.

    Raises:
        Unreadable: not JSON, an unknown type, or an object without name, uid or resourceVersion.
    """
    try:
        if not line.isascii():
            line.decode()  # msgspec lets bytes that are no UTF-8 pass where no field is: a name that no field has
        found = _events.decode(line)
        raw = bytes(found.object)
        if found.type == "ERROR":
            status = _statuses.decode(raw)
            return Event("ERROR", raw, code=status.code, message=clean(status.message, _MESSAGE_LIMIT))
        metadata = _objects.decode(raw).metadata
    except DECODE_ERRORS as error:
        raise Unreadable(f"a watch event cannot be read: {clean(str(error), _MESSAGE_LIMIT)}") from None
    if found.type not in {"ADDED", "MODIFIED", "DELETED", "BOOKMARK"}:
        raise Unreadable(f"a watch event of the unknown type {clean(found.type, 80)!r}")
    if not metadata.resource_version or (found.type != "BOOKMARK" and not (metadata.name and metadata.uid)):
        raise Unreadable(f"a watch event {found.type} whose object lacks name, uid or resourceVersion")
    return Event(found.type, raw, metadata.resource_version)


def refusal(answer: Answer) -> str:
    """Return what an answer other than 200 says, cleaned and short: the Status message, the plain body, or our own."""
    try:
        message = _statuses.decode(answer.body).message
    except DECODE_ERRORS:
        message = "" if "html" in answer.content_type else answer.body[:1000].decode(errors="replace").strip()
    return clean(message, _MESSAGE_LIMIT) or _silent(answer)


def names_too_large_version(status: int, message: str) -> bool:
    """Tell whether a server says that it never had the resourceVersion: it was restored, or it is behind another.

    Source: apimachinery pkg/api/errors NewTooLargeResourceVersionError (504 Timeout with this text as its cause).
    """
    return status >= _FAILURES and "too large resource version" in message.lower()


def _silent(answer: Answer) -> str:
    """Name the server and the next step where a redirect or a failing server says nothing itself."""
    server = answer.server or "the server"
    if _REDIRECTS <= answer.status < _REFUSALS:
        return f"{server} sends elsewhere, which is not followed; name the API server itself in the kubeconfig"
    if answer.status >= _FAILURES:
        return f"{server} does not say why; look at the API server and at any proxy before it"
    return ""


def _not_kubernetes(answer: Answer, error: Exception) -> str:
    if "json" not in answer.content_type:
        return f"this is not a Kubernetes API: it answers {clean(answer.content_type, 80) or 'without a content type'}"
    return f"the answer cannot be read: {clean(str(error), _MESSAGE_LIMIT)}"


class Lines:
    """Cuts a stream of chunks into lines. What follows the last newline is kept, and dropped with the stream."""

    def __init__(self) -> None:
        self._rest: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the lines that are now complete, without empty ones.

        Raises:
            Unreadable: a line is longer than LINE_LIMIT.
        """
        head, newline, tail = chunk.rpartition(b"\n")
        if not newline:
            self._keep(chunk)
            return []
        lines = b"".join((*self._rest, head)).split(b"\n")
        self._rest, self._size = [], 0
        self._keep(tail)
        return [line for line in lines if line.strip()]

    def _keep(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size > LINE_LIMIT:
            raise Unreadable(f"a watch event is longer than {LINE_LIMIT // 2**20} MiB")
        if chunk:
            self._rest.append(chunk)
