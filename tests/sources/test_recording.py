"""Facts to a file and back: nothing is lost that is judged by, and what is lost is said."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from akotui.errors import Unseen, UsageError
from akotui.model.facts import (
    Deleted,
    Fact,
    FirstRoundEnded,
    ListEnded,
    Observed,
    Paged,
    Scope,
    SourceState,
    Unread,
    Upserted,
)
from akotui.model.kinds import Kind, Plane
from akotui.model.objects import Wanted
from akotui.sources.recording import SUFFIX, Recorder, open_recording, read

CLUSTER, AVI = Scope("kubernetes", Plane.KUBERNETES), Scope("avi.test", Plane.AVI)
MOMENT = datetime(2026, 11, 28, 3, 10, tzinfo=UTC)
LATER = MOMENT + timedelta(seconds=15)


def space(name: str, **labels: str) -> bytes:
    written = ",".join(f'"{key}":"{value}"' for key, value in labels.items())
    return f'{{"metadata":{{"name":"{name}","labels":{{{written}}}}}}}'.encode()


def listed(*names: str, at: datetime = MOMENT) -> tuple[Fact, ...]:
    page = Paged(CLUSTER, Kind.NAMESPACE, tuple(space(name) for name in names), at)
    return page, ListEnded(CLUSTER, Kind.NAMESPACE, at)


EVERY: tuple[Fact, ...] = (
    Observed(CLUSTER, SourceState.LIVE, "fine", MOMENT, "https://k.test", LATER, ("take care",)),
    *listed("shop", "web"),
    Unread(AVI, Kind.POOL, "403", MOMENT),
    Unread(CLUSTER, Kind.POD, "403", MOMENT, "blue"),
    ListEnded(CLUSTER, Kind.ROUTE, MOMENT, served=False),
    FirstRoundEnded(CLUSTER, MOMENT),
    Upserted(CLUSTER, Kind.NAMESPACE, space("shop", team="red"), LATER),
    Deleted(CLUSTER, Kind.NAMESPACE, space("web"), LATER),
    ListEnded(CLUSTER, Kind.NAMESPACE, LATER, "part", ("page 2",), audit=True),
)


def recorded(folder: Path, *facts: Fact, scopes: tuple[Scope, ...] = (CLUSTER, AVI)) -> Path:
    recorder = Recorder(str(folder), MOMENT, "prod-eu", scopes)
    for fact in facts:
        recorder.write(fact)
    recorder.close()
    return recorder.path


def test_recording_holds_every_fact_in_its_order(tmp_path: Path) -> None:
    recording = read(str(recorded(tmp_path / "new", *EVERY)))
    assert recording.facts == EVERY
    assert (recording.began, recording.title, recording.scopes) == (MOMENT, "prod-eu", (CLUSTER, AVI))
    assert recording.notes == ()


def test_only_its_owner_can_read_it_and_nothing_that_was_there_is_written_over(tmp_path: Path) -> None:
    path = recorded(tmp_path, *EVERY)
    before = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="File exists"):
        recorded(tmp_path)
    assert path.read_bytes() == before
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="cannot be written"):
        recorded(tmp_path)
    assert not (tmp_path / "elsewhere").exists()


def test_every_fact_is_in_the_file_before_the_next_comes(tmp_path: Path) -> None:
    recorder = Recorder(str(tmp_path), MOMENT, "", (CLUSTER,))
    recorder.write(EVERY[0])
    assert len(read(str(tmp_path)).facts) == 1
    recorder.close()


def test_list_that_is_as_it_was_takes_one_short_line(tmp_path: Path) -> None:
    names = [f"namespace-{number}" for number in range(500)]
    first, again = listed(*names), listed(*names, at=LATER)
    changed = listed(*names[:200], "new", *names[201:], at=LATER)
    path = recorded(tmp_path, *first, *again, *changed)
    lines = path.read_bytes().splitlines()
    assert len(lines[1]) > 20_000
    assert lines[3].endswith(b'"first":500,"items":[[0,500]]}')
    assert lines[5].endswith(b'"items":[[0,200],{"metadata":{"name":"new","labels":{}}},[201,299]]}')
    assert read(str(path)).facts == (*first, *again, *changed)


def test_object_that_a_watch_told_is_known_to_the_next_list(tmp_path: Path) -> None:
    facts = (Upserted(CLUSTER, Kind.NAMESPACE, space("shop"), MOMENT), *listed("shop"))
    path = recorded(tmp_path, *facts)
    assert path.read_bytes().count(b"shop") == 1
    assert read(str(path)).facts == facts


def test_sides_of_a_recording_are_sources_that_end(tmp_path: Path) -> None:
    recorded(tmp_path, *EVERY)
    cluster, avi = open_recording(str(tmp_path))
    assert (cluster.scope, avi.scope) == (CLUSTER, AVI)


async def test_object_is_seen_as_it_was_at_the_end(tmp_path: Path) -> None:
    recorded(tmp_path, *EVERY)
    cluster, _ = open_recording(str(tmp_path))
    seen = await cluster.sight(Wanted(CLUSTER, Kind.NAMESPACE, "shop"))
    assert seen.raw == space("shop", team="red")
    assert seen.asked == "the recording, as of 2026-11-28T03:10:15Z; it holds what akotui judges by"
    with pytest.raises(Unseen, match="it was deleted at 03:10:15Z"):
        await cluster.sight(Wanted(CLUSTER, Kind.NAMESPACE, "web"))
    with pytest.raises(Unseen, match="holds no Namespace other until then"):
        await cluster.sight(Wanted(CLUSTER, Kind.NAMESPACE, "other"))


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_of_a_recording_that_was_cut_off_all_but_the_last_line_is_read(tmp_path: Path, cut: int) -> None:
    path = recorded(tmp_path, *EVERY)
    path.write_bytes(path.read_bytes()[:-cut] if cut > 1 else path.read_bytes()[:-2])
    recording = read(str(path))
    assert recording.facts[1:] == EVERY[1 : len(recording.facts)]
    assert len(recording.facts) >= len(EVERY) - 2
    assert recording.notes == ("recording: its last line is cut off and left out",)
    health = recording.facts[0]
    assert isinstance(health, Observed)
    assert health.cautions == ("take care", *recording.notes)


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe", b'{"fact":"Paged"}', b'{"fact":"Nonsense"}', b"[" * 9999, b"{}"])
def test_kinds_are_incomplete_after_a_damaged_line_until_they_were_listed_twice(tmp_path: Path, damage: bytes) -> None:
    path = recorded(tmp_path, *listed("shop"), *listed("shop", "web"), *listed("shop", "web"))
    lines = path.read_bytes().splitlines()
    lines.insert(3, damage)
    path.write_bytes(b"\n".join(lines) + b"\n")
    why = "line 4 of the recording is damaged"
    first, second, third = listed("shop"), listed("shop", "web"), listed("shop", "web")
    doubted = ListEnded(CLUSTER, Kind.NAMESPACE, MOMENT, missing=(why,))
    recording = read(str(path))
    assert recording.facts == (*first, Unread(CLUSTER, Kind.NAMESPACE, why, MOMENT), second[0], doubted, *third)
    assert recording.notes == ("recording: line 4 is damaged and left out; what stood there is missing",)


def test_objects_that_stood_in_a_damaged_line_are_missed_wherever_a_list_names_them(tmp_path: Path) -> None:
    path = recorded(tmp_path, *listed("shop", "web"), *listed("shop", "new", "web"), *listed("shop", "new"))
    lines = path.read_bytes().splitlines()
    lines[1] = lines[1][:-9]
    path.write_bytes(b"\n".join(lines) + b"\n")
    facts = read(str(path)).facts
    ends = [fact.missing for fact in facts if isinstance(fact, ListEnded)]
    lost = "1 objects were in damaged lines of the recording"
    why = "line 2 of the recording is damaged"
    assert ends == [(why,), ("2 objects were in damaged lines of the recording",), (lost,)]


def test_pair_that_no_list_has_is_damage(tmp_path: Path) -> None:
    path = recorded(tmp_path, *listed("shop"))
    path.write_bytes(path.read_bytes().replace(b'{"metadata":{"name":"shop","labels":{}}}', b"[0,999999999999]"))
    assert read(str(path)).notes == ("recording: line 2 is damaged and left out; what stood there is missing",)


def test_what_is_no_recording_is_refused_in_one_line(tmp_path: Path) -> None:
    def refusal(name: object) -> str:
        with pytest.raises(UsageError) as refused:
            read(str(name))
        return str(refused.value).removeprefix(str(tmp_path))

    foreign = tmp_path / "foreign.jsonl"
    for content in (b"", b"\x00" * 200_000, b'{"a":1}\n', b'{"akotui":"other","version":1,"began":"x"}\n', b"[" * 9999):
        foreign.write_bytes(content)
        assert refusal(foreign) == "/foreign.jsonl: is no recording of akotui record"
    foreign.write_bytes(b'{"akotui":"recording","version":2,"began":"2026-11-28T03:10:00Z"}\n')
    assert refusal(foreign) == "/foreign.jsonl: its version is 2, this akotui reads 1"
    assert refusal(tmp_path / "nothing") == "/nothing: cannot be read: No such file or directory"
    assert refusal(tmp_path).startswith(f": holds no recording (*{SUFFIX}); akotui record ")
    recorded(tmp_path)
    (tmp_path / f"20261129T000000Z{SUFFIX}").touch()
    assert refusal(tmp_path).endswith(f"name one, the newest is {tmp_path}/20261129T000000Z{SUFFIX}")
    assert refusal("/dev/null") == "/dev/null: is no regular file"


async def told_last(path: Path, scope: Scope = CLUSTER) -> Observed:
    (found,) = [one for one in open_recording(str(path)) if one.scope == scope]
    return [fact async for fact in found.facts() if isinstance(fact, Observed)][-1]


async def test_recording_that_ends_while_a_source_connects_says_that_nothing_more_comes(tmp_path: Path) -> None:
    connecting = Observed(CLUSTER, SourceState.CONNECTING, "2 of 15 kinds not read yet", MOMENT, "https://k.test")
    path = recorded(tmp_path / "half", connecting, *listed("shop", at=LATER))
    words = "the recording ends before everything was read"
    assert await told_last(path) == Observed(
        CLUSTER, SourceState.PARTIAL, f"{words} (2 of 15 kinds not read yet)", LATER, "https://k.test"
    )
    path = recorded(tmp_path / "begun", connecting)
    assert (await told_last(path)).state is SourceState.UNREACHABLE
    assert await told_last(path, AVI) == Observed(AVI, SourceState.UNREACHABLE, words, MOMENT)


async def test_recording_that_ends_later_says_what_its_sources_said(tmp_path: Path) -> None:
    lost = Observed(CLUSTER, SourceState.STALE, "no answer", MOMENT)
    assert await told_last(recorded(tmp_path, lost, *listed("shop", at=LATER))) == lost


async def test_recording_cut_off_in_its_first_fact_says_that_too(tmp_path: Path) -> None:
    path = recorded(tmp_path, *EVERY)
    head, first, *_ = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(head + first[:-9])
    last = await told_last(path)
    assert last.detail == "the recording ends before everything was read"
    assert last.cautions == ("recording: its last line is cut off and left out",)


def test_names_of_sources_and_parts_in_a_file_bring_no_escape_to_the_terminal(tmp_path: Path) -> None:
    hostile = Scope("avi\x1b]52;c;eA==\x07\x9b31m\u202e", Plane.AVI)
    facts = Unread(hostile, Kind.POOL, "403", MOMENT, "\x1b[2J"), FirstRoundEnded(hostile, MOMENT)
    recording = read(str(recorded(tmp_path, *facts, scopes=(hostile,))))
    shown = Scope("avi␛]52;c;eA==␇\ufffd31m\ufffd", Plane.AVI)
    assert recording.scopes == (shown,)
    assert recording.facts == (Unread(shown, Kind.POOL, "403", MOMENT, "␛[2J"), FirstRoundEnded(shown, MOMENT))


@pytest.mark.parametrize(
    ("as_written", "instead"),
    [
        ('"at":"2026-11-28T03:10:00Z"', '"at":"2026-11-28T03:10:00"'),
        ('"at":"2026-11-28T03:10:00Z"', '"at":"9999-12-31T23:59:59-23:00"'),
        ('"retry_at":"2026-11-28T03:10:15Z"', '"retry_at":"2026-11-28T03:10:15"'),
        ('"kind":"namespaces"', '"kind":"pools"'),
    ],
)
def test_line_whose_parts_contradict_one_another_is_damage(tmp_path: Path, as_written: str, instead: str) -> None:
    path = recorded(tmp_path, *EVERY)
    head, *lines = path.read_text().splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines) if as_written in line)
    lines[number] = lines[number].replace(as_written, instead)
    path.write_text(head + "".join(lines))
    said = f"recording: line {number + 2} is damaged and left out; what stood there is missing"
    assert read(str(path)).notes == (said,)
