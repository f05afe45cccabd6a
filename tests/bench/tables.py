"""The table beside Textual's DataTable, on a pseudo-terminal: `python -m tests.bench.tables [--rounds 3]`.

Both show the namespaces of a fleet with the same columns on 120x40; "table" is akotui's without what chooses and sorts
the rows of an estate, "ANSI colours" ("ansi") is akotui's as over ssh and in tmux. All are done to in turn, so that a
slow moment of the machine is one for all: fill it, filter it to a tenth of its rows, sort it by another column, change
100 rows that are not seen, change 100 among the first 500, move the cursor, hold it down. What counts is the processor
time of the program until its last byte, since the other work on the machine does not count in it, and the bytes that
the terminal gets. In the first round, the only one of `--rounds 1`, filter and sort are the first ones ever.

`--only sizes`: 10,000 rows beside 50,000, six times a round, also while the table is sorted by the very column that
changes, and while it is filtered. Of both as many rows change that are in sight, and medians are taken.

Goals: filling and filtering 10,000 rows at least 10 times faster than DataTable, sorting at least 4 times; a moved
cursor at most 900 bytes (600 with ANSI colours) and 1.5 times the time of a table with 100 rows; while scrolling at
most 2 KB a key; 100 rows changed off screen: 0 bytes; 50,000 rows at most 1.2 times 10,000 for a key or an update.

Runs of one round on two cores that did little else (load 1 to 3, others waited); processor time, 10,000 rows, DataTable
to akotui:

- fill 103 to 117 times (1520 to 1590 ms to 14); filter 36 times (406 ms to 11), 12 to 13 times when the texts of the
  rows are counted with it, which opening the filter for the first time makes (370 to 530 ms to 28 to 40);
- sort, the first time, when what is sorted by is made as well: 5.0, 5.5, 6.8 and 8.0 times (61 to 109 ms to 10 to 16,
  of which 7 are the key and the painting of a screen of other rows);
- a moved cursor 250 to 281 bytes (DataTable 1191), 297 a key when held (10,112), 1.1 and 1.0 times the time of a table
  with 100 rows; with ANSI colours 256 bytes, and 283 a key when held;
- 100 rows changed out of sight: 2.7 ms (61), 0 bytes (22,623); among the first 500: 3.7 ms (47), 151 bytes (22,623);
- 50,000 rows to 10,000, three runs of six turns: a key 1.0 to 1.1 times, 1.0 to 1.2 when held (2.7 to 3.1 ms); an
  update that is not seen 1.0 to 1.1 times (2.6 to 2.9 ms), one that is seen 1.0 times (4.0 to 4.4), one of a filtered
  table 1.0 to 1.1 times (3.6 to 4.3); one that moves all hundred rows of a sorted table 1.1 to 1.4 times (8.3 to
  11; 1.5 in a run in which everything took longer), where the goal is not surely reached. Sorting and filtering anew
  look at every row: 2.8 and 2 times; what they search is made a millisecond at a time, and keys come first (18 and 79
  ms in all).
"""

import argparse
import contextlib
import os
import statistics
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.terminal import Terminal, terminal

Steps = Sequence[tuple[str, str]]
"""What is done to each table in turn: what it is called, and its keys; what is not named is not counted."""

HELD = 60
"""Keys of the held cursor: enough to scroll several times on 40 lines."""
ACTIONS: Steps = (
    ("", "2"), ("fill", "1"), ("begin a filter", "0"), ("filter", "3"), ("", "4"), ("sort", "5"), ("", "6"),
    ("change unseen", "7"), ("change seen", "8"), ("cursor down", "j"), ("cursor held", "j" * HELD), ("", "9"),
)  # fmt: skip
UPDATES: Steps = (
    ("change unseen", "7"), ("change seen", "8"), ("", "9"), ("cursor down", "j"), ("cursor held", "j" * HELD),
    ("", "9"), ("", "c"), ("change sorted", "7"), ("", "9"), ("", "6"), ("", "3"), ("change filtered", "7"), ("", "9"),
    ("", "4"),
)  # fmt: skip
TURNS = 6
"""How often the tables whose sizes are compared take turns in a round: what one of them does takes 3 ms."""
SETTLED = 0.25
RESTING = 0.003
"""Seconds of processor time within SETTLED, at most, of a program that does nothing."""
WAITED = 0.3
"""Seconds for the first byte of what a key does; some do nothing that is seen, and later ones are heard at rest."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor time, and bytes."""

    ms: float
    sent: float


