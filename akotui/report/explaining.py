"""An explanation for people: each chain link by link, where it breaks, and the findings that touch the object."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from akotui.analysis.acknowledging import object_name
from akotui.analysis.chain import Chain, Explanation, Link, LinkState
from akotui.analysis.findings import Finding
from akotui.report.composing import NOTHING, Accepted, Moments, second
from akotui.report.paint import Paint, plain
from akotui.report.text import acknowledged, aligned, evidence
from akotui.views import words
from akotui.views.escaping import code, escape, row
from akotui.views.table import Tone

MARKS: Final[Mapping[LinkState, tuple[str, Tone]]] = MappingProxyType(
    {
        LinkState.HOLDS: ("✓", Tone.PLAIN),
        LinkState.BREAKS: ("✗", Tone.ERROR),
        LinkState.UNKNOWN: ("?", Tone.UNKNOWN),
    }
)
_MOST: Final = 12
"""As many links of one step, and as many chains, that hold are written out; what does not hold always is."""
_INDENT = "    "
_TITLES = ("", "link", "object", "field", "value", "says", "read")


def text(found: Sequence[Explanation], read_at: Moments, paint: Paint = plain, accepted: Accepted = NOTHING) -> str:
    """Return the explanations; `read_at` dates what was read."""
    return "\n".join("".join(f"{line}\n" for line in _lines(one, read_at, paint, accepted)) for one in found)


def markdown(found: Sequence[Explanation], read_at: Moments, accepted: Accepted = NOTHING) -> str:
    """Return the same as Markdown: a table a chain."""
    return "\n".join("".join(f"{line}\n" for line in _paragraphs(one, read_at, accepted)) for one in found)


def verdict(one: Explanation) -> str:
    """What the explanation comes to, with how sure that is."""
    sure = f" ({one.confidence.value})" if one.confidence else ""
    missing = {True: "", False: "does not exist; ", None: "was not seen, and its list is not complete; "}[one.exists]
    return f"{missing}{one.verdict}{sure}"


def _lines(one: Explanation, read_at: Moments, paint: Paint, accepted: Accepted) -> Iterator[str]:
    yield paint(object_name(one.object), Tone.STRONG)
    yield f"  {verdict(one)}"
    chains, left = _shown_chains(one)
    for chain in chains:
        mark, tone = MARKS[chain.state]
        yield ""
        yield f"  {paint(mark, tone)} {chain.title}"
        links, more = _shown(chain)
        cells = aligned((f"{MARKS[it.state][0]} {it.step.value}", *evidence(it.evidence, read_at)) for it in links)
        for link, line in zip(links, cells, strict=True):
            yield line if link.state is LinkState.HOLDS else paint(line, MARKS[link.state][1])
        yield from (f"{_INDENT}{note}" for note in (*more, *_end(chain)))
    yield from (f"\n  {left}",) if left else ()
    if one.findings:
        yield ""
        yield "  findings:"
        yield from (f"{_INDENT}{_finding(finding, paint, accepted)}" for finding in one.findings)


def _finding(one: Finding, paint: Paint, accepted: Accepted) -> str:
    entry = accepted.get(one.fingerprint)
    if entry is not None:
        return paint(f"acknowledged: {acknowledged(one, entry)}", Tone.QUIET)
    symbol, _, tone = words.SEVERITIES[one.severity]
    return f"{paint(f'{symbol} {one.severity.value}', tone)}  {one.rule}  {one.title}"


def _paragraphs(one: Explanation, read_at: Moments, accepted: Accepted) -> Iterator[str]:
    yield from (f"## {code(object_name(one.object))}", "", f"**{escape(verdict(one))}**")
    chains, left = _shown_chains(one)
    for chain in chains:
        yield from ("", f"### {MARKS[chain.state][0]} {escape(chain.title)}", "")
        yield from (row(_TITLES), row(("---",) * len(_TITLES)))
        links, more = _shown(chain)
        yield from (row(_cells(link, read_at)) for link in links)
        for note in (*more, *_end(chain)):
            yield from ("", escape(note))
    yield from ("", left) if left else ()
    if one.findings:
        yield from ("", "### Findings", "")
        for finding in one.findings:
            entry = accepted.get(finding.fingerprint)
            note = f" *acknowledged: {escape(entry.reason)}*" if entry else ""
            yield f"- **{finding.severity.value}** {code(finding.rule)} {escape(finding.title)}{note}"


def _cells(link: Link, read_at: Moments) -> tuple[str, ...]:
    it = link.evidence
    moment = read_at.get((it.scope, it.kind))
    read = f"{second(moment):%Y-%m-%dT%H:%M:%SZ}" if moment else ""
    mark = MARKS[link.state][0]
    return (mark, link.step.value, code(it.object), code(it.field), code(it.value), escape(it.says), read)


def _end(chain: Chain) -> tuple[str, ...]:
    """Where the chain breaks, in words."""
    weak = chain.weakest
    if weak is None:
        return ()
    how = "breaks at" if weak.state is LinkState.BREAKS else "cannot be told from"
    return (f"{how} {weak.step.value}: {weak.evidence.says}",)


def _shown_chains(one: Explanation) -> tuple[Sequence[Chain], str]:
    """The chains to write out, and how many that hold are left."""
    holding = [chain for chain in one.chains if chain.state is LinkState.HOLDS]
    hidden = holding[_MOST:]
    note = f"… and {len(hidden)} more chains that hold" if hidden else ""
    return [chain for chain in one.chains if chain not in hidden], note


def _shown(chain: Chain) -> tuple[Sequence[Link], Sequence[str]]:
    """The links to write out, and how many that hold are left, by step."""
    seen, left = Counter[str](), Counter[str]()
    shown: list[Link] = []
    for link in chain.links:
        if link.state is LinkState.HOLDS:
            seen[link.step.value] += 1
        if link.state is LinkState.HOLDS and seen[link.step.value] > _MOST:
            left[link.step.value] += 1
        else:
            shown.append(link)
    return shown, [f"… and {count} more links {step} that hold" for step, count in left.items()]
