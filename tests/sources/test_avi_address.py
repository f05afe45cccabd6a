"""What a person may type for a Controller."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.errors import UsageError
from akotui.sources.avi_address import AviAddress, parse
from tests.secrecy import PASSWORD


@pytest.mark.parametrize(
    ("typed", "base_url", "name"),
    [
        ("10.0.0.1", "https://10.0.0.1", "10.0.0.1"),
        (" avi.example.com \n", "https://avi.example.com", "avi.example.com"),
        ("AVI.Example.com:8443", "https://avi.example.com:8443", "avi.example.com:8443"),
        ("https://avi.example.com/", "https://avi.example.com", "avi.example.com"),
        ("HTTPS://avi:443", "https://avi", "avi"),
        ("127.0.0.1:19443", "https://127.0.0.1:19443", "127.0.0.1:19443"),
        ("http://127.0.0.1:80", "http://127.0.0.1", "127.0.0.1"),
        ("http://localhost:8080", "http://localhost:8080", "localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080", "[::1]:8080"),
        ("2001:DB8:0::1", "https://[2001:db8::1]", "[2001:db8::1]"),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443", "[2001:db8::1]:8443"),
        ("xn--bcher-kva.example", "https://xn--bcher-kva.example", "xn--bcher-kva.example"),
        ("avi_lab.local.", "https://avi_lab.local", "avi_lab.local"),
    ],
)
def test_address_is_understood(typed: str, base_url: str, name: str) -> None:
    assert parse(typed) == AviAddress(base_url, name)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is empty"),
        ("   ", "is empty"),
        ("ftp://avi", "only https"),
        ("https://", "no host name"),
        ("avi:0", "port"),
        ("avi:", "port"),
        ("avi:99999", "port"),
        ("avi:http", "port"),
        ("avi example", "no host name"),
        ("avi/api", "without a path"),
        ("avi?x=1", "without a path"),
        ("http://10.0.0.1", "only for this machine"),
        ("bücher.example", "xn--"),
        ("[2001:db8::zz]", "damaged|IPv6"),
        ("a" * 300, "no host name"),
        ("-oProxyCommand=x", "no host name"),
    ],
)
def test_unusable_address_is_named_with_the_next_step(typed: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        parse(typed)


def test_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        parse(f"https://oncall:{PASSWORD}@avi.example.com")
    assert "--avi-password-file" in str(caught.value)
    assert PASSWORD not in str(caught.value)


def complaint(typed: str) -> str:
    try:
        address = parse(typed)
    except UsageError as error:
        return str(error)
    return "" if parse(address.base_url) == address and address.base_url.endswith(address.name) else "\0"


@given(typed=st.text() | st.from_regex(r"(https?://)?[a-z0-9.:\[\]@%/-]{0,20}"))
def test_anything_is_an_address_or_one_line_of_complaint(typed: str) -> None:
    assert complaint(typed).isprintable()
