"""The benchmark of judging still runs, on a small fleet. No times are asserted."""

from tests.bench import fleet
from tests.bench.judge import attribute, figures, read


def test_judging_runs_beside_its_floor() -> None:
    measured = figures(fleet.Size().scaled(0.01), rounds=1)
    assert list(measured) == ["attribution", "full", "looked at", "one change", "no change"]


def test_the_floor_attributes_every_object() -> None:
    size = fleet.Size().scaled(0.01)
    claims, served, made = attribute(read(size))
    assert (len(claims), len(served), len(made)) == (size.namespaces, size.ingresses, size.virtual_services)
    assert all(made.values())
