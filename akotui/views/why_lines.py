"""An explanation as lines: short, for the place under a table; whole, for a screen of its own."""

from akotui.analysis.findings import Remedy
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone
from akotui.views.why import Step, Why

_EXISTENCE = "metadata.name"


def brief(why: Why, height: int) -> tuple[Line, ...]:
    """Return at most `height` lines: title, evidence, and always the first remedy; what is left out is counted."""
    remedy = tuple(_remedy(one) for one in why.remedies[:1])
    room = max(0, height - 1 - len(remedy))
    chain = list(short(why, 0)[1:])
    if len(chain) > room and room:
        hidden = len(chain) - room + 1
        chain = [*chain[: room - 1], line(f"  +{hidden} more, ↵ shows all", Tone.QUIET)]
    return (_title(why), *chain[:room], *remedy)[:height]


def full(why: Why) -> tuple[Line, ...]:
    """Return everything."""
    lines = [_title(why), ()]
    for number, step in enumerate(why.steps, 1):
        lines += _long(number, step)
    for remedy in why.remedies:
        lines += [(), (Span("→ ", Tone.STRONG), Span(remedy.text))]
        lines += [line(f"    {remedy.command}", Tone.STRONG)] if remedy.command else []
    if why.more:
        lines += [(), *(line(text) for text in why.more)]
    return tuple(lines)


def short(why: Why, remedies: int | None = None) -> tuple[Line, ...]:
    """Return a line a step, and the first so many remedies (None: all)."""
    chain = [_short(number, step) for number, step in enumerate(why.steps, 1)] or [line(text) for text in why.more]
    return (_title(why), *chain, *(_remedy(remedy) for remedy in why.remedies[:remedies]))


def _title(why: Why) -> Line:
    symbol, _, tone = why.mark
    sure = (Span(f"  ({why.sure})", Tone.QUIET),) if why.sure else ()
    return (Span(f"{symbol} ", tone), Span(why.title, Tone.STRONG), *sure)


def _short(number: int, step: Step) -> Line:
    says = (Span(f"  {step.says}", Tone.QUIET),) if step.says else ()
    return (
        Span(f"{number} ", Tone.QUIET),
        Span(f"{step.source}  " if step.source else "", Tone.QUIET),
        Span(_what(step)),
        *says,
    )


def _what(step: Step) -> str:
    """Return field and value; of an object that is there or not, the object itself."""
    field, _, value = step.what.partition(" = ")
    return f"{step.where} {value}" if field == _EXISTENCE else step.what


def _long(number: int, step: Step) -> list[Line]:
    read = f"  read {' '.join(step.source.split())} ago" if step.source else ""
    lines: list[Line] = [
        (Span(f"{number} {step.where}"), Span(read, Tone.QUIET)),
        line(f"    {step.what}", Tone.STRONG),
    ]
    return [*lines, line(f"    {step.says}")] if step.says else lines


def _remedy(remedy: Remedy) -> Line:
    command = (Span(f"  {remedy.command}", Tone.STRONG),) if remedy.command else ()
    return (Span("→ ", Tone.STRONG), Span(remedy.text), *command)
