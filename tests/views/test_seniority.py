from akotui.analysis.seniority import Since
from akotui.views import findings
from akotui.views.seniority import COLUMNS, dated, listing
from akotui.views.table import Query
from tests.build import MOMENT
from tests.build_estate import estate, finding


def test_findings_have_the_moment_since_which_they_are_known_and_what_is_no_finding_has_none() -> None:
    one = finding()
    rows = dated(findings.listing(estate(), Query()), {(one.rule, one.about): Since(MOMENT, older=True)}).rows()
    assert [row.cells[-1] for row in rows] == ["2026-11-22T17:00:00Z+", "--", "--"]


def test_without_anything_known_there_is_a_cell_for_every_column() -> None:
    assert {len(row.cells) for row in listing(estate(), Query()).rows()} == {len(COLUMNS)}
