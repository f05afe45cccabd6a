"""Which names tell that a secret stands behind them."""

import re
from collections.abc import Mapping
from typing import Final

_SECRET: Final = re.compile(
    r"pass(?:word|wd|phrase)|secret|token|credential|private[_-]?key|api[_-]?key|authorization|cookie|kubeconfig",
    re.IGNORECASE,
)
_POINTS: Final = re.compile(r"(?:name|ref|refs|uuid|class|type|namespace|seconds|policy)$", re.IGNORECASE)
"""Ends of keys that name or describe a secret and do not hold it: `secretName`, `ssl_key_and_certificate_refs`."""

REDACTED: Final = "(redacted)"
"""What stands in the place of a secret."""


def tells(key: str) -> bool:
    """Tell whether a field or a variable of this name holds a secret."""
    return bool(_SECRET.search(key)) and not _POINTS.search(key)


def veiled(settings: Mapping[str, str]) -> Mapping[str, str]:
    """Return settings without the values of those that hold a secret; the very same where none does."""
    hidden = {key: REDACTED for key, value in settings.items() if tells(key) and value not in ("", "true", "false")}
    return {**settings, **hidden} if hidden else settings
