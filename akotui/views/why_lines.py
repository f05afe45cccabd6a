"""An explanation as lines: its title, a line a step, its remedies; or all of it, for a screen of its own."""

import re

from akotui.analysis.findings import Remedy
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone
from akotui.views.why import Step, Why

_EXISTENCE = "metadata.name"
_ALWAYS = "/avi-k8s-config"
"""The one name that every ConfigMap which is read has: the namespace alone says which."""
_METADATA = re.compile(r"metadata\.(annotation|label)s\.(?:[^/ ]*/)?")
_UUID = re.compile(r"(?:[a-z]+-)?([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def full(why: Why) -> tuple[Line, ...]:
    """Return everything."""
    lines = [title(why), ()]
    for number, step in enumerate(why.steps, 1):
        lines += _long(number, step)
    for one in why.remedies:
        lines += [(), (Span("→ ", Tone.STRONG), Span(one.text))]
        lines += [line(f"    {one.command}", Tone.STRONG)] if one.command else []
    if why.more:
        lines += [(), *(line(text) for text in why.more)]
    return tuple(lines)


def short(why: Why, remedies: int | None = None) -> tuple[Line, ...]:
    """Return the title, a line a step with its object, and the first so many remedies (None: all)."""
    return (title(why), *chain(why, named=True), *(remedy(one) for one in why.remedies[:remedies]))


def compact(why: Why) -> tuple[Line, ...]:
    """Return everything with a line a step and a line a remedy: a screen of its own tells more at once so."""
    steps = (_short(number, step, named=True) for number, step in enumerate(why.steps, 1))
    remedies = ((), *(remedy(one) for one in why.remedies)) if why.remedies else ()
    more = ((), *(line(text) for text in why.more)) if why.more else ()
    return (title(why), (), *steps, *remedies, *more)


def title(why: Why) -> Line:
    """Return symbol, title and confidence."""
    symbol, _, tone = why.mark
    sure = (Span(f"  ({why.sure})", Tone.QUIET),) if why.sure else ()
    return (Span(f"{symbol} ", tone), Span(why.title, Tone.STRONG), *sure)


def chain(why: Why, *, named: bool) -> tuple[Line, ...]:
    """Return a line a step, with its object when `named`; without steps the further lines."""
    lines = tuple(_short(number, step, named=named) for number, step in enumerate(why.steps, 1))
    return lines or tuple(line(text) for text in why.more)


def remedy(one: Remedy) -> Line:
    """Return what one could do and the command for it."""
    command = (Span(f"  {one.command}", Tone.STRONG),) if one.command else ()
    return (Span("→ ", Tone.STRONG), Span(one.text), *command)


def _short(number: int, step: Step, *, named: bool) -> Line:
    says = (Span(f"  {step.says}", Tone.QUIET),) if step.says else ()
    source = Span(f"{step.source}  " if step.source else "", Tone.QUIET)
    return (Span(f"{number} ", Tone.QUIET), source, *_what(step, named=named), *says)


def _what(step: Step, *, named: bool) -> Line:
    """Return field and value, after the object if it is `named`; of an object that is there or not, the object.

    Without the object both are in few words: `annotation host-fqdn-vs-uuid-map = fe5a89f5…`, so that what it says fits.
    """
    field, _, value = step.what.partition(" = ")
    if field == _EXISTENCE:
        return line(step.where if step.where.endswith(f"/{value}") else f"{step.where} {value}")
    if named:
        return (Span(f"{step.where.removesuffix(_ALWAYS)} ", Tone.QUIET), Span(step.what))
    return line(_METADATA.sub(r"\1 ", _UUID.sub(r"\1…", step.what), count=1))


def _long(number: int, step: Step) -> list[Line]:
    read = f"  read {' '.join(step.source.split())} ago" if step.source else ""
    lines: list[Line] = [
        (Span(f"{number} {step.where}"), Span(read, Tone.QUIET)),
        line(f"    {step.what}", Tone.STRONG),
    ]
    return [*lines, line(f"    {step.says}")] if step.says else lines
