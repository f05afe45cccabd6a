import json
from collections.abc import AsyncGenerator

from akotui.model.kinds import Kind
from akotui.sources.discovery import Absent, Served
from akotui.sources.kubernetes_protocol import Reading
from akotui.sources.kubernetes_reader import Lost, Wire
from akotui.sources.kubernetes_steps import Parameters
from akotui.sources.kubernetes_wire import Answer
from akotui.sources.served_kinds import ServedKinds

GATEWAYS = "gateway.networking.k8s.io"


class Api:
    """Answers discovery with the groups it is told, or not at all."""

    groups: tuple[str, ...] = (GATEWAYS,)
    down = False

    async def get(self, path: str, parameters: Parameters = (), *, seconds: float = 0.0) -> Answer:
        del parameters, seconds
        if self.down:
            raise Lost("gone")
        if path == "/apis":
            groups = [{"name": name, "versions": [{"version": "v1"}]} for name in self.groups]
            return Answer(200, json.dumps({"groups": groups}).encode())
        return Answer(200, b'{"resources": [{"name": "gateways"}]}')

    def stream(self, path: str, parameters: Parameters) -> AsyncGenerator[Answer | bytes]:
        raise NotImplementedError


def served(api: Wire) -> ServedKinds:
    return ServedKinds(api)


async def test_kind_that_was_served_is_absent_only_when_told_twice() -> None:
    api = Api()
    kinds = served(api)
    await kinds.ask()
    api.groups = ()
    await kinds.ask()
    assert kinds.presence[Kind.GATEWAY] == Served("v1")
    await kinds.ask()
    assert kinds.presence[Kind.GATEWAY] == Absent()


async def test_doubt_ends_when_the_kind_is_listed_again() -> None:
    api = Api()
    kinds = served(api)
    await kinds.ask()
    for groups in ((), (GATEWAYS,), ()):
        api.groups = groups
        await kinds.ask()
        assert kinds.presence[Kind.GATEWAY] == Served("v1")


async def test_kind_that_gets_installed_is_served_at_once() -> None:
    api = Api()
    api.groups = ()
    kinds = served(api)
    await kinds.ask()
    assert kinds.presence[Kind.GATEWAY] == Absent()
    api.groups = (GATEWAYS,)
    await kinds.ask()
    assert kinds.presence[Kind.GATEWAY] == Served("v1")


async def test_discovery_that_fails_changes_nothing() -> None:
    api = Api()
    kinds = served(api)
    await kinds.ask()
    before = kinds.presence
    api.down = True
    failed = await kinds.ask()
    assert failed is not None
    assert failed.reading is Reading.LOST
    assert kinds.presence is before
