"""Virtual services that are alike share a verdict: the one that each would get alone."""

from unittest.mock import patch

import pytest
from hypothesis import given, settings

from akotui.analysis import virtual_services
from akotui.analysis.analyse import analyse
from akotui.model.inventory import Inventory
from tests.analysis.fleets import Fleet, fleets, inventory_of
from tests.analysis.golden import golden


def _unlike(*_: object, **__: object) -> None:
    """Nothing is like anything else."""


def same_when_each_is_judged_alone(read: Inventory) -> None:
    shared = analyse(None, read, ())
    with patch.object(virtual_services, "_likeness", _unlike):
        alone = analyse(None, read, ())
    assert shared.virtual_services == alone.virtual_services


@given(fleets())
@settings(max_examples=60, deadline=None)
def test_verdict_of_one_is_that_of_all_that_are_alike(fleet: Fleet) -> None:
    same_when_each_is_judged_alone(inventory_of(fleet))


@pytest.mark.parametrize("state", ["steady", "gateway", "deleted"])
def test_recorded_virtual_services_are_judged_alike_only_when_they_are(state: str) -> None:
    same_when_each_is_judged_alone(golden(state))
