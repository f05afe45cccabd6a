"""What servers may expect of akotui, looked through after every test that had one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from akotui.simulator.avi import AviSimulator
from akotui.simulator.http import Recorded
from akotui.simulator.simulation import Simulation
from akotui.sources.avi_wire import BURST, RATE

POSTS: Final = frozenset({"/login", "/logout"})
SECRET_PLACES: Final = ("user-token", "sslkeyandcertificate", "useraccount", "export", "backup")
NO_REVIEWS: Final = frozenset[str]()
QUICK: Final = 25.0
"""The rate that tests choose whose programs read a Controller in real time."""


def refuse_impolite(simulator: AviSimulator, *, refused: int = 1, at_once: int = 1) -> None:
    """Fail for anything but reads, a login and a logout; for a session more; for too many refused logins."""
    requests, sessions = simulator.server.requests, simulator.sessions
    written = {(request.method, request.path) for request in requests if request.method != "GET"}
    assert written <= {("POST", path) for path in POSTS}
    assert not [request for request in requests if any(place in request.path for place in SECRET_PLACES)]
    assert not [request for request in requests if any(name == "export_key" for name, _ in request.query)]
    assert sessions.refused <= refused
    assert sessions.most_at_once <= at_once


def refuse_haste(requests: Sequence[Recorded], *, burst: int = BURST, rate: float = RATE, at_once: int = 1) -> None:
    """Fail when more came to a Controller in some time than a burst and a steady rate allow.

    Each login may begin a burst, as it may be that of another program, of which `at_once` run. A logout may come out of
    turn.
    """
    runs = list[list[float]]([[]])
    for request in requests:
        if request.path == "/login":
            runs.append([])
        if request.path != "/logout":
            runs[-1].append(request.at)
    for moments in runs:
        for first, start in enumerate(moments):
            for place, moment in enumerate(moments[first:], start=1):
                allowed = at_once * (burst + rate * (moment - start) + 1)
                assert place <= allowed, f"{place} requests in {moment - start:.1f} s"


def refuse_changes(requests: Iterable[Recorded], reviews: frozenset[str] = NO_REVIEWS) -> None:
    """Fail when anything but reads came to a cluster; `reviews` are paths that only the doctor posts to."""
    posted = {(request.method, request.path) for request in requests if request.method != "GET"}
    assert posted <= {("POST", path) for path in reviews}


def refuse_repetition(requests: Iterable[Recorded]) -> None:
    """Fail when a cluster was asked for the same more than twenty times within a minute."""
    moments = defaultdict[tuple[object, ...], list[float]](list)
    for one in requests:
        if one.method != "GET":
            continue  # reviews of rights: each asks for another one
        moments[one.path, one.query].append(one.at)
    for what, times in moments.items():
        assert all(later - first > 60 for first, later in zip(times, times[20:], strict=False)), what


def refuse_rudeness(
    simulation: Simulation, *, reviews: frozenset[str] = NO_REVIEWS, rate: float = QUICK, at_once: int = 1
) -> None:
    """Fail for all of it, on both sides; `at_once` programs ran, each at this `rate`."""
    refuse_changes(simulation.kubernetes.server.requests, reviews)
    refuse_repetition(simulation.kubernetes.server.requests)
    refuse_impolite(simulation.avi, at_once=at_once)
    refuse_haste(simulation.avi.server.requests, rate=rate, at_once=at_once)
