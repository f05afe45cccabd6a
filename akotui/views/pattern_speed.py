"""The expressions that Python's own engine can be trusted with: it is six times quicker than the automaton.

It is given only what it reads in one go: expressions without repeats and with few ways through them, and fixed
stretches with `.*` between them, of which the first place found is always the best. Everything else would make it
turn back and try again, and there is no limit to that.
"""

import re
from collections.abc import Callable
from typing import Final

from akotui.views.pattern_parts import ANY, EDGE, All, Either, Many, One, Part

_WAYS: Final = 64
"""Ways through an expression that may be tried at each place of the text."""

_ANYTHING: Final = Many(ANY, 0, endless=True)
_REST: Final = f"[^{EDGE}]*?"


def quick(part: Part) -> Callable[[str], bool] | None:
    """Return the test whether the expression occurs in a text; None when only the automaton is safe."""
    source = _stretched(part) if _ANYTHING in _parts(part) else _single(part)
    if source is None:
        return None
    search = re.compile(source).search
    return lambda text: search(text) is not None


def _parts(part: Part) -> tuple[Part, ...]:
    return part.parts if isinstance(part, All) else (part,)


def _single(part: Part) -> str | None:
    return _source(part) if 0 < _ways(part) <= _WAYS else None


def _ways(part: Part) -> int:
    """Return how many ways lead through a part; 0 when there is no limit."""
    match part:
        case One():
            return 1
        case All(parts) | Either(parts):
            each = [_ways(one) for one in parts]
            product = 1
            for ways in each:
                product = min(product * ways, _WAYS + 1)
            return product if isinstance(part, All) or 0 in each else sum(each)
        case Many(repeated, _, endless):
            ways = _ways(repeated)
            return ways + 1 if ways and not endless else 0


def _stretched(part: Part) -> str | None:
    """Return the source of fixed stretches with anything between them, which never turns back."""
    stretches: list[list[One]] = [[]]
    for one in _parts(part):
        if one == _ANYTHING:
            stretches.append([])
        elif isinstance(one, One):
            stretches[-1].append(one)
        else:
            return None
    stretches = [stretch for stretch in stretches if stretch]
    edges = [one.letters == EDGE for stretch in stretches for one in stretch]
    if not stretches or any(edges[1:-1]):
        return None
    begin = _REST if not edges[0] else ""
    sources = ["".join(map(_source, stretch)) for stretch in stretches]
    first = f"{EDGE}(?>{begin}{sources[0]})" if begin else sources[0]
    return first + "".join(f"(?>{_REST}{source})" for source in sources[1:])


def _source(part: Part) -> str:
    match part:
        case One():
            return _one(part)
        case All(parts):
            return "".join(map(_source, parts))
        case Either(parts):
            return f"(?:{'|'.join(map(_source, parts))})"
        case Many(repeated):
            return f"(?:{_source(repeated)})?"


def _one(one: One) -> str:
    if len(one.letters) == 1 and not (one.ranges or one.classes or one.negated):
        return re.escape(one.letters)
    inside = "".join(map(re.escape, one.letters))
    inside += "".join(f"{re.escape(low)}-{re.escape(high)}" for low, high in one.ranges if low <= high)
    inside += "".join(f"\\{name}" for name in one.classes)
    if not inside:
        return f"[^{EDGE}]" if one.negated else "(?!)"
    return f"(?!{EDGE})[{'^' if one.negated else ''}{inside}]"
