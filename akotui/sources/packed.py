"""The body of an answer as it came, compressed or not: told from others without being unpacked. No I/O."""

from collections.abc import Callable
from functools import cached_property
from hashlib import blake2b
from typing import Final

_SEAL: Final = 16
_STAMP: Final = slice(4, 8)
"""Where gzip notes when it was compressed (RFC 1952, MTIME), which tells nothing of what was."""


class Packed:
    """So many bytes. `unpack` makes the body of them, None where they are the body; it raises for what is damaged."""

    def __init__(self, raw: bytes, unpack: Callable[[bytes], bytes] | None = None) -> None:
        self._raw = raw
        self._size = len(raw)
        self._unpack = unpack

    def __len__(self) -> int:
        return self._size

    @cached_property
    def body(self) -> bytes:
        """What was packed, made once; what it was made of is not kept."""
        if self._unpack is None:
            return self._raw
        body = self._unpack(self._raw)
        if self.seal:  # known from now on
            self._raw = b""
        return body

    @cached_property
    def seal(self) -> bytes:
        """A digest of the bytes: what has the same seal has the same body. The same body may come in other bytes."""
        if self._unpack is None:
            return blake2b(self._raw, digest_size=_SEAL).digest()
        seal = blake2b(self._raw[: _STAMP.start], digest_size=_SEAL, person=b"gzip")
        seal.update(memoryview(self._raw)[_STAMP.stop :])
        return seal.digest()
