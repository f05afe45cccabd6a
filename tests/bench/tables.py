"""The table beside Textual's DataTable, on a pseudo-terminal: `python -m tests.bench.tables [--rounds 3]`.

Both show the namespaces of a fleet with the same columns on 120x40; "table" is akotui's without what chooses and sorts
the rows of an estate, "ANSI colours" is akotui's as over ssh and in tmux. The same is done to each in turn: fill it,
filter it to a tenth of its rows, sort it by another column, change 100 rows that are not seen, change 100 among the
first 500, move the cursor, hold it down. What counts is the processor time of the program until its last byte, since
the other work on the machine does not count in it, and the bytes that the terminal gets.

Goals: filling and filtering 10,000 rows at least 10 times faster than DataTable, sorting at least 4 times; a moved
cursor at most 900 bytes (600 with ANSI colours) and 1.5 times the time of a table with 100 rows; while scrolling at
most 2 KB a key; 100 rows changed off screen: 0 bytes; 50,000 rows at most 1.2 times 10,000 for a key or an update.

Runs of one to five rounds on two cores that did little else (load 1 to 3); processor time, 10,000 rows, DataTable to
akotui:

- fill 77 to 92 times (1570 to 17 ms); filter 31 to 42 times (420 to 10 to 14 ms), 13 times when the texts of the rows,
  which opening the filter for the first time makes, are counted with it (22 ms, in a run of one round; 45 ms in one
  that began while the cores were slow);
- sort 3.6 to 4.0 times (55 to 60 ms to 15, of which some 10 are the key and the painting of a screen of other rows):
  not surely reached;
- a moved cursor 326 bytes (DataTable 1195), 306 a key when held (10,113), 0.9 to 1.0 times the time of a table with 100
  rows; with ANSI colours 274 bytes, and 295 a key when held;
- 100 rows changed out of sight: 2.6 ms (49), 0 bytes (22,629);
- 50,000 rows to 10,000: a key 1.1 times, 1.0 to 1.3 when held; an update that is not seen 1.2 to 1.7 times (3.1 to 4.3
  ms), one that is seen 0.7 to 2.0 times. What it does is nearly the same (analysis/blocks.py), and takes 1.2 times as
  long when one follows the other at once; after a pause more of what it touches is no longer in the cores' caches. The
  goal is not surely reached there. Sorting and filtering look at every row: 3 and 2 times.
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
