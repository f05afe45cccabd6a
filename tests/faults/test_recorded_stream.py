"""A recorded watch, cut at each byte and damaged at each byte: whatever the place, the end is the same."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pytest

from akotui.decode.folding import Fold
from akotui.model.changes import apply
from akotui.model.facts import Fact
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind
from akotui.sources.kubernetes_protocol import ListWatch
from akotui.sources.kubernetes_steps import List, Wait, Watch
from akotui.sources.kubernetes_wire import Answer, Lines
from tests.kube.admin import fields_of
from tests.sources.kubernetes_answers import AT, SCOPE

INGRESSES: Final = "apis/networking.k8s.io/v1/ingresses"


class Recording:
    """The ingresses of a recorded state as they come, and a third of them as they go again."""

    def __init__(self, items: Sequence[Mapping[str, object]]) -> None:
        events = [("ADDED", each) for each in items] + [("DELETED", each) for each in items[::3]]
        self.lines = [_line(version, *event) for version, event in enumerate(events, 1)]
        self.bytes = b"".join(self.lines)
        self.left = [_numbered(version, each) for version, each in enumerate(items, 1) if (version - 1) % 3]

    def since(self, version: int) -> bytes:
        """What a watch from there brings."""
        return b"".join(self.lines[version:])

    def list(self) -> Answer:
        """The state after the last event."""
        metadata = {"resourceVersion": str(len(self.lines))}
        return Answer(200, json.dumps({"kind": "IngressList", "metadata": metadata, "items": self.left}).encode())


def _numbered(version: int, item: Mapping[str, object]) -> Mapping[str, object]:
    return {**item, "metadata": {**fields_of(item, "metadata"), "resourceVersion": str(version)}}


def _line(version: int, kind: str, item: Mapping[str, object]) -> bytes:
    return json.dumps({"type": kind, "object": _numbered(version, item)}).encode() + b"\n"


@pytest.fixture(scope="module")
def recording(golden: Path) -> Recording:
    return Recording(json.loads((golden / "steady.kube.json").read_bytes())[INGRESSES]["items"])


class Watcher:
    """The machine, and what is known through it; `lists` counts those after the first, empty one."""

    def __init__(self) -> None:
        self.machine = ListWatch(SCOPE, Kind.INGRESS)
        self.lists = -1
        self._fold = Fold()
        self.list(Answer(200, b'{"kind":"IngressList","metadata":{"resourceVersion":"0"},"items":[]}'))

    @property
    def rows(self) -> Mapping[str, object]:
        return apply(Inventory(), self._fold.take()).cluster.ingresses.rows

    def list(self, answer: Answer) -> None:
        self.lists += 1
        self._add(self.machine.listed(answer, AT))

    def watch(self, stream: bytes, *, breaks: bool) -> None:
        machine = self.machine
        self._add(machine.opened(Answer(200), AT))
        for line in Lines().feed(stream):
            self._add(machine.event(line, AT))
            if machine.leaving:
                break
        if breaks and not machine.leaving:
            self._add(machine.lost("reset", AT, lasted=5.0))
        else:
            machine.ended(5.0)

    def _add(self, facts: tuple[Fact, ...]) -> None:
        for fact in facts:
            self._fold.add(fact)


def read(recording: Recording, first: bytes, *, breaks: bool) -> tuple[Mapping[str, object], int]:
    """Watch, get `first`, then whatever is asked for; return what is known and how many lists it took."""
    watcher, streams = Watcher(), [first]
    while True:
        match watcher.machine.step(0.5):
            case Wait():
                continue
            case List():
                watcher.list(recording.list())
            case Watch(parameters=parameters):
                rest = recording.since(int(dict(parameters)["resourceVersion"]))
                if not streams and not rest:
                    return watcher.rows, watcher.lists
                watcher.watch(streams.pop() if streams else rest, breaks=breaks)


def test_stream_cut_at_any_byte_ends_in_the_same_state_without_a_list(
    recording: Recording, sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    whole, _ = read(recording, recording.bytes, breaks=False)
    assert len(whole) == len(recording.left)
    offsets = range(0, len(recording.bytes) + 1, sized(17, 1))
    wrong = [at for at in offsets if read(recording, recording.bytes[:at], breaks=at % 2 == 0) != (whole, 0)]
    assert wrong == []
    figure(
        f"recorded stream of {len(recording.bytes)} bytes, cut at {len(offsets)} places: each ends in the same state"
    )


def test_stream_corrupted_at_any_byte_ends_in_the_same_state(
    recording: Recording, sized: Callable[[int, int], int], figure: Callable[[str], None]
) -> None:
    whole, _ = read(recording, recording.bytes, breaks=False)
    stream = recording.bytes
    offsets = range(0, len(stream), sized(17, 1))
    ends = {
        at: read(recording, stream[:at] + bytes([stream[at] ^ 0xFF]) + stream[at + 1 :], breaks=True) for at in offsets
    }
    assert [at for at, (rows, _) in ends.items() if rows != whole] == []
    unnoticed = [at for at, (_, lists) in ends.items() if lists == 0]
    assert unnoticed in ([], [len(stream) - 1])  # what follows the last newline is waited for
    figure(f"corrupted at {len(offsets)} places: each ends in the same state, {len(unnoticed)} without a list")
