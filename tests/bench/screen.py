"""The whole screen on a big fleet: `python -m tests.bench.screen [--scale 1] [--rounds 5] [--seconds 60]`.

50 instances, 10,000 namespaces, 20,000 Ingresses, 10,000 virtual services and 500 findings, from a server in a process
of its own, to akotui on a pseudo-terminal of 120x40.

- first frame: from the start of the program to the first whole screen, by the clock and in processor time, in turn with
  a Textual app that has one empty widget. It is the loading state, painted while the rest is loaded: title and
  checklist; keys count from there on;
- panes: from the start of the program to the screen with all panes, measured as above;
- live: from the last answer that a source needed to the screen that shows it;
- idle: processor time and bytes a second while nothing changes, the Controller being polled all the same;
- memory: the resident set with all of it on screen, and at its highest.

Goals: a first frame at most 1.3 times the empty widget's; live at most 0.5 s after the sources have answered; idle at
most 0.5 % of a core and 100 bytes a second; at most 200 MiB.

On two cores that did nothing else: a first frame takes 0.53 times the empty widget's processor time (0.09 s), the panes
1.9 times (0.33 s); live 0.14 to 0.29 s after the last answer (eight runs); idle 47 to 53 bytes a second and 0.42 to
0.50 % of a core (0.42, 0.42, 0.43 and 0.49 over the 90 seconds of a poll, 0.50 over 60; the last two while all that was
measured took longer), much of it for polling 10,000 virtual services; memory 168 to 171 MiB on screen, 175 to 189 at
its most.
"""

import argparse
import re
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from akotui.tui.panes import PANES
from tests.bench.glass import Glass
from tests.bench.read import served
from tests.bench.terminal import screen, terminal

FINDINGS = 500
REST = 75.0
"""Seconds before it is idle: ages are told in minutes then."""


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds to the first frame, and to what is wanted on it in the end: by the clock, and of the processor."""

    wall: float
    cpu: float
    whole_wall: float
    whole_cpu: float


@dataclass(frozen=True, slots=True)
class Shown:
    """Seconds from the last answer to the screen; the share of a core and the bytes a second when idle; MiB."""

    live: float
    cpu: float
    sent: float
    resident: float
    highest: float


def framed(glass: Glass) -> bool:
    """A condition: every cell was painted once."""
    return glass.painted >= glass.columns * len(glass.lines)


def start(command: Sequence[str], environment: Mapping[str, str], wanted: str) -> Start:
    """Start a program and wait for its first frame, then for what is wanted on it."""
    with terminal(command, environment) as running:
        running.until(framed)
        wall, cpu = running.heard_at - running.began, running.cpu()
        running.until(lambda glass: wanted in glass.text)
        return Start(wall, cpu, running.heard_at - running.began, running.cpu())


def starts(environment: Mapping[str, str], rounds: int) -> dict[str, Start]:
    """The medians of both programs, in turn, after one round that does not count."""
    commands = {"akotui": screen(environment), "empty widget": [sys.executable, "-m", "tests.bench.bare"]}
    wanted = {"akotui": PANES[-1].title, "empty widget": ""}
    found: dict[str, list[Start]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            one = start(command, environment, wanted[name])
            if number:
                found[name].append(one)
    return {
        name: Start(*(statistics.median(getattr(one, field) for one in each) for field in Start.__slots__))
        for name, each in found.items()
    }


def answered(environment: Mapping[str, str]) -> float:
    """When the server sent the last answer to a list, by the clock that all processes share."""
    return float(Path(environment["F"], "answered").read_text() or "0")


def show(environment: Mapping[str, str], scale: float, rest: float, seconds: float) -> Shown:
    """Show the whole fleet, then leave it alone."""
    wanted = int(FINDINGS * scale)
    with terminal(screen(environment), environment) as running:
        running.until(lambda glass: _told(glass, "Findings") >= wanted and glass.text.count("● live") == 2, limit=240)
        seen = time.monotonic() - (time.perf_counter() - running.heard_at)
        live = seen - answered(environment)
        running.listen(rest)
        spent, sent, began = running.cpu(), running.bytes, time.perf_counter()
        running.listen(seconds)
        lasted = time.perf_counter() - began
        return Shown(live, (running.cpu() - spent) / lasted, (running.bytes - sent) / lasted, *running.memory())


def _told(glass: Glass, title: str) -> int:
    """The number that stands behind the title of a pane, -1 when there is none yet."""
    found = re.search(rf"{title} (\d+) ", glass.text)
    return int(found[1]) if found else -1


def _beside(what: str, ours: tuple[float, float], floor: Start) -> str:
    wall, cpu = ours
    return (
        f"{what}: {wall:.2f} s, empty widget {floor.wall:.2f} s: {wall / floor.wall:.2f} times; "
        f"processor {cpu:.2f} s, {floor.cpu:.2f} s: {cpu / floor.cpu:.2f} times"
    )


def report(started: Mapping[str, Start], shown: Shown) -> str:
    """The figures."""
    ours, floor = started["akotui"], started["empty widget"]
    return "\n".join(
        [
            _beside("first frame", (ours.wall, ours.cpu), floor),
            _beside("panes", (ours.whole_wall, ours.whole_cpu), floor),
            f"live: {shown.live:.2f} s after the last answer",
            f"idle: {shown.cpu:.2%} of a core, {shown.sent:.0f} bytes a second",
            f"memory: {shown.resident:.0f} MiB, at its highest {shown.highest:.0f} MiB",
        ]
    )


def measure(scale: float, rounds: int, rest: float, seconds: float) -> str:
    """All of it, as a text."""
    with served(scale, "--findings", str(FINDINGS)) as environment:
        return report(starts(environment, rounds), show(environment, scale, rest, seconds))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    print(measure(given.scale, given.rounds, REST, given.seconds))  # noqa: T201 - the figures are its purpose
