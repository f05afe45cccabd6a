"""Names of namespaces that options take: what cannot be one never reaches a path or a manifest."""

import re
from typing import Final

from akotui.errors import UsageError
from akotui.model.text import clean

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def check(option: str, name: str) -> None:
    """Raise UsageError when `name` is no name of a namespace (RFC 1123 label)."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"{option} {clean(name, 80)!r}: this is no name of a namespace")
