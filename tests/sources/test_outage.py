"""Why no answer came, in words."""

import errno
import socket
import ssl

import httpx
import pytest

from akotui.sources.outage import words


def caused(cause: BaseException, error: BaseException | None = None) -> BaseException:
    raised = error or httpx.ConnectError("All connection attempts failed")
    raised.__cause__ = cause
    return raised


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (caused(ConnectionRefusedError(errno.ECONNREFUSED, "refused")), "connection refused: nothing listens there"),
        (caused(OSError(errno.EHOSTUNREACH, "x")), "no route to it"),
        (caused(ConnectionResetError(errno.ECONNRESET, "x")), "the connection was reset"),
        (caused(socket.gaierror(socket.EAI_NONAME, "x")), "its name does not resolve"),
        (caused(ssl.SSLCertVerificationError(1, "pin mismatch: a, b")), "its certificate is not the pinned one"),
        (caused(ssl.SSLCertVerificationError(1, "certificate has expired")), "its certificate has expired"),
        (caused(ssl.SSLCertVerificationError(1, "Hostname mismatch")), "its certificate is for another name"),
        (caused(ssl.SSLCertVerificationError(1, "something new")), "its certificate is not accepted"),
        (caused(ssl.SSLError(1, "wrong version number")), "the TLS handshake failed"),
        (httpx.ReadTimeout("x"), "it did not answer in time"),
        (httpx.RemoteProtocolError("odd\x1b[2J"), "odd␛[2J"),
        (httpx.ReadError(""), "ReadError"),
    ],
)
def test_cause_is_said_in_words(error: BaseException, said: str) -> None:
    assert words(error).startswith(said)


def test_cause_is_found_however_deep_and_a_circle_ends() -> None:
    inner = ConnectionRefusedError(errno.ECONNREFUSED, "refused")
    assert words(caused(caused(inner), httpx.ReadError("x"))).startswith("connection refused")
    one, two = httpx.ReadError("one"), httpx.ReadError("two")
    one.__cause__, two.__cause__ = two, one
    assert words(one) == "one"
