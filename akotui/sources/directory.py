"""A dump in place of live sources: the files of a directory, read once, as the facts a live source would have sent.

What is in no file was not read, never empty. A list is taken to be all there is of its kind, so lists must be taken
over all namespaces (`kubectl get … -A`); a kind of which only single objects are there is incomplete.
"""

import glob
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast

import msgspec
import yaml

from akotui.errors import Unseen, UsageError
from akotui.model.facts import Fact, FirstRoundEnded, ListEnded, Observed, Paged, Scope, SourceState, Unread
from akotui.model.kinds import Kind, Plane
from akotui.model.objects import Sight, Wanted
from akotui.model.text import clean
from akotui.named_file import contents
from akotui.sources.dump import Part, recognise
from akotui.sources.yaml_depth import check_depth

_SUFFIXES: Final = (".json", ".yaml", ".yml")
_LARGEST: Final = 1 << 30
"""Bytes of one file; a list of 50,000 objects has a tenth of that."""
_STATE = re.compile(r"(?P<state>.+)\.(?:kube|avi)\.(?:json|yaml|yml)")
_KUBERNETES: Final = Scope("kubernetes", Plane.KUBERNETES)
_ABSENT: Final = "not in the dump"


class Dated(msgspec.Struct, frozen=True):
    """A part and when its file was written."""

    part: Part
    at: datetime


class _Metadata(msgspec.Struct):
    name: str = ""
    namespace: str = ""


class _Named(msgspec.Struct):
    """All by which an object is known."""

    metadata: _Metadata = msgspec.field(default_factory=_Metadata)
    uuid: str = ""


class DirectorySource:
    """One side of a dump. Yields its facts once and ends."""

    def __init__(self, scope: Scope, facts: tuple[Fact, ...]) -> None:
        self.scope = scope
        self._facts = facts

    async def facts(self) -> AsyncIterator[Fact]:
        """All facts of this side."""
        for fact in self._facts:
            yield fact

    async def sight(self, wanted: Wanted) -> Sight:
        """Find one object in the dump. Raises Unseen."""
        pages = (fact for fact in self._facts if isinstance(fact, Paged) and fact.kind is wanted.kind)
        for item in (item for page in pages for item in page.items):
            found = msgspec.json.decode(item, type=_Named)
            if found.uuid == wanted.name or (found.metadata.name, found.metadata.namespace) == (
                wanted.name,
                wanted.within,
            ):
                return Sight(item, "the dump")
        raise Unseen(f"the dump holds no {wanted.word} {wanted.title or wanted.name}")

    def poke(self) -> None:
        """Do nothing: a dump does not change."""


def is_dump(name: str) -> bool:
    """Tell whether a name stands for a directory, or for a state in one; what cannot be looked at is none."""
    path = Path(name)
    try:
        return path.is_dir() or (path.parent.is_dir() and any(path.parent.glob(f"{glob.escape(path.name)}.*.*")))
    except (OSError, ValueError):
        return False


def open_directory(name: str) -> tuple[DirectorySource, ...]:
    """Read the dump `name`: a directory, or `DIRECTORY/STATE` for the files `STATE.kube.*` and `STATE.avi.*` in one.

    Raises:
        UsageError: missing, empty, unreadable, several states at once, or a file that is broken; names it and why.

    """
    parts = [part for file in _files(name) for part in _read(file)]
    if not parts:
        raise UsageError(f"{_shown(name)}: no file in it holds Kubernetes or Avi objects")
    newest = max(dated.at for dated in parts)
    cluster = [dated for dated in parts if dated.part.kind.plane is Plane.KUBERNETES]
    sources = [_source(_KUBERNETES, cluster, newest, name)]
    controllers = _by_host([dated for dated in parts if dated.part.kind.plane is Plane.AVI])
    for host, found in controllers.items() or [("dump", [])]:
        sources.append(_source(Scope(host, Plane.AVI), found, newest, name))
    return tuple(sources)


def _files(name: str) -> list[Path]:
    if not name:
        raise UsageError("--from-dir names no directory")
    folder = Path(name)
    try:
        if folder.is_dir():
            return _one_state(name, sorted(file for file in folder.iterdir() if file.suffix in _SUFFIXES))
        beside = sorted(folder.parent.iterdir()) if folder.parent.is_dir() else []
    except OSError as error:
        raise UsageError(f"{_shown(name)}: cannot be read: {error.strerror}") from None
    chosen = [file for file in beside if (found := _STATE.fullmatch(file.name)) and found["state"] == folder.name]
    if not chosen:
        known = "a file, not a directory" if folder.exists() else "no such directory"
        raise UsageError(f"{_shown(name)}: {known}, and no {_shown(folder.name)}.kube.json beside it")
    return chosen


