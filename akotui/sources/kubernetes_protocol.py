"""The list and watch machine for one kind (of one namespace): answers in, facts and the next step out.

It keeps what was read when a server fails, never skips an event it cannot read (it lists again instead), never
compares resourceVersions, and never makes more noise than one request a back-off. It has no socket, clock or sleep.

Source: client-go tools/cache/reflector.go for the order of list, watch and 410; the Kubernetes API concepts page for
`continue`, `resourceVersion` and bookmarks.
"""

import enum
import math
from datetime import datetime
from typing import Final

import msgspec

from akotui.model.facts import Deleted, Fact, ListEnded, Paged, Scope, Unread, Upserted
from akotui.model.kinds import RESOURCES, Kind, Resource
from akotui.sources.kubernetes_steps import List, Step, Wait, first_page, page_after, watch
from akotui.sources.kubernetes_wire import (
    Answer,
    Event,
    Page,
    Unreadable,
    event,
    names_too_large_version,
    page,
    refusal,
)
from akotui.sources.retry import wait

FIRST_WAIT: Final = 0.8
LONGEST_WAIT: Final = 30.0
REFUSED_WAIT: Final = 30.0
FORBIDDEN_WAIT: Final = 300.0
"""A right that was there and is gone is asked for after REFUSED_WAIT first: a starting server knows no rights yet."""
SHORT_WATCH: Final = 1.0
HEALTHY_WATCH: Final = 120.0
WATCH_SECONDS: Final = (240, 300)
AUDIT_SECONDS: Final = 600.0
"""After so many seconds of watching (give or take a fifth) everything is listed again, to repair what a watch lost."""
TOLD_EACH: Final = 1000
"""Objects of one list after which a first reading says how far it is: more often would cost more than it tells."""
PATIENCE: Final = 5
"""So many times in a row a server may fail to open a watch before everything is listed again."""

_BACK_OFF: Final = -1.0
_OK, _UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _GONE, _TOO_MANY, _FAILING = 200, 401, 403, 404, 410, 429, 500
_NOT_EXACTLY: Final = frozenset({400, _GONE, 500, 504})
"""How servers say that they cannot list an older state (any more)."""


class Reading(enum.Enum):
    """How the reading of one kind goes."""

    PENDING = "pending"
    READ = "read"
    LOST = "lost"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    FAILED = "failed"


class Condition(msgspec.Struct, frozen=True):
    """A reading, why it is not better, and whether the kind was ever read as a whole."""

    reading: Reading = Reading.PENDING
    reason: str = ""
    ever: bool = False


