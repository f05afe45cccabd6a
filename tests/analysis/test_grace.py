from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Coverage, Finding, Lag
from akotui.analysis.grace import LAG, History, is_fresh, settle
from akotui.model.inventory import Inventory
from akotui.rules import stale_virtual_service
from tests.build import MOMENT, ako, cluster, controller, ingress, ingress_class, inventory, namespace, virtual_service
from tests.build_estate import finding

RAN = (Coverage("slow", "ran"), Coverage("quick", "ran"))
GRACES = {"slow": LAG}
SLOW, QUICK = finding("slow", rule="slow"), finding("quick", rule="quick")
SECOND = timedelta(seconds=1)


def look(
    before: History, *found: Finding, after: timedelta = timedelta(), coverage: tuple[Coverage, ...] = RAN
) -> tuple[list[str], History]:
    """One look at a world with these findings: the titles that are told, and the history."""
    told, history = settle(before, found, coverage=coverage, graces=GRACES, at=MOMENT + after)
    return [one.title for one in told], history


def test_first_look_tells_everything_and_says_that_it_looked_once() -> None:
    told, _ = settle(History(), (SLOW, QUICK), coverage=RAN, graces=GRACES, at=MOMENT)
    assert [one.title for one in told] == ["slow", "quick"]
    assert told[0].evidence[-1].says == "seen once: lag of up to 2 minutes cannot be told from this"
    assert told[1] is QUICK


def test_what_comes_later_is_told_when_it_has_stood_for_the_grace() -> None:
    _, clean = look(History())
    told, seen = look(clean, SLOW, QUICK)
    assert told == ["quick"]
    assert look(seen, SLOW, after=LAG - SECOND)[0] == []
    told, _ = look(seen, SLOW, after=LAG)
    assert told == ["slow"]


def test_what_stood_long_enough_says_so() -> None:
    _, seen = look(History(), SLOW)
    told, _ = settle(seen, (SLOW,), coverage=RAN, graces=GRACES, at=MOMENT + LAG)
    assert told[0].evidence[-1].says == "seen for 2 minutes or longer"


def test_what_went_and_came_back_begins_anew() -> None:
    _, clean = look(History())
    _, seen = look(clean, SLOW)
    _, gone = look(seen, after=LAG)
    assert look(gone, SLOW, after=LAG + SECOND)[0] == []


def test_what_the_first_look_had_stays_told() -> None:
    _, seen = look(History(), SLOW)
    assert look(seen, SLOW, after=SECOND)[0] == ["slow"]


NOT_RUN, TORN, HIDDEN = (
    Coverage("slow", "not-run"),
    Coverage("slow", "partial", "torn"),
    Coverage("slow", "partial", "t1"),
)


def test_what_no_lag_can_make_is_told_at_once_and_what_it_likely_made_never_at_the_first_look() -> None:
    firm, young = replace(SLOW, lag=Lag.EXCLUDED), replace(SLOW, lag=Lag.LIKELY)
    _, clean = look(History())
    assert look(clean, firm)[0] == ["slow"]
    told, seen = look(History(), young)
    assert told == []
    assert look(seen, young, after=LAG - SECOND)[0] == []
    assert look(seen, young, after=LAG)[0] == ["slow"]


def test_what_has_been_told_stays_told_when_it_changes_again() -> None:
    _, seen = look(History(), SLOW)
    assert look(seen, replace(SLOW, lag=Lag.LIKELY), after=SECOND)[0] == ["slow"]


def test_told_twice_is_the_same_whatever_lag_is_likely() -> None:
    _, seen = look(History(), SLOW)
    two = [settle(seen, (one,), coverage=RAN, graces=GRACES, at=MOMENT + LAG)[0]
           for one in (SLOW, replace(SLOW, lag=Lag.LIKELY))]  # fmt: skip
    assert two[0] == two[1]


@pytest.mark.parametrize("less", [NOT_RUN, TORN], ids=["not-run", "partial"])
def test_what_a_look_at_less_does_not_find_is_not_taken_for_gone(less: Coverage) -> None:
    _, seen = look(History(), SLOW)
    told, blind = look(seen, after=LAG, coverage=(less,))
    assert told == []
    assert look(blind, SLOW, after=LAG + SECOND)[0] == ["slow"]


def test_what_is_new_after_a_look_at_less_waits() -> None:
    _, clean = look(History())
    _, blind = look(clean, coverage=(TORN,))
    told, seen = look(blind, SLOW)
    assert told == []
    assert look(seen, SLOW, after=LAG)[0] == ["slow"]


def test_look_at_less_is_a_look_when_it_has_been_the_same_for_the_lag() -> None:
    _, first = look(History(), coverage=(HIDDEN,))
    assert look(first, SLOW, after=LAG - SECOND, coverage=(HIDDEN,))[0] == ["slow"]
    _, settled = look(first, after=LAG, coverage=(HIDDEN,))
    told, seen = look(settled, SLOW, after=LAG, coverage=(HIDDEN,))
    assert told == []
    _, gone = look(seen, after=LAG + SECOND, coverage=(HIDDEN,))
    assert look(gone, SLOW, after=2 * LAG, coverage=(HIDDEN,))[0] == []
    assert look(seen, SLOW, after=2 * LAG, coverage=(HIDDEN,))[0] == ["slow"]


