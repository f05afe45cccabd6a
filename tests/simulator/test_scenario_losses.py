"""What a scenario shows with something of it unread: less is found, and said to be less; nothing else is found."""

from collections.abc import Iterator

import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.subjects import State
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind
from akotui.rules import ALL_RULES
from akotui.simulator.scenarios import SCENARIOS
from tests.analysis import losses
from tests.simulator.test_scenario_findings import judged

KNOWN_BY_USERNAME = {(State.AMBIGUOUS, State.OWNED), (State.DOUBLE_OWNED, State.OWNED)}
"""A username of a known instance stays decisive when others were not read (then it is likely only, never certain)."""

FOREIGN_BY_NAME = (State.ORPHANED, State.FOREIGN)
"""An object of another cluster name is foreign, unless what witnesses a change of the name is read."""

LEFT_TO_OTHERS = ("host-claimed-twice", "partial")
"""A host in the VSVIPs of two instances is left to another rule, when what that other rule needs is read."""


def _left(found: Inventory) -> Iterator[tuple[str, Inventory]]:
    """The inventory with each kind unread, with every other object of each kind, without each tenant."""
    for kind in Kind:
        yield f"{kind.value} unread", losses.unread(found, kind)
        keys = sorted(losses.table_of(found, kind).rows)
        for start in (0, 1):
            yield f"{kind.value} from {start}", losses.in_part(found, kind, keys[start::2])
    sides = found.controllers.values()
    for tenant in sorted({one.name for side in sides for one in side.tenants.rows.values()}):
        yield f"tenant {tenant}", losses.hidden(found, tenant)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_scenario_read_in_part_tells_no_more_and_says_that_it_may_be_more(name: str) -> None:
    inventory = (await judged(name)).memory.inventory
    full = analyse(None, inventory, ALL_RULES)
    everything = losses.said(full)
    published = {one.fqdn for one in full.hosts if one.vips}
    for what, left in _left(inventory):
        estate = analyse(None, left, ALL_RULES)
        found = losses.said(estate)
        for covered in estate.coverage:
            assert covered.status != "ran" or found[covered.rule] == everything[covered.rule], (what, covered)
            more = found[covered.rule] - everything[covered.rule]
            assert not more or ((covered.rule, covered.status) == LEFT_TO_OTHERS and more <= published), (what, covered)
        assert _changed(full, estate) <= {*KNOWN_BY_USERNAME, FOREIGN_BY_NAME}, what


def _changed(full: Estate, less: Estate) -> set[tuple[State, State]]:
    """The verdicts that became others, but for those that became unknown."""
    before = {(one.scope, one.vs.uuid): one.state for one in full.virtual_services}
    now = {(one.scope, one.vs.uuid): one.state for one in less.virtual_services}
    pairs = {(before[key], state) for key, state in now.items()}
    return {(was, state) for was, state in pairs if state not in (was, State.UNKNOWN)}
