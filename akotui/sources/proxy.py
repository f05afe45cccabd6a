"""Which proxy of the environment applies to a server: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, as Go reads them.

Unlike Python's own reading, an address range in `NO_PROXY` counts: clusters are usually excepted that way.
"""

import ipaddress
from collections.abc import Mapping

from akotui.errors import UsageError


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine."""
    address = _address(host)
    return host == "localhost" or (address is not None and address.is_loopback)


def _excepted(host: str, entry: str) -> bool:
    if entry == "*":
        return True
    address = _address(host)
    if address is not None:
        try:
            return address in ipaddress.ip_network(entry.strip("[]"), strict=False)
        except ValueError:
            return False
    domain = entry.removeprefix("*").removeprefix(".").lower()
    return bool(domain) and (host == domain or host.endswith("." + domain))


def proxy_for(scheme: str, host: str, environ: Mapping[str, str]) -> str | None:
    """Return the URL of the proxy for a server, None for none. Raises UsageError for a kind of proxy we cannot use.

    This machine is never reached through a proxy.
    """
    settings = {name.lower(): value.strip() for name, value in sorted(environ.items())}
    proxy = settings.get(f"{scheme}_proxy") or settings.get("all_proxy")
    if not proxy or is_loopback(host):
        return None
    exceptions = (entry.strip() for entry in settings.get("no_proxy", "").split(","))
    if any(entry and _excepted(host.lower(), entry) for entry in exceptions):
        return None
    url = proxy if "://" in proxy else f"http://{proxy}"
    if not url.startswith(("http://", "https://")):
        kind = url.partition("://")[0]
        raise UsageError(
            f"{scheme.upper()}_PROXY: a {kind} proxy cannot be used; set an http:// one or NO_PROXY={host}"
        )
    return url


def through(scheme: str, host: str, environ: Mapping[str, str], *, chosen: str = "") -> str:
    """Say which proxy stands between us and a server, fit to be shown: without user and password; empty for none.

    `chosen` is a proxy's URL that wins over the environment.
    """
    url = chosen or proxy_for(scheme, host, environ)
    if not url:
        return ""
    return f" (through the proxy {url.partition('://')[2].rpartition('@')[2].partition('/')[0]})"
