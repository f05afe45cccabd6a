"""Asking a Controller within a session: log in, keep or renew the session, agree on a version. No I/O.

A password is tried once. It is tried again by itself only when a session that worked has ended, and that once a round:
Controllers lock an account after three failures (swagger 30.2.1 UserAccountProfile.max_login_failure_count), and AKO
may share it. For the same reason a person may have a refused one tried once more, and no more.
"""

from collections.abc import Generator
from typing import Final, TypeVar
from urllib.parse import urlsplit

from akotui.model.facts import Fact, SourceState
from akotui.model.text import clean
from akotui.sources import avi_session, clock_skew
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_address import AviAddress
from akotui.sources.avi_messages import Answer, Lost, Reply, Request
from akotui.sources.avi_session import Session
from akotui.sources.retry import LONGEST_ASKED, retry_after

T = TypeVar("T")
Talk = Generator[Request | Fact, Reply | None, T]
"""Yields requests, for each of which a reply is sent in, and facts, for which nothing is."""

OK: Final = 200
EXPIRED: Final = (401, 419)
FORBIDDEN: Final = 403
ABSENT: Final = 404
BUSY: Final = 429
BROKEN: Final = 500
DOWN: Final = (502, 503, 504)
SHORT_WAIT: Final = 10.0  # seconds that a busy Controller may ask for within a round
PATIENT_WAIT: Final = 2.0  # seconds, where it names none and nobody comes back later
PATIENT_REPEATS: Final = 5
MOST_BUSY_LOGINS: Final = 3
MOST_REFUSALS: Final = 2
SESSION_WAIT: Final = 60.0  # seconds to leave a Controller alone that ends sessions as fast as they begin


