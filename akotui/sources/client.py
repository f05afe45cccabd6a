"""A client for one server that asks straight through its gate.

What httpx's own `send` does besides (redirects, cookies, authentication, merging of URLs) is nothing that akotui may
use, and costs more than the gate and the request together.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from typing import Final
from urllib.parse import urlencode
from urllib.request import Request as UrllibRequest

import httpx

Headers = Sequence[tuple[bytes, bytes]]
_NOTHING: Final[Mapping[str, object]] = {}


@lru_cache(maxsize=512)
def _url(text: str) -> httpx.URL:
    """Parse a URL; a poll asks for the same ones again and again."""
    return httpx.URL(text)


class _Forgetful(CookieJar):
    """Keeps no cookie, and does not look for any."""

    def extract_cookies(self, response: HTTPResponse, request: UrllibRequest) -> None:
        """Leave all where they are."""


class Client(httpx.AsyncClient):
    """An httpx client whose transport is `gate`. `ask` is the short way."""

    def __init__(
        self, gate: httpx.AsyncBaseTransport, *, base_url: str, headers: Mapping[str, str], timeout: httpx.Timeout
    ) -> None:
        super().__init__(
            base_url=base_url,
            headers=headers,
            cookies=_Forgetful(),
            timeout=timeout,
            follow_redirects=False,
            trust_env=False,  # a mounted proxy would bypass the gate: the proxy is chosen below it
            transport=gate,
        )
        self._gate = gate
        self._root = base_url.rstrip("/")
        self._always = tuple(self.headers.raw)

    async def ask(  # noqa: PLR0913 - the parts of a request
        self,
        path: str,
        query: Sequence[tuple[str, str]] = (),
        *,
        method: str = "GET",
        headers: Headers = (),
        body: bytes = b"",
        timeout: httpx.Timeout | None = None,  # noqa: ASYNC109 - httpx's limits of its single steps
        extensions: Mapping[str, object] = _NOTHING,
    ) -> httpx.Response:
        """Send a request; the answer's body is still to be read, and the answer to be closed.

        The commas of a value stay: escaped, a list of fields takes httpx longer than all the rest of the URL.
        `headers` are sent besides the client's own and must not repeat them. Raises as httpx does, and Refused.
        """
        request = httpx.Request(
            method,
            _url(f"{self._root}{path}?{urlencode(query, safe=',')}" if query else self._root + path),
            headers=[*self._always, *headers],
            content=body or None,
            extensions={"timeout": (timeout or self.timeout).as_dict(), **extensions},
        )
        return await self._gate.handle_async_request(request)


async def read(response: httpx.Response) -> bytes:
    """The whole body. Not httpx's own reading: its response keeps the body, in a circle with its stream."""
    return b"".join([piece async for piece in response.aiter_bytes()])
