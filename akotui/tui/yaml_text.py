"""An object's JSON as lines of YAML that are safe to show."""

from typing import Final

import msgspec
import yaml

from akotui.model.text import clean
from akotui.views.lines import Line, Span, line
from akotui.views.redaction import redacted
from akotui.views.table import Tone

_MOST: Final = 5000
_WIDE: Final = 2000


def yaml_lines(raw: bytes) -> tuple[Line, ...]:
    """Return the lines, redacted and clean; keys are told apart from values. What is no JSON is said to be none."""
    try:
        value: object = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return (line("? the answer is no JSON that could be shown", Tone.UNKNOWN),)
    text = yaml.safe_dump(redacted(value), sort_keys=False, allow_unicode=True, width=float("inf"))
    lines = text.splitlines()
    more = (line(f"… and {len(lines) - _MOST} more lines", Tone.QUIET),) if len(lines) > _MOST else ()
    return (*(_line(clean(one, _WIDE)) for one in lines[:_MOST]), *more)


def _line(text: str) -> Line:
    key, colon, rest = text.partition(":")
    if not colon or (rest and not rest.startswith(" ")) or key.lstrip(" -").startswith(('"', "'")):
        return line(text)
    return (Span(f"{key}:", Tone.QUIET), Span(rest))
