"""Why a connection failed, in one line that a person can act on."""

import errno
import socket
import ssl
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, cast

from akotui.model.text import clean

_CERTIFICATE: Mapping[int, str] = MappingProxyType(
    {
        9: "its certificate is not valid yet; compare the clocks",
        10: "its certificate has expired; renew it",
        18: "its certificate is self-signed and not trusted; give its certificate authority",
        19: "its certificate comes from an unknown authority; give its certificate authority",
        20: "its certificate comes from an unknown authority; give its certificate authority",
        21: "its certificate comes from an unknown authority; give its certificate authority",
    }
)
"""OpenSSL's X509_V_ERR_* numbers. Source: openssl/x509_vfy.h."""
_KINDS: Final[tuple[tuple[type[BaseException], str], ...]] = (
    (socket.gaierror, "its name cannot be resolved; check the address and DNS"),
    (ConnectionRefusedError, "it refuses connections; is the server running?"),
    (ConnectionResetError, "it closed the connection"),
)
_NUMBERS: Mapping[int, str] = MappingProxyType(
    {
        errno.EHOSTUNREACH: "no route to it; check the network or VPN",
        errno.ENETUNREACH: "no route to it; check the network or VPN",
        errno.EMFILE: "too many open files in this process",
    }
)
_NAME_DIFFERS: Final = frozenset({62, 64})


def explain(error: BaseException, endpoint: str) -> str:
    """Say what went wrong on the way to `endpoint`, from the first cause that is known."""
    for cause in _causes(error):
        words = _words(cause)
        if words:
            return f"no connection to {endpoint}: {words}"
    return f"no connection to {endpoint}: {clean(str(error), 200) or type(error).__name__}"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the deepest causes first."""
    inner = error.__cause__ or error.__context__
    if inner is not None:
        yield from _causes(inner)
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        for member in group.exceptions:
            yield from _causes(member)
    yield error


def _words(cause: BaseException) -> str:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return _certificate_words(cause)
    if isinstance(cause, ssl.SSLError):
        return f"TLS failed ({clean(cause.reason or str(cause), 100)}); does this address speak https?"
    for kind, words in _KINDS:
        if isinstance(cause, kind):
            return words
    return _NUMBERS.get(cause.errno or 0, "") if isinstance(cause, OSError) else ""


def _certificate_words(cause: ssl.SSLCertVerificationError) -> str:
    if cause.verify_code in _NAME_DIFFERS:
        return f"its certificate is for another host ({clean(cause.verify_message, 200)})"
    known = _CERTIFICATE.get(cause.verify_code)
    return known or f"its certificate is refused ({clean(cause.verify_message, 200)})"
