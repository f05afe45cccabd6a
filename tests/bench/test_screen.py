"""The benchmarks of the screen still run, on a small fleet. No times are asserted; bytes are, which no load changes."""

import pytest

from tests.bench import loading, screen, storm, tables

pytestmark = pytest.mark.timeout(180)


def test_keys_are_measured_while_a_fleet_is_read() -> None:
    measured = loading.load(0.002)
    assert len(measured.keys) == len(measured.bare) == len(measured.spent) > 0
    told = loading.report([measured])
    assert {"keys", "spent", "bare"} <= {line.partition(" ")[0] for line in told.splitlines()}
    assert ("held" in told) is bool(measured.held)  # of so small a fleet all may be read before it is shown


def test_first_frame_idleness_and_memory_are_measured() -> None:
    told = screen.measure(0.004, rounds=1, rest=0, seconds=1)
    assert [line.partition(":")[0] for line in told.splitlines()] == ["first frame", "panes", "live", "idle", "memory"]


def test_screen_after_a_storm_equals_the_truth() -> None:
    blown = storm.blow(0.01, seconds=2, events=200)
    assert blown.keys
    assert "ns-" in blown.truth
    assert blown.shown == blown.truth
    assert "equals the truth" in storm.report(blown)


def test_tables_are_measured_and_the_terminal_gets_few_bytes() -> None:
    steps = [(name, keys[:40]) for name, keys in tables.ACTIONS]
    both = tables.measure([("akotui", 1200), ("datatable", 60)], steps, rounds=1)
    assert "times the first" in tables.report(both)
    ours, theirs = both["akotui 1200"], both["datatable 60"]
    assert list(ours) == list(theirs)
    assert ours["change unseen"].sent == 0
    assert ours["cursor down"].sent <= 600
    assert ours["cursor held"].sent <= 2048
    assert theirs["change unseen"].sent > 0


def test_tables_of_two_sizes_are_measured_in_turns_also_sorted_and_filtered() -> None:
    steps = [(name, keys[:2]) for name, keys in tables.UPDATES]
    both = tables.measure([("akotui", 1100), ("akotui", 1200)], steps, rounds=1)
    assert list(both["akotui 1100"]) == list(both["akotui 1200"]) == list(dict(filter(all, steps)))
    assert both["akotui 1100"]["change filtered"].sent == 0
