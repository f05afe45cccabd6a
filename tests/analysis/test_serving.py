"""Objects that are plainly served are no subjects: whatever they are, no rule would have said anything of them."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings

from akotui.analysis import surveying
from akotui.analysis.analyse import analyse
from akotui.rules import ALL_RULES
from tests.analysis.fleets import Fleet, fleets, inventory_of
from tests.analysis.golden import golden


def _never(*_: object) -> bool:
    return False


@given(fleets())
@settings(max_examples=60, deadline=None)
def test_no_rule_says_anything_of_an_object_that_is_plainly_served(fleet: Fleet) -> None:
    read = inventory_of(fleet)
    with patch.object(surveying, "is_plain", _never):
        every = analyse(None, read, ALL_RULES)
    found = analyse(None, read, ALL_RULES)
    assert (found.findings, found.coverage) == (every.findings, every.coverage)


@pytest.mark.parametrize("state", ["steady", "gateway", "deleted"])
def test_objects_that_are_plainly_served_are_no_subjects(state: str) -> None:
    with patch.object(surveying, "is_plain", _never):
        every = {str(one.workload) for one in analyse(None, golden(state), ()).workloads}
    kept = {str(one.workload) for one in analyse(None, golden(state), ()).workloads}
    assert kept < every
