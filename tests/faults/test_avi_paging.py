"""Pages are no snapshot: what is read while a table moves is whole, or says that it is not."""

from collections.abc import Callable

from akotui.model.facts import ListEnded, Paged, SourceState
from akotui.model.kinds import Kind
from akotui.sources.avi_messages import Reply, Request
from tests.faults.moving_table import outcomes
from tests.sources.controller import Controller, answer, last, play, protocol


def test_nothing_that_was_there_all_the_time_is_called_missing(
    sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    schedules = sized(300, 10_000)
    every = [outcome for seed in range(schedules) for outcome in outcomes(seed)]
    whole = sum(outcome.whole for outcome in every)
    missing = sum(len(outcome.missing) for outcome in every)
    figure(f"{schedules} schedules: {len(every)} readings, {whole} whole, {missing} rightly missing")
    assert [outcome for outcome in every if outcome.false] == []
    assert max(outcome.requests for outcome in every) < 100
    assert 0 < whole < len(every), "some readings are whole and some are not"
    assert missing > 0, "what is gone is missed"


def pools(table: list[str], number: int, size: int = 3) -> Reply:
    start = (number - 1) * size
    if number > 1 and start >= len(table):
        return answer({"error": "That page contains no results"}, 404)
    rows = [{"uuid": uuid} for uuid in table[start : start + size]]
    return answer({"count": len(table), "results": rows, "next": "?" if start + size < len(table) else None})


def test_last_page_that_is_gone_when_it_is_asked_for_makes_no_kind_unread() -> None:
    table = list("abcd")

    def shrinking(request: Request) -> Reply | None:
        if request.path != "/api/pool":
            return None
        number = int(dict(request.query)["page"])
        if number == 2:
            table[3:] = []
        return pools(table, number)

    facts = play(protocol(), Controller(shrinking))
    (ended,) = [fact for fact in facts if isinstance(fact, ListEnded) and fact.kind is Kind.POOL]
    assert ended.missing == ()
    assert [len(fact.items) for fact in facts if isinstance(fact, Paged) and fact.kind is Kind.POOL] == [3]
    assert last(facts).state is SourceState.LIVE


def test_address_that_moves_to_a_node_with_other_data_within_a_list_is_read_anew() -> None:
    """The new leader knows no session, and its copy of the database is seconds older: no `b`, still `x`."""
    before, after, moved = list("abcdefg"), list("acdefgx"), False

    def address(request: Request) -> Reply | None:
        nonlocal moved
        if request.path != "/api/pool":
            return None
        number = int(dict(request.query)["page"])
        if number == 2 and not moved:
            moved = True
            return answer({"error": "Authentication credentials were not provided."}, 401)
        return pools(after if moved else before, number)

    controller = Controller(address)
    facts = play(protocol(), controller)
    items = [item for fact in facts if isinstance(fact, Paged) and fact.kind is Kind.POOL for item in fact.items]
    assert items == [b'{"uuid":"%b"}' % uuid.encode() for uuid in after]
    assert controller.logins == 2
    assert last(facts).state is SourceState.LIVE
