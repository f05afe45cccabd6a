"""Closes a connection whose TLS handshake was cancelled.

httpcore 1.0 (_backends/anyio.py start_tls) closes it after an error only; a cancelled one would stay open until the
garbage collector comes by. Every watch opens a connection, so that quitting cancels many.
"""

from collections.abc import Mapping
from typing import Protocol, cast


class _Closable(Protocol):
    async def aclose(self) -> None: ...


class Handshake:
    """The `trace` extension of one request. Source: httpcore, docs/extensions.md and _async/connection.py."""

    def __init__(self) -> None:
        self._stream: _Closable | None = None

    async def __call__(self, event: str, told: Mapping[str, object]) -> None:
        """Note the connection that was opened; close it when its handshake does not end well."""
        if event.endswith(".connect_tcp.complete"):
            self._stream = cast("_Closable", told["return_value"])
        elif event.endswith(".start_tls.failed") and self._stream is not None:
            await self._stream.aclose()
