"""What a Controller may expect of akotui, looked through after every test that had one."""

from collections.abc import Sequence

from akotui.simulator.avi import AviSimulator
from akotui.simulator.http import Recorded

READS = frozenset({"GET"})
POSTS = frozenset({"/login", "/logout"})
SECRET_PLACES = ("user-token", "sslkeyandcertificate", "useraccount", "export", "backup")


def refuse_impolite(simulator: AviSimulator, *, refused: int = 1) -> None:
    """Fail for anything but reads, a login and a logout; for a second session; for too many refused logins."""
    requests, sessions = simulator.server.requests, simulator.sessions
    written = {(request.method, request.path) for request in requests if request.method not in READS}
    assert written <= {("POST", path) for path in POSTS}
    assert not [request for request in requests if any(place in request.path for place in SECRET_PLACES)]
    assert not [request for request in requests if any(name == "export_key" for name, _ in request.query)]
    assert sessions.refused <= refused
    assert sessions.most_at_once <= 1


def refuse_haste(requests: Sequence[Recorded], *, burst: int = 10, rate: float = 2.0) -> None:
    """Fail when more came in some time than a burst and a steady rate allow. A logout may come out of turn."""
    moments = [request.at for request in requests if request.path != "/logout"]
    for first, start in enumerate(moments):
        for place, moment in enumerate(moments[first:], start=1):
            assert place <= burst + rate * (moment - start) + 1, f"{place} requests in {moment - start:.1f} s"