def _one_state(name: str, files: list[Path]) -> list[Path]:
    if not files:
        raise UsageError(f"{_shown(name)}: holds no .json, .yaml or .yml file")
    states = sorted({found["state"] for file in files if (found := _STATE.fullmatch(file.name))})
    if len(states) > 1:
        known = ", ".join(states)
        raise UsageError(_shown(f"{name}: holds several states ({known}); name one: {Path(name) / states[0]}"))
    return files


def _read(file: Path) -> Iterator[Dated]:
    if file.exists() and not file.is_file():  # a pipe would be waited for
        raise UsageError(f"{_shown(str(file))}: is no regular file; leave it out of the dump")
    try:
        at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        body = contents(file, _LARGEST)
        bodies = [body] if file.suffix == ".json" else _from_yaml(body)
        for one in bodies:
            for part in recognise(one, file.stem):
                yield Dated(part, at)
    except OSError as error:
        raise UsageError(f"{_shown(str(file))}: cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, yaml.YAMLError, UnicodeDecodeError, RecursionError, ValueError) as error:
        raise UsageError(f"{_shown(str(file))}: {_shown(' '.join(str(error).split()))}") from None


def _from_yaml(body: bytes) -> list[bytes]:
    """Each YAML document as JSON. Aliases are refused: kubectl writes none, and nested ones outgrow any memory."""
    check_depth(body)
    parsed = yaml.parse(body, yaml.CSafeLoader)  # pyright: ignore[reportUnknownMemberType,reportUnknownVariableType] - PyYAML
    events = cast("Iterator[object]", parsed)
    if any(isinstance(event, yaml.AliasEvent) for event in events):
        raise ValueError("holds YAML aliases, which no dump needs")
    documents: Iterator[object] = yaml.load_all(body, Loader=_Loader)
    return [msgspec.json.encode(document) for document in documents if document is not None]


class _Loader(yaml.CSafeLoader):
    """YAML as JSON knows it: a time stays the text that it is."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and shape are PyYAML's
        first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
        for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


def _by_host(parts: list[Dated]) -> dict[str, list[Dated]]:
    """The Controllers of the dump; objects without a host belong to the only one, or stand alone."""
    hosts = sorted({dated.part.host for dated in parts if dated.part.host})
    fallback = hosts[0] if len(hosts) == 1 else "dump"
    found: dict[str, list[Dated]] = {}
    for dated in parts:
        found.setdefault(dated.part.host or fallback, []).append(dated)
    return found


def _source(scope: Scope, parts: list[Dated], newest: datetime, name: str) -> DirectorySource:
    read = f"from {name}, files of {newest:%Y-%m-%dT%H:%M:%SZ}"
    state, detail = (SourceState.LIVE, read) if parts else (SourceState.OFF, f"nothing of it in --from-dir {name}")
    facts: list[Fact] = [Observed(scope, state, _shown(detail), newest, endpoint=_shown(name))]
    for kind in Kind:
        if kind.plane is scope.plane:
            facts += _facts(scope, kind, [dated for dated in parts if dated.part.kind is kind], newest)
    return DirectorySource(scope, (*facts, FirstRoundEnded(scope, newest)))


def _facts(scope: Scope, kind: Kind, parts: list[Dated], newest: datetime) -> Iterator[Fact]:
    listed = [dated for dated in parts if dated.part.served]
    if not listed:
        absent = bool(parts)
        yield ListEnded(scope, kind, newest, served=False) if absent else Unread(scope, kind, _ABSENT, newest)
        return
    for part in sorted({dated.part.part for dated in listed}):
        yield from _list(scope, kind, part, [dated for dated in listed if dated.part.part == part])


def _list(scope: Scope, kind: Kind, part: str, found: list[Dated]) -> Iterator[Fact]:
    at = min(dated.at for dated in found)
    refused = next((dated.part.unread for dated in found if dated.part.unread), "")
    if refused:
        yield Unread(scope, kind, refused, at, part)
        return
    items = tuple(dict.fromkeys(item for dated in found for item in dated.part.items))
    yield Paged(scope, kind, items, at)
    yield ListEnded(scope, kind, at, part, _missing([dated.part for dated in found], len(items)))


def _missing(parts: Iterable[Part], count: int) -> tuple[str, ...]:
    """What of a kind is not in the dump: the Controller's pages that are not there, or a list at all."""
    listed = list(parts)
    total = max((part.total for part in listed if part.total is not None), default=0)
    if total > count:
        return (f"{count} of {total} in the dump",)
    reasons = {part.missing for part in listed}
    return () if "" in reasons else tuple(sorted(reasons))


def _shown(text: str) -> str:
    return clean(text, 1000)
