"""What a file of a dump holds, recognised by its content: no I/O, bytes in, lists of objects out.

Known forms: a document keyed by API paths (`api/v1/namespaces`: the List the server answered), one keyed by Avi types
(`virtualservice`: `{count, results}`), what `kubectl get -o json|yaml` prints (a List, or one object), and one answer
of the Controller (`{count, results}`; its type from the objects' url or uuid, or from the file's name).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

import msgspec

from akotui.model.kinds import AVI_TYPES, RESOURCES, Kind
from akotui.model.text import clean

SINGLE: Final = "single objects, not a list"
"""Why a kind of which only single objects are there is not complete."""

_KINDS: Mapping[tuple[str, str], Kind] = MappingProxyType(
    {(resource.group, resource.name): kind for kind, resource in RESOURCES.items()}
)
_PLURALS: Mapping[tuple[str, str], Kind] = MappingProxyType(
    {(resource.group, resource.plural): kind for kind, resource in RESOURCES.items()}
)
_TYPES: Mapping[str, Kind] = MappingProxyType({avi.path: kind for kind, avi in AVI_TYPES.items()})
_NAMES: Mapping[str, Kind] = MappingProxyType(
    {**{resource.plural: kind for kind, resource in RESOURCES.items()}, **_TYPES}
)
_PATH = re.compile(
    r"/?(?:api/(?P<core>[^/]+)|apis/(?P<group>[^/]+)/(?P<version>[^/]+))"
    r"(?:/namespaces/(?P<part>[^/]+))?/(?P<plural>[^/]+)"
)


class Part(msgspec.Struct, frozen=True):
    """Objects of one kind found in one place.

    `host` is the Controller they come from as their refs name it, empty when they name none. `part` is the namespace
    that was listed alone. `missing` says why this is not all there is. `total` is how many the Controller said it has.
    `unread` is the server's own refusal, in place of a list. `served` is False for a kind the API does not know.
    """

    kind: Kind
    items: tuple[bytes, ...] = ()
    host: str = ""
    part: str = ""
    missing: str = ""
    total: int | None = None
    unread: str = ""
    served: bool = True


class _Meta(msgspec.Struct):
    name: str = ""


class _Thing(msgspec.Struct):
    """The few fields by which any of the forms is told from the others."""

    kind: str = ""
    api_version: str = msgspec.field(name="apiVersion", default="")
    metadata: _Meta | None = None
    items: list[msgspec.Raw] | None = None
    results: list[msgspec.Raw] | None = None
    count: int | None = None
    uuid: str = ""
    url: str = ""
    message: str = ""


_ALWAYS_SERVED: Final = frozenset({"apps", "networking.k8s.io", "coordination.k8s.io", "rbac.authorization.k8s.io"})
"""API groups that every API server has: a dump without them has left them out."""
_REFS = re.compile(rb'"(?:url|[a-z_]+_ref)"\s*:\s*"https?://([^/"\s]+)/api/')


def recognise(body: bytes, stem: str) -> tuple[Part, ...]:
    """Return what one JSON document holds, empty when it is none of the known forms.

    `stem` is the file's name without its ending, for lists that do not tell their type themselves.

    Raises:
        msgspec.DecodeError: not JSON.

    """
    keys = _members(body)
    if keys is None:
        return tuple(_singles(_elements(body), stem))
    if any(_PATH.fullmatch(key) for key in keys):
        return (*_by_path(keys), *_not_served(keys))
    if keys and all(key in _TYPES or _answer(value) for key, value in keys.items()):
        return tuple(_of_type(_TYPES[key], bytes(value)) for key, value in keys.items() if key in _TYPES)
    return tuple(_document(body, stem))


def _members(body: bytes) -> dict[str, msgspec.Raw] | None:
    try:
        return msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:
        return None


def _elements(body: bytes) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(body, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        return []


def _thing(body: bytes | msgspec.Raw) -> _Thing:
    try:
        return msgspec.json.decode(body, type=_Thing)
    except msgspec.ValidationError:
        return _Thing()


def _by_path(keys: Mapping[str, msgspec.Raw]) -> Iterator[Part]:
    for path, body in keys.items():
        found = _PATH.fullmatch(path)
        kind = _PLURALS.get((found["group"] or "", found["plural"])) if found else None
        if found is None or kind is None or (found["core"] or found["version"]) not in RESOURCES[kind].versions:
            continue
        thing = _thing(body)
        if thing.items is None:
            yield Part(kind, part=found["part"] or "", unread=clean(thing.message, 300) or "no list in the dump")
        else:
            yield Part(kind, _wanted(kind, thing.items), part=found["part"] or "")


def _not_served(keys: Iterable[str]) -> Iterator[Part]:
    """Kinds of an added API group that no path names: whoever walks the paths of a server follows its discovery."""
    matches = [_PATH.fullmatch(key) for key in keys]
    named = {(found["group"] or "") for found in matches if found} | _ALWAYS_SERVED
    for kind, resource in RESOURCES.items():
        if resource.group and resource.group not in named:
            yield Part(kind, served=False)


def _answer(value: msgspec.Raw) -> bool:
    return _thing(value).results is not None


def _of_type(kind: Kind, body: bytes) -> Part:
    thing = _thing(body)
    if thing.results is None:
        items = (body,) if thing.uuid else tuple(bytes(item) for item in _elements(body))
        return Part(kind, items, host=_host(items))
    items = tuple(bytes(item) for item in thing.results)
    return Part(kind, items, host=_host(items), total=thing.count)


def _document(body: bytes, stem: str) -> Iterator[Part]:
    thing = _thing(body)
    if thing.items is not None and thing.kind.endswith("List"):
        yield from _listed(thing, stem)
    elif thing.results is not None:
        first = thing.results[0] if thing.results else b"{}"
        kind = _named(stem, AVI_TYPES) or _type(_thing(first))
        if kind is not None:
            yield _of_type(kind, body)
    else:
        yield from _singles([msgspec.Raw(body)], stem)


def _listed(thing: _Thing, stem: str) -> Iterator[Part]:
    """A List of one kind (`IngressList`) or of several (`List`, whose items carry their own)."""
    alone = _kind(thing.kind.removesuffix("List"), thing.api_version)
    if alone is None and not thing.items:
        alone = _named(stem, RESOURCES)
    if alone is not None:
        yield Part(alone, _wanted(alone, thing.items or ()))
        return
    for kind, items in _sorted(thing.items or ()).items():
        yield Part(kind, _wanted(kind, items))


def _singles(items: Iterable[msgspec.Raw], stem: str) -> Iterator[Part]:
    listed = list(items)
    for kind, found in _sorted(listed).items():
        yield Part(kind, _wanted(kind, found), missing=SINGLE)
    for item in listed:
        thing = _thing(item)
        kind = _type(thing) or (_named(stem, AVI_TYPES) if thing.uuid else None)
        if not thing.api_version and kind is not None:
            whole = kind is Kind.CLUSTER
            yield Part(kind, (bytes(item),), host=_host((bytes(item),)), missing="" if whole else SINGLE)


def _sorted(items: Iterable[msgspec.Raw]) -> dict[Kind, list[msgspec.Raw]]:
    found: dict[Kind, list[msgspec.Raw]] = {}
    for item in items:
        thing = _thing(item)
        kind = _kind(thing.kind, thing.api_version)
        if kind is not None:
            found.setdefault(kind, []).append(item)
    return found


def _kind(name: str, api_version: str) -> Kind | None:
    group, _, version = api_version.rpartition("/")
    kind = _KINDS.get((group, name))
    return kind if kind is not None and version in RESOURCES[kind].versions else None


def _type(thing: _Thing) -> Kind | None:
    path = urlsplit(thing.url).path.split("/")
    named = path[path.index("api") + 1] if "api" in path[:-1] else thing.uuid.split("-")[0]
    return _TYPES.get(named)


def _named(stem: str, among: Iterable[Kind]) -> Kind | None:
    words = [stem.lower(), *stem.lower().split(".")]
    return next((_NAMES[word] for word in words if word in _NAMES and _NAMES[word] in among), None)


def _wanted(kind: Kind, items: Iterable[msgspec.Raw]) -> tuple[bytes, ...]:
    """The items that a live source would have asked for."""
    name = RESOURCES[kind].field_selector.removeprefix("metadata.name=")
    if not name:
        return tuple(bytes(item) for item in items)
    return tuple(bytes(item) for item in items if (_thing(item).metadata or _Meta()).name == name)


def _host(items: Iterable[bytes]) -> str:
    found = next((found for found in map(_REFS.search, items) if found), None)
    return clean(found[1].decode("utf-8", "replace"), 300) if found else ""
