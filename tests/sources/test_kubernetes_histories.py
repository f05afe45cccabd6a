from hypothesis import given
from hypothesis import strategies as st

from akotui.sources.kubernetes_protocol import ListWatch
from akotui.sources.kubernetes_steps import List, Wait, Watch
from akotui.sources.kubernetes_wire import Answer
from tests.sources.kubernetes_answers import AT, line, machine, page, refused

_replies = st.one_of(
    st.sampled_from([200, 401, 403, 404, 410, 429, 500, 503]).map(lambda status: ("list", status)),
    st.sampled_from(["lost", "rejected", "cut", "clean", "bad", "good", "gone"]).map(lambda what: (what, 0)),
)


@given(st.lists(_replies, max_size=40), st.floats(0, 0.999))
def test_no_history_of_faults_makes_two_requests_without_progress_or_a_wait(
    history: list[tuple[str, int]], jitter: float
) -> None:
    """At most two failures in a row pass without waiting: the first relist and the first short watch."""
    ready = machine()
    unpaused = 0
    for what, status in history:
        step = ready.step(jitter)
        if isinstance(step, Wait):
            assert step.seconds > 0
            unpaused = 0
            step = ready.step(jitter)
        good = False
        if isinstance(step, List):
            if what == "lost":
                ready.lost("x", AT)
            elif what == "rejected":
                ready.rejected("x", AT)
            elif status in (0, 200):
                ready.listed(page("a"), AT)
                good = True
            else:
                ready.listed(refused(status), AT)
        elif isinstance(step, Watch):
            good = _play(ready, what, status)
        unpaused = 0 if good else unpaused + 1
        assert unpaused <= 2


def _play(ready: ListWatch, what: str, status: int) -> bool:
    if status not in (0, 200):
        ready.opened(refused(status), AT)
        ready.ended(0.0)
        return False
    ready.opened(Answer(200), AT)
    match what:
        case "lost" | "cut":
            ready.lost("x", AT, lasted=0.5)
        case "rejected":
            ready.rejected("x", AT)
        case "bad":
            ready.event(b"{", AT)
            ready.ended(0.1)
        case "gone":
            ready.event(b'{"type":"ERROR","object":{"code":410}}', AT)
            ready.ended(0.1)
        case "good":
            ready.event(line("ADDED"), AT)
            ready.ended(5.0)
            return True
        case _:
            ready.ended(0.1)
    return False
