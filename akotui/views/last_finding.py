"""When there was a finding last, for a screen on which there is none."""

from akotui.analysis.timeline import Timeline
from akotui.views.lines import Line, line
from akotui.views.table import Tone


def last_finding(timeline: Timeline) -> tuple[Line, ...]:
    """Return a line with the newest event about a finding, or since when there was none; none before the first reading.

    What was before the session is not known.
    """
    if not timeline.events:
        return ()
    told = next((event for event in timeline.events if event.rule), None)
    if told is not None:
        return (line(f"  last finding {told.at:%Y-%m-%d %H:%M:%SZ}: {told.text}", Tone.QUIET),)
    oldest = timeline.events[-1].at
    since = "the events that are kept began" if timeline.left_out else "this session began"
    return (line(f"  no finding since {since}, {oldest:%Y-%m-%d %H:%M:%SZ}", Tone.QUIET),)
