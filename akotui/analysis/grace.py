"""How long akotui waits before it says what may only be lag between Kubernetes, AKO and the Controller.

AKO writes to the Controller first and to Kubernetes afterwards, deletes some seconds after a change, and akotui polls
the Controller. So a fact that such a lag can make is a finding only when it stood for `LAG`. What was there at the
first look that could tell is reported at once, because nobody can wait for a single run; its evidence then says that
it was seen once. Not so what an object tells to be young: of a virtual service modified within `LAG` before the newest
moment nothing is reported at the first look, of a Kubernetes object younger than `YOUNG` nothing at all. What has been
told stays told, however often its object is modified.

A look at less than everything is a look when it has been the same for `LAG`: a tenant that is never shown must not
make every deletion flash. The first look at everything is a first look all the same: after a login all is told. While
less is seen than that, what is not found may be there all the same, and is not taken for gone.

While a source is lost, time passes and its facts do not: a finding that rests on them is not new, however long it
would have stood, and waits for its whole grace once the source is back (analysis/old_facts.py).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from akotui.analysis.findings import Coverage, Evidence, Finding, Lag

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


class Lack(msgspec.Struct, frozen=True):
    """What kept a rule from running completely, and since when that has been the same."""

    reason: str
    since: datetime


class History(msgspec.Struct, frozen=True):
    """What is remembered from one estate to the next.

    `judged` are the rules that have run completely, `lacks` those that run in part now.
    """

    suspicions: Mapping[Fact, Suspicion] = {}
    judged: frozenset[str] = frozenset()
    lacks: Mapping[str, Lack] = {}


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
    if at is None:
        return tuple(found), History()
    ran, steady, lacks = _looks(before, coverage, at)
    looking, looked = ran | steady, before.judged | steady
    kept = [one for one in found if not held(one)]
    suspicions = {fact: one for fact, one in before.suspicions.items() if fact[0] not in looking}
    for one in kept:
        if one.rule in graces and one.lag is not Lag.EXCLUDED:
            fact = (one.rule, one.about)
            suspicions[fact] = before.suspicions.get(fact) or _suspicion(one, looked, at)
    history = History(suspicions, before.judged | ran, lacks)
    return tuple(_settled(kept, suspicions, graces, at)), history


def _looks(
    before: History, coverage: Iterable[Coverage], at: datetime
) -> tuple[frozenset[str], frozenset[str], Mapping[str, Lack]]:
    """The rules that run, those that have run in part for long enough, and what all that run in part lack."""
    ran: set[str] = set()
    lacks: dict[str, Lack] = {}
    for covered in coverage:
        if covered.status == "ran":
            ran.add(covered.rule)
        elif covered.status == "partial":
            lack = before.lacks.get(covered.rule)
            same = lack is not None and lack.reason == covered.reason
            lacks[covered.rule] = lack if same and lack else Lack(covered.reason, at)
    steady = frozenset(rule for rule, lack in lacks.items() if at - lack.since >= LAG)
    return frozenset(ran), steady, lacks


def _suspicion(one: Finding, looked: Collection[str], at: datetime) -> Suspicion:
    return Suspicion(at, one.rule not in looked and one.lag is not Lag.LIKELY)


def _settled(
    found: Iterable[Finding], suspicions: Mapping[Fact, Suspicion], graces: Mapping[str, timedelta], at: datetime
) -> Iterator[Finding]:
    for one in found:
        suspicion = suspicions.get((one.rule, one.about)) if one.lag is not Lag.EXCLUDED else None
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
    return msgspec.structs.replace(finding, evidence=(*finding.evidence, seen), lag=Lag.POSSIBLE)


def minutes(length: timedelta) -> str:
    """Return `2 minutes`."""
    return f"{int(length.total_seconds() // 60)} minutes"


def is_fresh(changed: datetime | None, at: datetime | None, grace: timedelta = LAG) -> bool | None:
    """Whether something changed so lately that others need not have followed.

    Unknown moments are long ago. None of one that lies further ahead than `grace`: the clock that wrote it is wrong,
    and would otherwise keep everything fresh for as long as it is ahead; later it will look as if it were of then.
    """
    if changed is None or at is None or (age := at - changed) >= grace:
        return False
    return True if -age < grace else None


def lag_when(*, fresh: bool | None) -> Lag:
    """Return whether lag can make a finding about something that was changed lately, or was not."""
    return Lag.LIKELY if fresh else Lag.POSSIBLE
