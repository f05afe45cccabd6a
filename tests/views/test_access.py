from akotui.analysis.findings import Coverage
from akotui.views.access import page
from akotui.views.lines import plain
from tests.build import MOMENT
from tests.build_estate import estate

REFUSED = "namespaces: 403 list namespaces"


def test_page_lists_the_rules_that_did_not_run_under_their_reason() -> None:
    coverage = (
        Coverage("no-primary", "ran"),
        Coverage("unclaimed-namespace", "not-run", REFUSED),
        Coverage("double-owned-namespace", "not-run", REFUSED),
    )
    lines = [plain(one) for one in page(estate(coverage=coverage), MOMENT)]
    told = lines.index(f"? 2 rules did not run  {REFUSED}")
    assert lines[told + 1] == "  unclaimed-namespace, double-owned-namespace"
    assert not any("no-primary" in one for one in lines)


def test_permission_stands_apart_from_what_became_of_it_however_long_it_is() -> None:
    kinds = [one for one in map(plain, page(estate(), MOMENT)) if one.startswith(("  list,watch ", "  GET "))]
    assert kinds
    assert all(any(sign in one for sign in ("  ✓ ", "  … ", "  ✗ ")) for one in kinds)
