"""Recordings: files of facts (sources/recording_lines.py), written once, in time order, and read back as sources.

A recording that was cut off, or damaged in places, is read as far as it can be; what is missing is said on the screen
and on stderr, and what may not be concluded any more is unknown. Nothing here opens a connection.
"""

import contextlib
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from akotui.decode.broken import identify
from akotui.errors import Unseen, UsageError
from akotui.model.facts import Deleted, Fact, ListEnded, Observed, Paged, Scope, SourceState, Upserted
from akotui.model.kinds import Plane
from akotui.model.objects import Sight, Wanted
from akotui.model.text import clean
from akotui.sources.recording_lines import VERSION, Began, Reading, Writing, named, utc

SUFFIX: Final = ".akotui.jsonl"
_HEAD: Final = 1 << 16
"""The longest first line, in bytes: of a file that is no recording not more is read."""

_BEGINNING: Final = b'{"akotui":"recording"'
_NAMED: Final = 5
"""Damaged lines that are named."""


class Recording(msgspec.Struct, frozen=True):
    """All that was received, in that order. `notes` are lines about what could not be read of the file."""

    began: datetime
    title: str
    scopes: tuple[Scope, ...]
    facts: tuple[Fact, ...]
    notes: tuple[str, ...] = ()


class Recorder:
    """Writes facts to a new file that only its owner can read; each is in the system's hands when `write` returns.

    Raises UsageError when the file cannot be made, OSError from `write` when the disk is full.
    """

    def __init__(self, folder: str, began: datetime, title: str, scopes: Sequence[Scope]) -> None:
        self.path = Path(folder, f"{began:%Y%m%dT%H%M%SZ}{SUFFIX}")
        self._writing = Writing()
        self._file = _made(self.path)
        self._add(self._writing.begin(began, clean(title, 200), tuple(scopes)))

    def write(self, fact: Fact) -> None:
        """Add a fact."""
        self._add(self._writing.line(fact))

    def close(self) -> None:
        """End the file, on the disk."""
        with contextlib.suppress(OSError):  # a full disk was told of when it was written to
            os.fsync(self._file.fileno())
        with contextlib.suppress(OSError):
            self._file.close()

    def _add(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()


def _made(path: Path) -> BinaryIO:
    """A new file: never one that was there, nor what a link points to."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise UsageError(f"{_shown(str(path))}: cannot be written: {error.strerror}") from None
    return os.fdopen(descriptor, "wb")


class RecordedSource:
    """One side of a recording. Yields its facts once and ends: what is known then is of the recording's end."""

    def __init__(self, scope: Scope, facts: tuple[Fact, ...]) -> None:
        self.scope = scope
        self._facts = facts

    async def facts(self) -> AsyncIterator[Fact]:
        """All facts of this side."""
        for fact in self._facts:
            yield fact

    async def sight(self, wanted: Wanted) -> Sight:
        """Find one object as it was at the end. Raises Unseen."""
        return seen(self._facts, wanted)

    def poke(self) -> None:
        """Do nothing: what was recorded does not change."""


def is_recording(name: str) -> bool:
    """Tell whether a name stands for a recording or a folder with one; what cannot be read is none."""
    path = Path(name)
    try:
        if path.is_dir():
            return any(path.glob(f"*{SUFFIX}"))
        if not path.is_file():
            return False
        with path.open("rb") as opened:
            return opened.read(len(_BEGINNING)) == _BEGINNING
    except (OSError, ValueError):
        return False


def open_recording(name: str) -> tuple[RecordedSource, ...]:
    """Return the sources of the recording `name`, to be read once. Raises UsageError, as `read` does.

    Of a source that still connects at the end it is said that nothing more comes.
    """
    recording = read(name)
    return tuple(RecordedSource(scope, tuple(_to_the_end(recording, scope))) for scope in recording.scopes)


def _to_the_end(recording: Recording, scope: Scope) -> Iterator[Fact]:
    facts = [fact for fact in recording.facts if fact.scope == scope]
    yield from facts
    nothing = Observed(
        scope,
        SourceState.CONNECTING,
        "",
        recording.began,
        cautions=recording.notes if scope.plane is Plane.KUBERNETES else (),
    )
    last = next((fact for fact in reversed(facts) if isinstance(fact, Observed)), nothing)
    if last.state is SourceState.CONNECTING:
        came = f" ({last.detail})" if last.detail else ""
        yield msgspec.structs.replace(
            last,
            state=SourceState.PARTIAL
            if any(isinstance(fact, ListEnded) for fact in facts)
            else SourceState.UNREACHABLE,
            detail=f"the recording ends before everything was read{came}",
            at=facts[-1].at if facts else recording.began,
        )


def seen(facts: Sequence[Fact], wanted: Wanted) -> Sight:
    """Return an object as the newest of `facts` has it. Raises Unseen."""
    key = f"{wanted.within}/{wanted.name}" if wanted.within and wanted.kind.plane is Plane.KUBERNETES else wanted.name
    for fact in reversed(facts):
        if not isinstance(fact, Paged | Upserted | Deleted) or (fact.scope, fact.kind) != (wanted.scope, wanted.kind):
            continue
        for raw in fact.items if isinstance(fact, Paged) else (fact.raw,):
            if identify(fact.kind, raw) == key:
                if isinstance(fact, Deleted):
                    raise Unseen(f"it was deleted at {fact.at:%H:%M:%S}Z")
                return Sight(raw, f"the recording, as of {fact.at:%Y-%m-%dT%H:%M:%SZ}; it holds what akotui judges by")
    raise Unseen(f"the recording holds no {wanted.word} {wanted.title or wanted.name} until then")


def read(name: str) -> Recording:
    """Read the recording `name`: a file, or a folder with one.

    Raises:
        UsageError: missing, unreadable, no recording, or one of a newer akotui; names it and why.

    """
    path = _file(name)
    try:
        with path.open("rb") as opened:
            began = _begin(path, opened.readline(_HEAD))
            return _read(began, opened)
    except OSError as error:
        raise UsageError(f"{_shown(str(path))}: cannot be read: {error.strerror}") from None


def _file(name: str) -> Path:
    path = Path(name)
    try:
        if path.is_dir():
            path = _only(name, sorted(path.glob(f"*{SUFFIX}")))
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise UsageError(f"{_shown(str(path))}: is no regular file")
    except (OSError, ValueError):
        raise UsageError(f"{_shown(name)}: cannot be read") from None
    return path


def _only(name: str, found: Sequence[Path]) -> Path:
    if not found:
        raise UsageError(f"{_shown(name)}: holds no recording (*{SUFFIX}); akotui record {_shown(name)} makes one")
    if len(found) > 1:
        newest = _shown(str(found[-1]))
        raise UsageError(f"{_shown(name)}: holds {len(found)} recordings; name one, the newest is {newest}")
    return found[0]


def _begin(path: Path, line: bytes) -> Began:
    try:
        began = msgspec.json.decode(line, type=Began)
        utc(began.began)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise UsageError(f"{_shown(str(path))}: is no recording of akotui record") from None
    if began.version != VERSION:
        raise UsageError(f"{_shown(str(path))}: its version is {began.version}, this akotui reads {VERSION}")
    return began


def _read(began: Began, lines: Iterator[bytes]) -> Recording:
    reading, facts, damaged, cut = Reading(), list[Fact](), list[int](), False
    for number, line in enumerate(lines, 2):
        try:
            facts.extend(reading.facts(line))
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            cut = not line.endswith(b"\n")
            if not cut:
                damaged.append(number)
                facts.extend(reading.damaged(number))
    scopes = tuple(dict.fromkeys((*map(named, began.scopes), *(fact.scope for fact in facts))))
    notes = tuple(_notes(damaged, cut=cut))
    return Recording(began.began, clean(began.title, 200), scopes, tuple(_cautioned(facts, notes)), notes)


def _notes(damaged: Sequence[int], *, cut: bool) -> Iterator[str]:
    if damaged:
        named = ", ".join(map(str, damaged[:_NAMED])) + (", …" if len(damaged) > _NAMED else "")
        lines = f"line {named} is" if len(damaged) == 1 else f"{len(damaged)} lines ({named}) are"
        yield f"recording: {lines} damaged and left out; what stood there is missing"
    if cut:
        yield "recording: its last line is cut off and left out"


def _cautioned(facts: Sequence[Fact], notes: Sequence[str]) -> Iterator[Fact]:
    """Let the cluster's source say what could not be read, whatever else it says."""
    for fact in facts:
        if isinstance(fact, Observed) and fact.scope.plane is Plane.KUBERNETES and notes:
            yield msgspec.structs.replace(fact, cautions=(*fact.cautions, *notes))
        else:
            yield fact


def _shown(text: str) -> str:
    return clean(text, 1000)
