import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.sources.kubernetes_wire import LINE_LIMIT, Answer, Lines, Unreadable, event, refusal

STREAM = b"".join(
    json.dumps(
        {"type": "ADDED", "object": {"metadata": {"name": f"ä{n}", "uid": "u", "resourceVersion": str(n)}}}
    ).encode()
    + b"\n"
    for n in range(1, 4)
)


def versions(lines: list[bytes]) -> list[str]:
    return [event(line).resource_version for line in lines]


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_stream_cut_at_any_byte_gives_whole_events_only(cut: int) -> None:
    found = versions(Lines().feed(STREAM[:cut]))
    assert found == ["1", "2", "3"][: STREAM[:cut].count(b"\n")]


@given(st.lists(st.integers(0, len(STREAM)), max_size=20))
def test_chunks_of_any_size_give_the_same_events(cuts: list[int]) -> None:
    edges = sorted({0, *cuts, len(STREAM)})
    lines = Lines()
    found = [line for a, b in itertools.pairwise(edges) for line in lines.feed(STREAM[a:b])]
    assert versions(found) == ["1", "2", "3"]


@pytest.mark.parametrize("offset", range(0, len(STREAM), 7))
def test_corrupted_byte_never_passes_as_fewer_events(offset: int) -> None:
    damaged = STREAM[:offset] + b"\x00" + STREAM[offset + 1 :]
    lines = Lines()
    seen: list[str] = []
    try:
        seen.extend(event(found).resource_version for found in lines.feed(damaged))
    except Unreadable:
        return
    # only the two newlines that the damage may have joined, or the last one, can be missing without an error
    assert seen == ["1", "2", "3"] or STREAM[offset : offset + 1] == b"\n"


def test_empty_lines_are_no_events() -> None:
    assert Lines().feed(b"\n\r\n  \n") == []


def test_line_without_end_is_refused() -> None:
    lines = Lines()
    for _ in range(LINE_LIMIT // 2**20):
        lines.feed(b"x" * 2**20)
    with pytest.raises(Unreadable, match="8 MiB"):
        lines.feed(b"x")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(403, b'{"kind":"Status","message":"pods is forbidden"}', "application/json"), "pods is forbidden"),
        (Answer(404, b"<html><body>Not here", "text/html"), ""),
        (
            Answer(503, b"<html><body>Bad gateway", "text/html", server="https://k8s.test:6443"),
            "https://k8s.test:6443 does not say why; look at the API server and at any proxy before it",
        ),
        (
            Answer(302, server="https://k8s.test"),
            "https://k8s.test sends elsewhere, which is not followed; name the API server itself in the kubeconfig",
        ),
        (Answer(500, b"etcd\x1b[2J is \xff down\n", "text/plain"), "etcd\u241b[2J is \ufffd down"),
        (Answer(500, b'{"message": 5}', "application/json"), '{"message": 5}'),
    ],
)
def test_refusal_tells_the_servers_words_cleaned(answer: Answer, words: str) -> None:
    assert refusal(answer) == words
