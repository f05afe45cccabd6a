from datetime import date

from akotui.analysis.acknowledging import Acknowledgement, part
from akotui.analysis.findings import ObjectRef, Severity
from akotui.views import acknowledged
from akotui.views.lines import plain
from akotui.views.table import Query, Tone
from akotui.views.triage import footnote
from akotui.views.why import explain
from akotui.views.why_lines import full
from tests.build import MOMENT
from tests.build_estate import estate, finding

KNOWN = Acknowledgement("double-owned-namespace", "Namespace/payments", "moves in May", date(2026, 12, 31))
ENDED = Acknowledgement("*", "Namespace/web", "until the move", date(2026, 5, 1))
OTHER = finding("info", severity=Severity.INFO, objects=(ObjectRef("Namespace", "web"),))
PARTED = part((OTHER, finding()), (KNOWN, ENDED), MOMENT.date())


def test_acknowledged_finding_stands_with_its_reason_and_last_day_and_quietly() -> None:
    row = acknowledged.rows(PARTED, Query())[0]
    assert row.cells == (
        "✗ ERR",
        "ns payments",
        "claimed by avi-system and blue",
        "moves in May",
        "2026-12-31",
        "double-owned-namespace",
    )
    assert row.tone is Tone.QUIET


def test_entry_that_ended_is_named_and_its_findings_are_open_again() -> None:
    row = acknowledged.rows(PARTED, Query())[1]
    assert row.cells[:5] == ("▲ ended", "Namespace/web", "findings count again", "until the move", "2026-05-01")
    assert PARTED.open == (OTHER,)


def test_rows_have_a_cell_a_column() -> None:
    assert {len(row.cells) for row in acknowledged.rows(PARTED, Query())} == {len(acknowledged.COLUMNS)}


def test_acknowledged_finding_is_explained_whole_and_says_by_what() -> None:
    subject = acknowledged.listing(PARTED, Query()).subjects[0]
    why = explain(subject, estate(), MOMENT)
    assert why is not None
    told = [plain(one) for one in full(why)]
    assert "acknowledged: moves in May" in told
    assert "until 2026-12-31, by [[ignore]] of double-owned-namespace on Namespace/payments" in told
    assert "→ take one of the labels away" in told


def test_ended_entry_is_explained() -> None:
    why = explain(ENDED, estate(), MOMENT)
    assert why is not None
    assert why.title == "[[ignore]] of * on Namespace/web ended on 2026-05-01: its findings count again"


def test_footnote_counts_rules_and_what_stands_apart() -> None:
    assert footnote(estate(), 2) == "2 rules ran · 1 did not, or in part · 2 acknowledged (A shows)"
    assert footnote(estate(coverage=estate().coverage[:2]), 0) == "2 rules ran"
    assert not footnote(estate(coverage=()), 0)
