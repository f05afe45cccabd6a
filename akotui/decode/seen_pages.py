"""Pages of a list that came before: a poll brings the same bytes again and again, and they are decoded once.

What is kept of a page is a digest and the objects, which the inventory holds as well; not the bytes.
"""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import Final

from akotui.decode.batch import Batch
from akotui.decode.broken import Broken

Decoded = Sequence[tuple[str, object] | Broken]

_DIGEST: Final = 16
"""Bytes of a digest: that two different pages share one does not happen, whoever writes them."""


class SeenPages:
    """The pages of the list that ended last, and of the one that is running."""

    def __init__(self) -> None:
        self._before: dict[bytes, Decoded] = {}
        self._now: dict[bytes, Decoded] = {}

    def decoded(self, items: Sequence[bytes], decode: Callable[[], Decoded]) -> Decoded:
        """Return what `decode` makes of these items; the very objects of the list before when they came then."""
        digest = _digest(items)
        found = self._now.get(digest)
        if found is None:
            found = self._before.get(digest)
        if found is None:
            found = decode()
        self._now[digest] = found
        return found

    def ended(self) -> None:
        """Forget the pages that did not come again."""
        self._before, self._now = self._now, {}


def _digest(items: Sequence[bytes]) -> bytes:
    """Return a digest of the items and of where each of them ends."""
    if isinstance(items, Batch):
        return items.digest()
    found = blake2b(b"".join(items), digest_size=_DIGEST)
    found.update(",".join(str(len(one)) for one in items).encode())
    return found.digest()