class ListWatch:
    """One kind, listed in pages and then watched. Call `step`, do what it says, tell the outcome, repeat.

    `missing` goes into each ListEnded. `leaving`: the watch must be left now. `gone`: the server answered 404, so
    discovery should be asked again. `attempt` makes waits grow: whoever knows that the server is back sets it to 0.
    `failures` counts lists that failed since the last one that did not. `marked`: the
    server sends bookmarks, so that a watch which brings nothing for long is dead.

    Now and then an audit lists the state at the very resourceVersion where the watch stands: each difference to what is
    known is something that the watch lost. Where the server cannot, the newest state repairs without telling.
    """

    def __init__(self, scope: Scope, kind: Kind, *, part: str = "", missing: tuple[str, ...] = ()) -> None:
        self._scope, self._kind, self._part, self._missing = scope, kind, part, missing
        self._resource = RESOURCES[kind]
        self._what = _named(self._resource, part)
        self._watch_from = ""
        self._token = ""
        self._pages_out = False
        self._came = 0
        self._full = False
        self._auditing = self._inexact = False
        self._watched = self._audit_after = 0.0
        self._events = 0
        self._refusals = 0
        self.attempt = 0
        self._pause: float | None = None
        self._trouble = ""
        self._told = ""
        self.condition = Condition()
        self.leaving = False
        self.gone = False
        self.marked = False
        self.failures = 0

    def step(self, jitter: float) -> Step:
        """Return what to do next; `jitter` is a random number in [0, 1)."""
        if self._pause is not None:
            seconds, self._pause = self._pause, None
            if seconds == _BACK_OFF:
                seconds = wait(self.attempt, first=FIRST_WAIT, cap=LONGEST_WAIT, jitter=jitter)
            return Wait(seconds)
        self._audit_after = self._audit_after or AUDIT_SECONDS * (0.8 + 0.4 * jitter)
        left = self._audit_after - self._watched
        self._auditing = self._auditing or (self._watch_from != "" and left <= 0)
        if self._watch_from and not self._auditing:
            low, high = WATCH_SECONDS
            seconds = min(low + (high - low) * jitter, max(left, 2 * SHORT_WATCH))
            return watch(self._resource, self._watch_from, math.ceil(seconds))
        if self._token:
            return page_after(self._resource, self._token)
        return first_page(self._resource, full=self._full, exactly=self._watch_from if self._exact else "")

    def next_page(self) -> List | None:
        """Return the request for the next page of a list that is going well, None when there is none."""
        if not self._token or not self._pages_out or self._pause is not None:
            return None
        return page_after(self._resource, self._token)

    def listed(self, answer: Answer, at: datetime) -> tuple[Fact, ...]:
        """Take the answer to a List."""
        if answer.status == _GONE and self._token:
            self._full = self._inexact = True
            self._token, self._pages_out = "", False
            self._told = f"list {self._what}: expired while it was read in pages (410); reading it again as a whole"
            return (Unread(self._scope, self._kind, self._told, at, part=self._part),)
        if answer.status in _NOT_EXACTLY and self._exact and not self._pages_out:
            self._inexact = True
            return ()
        if answer.status != _OK:
            return self._refused(answer, "list", at)
        try:
            found = page(answer, self._kind)
        except Unreadable as error:
            return self._unread(Reading.FAILED, f"list {self._what}: {error}", at)
        if found.token and found.token == self._token:
            return self._unread(Reading.FAILED, f"list {self._what}: the same page came twice", at)
        return self._next_page(found, at)

    def opened(self, answer: Answer, at: datetime) -> tuple[Fact, ...]:
        """Take the status of a Watch; anything but 200 means that there is no stream."""
        self._events = 0
        self.leaving = False
        if answer.status == _OK:
            self._refusals = 0
            self._become(Reading.FAILED if self._trouble else Reading.READ, self._trouble)
            return ()
        said = refusal(answer)
        if answer.status == _GONE or names_too_large_version(answer.status, said):
            return self._list_again()
        self._refusals += 1
        if answer.status == _TOO_MANY or (answer.status >= _FAILING and self._refusals < PATIENCE):
            self._stumble(answer.retry_after or None)
            self._become(Reading.LOST, f"{answer.status} watch {self._what}: {said}".rstrip(": "))
            return ()
        self._watch_from = ""
        return self._refused(answer, "watch", at)

    def event(self, line: bytes, at: datetime) -> tuple[Fact, ...]:
        """Take one line of the watch. The resourceVersion moves only once the event has become a fact."""
        try:
            found = event(line)
        except Unreadable as error:
            return self.distrust(str(error))
        if found.type == "ERROR":
            return self._error_event(found)
        facts: tuple[Fact, ...] = ()
        if found.type == "BOOKMARK":
            self.marked = True
        else:
            self._events += 1
            seen = Deleted if found.type == "DELETED" else Upserted
            facts = (seen(self._scope, self._kind, found.raw, at),)
        self._watch_from = found.resource_version
        return facts

    def ended(self, lasted: float) -> None:
        """Take the clean end of a watch after `lasted` seconds; a very short one that brought nothing backs off."""
        self._lived(lasted)
        if self.leaving or lasted >= SHORT_WATCH:
            return
        self.attempt += 1
        if not self._events or self.attempt > 1:
            self._pause = _BACK_OFF
        if self.attempt > 2:  # noqa: PLR2004 - the third in a row is no coincidence
            self._become(Reading.LOST, f"watch {self._what}: the server ends each watch at once")

    def left(self, lasted: float, *, doubt: bool) -> None:
        """Take it that a watch was left on purpose after `lasted` seconds; with `doubt`, audit what it brought."""
        self._lived(lasted)
        self._auditing = self._auditing or (doubt and self._watch_from != "")

    def lost(self, reason: str, at: datetime, *, lasted: float | None = None) -> tuple[Fact, ...]:
        """Take a transport failure: of a watch that had lasted so long, or (None) of a list."""
        if lasted is None:
            return self._unread(Reading.LOST, reason, at)
        self._lived(lasted)
        self._stumble(None)
        self._become(Reading.LOST, reason)
        return ()

    def rejected(self, reason: str, at: datetime) -> tuple[Fact, ...]:
        """Take it that there are no credentials the server accepts."""
        self._watch_from = ""
        return self._unread(Reading.UNAUTHORIZED, reason, at, pause=REFUSED_WAIT)

    def distrust(self, why: str) -> tuple[Fact, ...]:
        """Leave a watch that brought something unreadable, and list again: a lost event is never skipped."""
        if self.attempt:
            self._trouble = f"watch {self._what}: {why}"
        return self._list_again()

    @property
    def _exact(self) -> bool:
        """Whether the list is to be of the moment at which the watch stands."""
        return self._auditing and not self._inexact and self._watch_from != ""

    def _next_page(self, found: Page, at: datetime) -> tuple[Fact, ...]:
        paged = Paged(self._scope, self._kind, found.items, at)
        before = self._came if self._pages_out else 0
        self._came = before + len(found.items)
        if self.condition.reading is Reading.PENDING and self._came // TOLD_EACH > before // TOLD_EACH:
            self._become(Reading.PENDING, f"{self._what}: {self._came:,} so far")
        self._pages_out, self._token = True, found.token
        if found.token:
            return (paged,)
        audit = self._exact and found.resource_version == self._watch_from
        self._watch_from = found.resource_version
        self._watched = self._audit_after = 0.0
        self.failures = 0
        self._pages_out = self._full = self._auditing = self._inexact = self.gone = False
        self._told = ""
        self._become(Reading.FAILED if self._trouble else Reading.READ, self._trouble, ever=True)
        return (paged, ListEnded(self._scope, self._kind, at, part=self._part, missing=self._missing, audit=audit))

    def _refused(self, answer: Answer, verb: str, at: datetime) -> tuple[Fact, ...]:
        reason = f"{answer.status} {verb} {self._what}: {refusal(answer)}".rstrip(": ")
        if answer.status == _UNAUTHORIZED:
            return self.rejected(reason, at)
        if answer.status == _FORBIDDEN:
            self._watch_from = ""
            new = self.condition.ever and self.condition.reading is not Reading.FORBIDDEN
            return self._unread(Reading.FORBIDDEN, reason, at, pause=REFUSED_WAIT if new else FORBIDDEN_WAIT)
        if answer.status == _NOT_FOUND:
            self._watch_from, self.gone = "", True
            return self._unread(Reading.FAILED, reason, at, pause=FORBIDDEN_WAIT)
        return self._unread(Reading.FAILED, reason, at, pause=answer.retry_after or None)

    def _unread(self, reading: Reading, reason: str, at: datetime, *, pause: float | None = None) -> tuple[Fact, ...]:
        """Give the list up for now. An audit that failed before its first page leaves the watch as good as it was."""
        self._stumble(pause)
        self._token, self._full, self._inexact = "", False, False
        if self._auditing and self._watch_from and not self._pages_out:
            self._auditing, self._watched = False, AUDIT_SECONDS / 2
            return ()
        self._watch_from, self._auditing = "", False
        self.failures += 1
        self._become(reading, reason)
        if self._told == reason and not self._pages_out:
            return ()
        self._told, self._pages_out = reason, False
        return (Unread(self._scope, self._kind, reason, at, part=self._part),)

    def _error_event(self, found: Event) -> tuple[Fact, ...]:
        self.leaving = True
        too_large = names_too_large_version(found.code, found.message)
        if (found.code == _TOO_MANY or found.code >= _FAILING) and not too_large:
            self._stumble(None)
            self._become(Reading.LOST, f"{found.code} watch {self._what}: {found.message}")
            return ()
        return self._list_again()

    def _list_again(self) -> tuple[Fact, ...]:
        """Drop the resourceVersion; the first time at once, in a row with back-off."""
        self.leaving = True
        self._watch_from = ""
        self.attempt += 1
        if self.attempt > 1:
            self._pause = _BACK_OFF
        return ()

    def _lived(self, lasted: float) -> None:
        self._watched += lasted
        if lasted >= HEALTHY_WATCH:
            self.attempt = 0
            self._trouble = ""

    def _stumble(self, pause: float | None) -> None:
        self.attempt += 1
        self._pause = _BACK_OFF if pause is None else pause

    def _become(self, reading: Reading, reason: str, *, ever: bool = False) -> None:
        self.condition = Condition(reading, reason, ever=ever or self.condition.ever)


def _named(resource: Resource, part: str) -> str:
    group = f".{resource.group}" if resource.group else ""
    return f"{resource.plural}{group}" + (f" in {part}" if part else "")
