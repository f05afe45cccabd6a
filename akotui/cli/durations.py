"""Durations as people and Go write them: `60s`, `1m30s`, `500ms`, or plain seconds."""

import re
from typing import Final

_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART: Final = r"(\d+(?:\.\d+)?)(ms|s|m|h)"


def seconds(text: str) -> float:
    """Return the seconds that `text` means.

    Raises:
        ValueError: not a duration.

    """
    if re.fullmatch(r"\d+(?:\.\d+)?", text, re.ASCII):
        return float(text)
    if not re.fullmatch(f"(?:{_PART})+", text, re.ASCII):
        raise ValueError(f"not a duration: {text}; write 60s or 1m30s")
    return sum(float(number) * _UNITS[unit] for number, unit in re.findall(_PART, text, re.ASCII))
