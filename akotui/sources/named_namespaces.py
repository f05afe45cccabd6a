"""Reads the Namespace objects that the user named, one by one, where they may not be listed.

A Role may grant `get` on its own namespace; nothing short of a ClusterRole grants `list`.
"""

from typing import Final

from akotui.model.facts import Fact, ListEnded, Paged, Scope, Unread
from akotui.model.kinds import RESOURCES, Kind
from akotui.sources.credentials import CredentialsFailed
from akotui.sources.discovery import list_path
from akotui.sources.kubernetes_reader import Lost, Surroundings
from akotui.sources.kubernetes_wire import refusal

_OK: Final = 200
_NOT_FOUND: Final = 404


async def read_named(session: Surroundings, scope: Scope, namespaces: tuple[str, ...]) -> None:
    """Tell what is known of each of `namespaces`: it is there, it is not, or it could not be read."""
    for name in namespaces:
        await session.tell(*await _read(session, scope, name))


async def _read(session: Surroundings, scope: Scope, name: str) -> tuple[Fact, ...]:
    kind = Kind.NAMESPACE
    path = f"{list_path(RESOURCES[kind], RESOURCES[kind].versions[0])}/{name}"
    try:
        answer = await session.wire.get(path)
    except (Lost, CredentialsFailed) as error:
        return (Unread(scope, kind, str(error), session.now(), part=name),)
    at = session.now()
    if answer.status == _OK:
        return Paged(scope, kind, (answer.body,), at), ListEnded(scope, kind, at, part=name)
    if answer.status == _NOT_FOUND:
        missing = (f"there is no namespace {name}",)
        return (ListEnded(scope, kind, at, part=name, missing=missing),)
    reason = f"{answer.status} get namespace {name}: {refusal(answer)}".rstrip(": ")
    return (Unread(scope, kind, reason, at, part=name),)