def rest(running: Terminal) -> None:
    """Wait until the program has nothing more to do, however long others keep it from doing it."""
    spent = -1.0
    while running.cpu() - spent > RESTING:
        spent = running.cpu()
        running.listen(SETTLED)


def cost(running: Terminal, keys: str) -> Cost:
    """What it takes until nothing more is written, for each of these keys; the program rests before and after."""
    spent, sent = running.cpu(), running.bytes
    for key in keys:
        running.type(key)
        running.hear(0.0 if key == "0" else WAITED)
        running.settle()
    rest(running)
    return Cost((running.cpu() - spent) * 1000 / len(keys), (running.bytes - sent) / len(keys))


def measure(tables: Iterable[tuple[str, int]], steps: Steps, rounds: int) -> dict[str, dict[str, Cost]]:
    """Medians of all steps for each kind and size of table; they take turns: a slow moment is one for all."""
    found: dict[str, dict[str, list[Cost]]] = {f"{kind} {rows}": {} for kind, rows in tables}
    with contextlib.ExitStack() as stack:
        running: dict[str, Terminal] = {}
        for name in found:
            command = [sys.executable, "-m", "tests.bench.tabled", *name.split()]
            running[name] = stack.enter_context(terminal(command, dict(os.environ)))
            running[name].until(lambda glass: "ready" in glass.text, limit=300)
            rest(running[name])
            cost(running[name], "1")
        for turn in range(rounds):
            for name, keys in steps:
                for table in [*running][:: -1 if turn % 2 else 1]:
                    found[table].setdefault(name, []).append(cost(running[table], keys))
    return {table: {name: median(costs) for name, costs in each.items() if name} for table, each in found.items()}


def median(costs: Sequence[Cost]) -> Cost:
    """Return the median time, and the median of the bytes."""
    return Cost(statistics.median(one.ms for one in costs), statistics.median(one.sent for one in costs))


def report(costs: Mapping[str, Mapping[str, Cost]]) -> str:
    """A line a table, a column an action: milliseconds / bytes."""
    first = next(iter(costs))
    lines = [f"{'ms / bytes':<22}" + "".join(f"{name:>17}" for name in costs[first])]
    for table, each in costs.items():
        lines.append(f"{table:<22}" + "".join(f"{one.ms:>9.1f} /{one.sent:>6.0f}" for one in each.values()))
        if table != first:
            ratios = (one.ms / costs[first][name].ms for name, one in each.items())
            lines.append(f"{'  times the first':<22}" + "".join(f"{ratio:>17.2f}" for ratio in ratios))
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, nargs=3, default=(100, 10_000, 50_000), help="small, usual, large")
    parser.add_argument("--only", choices=("peers", "sizes"), help="one of the two parts")
    given = parser.parse_args()
    small, usual, large = given.rows
    if given.only != "sizes":
        peers = [("akotui", usual), ("datatable", usual), ("ansi", usual), ("akotui", small), ("akotui", large)]
        print(report(measure([*peers, ("table", usual), ("table", large)], ACTIONS, given.rounds)))  # noqa: T201 - its purpose
    if given.only != "peers":
        print(report(measure([("akotui", usual), ("akotui", large)], UPDATES, given.rounds * TURNS)))  # noqa: T201 - its purpose
