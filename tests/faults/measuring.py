"""Run inside a terminal: how many cells does it take for lines as akotui draws them? `measuring.py COUNT WIDTH FILE`.

Each line ends where the terminal says its cursor is (CSI 6n), in columns from 1.
"""

import os
import sys
import termios
import tty
from pathlib import Path
from random import Random

from akotui.model.text import clean
from akotui.tui.widgets.painting import cut
from akotui.views.width import padded, width
from tests.faults import hostile


def column() -> int:
    """Ask the terminal for the column of its cursor."""
    os.write(1, b"\x1b[6n")
    said = b""
    while not said.endswith(b"R"):
        said += os.read(0, 1)
    return int(said[:-1].rpartition(b";")[2])


def measure(line: str) -> int:
    """Write a line and return the column after it."""
    os.write(1, b"\r\x1b[K" + line.encode())
    return column()


def lines(count: int, cells: int) -> list[tuple[str, str, int]]:
    """Text, its line, and the column where that has to end: cut as on the screen, padded as in a report."""
    chance = Random(116)
    made = list[tuple[str, str, int]]()
    for _ in range(count):
        shown = clean(hostile.text(chance))
        made.append((shown, cut(shown, cells), cells + 1))
        short = shown[: cells // 2]
        made.append((short, padded(short, cells), max(cells, width(short)) + 1))
    return made


def main(count: str, cells: str, file: str) -> None:
    """Measure, and write the differences into a file: text, line, wanted column, column."""
    before = termios.tcgetattr(0)
    tty.setraw(0)
    try:
        measured = [(shown, line, wanted, measure(line)) for shown, line, wanted in lines(int(count), int(cells))]
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
    wrong = [ascii(one) for one in measured if one[2] != one[3]]
    Path(file).write_text("\n".join([f"{len(measured)} lines", *wrong]))


if __name__ == "__main__":
    main(*sys.argv[1:])
