"""What differs as a page: how much of it the screen and Markdown show, and what is said where nothing does."""

from typing import Final

from akotui.analysis.differences import Claim, Difference, NamespaceChange
from akotui.analysis.subjects import NamespaceState
from akotui.views.differences import Compared
from akotui.views.differences_told import MOST, markdown, page
from akotui.views.lines import plain
from akotui.views.sections import lines
from tests.build import MOMENT
from tests.build_estate import finding

SIDES: Final = (Compared("monday", MOMENT, complete=True), Compared("tuesday", MOMENT, complete=False))
MANY: Final = Difference(
    namespaces=tuple(
        NamespaceChange(f"team-{number}", None, Claim(NamespaceState.OWNED, ("blue",))) for number in range(MOST + 2)
    )
)


def test_large_section_is_shown_in_part_and_says_how_many_are_left_out() -> None:
    shown = [plain(one) for one in lines(page(MANY, SIDES, {}), MOST)]
    assert f"namespaces {MOST + 2}" in shown
    assert sum(one.startswith("  + team-") for one in shown) == MOST
    assert shown[-1] == "  … and 2 more"
    assert markdown(MANY, SIDES, {}).endswith("- … and 2 more\n")


def test_report_has_all_of_it() -> None:
    told = [plain(one) for one in lines(page(MANY, SIDES, {}))]
    assert told[-1] == f"  + team-{MOST + 1}  appeared, claimed by blue"
    assert sum(one.startswith("  + team-") for one in told) == MOST + 2


def test_that_nothing_differs_is_said_after_what_is_as_it_was() -> None:
    found = Difference(unchanged=(finding(),))
    assert [plain(one) for one in lines(page(found, SIDES, {}))] == [
        "no difference",
        "before  monday, of 2026-11-22T17:00:00Z",
        "after   tuesday, of 2026-11-22T17:00:00Z, incomplete",
        "",
        "findings unchanged 1",
        "  ✗ error  namespace payments is claimed by avi-system and blue  (double-owned-namespace)",
        "",
        "Findings, AKO instances, claims and owners are as they were.",
    ]


def test_screen_tells_findings_without_their_rules() -> None:
    shown = [plain(one) for one in lines(page(Difference(fixed=(finding(),)), SIDES, {}), MOST, rules=False)]
    assert shown[-1] == "  ✓ error  namespace payments is claimed by avi-system and blue"
