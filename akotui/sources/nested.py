"""Takes a list apart whose objects may be nested deeper than a decoder goes, so that one of them costs only itself.

Slow, and so only for what could not be read otherwise. No I/O here.
"""

import re
from typing import Final

_MARKS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)
_ITEMS: Final = 2
"""The depth of the items in a list: inside the list, inside its array."""


def without_items(body: bytes) -> tuple[bytes, list[bytes]]:
    """Return a list with an empty array of items, and the items; an unchanged body when it has no such array."""
    found, depth, name, began, start = list[bytes](), 0, b"", 0, 0
    for mark in _MARKS.finditer(body):
        token = mark[0]
        if depth == _ITEMS and began and token in (b",", b"]"):
            found.append(body[start : mark.start()].strip())
            start = mark.end()
        if token in (b"[", b"{"):
            depth += 1
            if depth == _ITEMS and token == b"[" and name == b'"items"':
                began = start = mark.end()
        elif token in (b"]", b"}"):
            depth -= 1
            if began and depth < _ITEMS:
                return body[:began] + body[mark.start() :], [item for item in found if item]
        elif depth == 1 and token != b",":
            name = token
    return body, []
