"""How long akotui waits before it says what may only be lag between Kubernetes, AKO and the Controller.

AKO writes to the Controller first and to Kubernetes afterwards, deletes some seconds after a change, and akotui polls
the Controller. So a fact that such a lag can make is a finding only when it stood for `LAG`. What was there at the
first look that could tell is reported at once, because nobody can wait for a single run; its evidence then says that
it was seen once. What an object tells about its own age needs no waiting: a virtual service modified within `LAG`
before the newest moment, and a Kubernetes object younger than `YOUNG`, are given their time.

While a source is lost, time passes and its facts do not: a finding that rests on them is not new, however long it
would have stood, and waits for its whole grace once the source is back (analysis/old_facts.py).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from akotui.analysis.findings import Coverage, Evidence, Finding

LAG: Final = timedelta(minutes=2)
"""AKO's own delays (retries within seconds, the slow queue every 90 s) and one poll of the Controller."""

YOUNG: Final = timedelta(minutes=5)
"""So long AKO may take to make the virtual services of a new object."""

Fact = tuple[str, str]
"""A rule's slug and what its finding is about."""


class Suspicion(msgspec.Struct, frozen=True):
    """A finding of a rule with a grace: since when it stands, and whether the first look already had it."""

    since: datetime
    at_first_look: bool


class History(msgspec.Struct, frozen=True):
    """What is remembered from one estate to the next: the suspicions, and the rules that could run completely."""

    suspicions: Mapping[Fact, Suspicion] = {}
    judged: frozenset[str] = frozenset()


def settle(
    before: History,
    found: Sequence[Finding],
    *,
    coverage: Iterable[Coverage],
    graces: Mapping[str, timedelta],
    at: datetime | None,
    held: Callable[[Finding], bool] = lambda _: False,
) -> tuple[tuple[Finding, ...], History]:
    """Return the findings that have outlived their grace, in their order, and the new history.

    `graces` are the rules with one, `held` tells which findings are new and rest on a source that is lost. Equal
    histories and findings give equal results: `at` is the only clock.
    """
    ran = frozenset(covered.rule for covered in coverage if covered.status == "ran")
    if at is None:
        return tuple(found), History(judged=ran)
    kept = [one for one in found if not held(one)]
    suspicions = {
        fact: before.suspicions.get(fact) or Suspicion(at, one.rule not in before.judged)
        for one in kept
        if one.rule in graces
        for fact in [(one.rule, one.about)]
    }
    return tuple(_settled(kept, suspicions, graces, at)), History(suspicions, ran)


def _settled(
    found: Iterable[Finding], suspicions: Mapping[Fact, Suspicion], graces: Mapping[str, timedelta], at: datetime
) -> Iterator[Finding]:
    for one in found:
        suspicion = suspicions.get((one.rule, one.about))
        if suspicion is None:
            yield one
        elif at - suspicion.since >= graces[one.rule]:
            yield _noted(one, f"seen for {minutes(graces[one.rule])} or longer")
        elif suspicion.at_first_look:
            yield _noted(one, f"seen once: lag of up to {minutes(graces[one.rule])} cannot be told from this")


def _noted(finding: Finding, says: str) -> Finding:
    """Add to the evidence how often the first of it was seen."""
    first = finding.evidence[0]
    seen = Evidence(first.scope, first.kind, first.object, first.field, first.value, says)
    return msgspec.structs.replace(finding, evidence=(*finding.evidence, seen))


def minutes(length: timedelta) -> str:
    """Return `2 minutes`."""
    return f"{int(length.total_seconds() // 60)} minutes"


def is_fresh(changed: datetime | None, at: datetime | None, grace: timedelta = LAG) -> bool:
    """Whether something changed so lately that others need not have followed.

    Unknown moments are long ago, and so are those that lie further ahead than `grace`: the clock that wrote them is
    wrong, and would otherwise keep everything fresh for as long as it is ahead.
    """
    return changed is not None and at is not None and abs(at - changed) < grace
