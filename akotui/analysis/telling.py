"""What the rules say, patched: a rule looks at its subject only, so a subject that stays keeps its findings."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import compress
from typing import cast

import msgspec

from akotui.analysis.findings import Finding, ObjectRef, Severity
from akotui.analysis.patches import Rows, everything, patch, rearrange
from akotui.analysis.subjects import AnyRule, Subject

Subjects = Mapping[type[Subject], Rows[Hashable, Subject]]
Check = Callable[[Subject], Iterable[Finding]]
Found = tuple[Finding, ...]


class Told(msgspec.Struct, frozen=True):
    """What is kept of the findings: the rules that ran, what they found by type and key of the subject, in order."""

    rules: tuple[AnyRule, ...] = ()
    found: Mapping[type[Subject], Mapping[Hashable, Found]] = {}
    ordered: Found = ()


def tell_again(was: Told, rules: tuple[AnyRule, ...], subjects: Subjects) -> Told:
    """Return the findings of these rules by severity, rule and objects."""
    same = len(was.rules) == len(rules) and all(map(_same, was.rules, rules))
    found = {
        kind: _found(was.found.get(kind, {}), kind, rules, rows, every=not same) for kind, rows in subjects.items()
    }
    kept = {kind: rows.now for kind, rows in found.items()}
    if same:
        changes = (change for rows in found.values() for change in _changes(rows))
        return Told(rules, kept, rearrange(was.ordered, changes, _order))
    every = (one for rows in kept.values() for findings in rows.values() for one in findings)
    return Told(rules, kept, tuple(sorted(every, key=_order)))


def _same(one: object, other: object) -> bool:
    return one is other


def _found(
    was: Mapping[Hashable, Found],
    kind: type[Subject],
    rules: Iterable[AnyRule],
    rows: Rows[Hashable, Subject],
    *,
    every: bool,
) -> Rows[Hashable, Found]:
    if not (every or rows.touched):
        return Rows(was, was)
    checks = tuple(cast("Check", rule.check) for rule in rules if rule.subject is kind)
    keys = everything(rows) if every else rows.touched
    subjects = rows.now if every else {key: rows.now[key] for key in keys if key in rows.now}
    told = _told(checks, subjects)
    if not was:
        return patch(was, told.items())
    return patch(was, ((key, told.get(key)) for key in keys))


def _told(checks: Iterable[Check], subjects: Mapping[Hashable, Subject]) -> Mapping[Hashable, Found]:
    """Return what is found, by key; most subjects are as they should be, and a check then returns at once."""
    told: dict[Hashable, Found] = {}
    for check in checks:
        results = list(map(check, subjects.values()))
        for key, found in compress(zip(subjects, results, strict=True), results):
            told[key] = (*told.get(key, ()), *found)
    return {key: found for key, found in told.items() if found}


def _changes(rows: Rows[Hashable, Found]) -> Iterator[tuple[Finding | None, Finding | None]]:
    for _, old, new in rows.changes():
        for one in old or ():
            yield one, None
        for one in new or ():
            yield None, one


_SEVERITIES = {severity.value: place for place, severity in enumerate(Severity)}


def _order(finding: Finding) -> tuple[object, ...]:
    """Severity, rule, objects, and what else tells two apart when one Controller is read under two names."""
    objects = tuple(map(_parts, finding.objects))
    scopes = tuple(one.scope.name for one in finding.evidence[:1])
    return _SEVERITIES[finding.severity.value], finding.rule, objects, finding.about, scopes, finding.title


def _parts(named: ObjectRef) -> tuple[str, ...]:
    return named.kind, named.name, named.namespace or "", named.tenant or "", named.id or ""
