"""Why no answer came, in words a person can act on, from the exceptions below an HTTP client's own."""

import errno
import socket
import ssl
from collections.abc import Iterator

from akotui.model.text import clean

_CERTIFICATE = (
    ("pin mismatch", "its certificate is not the pinned one"),
    ("expired", "its certificate has expired"),
    ("not yet valid", "its certificate is not valid yet"),
    ("self-signed", "its certificate is self-signed and not known here"),
    ("self signed", "its certificate is self-signed and not known here"),
    ("unable to get local issuer", "its certificate comes from a CA that is not known here"),
    ("mismatch", "its certificate is for another name"),
    ("not valid for", "its certificate is for another name"),
)
_NUMBERS = {
    errno.ECONNREFUSED: "connection refused: nothing listens there",
    errno.EHOSTUNREACH: "no route to it",
    errno.ENETUNREACH: "the network is unreachable",
    errno.ETIMEDOUT: "the connection timed out",
    errno.ECONNRESET: "the connection was reset",
    errno.EPIPE: "the connection was closed",
}


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def _words(error: BaseException) -> str:
    match error:
        case ssl.SSLCertVerificationError():
            text = str(error)
            short = next((words for sign, words in _CERTIFICATE if sign in text), "its certificate is not accepted")
            return f"{short} ({error.verify_message if hasattr(error, 'verify_message') else text})"
        case ssl.SSLError():
            return f"the TLS handshake failed ({getattr(error, 'reason', '') or error})"
        case socket.gaierror():
            return "its name does not resolve"
        case OSError(errno=int(number)) if number in _NUMBERS:
            return _NUMBERS[number]
        case _:
            return ""


def words(error: BaseException) -> str:
    """Say in one clean line why a request got no answer."""
    for cause in _chain(error):
        if found := _words(cause):
            return clean(found, 300)
    name = type(error).__name__
    if name.endswith("Timeout"):
        return "it did not answer in time"
    return clean(str(error) or name, 300)
