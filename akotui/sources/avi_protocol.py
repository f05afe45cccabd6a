"""What to ask a Controller and what the answers mean: one round of reading after another. No I/O, no clock.

A round reads every kind once and yields facts. Within it a refused list is one unread kind; a Controller that is
down ends the round. `pause` then says how long to wait, None: until a person asks.
"""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import msgspec

from akotui.model.facts import Fact, ListEnded, Observed, Paged, Scope, SourceState, Unread
from akotui.model.kinds import AVI_TYPES, Kind, Plane
from akotui.model.text import clean
from akotui.sources import retry
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_address import AviAddress
from akotui.sources.avi_conversation import ABSENT, BROKEN, FORBIDDEN, Conversation, Denied, RoundOver, Talk
from akotui.sources.avi_listing import Listed, Page, Wanted, listing
from akotui.sources.avi_messages import Answer
from akotui.sources.avi_pages import KnownPages, page, query

REFUSED_FOR: Final = timedelta(minutes=10)
"""How long a refused kind is left alone: rights change rarely, and each refusal stands in the Controller's log."""

ROUND: Final = 90.0
"""Seconds from the beginning of a round to that of the next, unless it takes longer: after a long one the Controller is
left alone as long as it took, but rules wait two minutes for what is on its way (analysis/grace.py), and it must be
seen within them."""

TOLD_EACH: Final = 5
"""Pages of one list after which a first reading says how far it is: more often would cost more than it tells."""

EVERYWHERE: Final = ("*",)


class _Refusal(msgspec.Struct, frozen=True):
    reason: str
    until: datetime
    status: int


class _Gathered(msgspec.Struct, frozen=True):
    """A kind that was read: its pages, and what of it may be missing."""

    pages: tuple[Sequence[bytes], ...]
    missing: tuple[str, ...] = ()


