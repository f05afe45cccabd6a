"""The two hashes in the names AKO makes: FNV-1a chooses a shard or stands for a rule, SHA-1 shortens a name."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SHARDS: Final[Mapping[str, int]] = MappingProxyType({"LARGE": 8, "MEDIUM": 4, "SMALL": 1, "DEDICATED": 0})
"""How many shared virtual services a size has; none: each host has its own (AKO internal/lib/constants.go)."""

_OFFSET = 0x811C9DC5
_PRIME = 0x01000193
_MASK = 0xFFFFFFFF


def fnv1a(text: str, mask: int = _MASK) -> int:
    """Return the 32-bit FNV-1a hash of the UTF-8 text (AKO pkg/utils/utils.go Hash; docs/faq.md says md5, wrongly).

    With `mask`, ones below zeros, only those bits of it: they depend on no higher bit, and small numbers are fast.
    """
    number, prime = _OFFSET & mask, _PRIME & mask
    for byte in text.encode(errors="surrogatepass"):
        number = (number ^ byte) * prime & mask
    return number


def shard(host: str, shards: int) -> int:
    """Return which of so many shards (a power of two) takes a host, as written (AKO pkg/utils/utils.go Bkt).

    With no shards, which AKO itself uses for passthrough alone, that is the whole hash.
    """
    return 0 if shards == 1 else fnv1a(host, (shards - 1) & _MASK)


def sha1(text: str) -> str:
    """Return forty hex digits (AKO internal/lib/lib.go Encode)."""
    return hashlib.sha1(text.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()
