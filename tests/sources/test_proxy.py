"""Proxies of the environment."""

import pytest

from akotui.errors import UsageError
from akotui.sources.proxy import proxy_for

PROXY = "http://proxy.test:3128"


@pytest.mark.parametrize(
    ("host", "environ", "expected"),
    [
        ("avi.test", {}, None),
        ("avi.test", {"HTTPS_PROXY": PROXY}, PROXY),
        ("avi.test", {"https_proxy": "proxy.test:3128"}, PROXY),
        ("avi.test", {"HTTPS_PROXY": "http://other", "https_proxy": PROXY}, PROXY),
        ("avi.test", {"ALL_PROXY": PROXY}, PROXY),
        ("avi.test", {"HTTP_PROXY": PROXY}, None),
        ("avi.test", {"HTTPS_PROXY": ""}, None),
        ("127.0.0.1", {"HTTPS_PROXY": PROXY}, None),
        ("localhost", {"HTTPS_PROXY": PROXY}, None),
        ("avi.test", {"HTTPS_PROXY": PROXY, "NO_PROXY": "x, avi.test"}, None),
        ("a.avi.test", {"HTTPS_PROXY": PROXY, "NO_PROXY": ".avi.test"}, None),
        ("a.avi.test", {"HTTPS_PROXY": PROXY, "NO_PROXY": "avi.test"}, None),
        ("xavi.test", {"HTTPS_PROXY": PROXY, "NO_PROXY": "avi.test"}, PROXY),
        ("avi.test", {"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, None),
        ("10.1.2.3", {"HTTPS_PROXY": PROXY, "no_proxy": "10.0.0.0/8"}, None),
        ("11.1.2.3", {"HTTPS_PROXY": PROXY, "no_proxy": "10.0.0.0/8,avi"}, PROXY),
        ("2001:db8::5", {"HTTPS_PROXY": PROXY, "no_proxy": "2001:db8::/32"}, None),
    ],
)
def test_proxy_of_the_environment(host: str, environ: dict[str, str], expected: str | None) -> None:
    assert proxy_for("https", host, environ) == expected


def test_proxy_that_cannot_be_used_is_named() -> None:
    with pytest.raises(UsageError, match="socks5 proxy"):
        proxy_for("https", "avi.test", {"ALL_PROXY": "socks5://proxy.test"})
