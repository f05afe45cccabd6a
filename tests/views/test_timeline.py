from datetime import timedelta

from akotui.analysis.timeline import Timeline, follow
from akotui.views.filtering import understand
from akotui.views.lines import plain
from akotui.views.markdown import markdown
from akotui.views.sieve import Sieve, Sifting
from akotui.views.table import Query, Tone
from akotui.views.timeline import COLUMNS, lister
from akotui.views.why import explain
from akotui.views.why_lines import full
from tests.build import MOMENT
from tests.build_estate import NAMESPACES, estate, finding

TOMORROW = MOMENT + timedelta(hours=8)
TIMELINE = follow(
    follow(Timeline(), estate(findings=())), estate(at=TOMORROW, findings=(finding(),), namespaces=NAMESPACES[2:])
)


def test_newest_event_stands_first_and_those_of_another_day_say_so() -> None:
    rows = lister(TIMELINE)(estate(), Query()).rows()
    assert [row.cells for row in rows] == [
        ("01:00:00Z", "!", "namespace payments is claimed by avi-system and blue", "double-owned-namespace"),
        ("01:00:00Z", "-", "2 namespaces gone: blue-api, payments", ""),
        ("22T17:00Z", "·", "first reading: 3 AKO instances, 4 namespaces, 4 virtual services, 0 findings", ""),
    ]
    assert [row.tone for row in rows] == [Tone.ERROR, Tone.MISSING, Tone.QUIET]


def test_filter_looks_through_the_events() -> None:
    rows = lister(TIMELINE)(estate(), Query())
    found, _ = Sieve(COLUMNS).sift(rows, estate(), Sifting(understand("payments")))
    assert list(found.keys) == ["3", "2"]


def told(number: int) -> list[str]:
    why = explain(TIMELINE.events[number], estate(), TOMORROW + timedelta(minutes=5))
    assert why is not None
    return [plain(one) for one in full(why)]


def test_raised_finding_is_explained_as_it_was_then() -> None:
    lines = told(0)
    assert lines[0] == "! namespace payments is claimed by avi-system and blue  (certain)"
    assert "1 Namespace/payments" in lines
    assert "→ take one of the labels away" in lines
    assert "seen 2026-11-23T01:00:00Z, 5m ago" in lines


def test_event_about_many_names_all_of_them() -> None:
    lines = told(1)
    at = lines.index("all of them (2):")
    assert lines[at : at + 3] == ["all of them (2):", "  blue-api", "  payments"]


def test_event_as_markdown_says_when() -> None:
    why = explain(TIMELINE.events[0], estate(), TOMORROW)
    assert why is not None
    assert "seen 2026" in markdown(why, TOMORROW).replace("\\", "")
