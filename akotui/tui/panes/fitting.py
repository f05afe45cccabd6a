"""The fullest form of an explanation that a pane of some size can show."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from akotui.tui.widgets.painting import length
from akotui.tui.widgets.wrapping import wrap
from akotui.views.lines import Line, line
from akotui.views.table import Tone
from akotui.views.why import Why
from akotui.views.why_lines import chain, full, remedy, short, title


def fitted(why: Why, width: int, height: int, said: str = "") -> tuple[Line, ...]:
    """Return at most `height` lines: all of it, else a line a step, else as many steps as there is room for.

    In one line `said` stands for the title: it leaves out what the row says.
    """
    if height == 1 and said:
        return (title(msgspec.structs.replace(why, title=said, sure="")),)
    if len(why.steps) < height:  # each of these has a title and a line a step at least
        for lines in (full(why), short(why), short(why, 1)):
            wrapped = _wrapped(lines, width)
            if len(wrapped) <= height:
                return wrapped
    return _brief(why, width, height)


def _brief(why: Why, width: int, height: int) -> tuple[Line, ...]:
    """Return title, steps, and always the first remedy.

    Title and remedy are whole where that leaves two lines for steps. A step that takes more than its line loses its
    object first, and takes another where lines are left; those left out are counted.
    """
    first = [remedy(one) for one in why.remedies[:1]]
    head, tail = _wrapped([title(why)], width), _wrapped(first, width)
    if len(head) + len(tail) + 1 >= height:
        head, tail = (title(why),), tuple(first)
    room = max(0, height - len(head) - len(tail))
    seen = msgspec.structs.replace(why, steps=why.steps[: room + 1]) if why.steps else why
    steps = [
        long if length(long) <= width else other
        for long, other in zip(chain(seen, named=True), chain(seen, named=False), strict=True)
    ]
    if len(steps) > room and room:
        hidden = max(len(steps), len(why.steps)) - room + 1
        steps = [*steps[: room - 1], line(f"  +{hidden} more, Enter shows all", Tone.QUIET)]
    return (*head, *_spread(steps[:room], width, room), *tail)[:height]


def _spread(steps: Sequence[Line], width: int, room: int) -> Iterator[Line]:
    """Yield the steps in at most `room` lines, those that take more than one whole as long as there are lines."""
    spare = room - len(steps)
    for step in steps:
        lines = wrap(step, width)
        whole = len(lines) - 1 <= spare
        spare -= len(lines) - 1 if whole else 0
        yield from lines if whole else (step,)


def _wrapped(lines: Iterable[Line], width: int) -> tuple[Line, ...]:
    return tuple(part for one in lines for part in wrap(one, width))
