"""Findings, worst first, and below them what could not be checked: that is no silence to be proud of."""

from collections.abc import Collection, Mapping

import msgspec

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Confidence, Coverage, Finding, ObjectRef, Severity
from akotui.model.facts import Scope
from akotui.views import marking, words
from akotui.views.loading import told
from akotui.views.narrowing import within
from akotui.views.sources import aged
from akotui.views.table import Column, Listing, Query, Row, listed

COLUMNS = (
    Column(
        "severity",
        "SEV",
        5,
        toned=True,
        signed=True,
        ranks=words.ranks((*words.SEVERITIES.values(), words.UNCHECKED)),
    ),
    Column("object", "OBJECT", 20, grow=3, named=True),
    Column("what", "WHAT", 50, grow=2, told=24),
    Column("owner", "OWNER", 16, rank=3),
    Column("rule", "RULE", 28, rank=5),
    Column("confidence", "SURE", 8, rank=4, ranks=tuple(one.value for one in Confidence)),
)

_ORDER: Mapping[Severity, int] = {severity: place for place, severity in enumerate(Severity)}
_SHORT = {
    "VirtualService": "vs",
    "Namespace": "ns",
    "Instance": "ako",
    "StatefulSet": "ako",
    "ConfigMap": "ako",
    "Ingress": "ing",
    "Service": "svc",
    "Gateway": "gw",
    "Route": "route",
    "HTTPRoute": "hr",
    "Pool": "pool",
    "PoolGroup": "group",
    "VSDataScriptSet": "dscr",
    "HTTPPolicySet": "http",
    "L4PolicySet": "l4",
    "VsVip": "vip",
}
"""Words of at most five letters: they stay where a name is shortened."""
_DESTRUCTIVE = ("multiple-primaries", "shared-username")
"""Two writers of one username delete each other's objects at every start (AKO k8s/ako_init.go): loudest of all."""

_NOT_RUN = "not-run"
_RAN = "ran"


class Unchecked(msgspec.Struct, frozen=True):
    """Rules that could not run, or not completely, for one reason."""

    status: str
    reason: str
    rules: tuple[str, ...]


Entry = Finding | Unchecked


def rows(estate: Estate, query: Query) -> tuple[Row, ...]:
    """Return a row a finding, then one for each reason why rules could not run."""
    return listing(estate, query).rows()


def listing(estate: Estate, query: Query) -> Listing:
    """Return the findings, the worst first. What is unchecked always stands there, whatever one narrows to.

    Rules that only wait for a source that connects are not among the unchecked.
    """
    findings = sorted(within(estate.findings, estate, query.narrowing), key=urgency)
    entries: list[Entry] = [*findings, *unchecked(told(estate))]
    lost = aged(estate.sources)
    return listed(entries, marking.aged(row, lambda entry: rests_on(entry, lost)), key)


def rests_on(entry: Entry, scopes: Collection[Scope]) -> bool:
    """Tell whether a finding has evidence of one of these sources."""
    return isinstance(entry, Finding) and any(one.scope in scopes for one in entry.evidence)


def unchecked(coverage: tuple[Coverage, ...]) -> tuple[Unchecked, ...]:
    """Return the rules that did not run, or ran in part, by reason."""
    groups: dict[tuple[str, str], list[str]] = {}
    for one in coverage:
        if one.status != _RAN:
            groups.setdefault((one.status, one.reason), []).append(one.rule)
    return tuple(Unchecked(status, reason, tuple(rules)) for (status, reason), rules in groups.items())


def key(entry: Entry) -> str:
    """Return the key: what names the fact stably over runs."""
    if isinstance(entry, Finding):
        return f"{entry.rule}/{entry.about}"
    return f"?{entry.status}/{entry.reason}"


def row(entry: Entry) -> Row:
    """Return the row of a finding or of what could not be checked."""
    if isinstance(entry, Unchecked):
        return _unchecked_row(entry)
    mark = words.SEVERITIES[entry.severity]
    return Row(
        key(entry),
        (
            words.state_cell(mark),
            object_cell(entry),
            said(entry),
            ", ".join(entry.owners) or "--",
            entry.rule,
            entry.confidence.value,
        ),
        mark[2],
    )


def said(finding: Finding) -> str:
    """Return the title without the object that the cell before it names: `claimed by avi-system and blue`."""
    for ref in finding.objects[:1]:
        for named in _openings(ref):
            if finding.title.startswith(named):
                return finding.title.removeprefix(named).removeprefix("is ")
    return finding.title


def _openings(ref: ObjectRef) -> tuple[str, ...]:
    """Return the words with which a title names this object."""
    nouns = ("virtual service", "shared virtual service", "child", "namespace", "VSVIP", ref.kind)
    told_of = f"AKO instance {ref.namespace} ", f"{ref.kind}/{ref.namespace}/{ref.name} "
    return (*(f"{noun} {ref.name} " for noun in nouns), *told_of)


def object_cell(finding: Finding) -> str:
    """Return the first object and how many more there are."""
    first, *others = [object_name(ref) for ref in finding.objects] or ["--"]
    return f"{first} +{len(others)}" if others else first


def object_name(ref: ObjectRef) -> str:
    """Return `vs prod--shop`, `ns shop`, `ing shop/web`, `ako blue`."""
    short = _SHORT.get(ref.kind, ref.kind)
    if short == "ako" and ref.namespace:
        return f"ako {ref.namespace}"
    return f"{short} {ref.namespace}/{ref.name}" if ref.namespace else f"{short} {ref.name}"


def unchecked_words(entry: Unchecked) -> str:
    """Return `2 rules did not run`, `1 rule ran in part`."""
    count = len(entry.rules)
    return f"{count} rule{'' if count == 1 else 's'} {'did not run' if entry.status == _NOT_RUN else 'ran in part'}"


def urgency(finding: Finding) -> tuple[int, bool]:
    """Return its place by severity, the worst first; among errors those that make AKO delete what it should keep."""
    return _ORDER[finding.severity], finding.rule not in _DESTRUCTIVE


def _unchecked_row(entry: Unchecked) -> Row:
    return Row(
        key(entry),
        (
            words.state_cell(words.UNCHECKED),
            unchecked_words(entry),
            entry.reason,
            "--",
            ", ".join(entry.rules),
            "--",
        ),
        words.UNCHECKED[2],
    )
