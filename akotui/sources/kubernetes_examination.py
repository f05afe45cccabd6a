"""Looks at a cluster for `akotui doctor`: does it answer, who are we, may we read what akotui reads."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Final

import msgspec

from akotui.model.checkup import Check, Outcome, failed, passed, unknown
from akotui.model.kinds import RESOURCES, Kind
from akotui.model.text import clean
from akotui.sources import kubernetes_rights
from akotui.sources.connection import Connection
from akotui.sources.credentials import CredentialsFailed
from akotui.sources.discovery import Absent, Presence, Unknown
from akotui.sources.gate import Allowance
from akotui.sources.kubernetes import HttpWire
from akotui.sources.kubernetes_reader import Lost
from akotui.sources.kubernetes_rights import Right
from akotui.sources.kubernetes_wire import DECODE_ERRORS, refusal
from akotui.sources.served_kinds import ServedKinds

CLUSTER: Final = "kubernetes"
"""The name of the check that says whether the cluster answers."""

_AT_ONCE: Final = 4
_OK: Final = 200
_UNAUTHORIZED: Final = 401
_GRANT: Final = "akotui rbac prints the ClusterRole that allows it; bind it to this user"
_LOG_IN: Final = "log in to the cluster again, or name another --context"


class _Version(msgspec.Struct, rename="camel"):
    git_version: str = ""


async def examine(connection: Connection, namespaces: Sequence[str] = (), secret_of: str = "") -> AsyncIterator[Check]:
    """Yield what is found. `secret_of`: the namespace whose `avi-secret` is wanted, empty for none."""
    for caution in connection.cautions():
        yield failed("kubernetes certificate", caution, "give the cluster's certificate-authority in the kubeconfig")
    async with HttpWire(connection, allowance=Allowance.KUBERNETES_DOCTOR) as wire:
        reached = await _reached(wire, connection)
        yield reached
        if reached.outcome is not Outcome.PASS:
            yield unknown("rights", "not asked: the cluster does not answer", reached.remedy)
            return
        served = ServedKinds(wire)
        if (condition := await served.ask()) is not None:
            yield failed("api discovery", condition.reason, _LOG_IN)
            return
        for check in await _rights(wire, served, namespaces):
            yield check
        if secret_of:
            right = Right("get", "", "secrets", secret_of, "avi-secret")
            remedy = f"akotui rbac --use-avi-secret {secret_of} prints the Role that allows it"
            yield _judged("right to the Secret", await _asked(wire, [right]), remedy)


async def _reached(wire: HttpWire, connection: Connection) -> Check:
    try:
        answer = await wire.get("/version")
    except Lost as error:
        return failed(CLUSTER, str(error), "correct the server of the kubeconfig, or the way to it")
    except CredentialsFailed as error:
        return failed(CLUSTER, str(error), _LOG_IN)
    if answer.status != _OK:
        words = f"{connection.endpoint}: {answer.status} {refusal(answer)}".strip()
        return failed(CLUSTER, words, _LOG_IN if answer.status == _UNAUTHORIZED else "look at the API server")
    try:
        version = clean(msgspec.json.decode(answer.body, type=_Version).git_version, 40)
    except DECODE_ERRORS:
        words = f"{connection.endpoint} does not answer as a Kubernetes API does"
        return failed(CLUSTER, words, "name the API server itself in the kubeconfig, not a portal before it")
    return passed(CLUSTER, f"Kubernetes {version} at {connection.endpoint}")


async def _rights(wire: HttpWire, served: ServedKinds, namespaces: Sequence[str]) -> tuple[Check, ...]:
    """One check a kind, in the order of the kinds."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(kind: Kind) -> Check:
        async with turns:
            return await _right(wire, kind, served.presence[kind], namespaces)

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(kind)) for kind in RESOURCES]
    return tuple(task.result() for task in tasks)


async def _right(wire: HttpWire, kind: Kind, presence: Presence, namespaces: Sequence[str]) -> Check:
    name = f"right to {kind.value}"
    if isinstance(presence, Absent):
        return passed(name, "not served by this cluster: nothing to read")
    if isinstance(presence, Unknown):
        return unknown(name, presence.reason, "look at API discovery: kubectl api-resources")
    found = _judged(name, await _asked(wire, kubernetes_rights.needed(kind, namespaces)), _GRANT)
    if kind is not Kind.NAMESPACE or found.outcome is not Outcome.FAIL or not namespaces:
        return found
    single = [Right("get", "", RESOURCES[kind].plural, name=each) for each in namespaces]
    alone = _judged(name, await _asked(wire, single), _GRANT)
    return passed(name, "read one by one: they may not be listed") if alone.outcome is Outcome.PASS else found


async def _asked(wire: HttpWire, rights: Iterable[Right]) -> list[tuple[Right, bool | str]]:
    found: list[tuple[Right, bool | str]] = []
    for right in rights:
        try:
            found.append((right, kubernetes_rights.verdict(await wire.review(kubernetes_rights.question(right)))))
        except (Lost, CredentialsFailed) as error:
            found.append((right, str(error)))
    return found


def _judged(name: str, verdicts: Sequence[tuple[Right, bool | str]], remedy: str) -> Check:
    missing = [str(right) for right, verdict in verdicts if verdict is False]
    if missing:
        return failed(name, f"may not {', may not '.join(missing)}", remedy)
    untold = [verdict for _, verdict in verdicts if isinstance(verdict, str)]
    if untold:
        return unknown(name, f"could not be asked: {untold[0]}", "try kubectl auth can-i --list")
    return passed(name, f"may {', '.join(dict.fromkeys(right.verb for right, _ in verdicts))}")
