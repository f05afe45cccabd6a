"""The benchmark of the whole read still runs, and what it compares has done its work. No times are asserted."""

from tests.bench.read import compare, report


def test_the_whole_read_runs_beside_its_peers() -> None:
    runs = compare(scale=0.01, rounds=1)
    assert {name: [run.code for run in each] for name, each in runs.items()} == {name: [0] for name in runs}
    assert "akotui check" in report(runs)
