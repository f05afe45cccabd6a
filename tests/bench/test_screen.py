"""The benchmarks of the screen still run, on a small fleet. No times are asserted."""

import pytest

from tests.bench import loading

pytestmark = pytest.mark.timeout(120)


def test_keys_are_measured_while_a_fleet_is_read() -> None:
    measured = loading.load(0.002)
    assert len(measured.keys) == len(measured.bare) == len(measured.spent) > 0
    assert "held" in loading.report([measured])
