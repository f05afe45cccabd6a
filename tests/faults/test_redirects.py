"""A redirect is an answer like any other: it is told, nobody follows it, and nothing secret goes elsewhere."""

import pytest

from akotui.model.facts import SourceState
from akotui.simulator.avi import AviSimulator
from akotui.simulator.http import Fault, Reply, Request
from akotui.simulator.kubernetes import KubernetesSimulator
from tests.secrecy import BEARER
from tests.sources.avi_reading import controller, last, read, source
from tests.sources.kubernetes_reading import connect, reading, serving


def redirecting(simulator: AviSimulator, path: str, to: str) -> None:
    def fault(request: Request) -> Fault | None:
        return Fault(reply=Reply(302, b"", headers=(("Location", to),))) if request.path == path else None

    simulator.server.faults = fault


@pytest.mark.parametrize("path", ["/login", "/api/cluster"])
@pytest.mark.parametrize("to", ["{other}{path}", "{other}/login?next=/api", "https://portal.test/sso/login", "/login"])
async def test_redirect_of_a_controller_is_told_and_not_followed(path: str, to: str) -> None:
    async with controller() as simulator, controller() as other:
        redirecting(simulator, path, to.format(other=other.server.url, path=path))
        told = last(await read(source(simulator)))
        assert told.state is SourceState.UNREACHABLE
        assert "redirects to" in told.detail
        assert "give the address to read itself" in told.detail
        assert other.server.requests == []
        assert sum(one.path == "/login" for one in simulator.server.requests) <= 1


@pytest.mark.usefixtures("hurry")
async def test_redirect_of_a_cluster_is_told_and_not_followed() -> None:
    async with (
        serving(KubernetesSimulator(token=BEARER)) as simulator,
        serving(KubernetesSimulator(token=BEARER)) as other,
    ):
        reply = Reply(307, b"", headers=(("Location", other.server.url),))
        simulator.server.faults = lambda _: Fault(reply=reply)
        async with reading(connect(simulator.server.url)) as run:
            told = (await run.state(SourceState.UNREACHABLE)).detail
        assert "sends elsewhere, which is not followed" in told
        assert other.server.requests == []