class AviProtocol:
    """The reader of one Controller. `tenants` empty: all that the account can read. `cautions` go with every state.

    `interval` are the seconds between two rounds, at least. `pages`: for whoever reads more rounds than one.
    """

    def __init__(
        self,
        address: AviAddress,
        credentials: AviCredentials,
        *,
        tenants: tuple[str, ...] = (),
        version: str | None = None,
        interval: float = 15.0,
        cautions: tuple[str, ...] = (),
    ) -> None:
        self.cautions = cautions
        self.scope = Scope(address.name, Plane.AVI)
        self.pause: float | None = 0.0
        self.pages: KnownPages | None = None
        self.conversation = Conversation(address, credentials, version=version)
        self._endpoint = address.base_url
        self._tenants = tenants
        self._interval = interval
        self._at: datetime | None = None
        self._every: int | None = None
        self._failures = 0
        self._away = False  # the last round ended because the Controller was: until it is up, only that is asked
        self._single: dict[Kind, datetime] = {}
        self._refused: dict[Kind, _Refusal] = {}
        self._partly: dict[Kind, str] = {}
        self._sizes: dict[Kind, int] = {}
        self._known: dict[tuple[Kind, str], tuple[str, ...]] = {}
        self._sighted: dict[str, Listed] = {}  # inventories by tenant, read to prove a list and not yet told
        self._shown: Observed | None = None

    def round(self, now: datetime, *, jitter: float, asked: bool = False) -> Talk[None]:
        """Read everything once. `jitter` in [0, 1) spreads the pause; `asked`: a person wants it, forget refusals."""
        self._at = now
        self._sighted.clear()
        if asked:
            self._refused.clear()
            self._single.clear()
        if self._shown is None or (asked and not self._sizes):
            yield from self._observe(SourceState.CONNECTING, f"connecting to Avi {self.scope.name}")
        try:
            self.conversation.begin()
            if self._away:
                yield from self.conversation.probe()
            for kind in AVI_TYPES:
                yield from self._read(kind)
            self._refuse_broken()
        except RoundOver as over:
            yield from self._ended_early(over, jitter)
        else:
            self._failures, self._away = 0, False
            lasted = (self._moment - now).total_seconds()
            rest = self._rest(lasted)
            self.pause = rest * (0.9 + 0.2 * jitter)
            if self.pages is not None:
                self._every = max(round(self._interval), 5 * round((lasted + rest) / 5))  # how often, not when
            yield from self._observe(*self._verdict())

    def _rest(self, lasted: float) -> float:
        """Seconds to leave the Controller alone after a round that took so many."""
        return max(self._interval, min(lasted, ROUND - lasted))

    def _read(self, kind: Kind) -> Talk[None]:
        if self._is_refused(kind):
            return
        self._partly.pop(kind, None)
        try:
            gathered = yield from self._cluster() if kind is Kind.CLUSTER else self._lists(kind)
        except Denied as denied:
            until = self._moment + (REFUSED_FOR if denied.lasting else timedelta())
            self._refused[kind] = _Refusal(denied.reason, until, denied.status)
            yield Unread(self.scope, kind, denied.reason, self._moment)
            return
        self._refused.pop(kind, None)
        self._sizes[kind] = sum(map(len, gathered.pages))
        if gathered.missing:
            self._partly[kind] = gathered.missing[0]
        for items in gathered.pages:
            yield Paged(self.scope, kind, items, self._moment)
        yield ListEnded(self.scope, kind, self._moment, missing=gathered.missing)

    def _is_refused(self, kind: Kind) -> bool:
        refusal = self._refused.get(kind)
        return refusal is not None and refusal.until > self._moment

    def _cluster(self) -> Talk[_Gathered]:
        tenant = self._tenants[0] if self._tenants else "*"
        answer = yield from self._get("/api/cluster", tenant=tenant)
        return _Gathered(((answer.body,),))

    def _lists(self, kind: Kind) -> Talk[_Gathered]:
        if self._tenants:
            words = f"only {_named(self._tenants)} is read (--avi-tenant)"
            return (yield from self._each(kind, self._tenants, words))
        if self._single.get(kind, self._moment) <= self._moment:
            try:
                return (yield from self._each(kind, EVERYWHERE, ""))
            except Denied as denied:
                if denied.status != FORBIDDEN or not self._own_tenants:
                    raise
        words = f"only {_named(self._own_tenants)} is read: the account may not read all tenants"
        gathered = yield from self._each(kind, self._own_tenants, words)
        if self._single.get(kind, self._moment) <= self._moment:
            self._single[kind] = self._moment + REFUSED_FOR
        return gathered

    def _each(self, kind: Kind, tenants: tuple[str, ...], words: str) -> Talk[_Gathered]:
        """Read `kind` in each tenant; an object that several tenants see is one object."""
        pages, seen = list[Sequence[bytes]](), set[str]()
        missing = [words] if words else []
        refusals = list[Denied]()
        for tenant in tenants:
            try:
                listed = yield from self._list(kind, tenant)
            except Denied as denied:
                refusals.append(denied)
                missing.append(f"tenant {clean(tenant, 100)}: {denied.reason}")
                continue
            if listed.torn:
                missing.append(f"torn read: {listed.torn}")
            pages.extend(_unseen(listed, seen))
        if len(refusals) == len(tenants):
            raise refusals[0]
        return _Gathered(tuple(pages), tuple(missing))

    def _list(self, kind: Kind, tenant: str) -> Talk[Listed]:
        if kind is Kind.RUNTIME and tenant in self._sighted:
            return self._sighted.pop(tenant)
        listed = yield from listing(
            partial(self._page, kind, tenant),
            self._known.get((kind, tenant), ()),
            proven=kind is not Kind.RUNTIME,
            sightings=partial(self._sightings, tenant) if kind is Kind.VIRTUAL_SERVICE else None,
        )
        if not listed.torn:
            self._known[kind, tenant] = listed.identities
        return listed

    def _sightings(self, tenant: str) -> Talk[AbstractSet[str]]:
        """The virtual services that the inventory has, read now, before its turn; that turn then reads nothing."""
        self._sighted.pop(tenant, None)
        if self._is_refused(Kind.RUNTIME):
            return frozenset()
        try:
            listed = self._sighted[tenant] = yield from self._list(Kind.RUNTIME, tenant)
        except Denied:
            return frozenset()  # its turn finds out again, and says so
        return frozenset(listed.identities)

    def _page(self, kind: Kind, tenant: str, wanted: Wanted) -> Talk[Page]:
        """Read a page. One that was to follow and is not there any more is empty: the list became shorter meanwhile."""
        try:
            answer = yield from self._get(f"/api/{AVI_TYPES[kind].path}", query(kind, wanted), tenant=tenant)
        except Denied as denied:
            if denied.status == ABSENT and wanted.page > 1:
                return Page(0, ())
            raise
        known = None if wanted.identities else self.pages
        got = known.page(answer, kind, tenant, wanted.page) if known else page(answer, kind)
        yield from self._tell(kind, wanted, got)
        return got

    def _tell(self, kind: Kind, wanted: Wanted, got: Page) -> Iterator[Fact]:
        """While the first reading lasts, say how far it came: with thousands of objects it takes a minute."""
        told = self._shown
        if told is None or told.state is not SourceState.CONNECTING or wanted.page % TOLD_EACH:
            return
        pages = -(-got.count // len(got.results)) if got.next and got.results else wanted.page
        turn = list(AVI_TYPES).index(kind) + 1
        where = f"{kind.value}, page {wanted.page} of {pages} ({got.count} objects), kind {turn} of {len(AVI_TYPES)}"
        yield from self._observe(SourceState.CONNECTING, f"reading Avi {self.scope.name}: {where}")

    def _get(self, path: str, query: tuple[tuple[str, str], ...] = (), *, tenant: str) -> Talk[Answer]:
        answer = yield from self.conversation.get(path, query, tenant=tenant)
        self._at = answer.at
        return answer

    def _ended_early(self, over: RoundOver, jitter: float) -> Talk[None]:
        self._failures += 1
        self._away = not over.busy
        state = SourceState.STALE if self._sizes and not over.final else over.state
        waited = retry.wait(self._failures, first=2.0, cap=60.0, jitter=jitter)
        self.pause = None if over.final else max(waited, over.wait)
        for kind in AVI_TYPES:
            if kind not in self._sizes and kind not in self._refused:
                yield Unread(self.scope, kind, over.detail, self._moment)
        yield from self._observe(state, over.detail)

    def _verdict(self) -> tuple[SourceState, str]:
        """How the source is after a whole round."""
        refused = {kind.value: refusal.reason for kind, refusal in self._refused.items()}
        partly = {kind.value: reason for kind, reason in self._partly.items()}
        if len(refused) == len(AVI_TYPES):
            forbidden = all(refusal.status == FORBIDDEN for refusal in self._refused.values())
            state = SourceState.FORBIDDEN if forbidden else SourceState.PARTIAL
            return state, clean(f"{self._account()}; nothing could be read: {next(iter(refused.values()))}", 300)
        unread = {**refused, **partly}
        if not unread:
            return SourceState.LIVE, self._account()
        reasons = dict.fromkeys(unread.values())
        named = "; ".join(f"{', '.join(k for k, r in unread.items() if r == reason)}: {reason}" for reason in reasons)
        return SourceState.PARTIAL, clean(f"{self._account()}; not read in full: {named}", 600)

    def _refuse_broken(self) -> None:
        """A Controller that fails every single list is down, whatever it calls it."""
        refusals = tuple(self._refused.values())
        if len(refusals) == len(AVI_TYPES) and all(refusal.status >= BROKEN for refusal in refusals):
            raise RoundOver(f"Avi {self.scope.name} fails every request ({refusals[0].reason})")

    def _account(self) -> str:
        session = self.conversation.session
        who = (session.user if session else "") or clean(self.conversation.credentials.username, 100)
        tenants = self._sizes.get(Kind.TENANT, len(self._own_tenants))
        skew = f"; {self.conversation.skew}" if self.conversation.skew else ""
        detail = f"user {who}, tenants {tenants}, version {self.conversation.version}{skew}"
        superuser = session is not None and session.superuser
        return f"{detail}; this account may change everything: a read-only one is enough" if superuser else detail

    def _observe(self, state: SourceState, detail: str) -> Iterator[Fact]:
        moment = self._moment
        retrying = state in (SourceState.UNREACHABLE, SourceState.STALE) and self.pause is not None
        retry_at = moment + timedelta(seconds=self.pause or 0.0) if retrying else None
        fresh = Observed(self.scope, state, detail, moment, self._endpoint, retry_at, self.cautions, self._every)
        if self._shown is None or msgspec.structs.replace(self._shown, at=moment) != fresh:
            self._shown = fresh
            yield fresh

    @property
    def _own_tenants(self) -> tuple[str, ...]:
        session = self.conversation.session
        return session.tenants if session else ()

    @property
    def _moment(self) -> datetime:
        if self._at is None:
            raise TypeError("no round has begun")
        return self._at


def _named(tenants: tuple[str, ...]) -> str:
    shown = ", ".join(clean(tenant, 60) for tenant in tenants[:3])
    return f"tenant {shown}" + (f" and {len(tenants) - 3} more" if len(tenants) > 3 else "")  # noqa: PLR2004 - three


def _unseen(listed: Listed, seen: set[str]) -> Iterator[Sequence[bytes]]:
    """The pages of a list without what an earlier tenant's list held already."""
    if seen.isdisjoint(listed.identities):
        seen.update(listed.identities)
        yield from listed.pages
        return
    identities = iter(listed.identities)
    for items in listed.pages:
        pairs = [(item, next(identities)) for item in items]
        yield tuple(item for item, one in pairs if one not in seen)
    seen.update(listed.identities)
