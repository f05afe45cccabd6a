from datetime import timedelta

from akotui.analysis.findings import Severity
from akotui.analysis.happenings import Sign
from akotui.analysis.timeline import Event, Timeline
from akotui.views.last_finding import last_finding
from akotui.views.lines import plain
from tests.build import MOMENT

BEGAN = Event(1, MOMENT, Sign.NOTED, "first reading: 3 AKO instances")
AT = MOMENT + timedelta(minutes=5)
GONE = Event(2, AT, Sign.RESOLVED, "fixed: payments claimed twice", (), None, "no-primary", Severity.ERROR)


def test_newest_event_about_a_finding_is_the_last_finding() -> None:
    later = Event(3, MOMENT + timedelta(hours=1), Sign.NOTED, "Avi live again")
    (told,) = last_finding(Timeline((later, GONE, BEGAN)))
    assert plain(told) == "  last finding 2026-11-22 17:05:00Z: fixed: payments claimed twice"


def test_without_one_it_is_said_since_when_somebody_looked() -> None:
    (told,) = last_finding(Timeline((BEGAN,)))
    assert plain(told) == "  no finding since this session began, 2026-11-22 17:00:00Z"
    (kept,) = last_finding(Timeline((BEGAN,), left_out=7))
    assert plain(kept) == "  no finding since the events that are kept began, 2026-11-22 17:00:00Z"
    assert last_finding(Timeline()) == ()
