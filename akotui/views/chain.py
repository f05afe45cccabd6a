"""The chain between an object and its address as lines: link by link, and where it breaks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final, TypeVar

from akotui.analysis.acknowledging import object_name
from akotui.analysis.chain import Chain, Explanation, Link, LinkState
from akotui.analysis.estate import Estate
from akotui.views import words
from akotui.views.ages import clock
from akotui.views.lines import Line, Span, line
from akotui.views.table import Tone
from akotui.views.why import origin

L = TypeVar("L", Link, Chain)

_MARKS: Final[Mapping[LinkState, Span]] = MappingProxyType(
    {
        LinkState.HOLDS: Span("✓ "),
        LinkState.BREAKS: Span("✗ ", Tone.ERROR),
        LinkState.UNKNOWN: Span("? ", Tone.UNKNOWN),
    }
)
_SEEN: Final = {True: "", False: "does not exist; ", None: "was not seen, and its list is not complete; "}
_MOST: Final = 40
"""As many chains, and links of a chain, that hold are written out; what does not hold always is."""


def lines(name: str, found: Sequence[Explanation], estate: Estate, now: datetime) -> tuple[Line, ...]:
    """Return what is known of the object that was asked for as `name`; it does not change with what is read later."""
    head = line(f"As of {clock(now)}; :explain {name} tells it anew.", Tone.QUIET)
    if not found:
        return (head, (), line(f"{name}: nothing of that name was seen.", Tone.WARNING), *_reach(estate))
    return (head, *(one for explained in found for one in _explained(explained, estate, now)))


def _reach(estate: Estate) -> Iterator[Line]:
    for report in estate.sources:
        symbol, word, tone = words.SOURCES[report.health.state]
        missing = f"; not read: {', '.join(part.what for part in report.unread)}" if report.unread else ""
        yield line(f"  {symbol} {report.scope.name}: {word}{missing}", tone)


def _explained(one: Explanation, estate: Estate, now: datetime) -> Iterator[Line]:
    sure = f"  ({one.confidence.value})" if one.confidence else ""
    yield ()
    yield line(object_name(one.object), Tone.STRONG)
    yield (Span(f"  {_SEEN[one.exists]}{one.verdict}"), Span(sure, Tone.QUIET))
    chains = _written(one.chains)
    for chain in chains:
        yield ()
        yield (Span("  "), _MARKS[chain.state], Span(chain.title, Tone.STRONG))
        links = _written(chain.links)
        yield from (_link(link, estate, now) for link in links)
        yield from _left(len(chain.links) - len(links), "links")
        yield from _end(chain)
    yield from _left(len(one.chains) - len(chains), "chains")
    for finding in one.findings:
        symbol, word, tone = words.SEVERITIES[finding.severity]
        yield (Span(f"  {symbol} {word}  ", tone), Span(finding.title), Span(f"  {finding.rule}", Tone.QUIET))


def _link(link: Link, estate: Estate, now: datetime) -> Line:
    it = link.evidence
    read = f"  {' '.join(origin(estate, it.scope, it.kind, now).split())}"
    told = Span(f"{link.step.value}  ", Tone.QUIET)
    return (
        Span("    "),
        _MARKS[link.state],
        told,
        Span(f"{it.object} {it.field} = {it.value}  "),
        Span(it.says),
        Span(read, Tone.QUIET),
    )


def _end(chain: Chain) -> Iterator[Line]:
    weak = chain.weakest
    if weak is not None:
        how = "breaks at" if weak.state is LinkState.BREAKS else "cannot be told from"
        yield line(f"    {how} {weak.step.value}: {weak.evidence.says}", _MARKS[weak.state].tone)


def _written(parts: Sequence[L]) -> list[L]:
    """Return the first of those that hold, and all others."""
    holding = [one for one in parts if one.state is LinkState.HOLDS]
    hidden = set(map(id, holding[_MOST:]))
    return [one for one in parts if id(one) not in hidden]


def _left(count: int, what: str) -> Iterator[Line]:
    if count:
        yield line(f"    … and {count} more {what} that hold", Tone.QUIET)