def test_first_look_at_everything_tells_all_however_long_less_was_seen() -> None:
    _, first = look(History(), coverage=(HIDDEN,))
    _, settled = look(first, after=LAG, coverage=(HIDDEN,))
    told, seen = look(settled, SLOW, after=2 * LAG)
    assert told == ["slow"]
    assert look(seen, SLOW, after=2 * LAG + SECOND)[0] == ["slow"]


def test_look_at_other_things_begins_anew() -> None:
    _, first = look(History(), coverage=(HIDDEN,))
    _, other = look(first, after=LAG, coverage=(TORN,))
    assert look(other, SLOW, after=LAG + SECOND, coverage=(TORN,))[0] == ["slow"]


def test_look_of_a_rule_that_could_not_run_is_no_look() -> None:
    _, blind = look(History(), coverage=(Coverage("slow", "not-run"),))
    assert look(blind, SLOW)[0] == ["slow"]
    _, partly = look(History(), coverage=(Coverage("slow", "partial"),))
    assert look(partly, SLOW)[0] == ["slow"]


def test_nothing_is_held_back_without_a_clock() -> None:
    told, _ = settle(History(), (SLOW,), coverage=RAN, graces=GRACES, at=None)
    assert told == (SLOW,)


@pytest.mark.parametrize(
    ("changed", "fresh"),
    [
        (None, False),
        (MOMENT, True),
        (MOMENT - LAG + SECOND, True),
        (MOMENT - LAG, False),
        (MOMENT + SECOND, True),
        (MOMENT + LAG, None),
        (MOMENT + timedelta(hours=5), None),
    ],
)
def test_fresh_is_what_changed_within_the_grace(changed: datetime | None, fresh: bool | None) -> None:  # noqa: FBT001 - a case
    assert is_fresh(changed, MOMENT) is fresh
    assert is_fresh(changed, None) is False


def _state(*objects: object, at: datetime = MOMENT, modified: datetime | None = None) -> Inventory:
    made = virtual_service(ingresses=("shop/web",), hosts=("shop.example.com",), last_modified=modified)
    found = inventory(cluster(ako(), namespace(), ingress_class(), *objects), controller(made))
    return Inventory(found.cluster, found.controllers, at)


def test_clock_that_is_far_ahead_keeps_nothing_fresh() -> None:
    far, near = MOMENT + 100 * LAG, MOMENT - SECOND
    (ahead,) = analyse(None, _state(modified=far), ()).virtual_services
    (lately,) = analyse(None, _state(modified=near), ()).virtual_services
    assert (ahead.fresh, lately.fresh) == (None, True)


def _titles(estate: Estate) -> list[str]:
    return [one.rule for one in estate.findings]


def test_virtual_service_whose_ingress_was_just_deleted_is_stale_at_once_and_reported_later() -> None:
    rules = (stale_virtual_service.RULE,)
    before = analyse(None, _state(ingress()), rules)
    deleted = analyse(before, _state(), rules)
    assert deleted.virtual_services[0].state.value == "stale"
    assert _titles(deleted) == []
    still = analyse(deleted, _state(at=MOMENT + LAG), rules)
    assert _titles(still) == ["stale-virtual-service"]


def test_single_look_reports_a_stale_virtual_service_unless_it_was_just_modified() -> None:
    rules = (stale_virtual_service.RULE,)
    assert _titles(analyse(None, _state(modified=MOMENT - LAG), rules)) == ["stale-virtual-service"]
    assert _titles(analyse(None, _state(modified=MOMENT - SECOND), rules)) == []


def test_stale_virtual_service_that_is_modified_all_the_time_is_reported_all_the_same() -> None:
    rules = (stale_virtual_service.RULE,)
    estate = analyse(None, _state(modified=MOMENT), rules)
    told: list[bool] = []
    for minute in range(1, 6):
        now = MOMENT + timedelta(minutes=minute)
        estate = analyse(estate, _state(at=now, modified=now - SECOND), rules)
        told.append(bool(estate.findings))
    assert told == [False, True, True, True, True]
    assert "less than 2 minutes ago" in next(one.says for one in estate.findings[0].evidence if "modified" in one.field)


def test_clock_of_a_controller_that_is_ahead_takes_no_finding_back() -> None:
    rules, ahead = (stale_virtual_service.RULE,), MOMENT + timedelta(minutes=10)
    estate, told = analyse(None, _state(modified=ahead), rules), [True]
    for minute in range(20):
        estate = analyse(estate, _state(at=MOMENT + timedelta(minutes=minute), modified=ahead), rules)
        told.append(bool(estate.findings))
    assert all(told)
