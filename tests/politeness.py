"""What servers may expect of akotui: every simulated one is looked through after the test that started it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from akotui.simulator.avi import AviSimulator
from akotui.simulator.http import Recorded, Server
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources.avi_wire import BURST, RATE

POSTS: Final = frozenset({"/login", "/logout"})
SECRET_PLACES: Final = ("user-token", "sslkeyandcertificate", "useraccount", "export", "backup")
REFUSALS: Final = frozenset({400, 401, 403})
"""How a Controller answers a login that it refuses."""
QUICK: Final = 25.0
"""The rate that tests choose whose programs read a Controller in real time."""
ANY: Final = 10**9


class Manners(msgspec.Struct, frozen=True, kw_only=True):
    """What the programs of a test may do to a server. Whatever is more than one akotui may do needs a `why`.

    `refused`: logins that a Controller refuses; `burst`, `rate`: requests to a Controller at once, and then a second;
    `programs`: how many run at the same time; `repeated`: how often a cluster may be asked for the same in a minute;
    `posts`: paths of a cluster that may be posted to.
    """

    refused: int = 1
    burst: int = BURST
    rate: float = RATE
    programs: int = 1
    repeated: int = 20
    posts: frozenset[str] = frozenset()
    why: str = ""


OF_A_DEMO: Final = Manners(burst=200, rate=QUICK, why="nobody else asks the demo's Controller")

started: Final = list[Server]()
"""The servers of the test that runs."""

_agreed: Final = dict[Server | None, Manners]()
_spared: Final = list[str]()


def agree(manners: Manners, *servers: Server) -> None:
    """Let these servers, or all of the test that have no agreement of their own, expect no more than that."""
    assert manners.why, "an exception needs a reason"
    _agreed.update(dict.fromkeys(servers or (None,), manners))


def spare(why: str) -> None:
    """Expect no manners of the test that runs, as akotui is not what speaks to its servers."""
    assert why, "an exception needs a reason"
    _spared.append(why)


def rude(noted: Iterable[Path] = ()) -> list[str]:
    """Return what was done to a server that nobody may do, and forget the servers.

    `noted` are what tests/witness wrote of those in other processes.
    """
    here = [each for server in dict.fromkeys(started) for each in _rudeness(server)]
    found = [] if _spared else [*here, *(each for path in noted for each in _rudeness_elsewhere(path))]
    _spared.clear()
    started.clear()
    _agreed.clear()
    return found


def _rudeness(server: Server) -> Iterable[str]:
    manners = _agreed.get(server) or _agreed.get(None) or Manners()
    simulator: object = getattr(server._service, "__self__", None)
    try:
        if isinstance(simulator, AviSimulator):
            refuse_impolite(server.requests, server.answered, refused=manners.refused)
            most = simulator.sessions.most_at_once
            assert most <= manners.programs, f"{most} sessions at once"
            refuse_haste(server.requests, burst=manners.burst, rate=manners.rate, programs=manners.programs)
        else:
            refuse_changes(server.requests, manners.posts)
        if isinstance(simulator, KubernetesSimulator):
            refuse_repetition(server.requests, manners.repeated)
    except AssertionError as error:
        yield f"rude to {server.url}: {error}"


def _rudeness_elsewhere(noted: Path) -> Iterable[str]:
    manners = _agreed.get(None) or Manners()
    asked = defaultdict[str, list[Recorded]](list)
    answered = defaultdict[str, list[tuple[str, int]]](list)
    for line in noted.read_bytes().splitlines() if noted.exists() else ():
        server, what, *rest = msgspec.json.decode(line)
        if what == "asked":
            method, path, query, at = msgspec.convert(rest, tuple[str, str, tuple[tuple[str, str], ...], float])
            asked[server].append(Recorded(method, path, query, (), at))
        else:
            answered[server].append(msgspec.convert(rest, tuple[str, int]))
    for server, requests in asked.items():
        try:
            if server.startswith(AviSimulator.__name__):
                refuse_impolite(requests, answered[server])
                refuse_haste(requests, burst=OF_A_DEMO.burst, rate=OF_A_DEMO.rate)
            else:
                refuse_changes(requests, manners.posts)
                refuse_repetition(requests)
        except AssertionError as error:
            yield f"rude to {server} of another program: {error}"


def refuse_impolite(requests: Sequence[Recorded], answered: Iterable[tuple[str, int]], *, refused: int = 1) -> None:
    """Fail for anything but reads, a login and a logout; for what may hold secrets; for too many refused logins."""
    written = {(request.method, request.path) for request in requests if request.method != "GET"}
    assert written <= {("POST", path) for path in POSTS}, f"written: {sorted(written)}"
    named = [request.path for request in requests if any(place in request.path for place in SECRET_PLACES)]
    assert named == [], f"asked for secrets: {named}"
    exported = [request.path for request in requests if any(name == "export_key" for name, _ in request.query)]
    assert exported == [], f"asked for keys: {exported}"
    logins = [status for path, status in answered if path == "/login" and status in REFUSALS]
    assert len(logins) <= refused, f"{len(logins)} refused logins"


def refuse_haste(requests: Sequence[Recorded], *, burst: int = BURST, rate: float = RATE, programs: int = 1) -> None:
    """Fail when more came to a Controller in some time than a burst and a steady rate allow.

    Each login may begin a burst, as it may be that of another program, of which `programs` run. Logins for themselves
    keep to the same limits. A logout may come out of turn.
    """
    logins = [request.at for request in requests if request.path == "/login"]
    runs = list[list[float]]([logins, []])
    for request in requests:
        if request.path == "/login":
            runs.append([])
        if request.path != "/logout":
            runs[-1].append(request.at)
    for moments in runs:
        least, since = float("inf"), 0.0
        for place, moment in enumerate(moments):
            earned = place - programs * rate * moment
            if earned < least:
                least, since = earned, moment
            beyond = earned - least + 1 - programs * (burst + 1)
            assert beyond <= 1e-6, f"{beyond:.1f} requests too many in {moment - since:.1f} s"


def refuse_changes(requests: Iterable[Recorded], posts: frozenset[str] = frozenset()) -> None:
    """Fail when anything but reads came to a cluster; `posts` are paths that only the doctor posts to."""
    written = {(request.method, request.path) for request in requests if request.method != "GET"}
    assert written <= {("POST", path) for path in posts}, f"written: {sorted(written)}"


def refuse_repetition(requests: Iterable[Recorded], most: int = 20) -> None:
    """Fail when a cluster was asked for the same more than `most` times within a minute."""
    moments = defaultdict[tuple[object, ...], list[float]](list)
    for one in requests:
        if one.method != "GET":
            continue  # reviews of rights: each asks for another one
        moments[one.path, one.query].append(one.at)
    for what, times in moments.items():
        hasty = any(later - first <= 60 for first, later in zip(times, times[most:], strict=False))
        assert not hasty, f"asked more than {most} times in a minute for {what}"