class Denied(Exception):
    """One list cannot be read; the others may be. `lasting`: asking again soon is no use."""

    def __init__(self, reason: str, *, status: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.lasting = status in (FORBIDDEN, ABSENT)


class RoundOver(Exception):
    """Nothing more can be read now. `wait`: seconds the Controller asked for. `final`: only a person can help.

    `busy`: it is up, and wants less.
    """

    def __init__(self, detail: str, *, final: bool = False, wait: float = 0.0, busy: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.state = SourceState.UNAUTHORIZED if final else SourceState.UNREACHABLE
        self.final = final
        self.wait = wait
        self.busy = busy


class Conversation:
    """One account on one Controller. Only one session is open at a time."""

    def __init__(self, address: AviAddress, credentials: AviCredentials, *, version: str | None) -> None:
        self.credentials = credentials
        self.session: Session | None = None
        self._address = address
        self._asked_version = version
        self._version = version or avi_session.FIRST
        self._proven = False  # the session has been of use
        self.skew = ""  # how far its clock is off, in words
        self._renewed = False  # a session has ended in this round
        self._refused: AviCredentials | None = None
        self._refusals = 0
        self._renegotiated = False
        self._busy_logins = 0
        self._repeats = 1
        self._patience: float | None = None

    @property
    def version(self) -> str:
        """The API version that is asked for."""
        return self._version

    def wait_in_line(self) -> None:
        """There will be no later round: ask a busy Controller again within this one, slower and slower."""
        self._repeats, self._patience = PATIENT_REPEATS, PATIENT_WAIT

    def begin(self) -> None:
        """Begin a round, in which a session that ends is renewed once."""
        self._renewed = False

    def get(self, path: str, query: tuple[tuple[str, str], ...] = (), *, tenant: str = "*") -> Talk[Answer]:
        """Read `path`: an answer that is 200 and JSON, or Denied, or RoundOver."""
        answer = yield from self._authenticated(path, query, tenant)
        if answer.status != OK and "Invalid version" in answer.words:
            yield from self._renegotiate(answer)
            answer = yield from self._authenticated(path, query, tenant)
        return self._accepted(answer, path)

    def probe(self) -> Talk[None]:
        """Ask whether the Controller is up, without a session; RoundOver while it is not."""
        answer = yield from self._exchange(Request("GET", "/api/cluster/status"))
        if answer.status >= BROKEN:
            raise RoundOver(f"Avi {self._address.name} is not ready ({_told(answer)})")

    def farewell(self) -> Request | None:
        """The request that ends the session, if one is open."""
        session, self.session = self.session, None
        return avi_session.logout(session, self._address.base_url) if session else None

    def _authenticated(self, path: str, query: tuple[tuple[str, str], ...], tenant: str) -> Talk[Answer]:
        session = self.session or (yield from self._login())
        answer = yield from self._exchange(self._request(session, path, query, tenant))
        if answer.status in EXPIRED and self._proven:
            self._count_renewal(answer)
            session = yield from self._login()
            answer = yield from self._exchange(self._request(session, path, query, tenant))
        if answer.status in EXPIRED:
            self.session = None
            who = f"Avi {self._address.name} accepted the login of {self.credentials.username} and then refused {path}"
            raise RoundOver(f"{who} ({_told(answer)}); try again when its rights are set", final=True)
        self._proven, self.skew = True, clock_skew.words(answer.date, answer.at)
        self.session = session.renewed(answer)
        return answer

    def _request(self, session: Session, path: str, query: tuple[tuple[str, str], ...], tenant: str) -> Request:
        ours = (("X-Avi-Version", self._version), ("X-Avi-Tenant", tenant), ("Content-Type", "application/json"))
        return Request("GET", path, query, (*session.headers(self._address.base_url), *ours))

    def _count_renewal(self, answer: Answer) -> None:
        """Let no Controller that forgets its sessions (its nodes share none, it allows too few) draw a login each."""
        self.session = None
        if self._renewed:
            where = f"Avi {self._address.name}"
            raise RoundOver(f"{where} ended two sessions within one reading ({_told(answer)})", wait=SESSION_WAIT)
        self._renewed = True

    def _login(self) -> Talk[Session]:
        self.session, self._proven = None, False
        if self.credentials == self._refused and self._refusals >= MOST_REFUSALS:
            where = f"Avi {self._address.name} refused this {self._kind} {MOST_REFUSALS} times"
            again = "another refusal may lock the account, so it is not sent again: log in with another"
            raise RoundOver(f"{where}; {again}, or start akotui anew", final=True)
        origin = self._address.base_url
        version = self._asked_version or avi_session.FIRST
        answer = yield from self._exchange(avi_session.login(self.credentials, origin, version), patient=False)
        self._refuse_login(answer)
        session = avi_session.opened(answer)
        if session is None:
            raise RoundOver(f"Avi {self._address.name} answered the login without a session cookie", final=True)
        self.session, self._busy_logins = session, 0
        self._version = self._asked_version or avi_session.agreed(session.version)
        self._renegotiated = bool(self._asked_version)
        return session

    def _refuse_login(self, answer: Answer) -> None:
        where, who = f"Avi {self._address.name}", self.credentials.username
        if answer.status == ABSENT:
            raise RoundOver(f"{where} has no /login: is this an Avi Controller? ({_told(answer)})")
        if answer.status >= BROKEN:
            raise RoundOver(f"{where} failed the login ({_told(answer)})")
        if answer.status != OK:
            self._refusals = self._refusals + 1 if self.credentials == self._refused else 1
            self._refused = self.credentials
            care = "so as not to lock the account: correct it, then try again"
            again = f"akotui does not retry a refused {self._kind}, {care}"
            raise RoundOver(f"{where} refused user {clean(who, 100)} ({_told(answer)}). {again}", final=True)

    @property
    def _kind(self) -> str:
        return "token" if self.credentials.token else "password"

    def _renegotiate(self, answer: Answer) -> Talk[None]:
        """Ask for the Controller's version once more: it was rolled back, or another node answers."""
        if self._renegotiated:
            raise RoundOver(f"Avi {self._address.name} refuses API version {self._version} ({_told(answer)}):"
                            " give another with --avi-version", final=True)  # fmt: skip
        self._renegotiated = True
        found = yield from self._exchange(Request("GET", "/api/initial-data"))
        self._version = avi_session.agreed(avi_session.version_in(found.body) or avi_session.FIRST)

    def _exchange(self, request: Request, *, patient: bool = True) -> Talk[Answer]:
        """Send `request`; a Controller that is down, away or no Controller ends the round."""
        answer = yield from _ask(request)
        for _ in range(self._repeats if patient else 0):
            wait = _wait(answer, self._patience)
            if answer.status != BUSY or wait is None or wait > SHORT_WAIT:
                break
            answer = yield from _ask(_later(request, wait))
        wait = _wait(answer)
        where = f"Avi {self._address.name}"
        if answer.status == BUSY:
            self._count_busy(request)
            raise RoundOver(f"{where} is answering too many requests ({_told(answer)})", wait=wait or 60.0, busy=True)
        if answer.status in DOWN:
            words = f"{where} is not ready ({_told(answer)}); a restart usually takes 2 to 10 minutes"
            raise RoundOver(words, wait=min(wait or 0.0, LONGEST_ASKED))
        if 300 <= answer.status < 400:  # noqa: PLR2004 - the class of redirects
            to = clean(urlsplit(answer.location).netloc or answer.location, 100)
            raise RoundOver(
                f"{where} redirects to {to or 'nowhere'} ({answer.status}); give the address to read itself"
            )
        if answer.status == OK and not answer.is_json:
            raise RoundOver(f"{where} answered {answer.words or 'nothing'} instead of JSON: a proxy, or an upgrade")
        return answer

    def _count_busy(self, request: Request) -> None:
        if request.path == "/login":
            self._busy_logins += 1
            if self._busy_logins > MOST_BUSY_LOGINS:
                self._busy_logins = 0
                raise RoundOver(
                    f"Avi {self._address.name} allows no more logins now (429); try again later", final=True
                )

    def _accepted(self, answer: Answer, path: str) -> Answer:
        if answer.status == OK:
            return answer
        if answer.status == ABSENT:
            raise Denied("not served by this Controller", status=ABSENT)
        raise Denied(f"{_told(answer)} for {path}", status=answer.status)


def _later(request: Request, delay: float) -> Request:
    return Request(request.method, request.path, request.query, request.headers, request.body, delay)


def _ask(request: Request) -> Talk[Answer]:
    reply = yield request
    match reply:
        case Answer():
            return reply
        case Lost():
            raise RoundOver(reply.words, final=reply.final)
        case None:
            raise TypeError("a request was not answered")


def _wait(answer: Answer, otherwise: float | None = None) -> float | None:
    """The seconds that an answer asks for, `otherwise` where it names none."""
    wait = retry_after(answer.retry_after, answer.at)
    return otherwise if wait is None else wait


def _told(answer: Answer) -> str:
    """The status, and what the Controller said with it."""
    return f"{answer.status} {answer.words}".strip()
