"""What the Avi protocol machine asks for and what it gets back. Values only."""

from datetime import datetime
from typing import Final

import msgspec

from akotui.model.text import clean
from akotui.sources.packed import Packed

SHOWN: Final = 300
"""How many characters of a Controller's own words are shown; they may echo names that somebody chose."""


class Request(msgspec.Struct, frozen=True):
    """A request the shell shall send. `delay`: seconds to wait before. It prints without headers and body: secrets."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    delay: float = 0.0

    def __repr__(self) -> str:
        """Method, path and query."""
        return f"Request({self.method} {self.path} {dict(self.query)})"


class Answer(msgspec.Struct, frozen=True):
    """What came back. `cookies` are the `Set-Cookie` headers; `at` is the moment the body was complete.

    `again`: these very bytes came before, and could be unpacked then, and could be JSON.
    """

    status: int
    content: bytes | Packed
    at: datetime
    cookies: tuple[str, ...] = ()
    retry_after: str = ""
    location: str = ""
    date: str = ""
    again: bool = False

    def __repr__(self) -> str:
        """Status and size: cookies and bodies hold secrets."""
        return f"Answer({self.status}, {len(self.content)} bytes)"

    @property
    def body(self) -> bytes:
        """The body, unpacked."""
        return self.content.body if isinstance(self.content, Packed) else self.content

    @property
    def seal(self) -> bytes:
        """What tells the body from others without being unpacked, empty when nothing does."""
        return self.content.seal if isinstance(self.content, Packed) else b""

    @property
    def is_json(self) -> bool:
        """Whether the body can be JSON at all: proxies and upgrades answer 200 with HTML under any content type."""
        return self.again or self.body.lstrip()[:1] in (b"{", b"[")

    @property
    def words(self) -> str:
        """The Controller's own words about a failure, clean and short; empty when it sent none worth showing.

        Source: `{"error": text}` (AKO's tests), also `message` or `detail`; `error` may be any JSON; else plain text.
        """
        text = self.body[:65536].decode("utf-8", errors="replace").strip()
        if self.is_json:
            text = _error_text(self.body)
        elif text.startswith("<"):
            text = "an HTML page"
        return clean(" ".join(text.split()), SHOWN)


class Lost(msgspec.Struct, frozen=True):
    """No answer came; `words` say why. `final`: only a person can help."""

    words: str
    at: datetime
    final: bool = False


Reply = Answer | Lost


class _Error(msgspec.Struct):
    error: msgspec.Raw = msgspec.Raw(b"null")
    message: msgspec.Raw = msgspec.Raw(b"null")
    detail: msgspec.Raw = msgspec.Raw(b"null")


def _error_text(body: bytes) -> str:
    try:
        parts = msgspec.json.decode(body, type=_Error)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return "an answer of another shape"
    return _text(parts.error) or _text(parts.message) or _text(parts.detail)


def _text(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=str)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        shown = bytes(raw).decode("utf-8", errors="replace")
        return "" if shown in ("null", '""', "{}", "[]") else shown
