"""Which of the kinds akotui reads a cluster serves, and at which version. No I/O here.

Known to be absent (discovery answered and does not list it) and not known are different things: only the first lets a
rule conclude something.
"""

from collections.abc import Generator, Mapping
from typing import Final

import msgspec

from akotui.model.kinds import RESOURCES, Kind, Resource
from akotui.model.text import clean
from akotui.sources.kubernetes_wire import DECODE_ERRORS, Answer, refusal

GROUPS: Final = "/apis"
_OK: Final = 200
_UNAUTHORIZED: Final = 401
_NOT_FOUND: Final = 404
_BUILT_IN: Final = frozenset({"", "apps", "networking.k8s.io", "coordination.k8s.io", "rbac.authorization.k8s.io"})


class Served(msgspec.Struct, frozen=True):
    """The kind is served; `version` is the best that akotui can decode."""

    version: str


class Absent(msgspec.Struct, frozen=True):
    """Discovery answered and does not list the kind."""


class Unknown(msgspec.Struct, frozen=True):
    """Nobody could tell; `reason` says why."""

    reason: str


Presence = Served | Absent | Unknown


class Discovery(msgspec.Struct, frozen=True):
    """Presence by kind. `unauthorized` is why the server refused the credentials, empty when it did not."""

    presence: Mapping[Kind, Presence]
    unauthorized: str = ""

    @property
    def complete(self) -> bool:
        """Nothing is unknown."""
        return not self.unauthorized and not any(isinstance(found, Unknown) for found in self.presence.values())


class _Version(msgspec.Struct):
    version: str


class _Group(msgspec.Struct):
    name: str
    versions: list[_Version]


class _Groups(msgspec.Struct):
    groups: list[_Group]


class _Resource(msgspec.Struct):
    name: str


class _Resources(msgspec.Struct):
    resources: list[_Resource] | None


_Lists = Mapping[str, frozenset[str] | str]


def list_path(resource: Resource, version: str, namespace: str = "") -> str:
    """Return the path of a collection, cluster-wide or of one namespace."""
    return (
        f"{_version_path(resource.group, version)}{f'/namespaces/{namespace}' if namespace else ''}/{resource.plural}"
    )


def discover() -> Generator[str, Answer, Discovery]:
    """Yield paths to GET, take their answers, return what is served.

    Built-in groups are tried even when discovery fails: their first request tells more than a guess.
    """
    answer = yield GROUPS
    if answer.status == _UNAUTHORIZED:
        return Discovery({}, unauthorized=refusal(answer) or "Unauthorized")
    groups = _groups(answer)
    if isinstance(groups, str):
        return Discovery({kind: _guess(resource, groups) for kind, resource in RESOURCES.items()})
    lists: dict[str, frozenset[str] | str] = {}
    for path in _wanted(groups):
        lists[path] = _plurals((yield path), path)
    return Discovery({kind: _presence(resource, groups, lists) for kind, resource in RESOURCES.items()})


def _version_path(group: str, version: str) -> str:
    return f"/apis/{group}/{version}" if group else f"/api/{version}"


def _guess(resource: Resource, reason: str) -> Presence:
    return Served(resource.versions[0]) if resource.group in _BUILT_IN else Unknown(reason)


def _groups(answer: Answer) -> Mapping[str, frozenset[str]] | str:
    if answer.status != _OK:
        return f"{answer.status} discovery of API groups: {refusal(answer)}"
    try:
        found = msgspec.json.decode(answer.body, type=_Groups)
    except DECODE_ERRORS:
        return f"discovery of API groups cannot be read ({clean(answer.content_type, 80) or 'no content type'})"
    return {group.name: frozenset(version.version for version in group.versions) for group in found.groups}


def _wanted(groups: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    paths = {
        _version_path(resource.group, version): None
        for resource in RESOURCES.values()
        for version in resource.versions
        if version in groups.get(resource.group, ())
    }
    return tuple(paths)


def _plurals(answer: Answer, path: str) -> frozenset[str] | str:
    if answer.status == _NOT_FOUND:
        return frozenset()
    if answer.status != _OK:
        return f"{answer.status} discovery of {path}: {refusal(answer)}"
    try:
        found = msgspec.json.decode(answer.body, type=_Resources)
    except DECODE_ERRORS:
        return f"discovery of {path} cannot be read"
    return frozenset(resource.name for resource in found.resources or ())


def _presence(resource: Resource, groups: Mapping[str, frozenset[str]], lists: _Lists) -> Presence:
    if not resource.group:
        return Served(resource.versions[0])
    offered = groups.get(resource.group)
    if offered is None:
        return Absent()
    reason = ""
    for version in resource.versions:
        plurals = lists.get(_version_path(resource.group, version), frozenset[str]())
        if isinstance(plurals, str):
            reason = reason or plurals
        elif resource.plural in plurals:
            return Served(version)
    if reason:
        return _guess(resource, reason)
    if offered.isdisjoint(resource.versions):
        names = clean(", ".join(sorted(offered)), 80)
        return Unknown(f"{resource.group} is served only as {names}, which akotui cannot read")
    return Absent()
