"""An explanation as Markdown, to paste into a ticket. Text from outside stays text: no markup comes out of it."""

from collections.abc import Iterator
from datetime import datetime

from akotui.views.escaping import code, escape, row
from akotui.views.why import Step, Why


def markdown(why: Why, now: datetime) -> str:
    """Return title, evidence as a table, remedies with their commands, and the further lines.

    The ages of the evidence count back from `now`, which stands in the text.
    """
    return "".join(f"{line}\n" for line in _lines(why, now))


def _lines(why: Why, now: datetime) -> Iterator[str]:
    symbol, word, _ = why.mark
    sure = f", {why.sure}" if why.sure else ""
    yield f"### {escape(why.title)}"
    yield ""
    yield f"{symbol.strip()} {word}{sure}; seen by akotui at {now:%Y-%m-%dT%H:%M:%SZ}".lstrip()
    if why.steps:
        yield from ("", "| read | object | field and value | says |", "| --- | --- | --- | --- |")
        yield from (_row(step) for step in why.steps)
    for one in why.remedies:
        yield from ("", f"- {escape(one.text)}")
        yield from ("", f"      {one.command}") if one.command else ()
    if why.more:
        yield ""
        yield from (f"{'  ' if line.startswith(' ') else ''}- {escape(line.strip())}" for line in why.more)


def _row(step: Step) -> str:
    read = f"{' '.join(step.source.split())} before" if step.source else ""
    return row((read, code(step.where), code(step.what), escape(step.says)))
