"""Objects that are plainly served are no subjects: whatever they are, no rule would have said anything of them."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings

from akotui.analysis import surveying
from akotui.analysis.analyse import analyse
from akotui.analysis.intentions import Intentions
from akotui.analysis.suspects import Suspects, Witnesses
from akotui.rules import ALL_RULES
from tests.analysis.fleets import Fleet, fleets, inventory_of
from tests.analysis.golden import golden


def _never(*_: object) -> bool:
    return False


def _all_of_them(kept: Intentions, met: Witnesses) -> Suspects:
    served = {host for one in met.judged.values() for host in one.hosts}
    hosts = served.union(met.published, kept.asking.value.now)
    return Suspects(kept.namespaces.now, hosts, kept.things.now.keys(), kept.working_in.value.now)


@given(fleets())
@settings(max_examples=60, deadline=None)
def test_no_rule_says_anything_of_an_object_that_is_plainly_served(fleet: Fleet) -> None:
    read = inventory_of(fleet)
    with patch.object(surveying, "is_plain", _never), patch.object(surveying, "find_suspects", _all_of_them):
        every = analyse(None, read, ALL_RULES)
    found = analyse(None, read, ALL_RULES)
    assert (found.findings, found.coverage) == (every.findings, every.coverage)


@pytest.mark.parametrize("state", ["steady", "gateway", "deleted"])
def test_objects_that_are_plainly_served_are_no_subjects(state: str) -> None:
    with patch.object(surveying, "is_plain", _never), patch.object(surveying, "find_suspects", _all_of_them):
        every = {str(one.workload) for one in analyse(None, golden(state), ()).workloads}
    kept = {str(one.workload) for one in analyse(None, golden(state), ()).workloads}
    assert kept < every


@given(fleets())
@settings(max_examples=60, deadline=None)
def test_every_object_that_is_not_plainly_served_is_a_suspect(fleet: Fleet) -> None:
    read = inventory_of(fleet)
    found = analyse(None, read, ())
    with patch.object(surveying, "find_suspects", _all_of_them):
        every = analyse(None, read, ())
    assert found.workloads == every.workloads
