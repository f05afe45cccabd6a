"""Where a Controller is, from what a person typed."""

import ipaddress
import re
from urllib.parse import urlsplit

import msgspec

from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.sources.proxy import is_loopback

_HOST = re.compile(
    r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*\.?"
)
_DEFAULT_PORTS = {"https": 443, "http": 80}


class AviAddress(msgspec.Struct, frozen=True):
    """`base_url` is where to send; `name` is host[:port], the Controller's name on screen and in reports."""

    base_url: str
    name: str


def _unusable(text: str, why: str) -> UsageError:
    shown = clean(re.sub(r"//[^/]*@", "//…@", text), 100)  # a password may stand before the @
    return UsageError(f"--avi-controller {shown!r}: {why}")


def _host(text: str, host: str) -> str:
    if ":" in host:
        try:
            return f"[{ipaddress.IPv6Address(host)}]"
        except ValueError:
            raise _unusable(text, "this is no IPv6 address; write [2001:db8::1] or [2001:db8::1]:443") from None
    if not host.isascii():
        raise _unusable(text, "write an international name in its xn-- form")
    if not _HOST.fullmatch(host):
        raise _unusable(text, "this is no host name; write HOST, HOST:PORT or https://HOST[:PORT]")
    return host.removesuffix(".")


def parse(text: str) -> AviAddress:
    """Understand `HOST[:PORT]` or a URL; https unless it says http, which is for this machine only.

    Raises UsageError with one line that names the text and the next step.
    """
    typed = text.strip()
    if not typed:
        raise UsageError("--avi-controller is empty: give HOST[:PORT] or https://HOST[:PORT]")
    scheme, separator, rest = typed.rpartition("://")
    scheme = scheme.lower() if separator else "https"
    if scheme not in _DEFAULT_PORTS:
        raise _unusable(typed, "only https:// (and http:// to this machine) can be read")
    try:
        ipaddress.IPv6Address(rest)
    except ValueError:
        netloc = rest
    else:
        netloc = f"[{rest}]"
    try:
        parts = urlsplit(f"{scheme}://{netloc}")
        port = parts.port
    except ValueError:
        raise _unusable(
            typed, "the address or its port is damaged; write HOST:PORT with a port from 1 to 65535"
        ) from None
    if parts.username is not None:
        raise _unusable(typed, "credentials do not belong into an address; use --avi-username and --avi-password-file")
    if port == 0 or parts.netloc.endswith(":"):
        raise _unusable(typed, "the port must be from 1 to 65535")
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise _unusable(typed, "give the Controller's host without a path")
    host = _host(typed, parts.hostname or "")
    if scheme == "http" and not is_loopback(host.strip("[]")):
        raise _unusable(
            typed, "http:// is only for this machine: a password would cross the network in clear; use https://"
        )
    suffix = "" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}"
    return AviAddress(f"{scheme}://{host}{suffix}", f"{host}{suffix}")
