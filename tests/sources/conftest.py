from collections.abc import AsyncIterator

import pytest

from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources import kubernetes_protocol, kubernetes_session
from tests.politeness import ANY, Manners, agree
from tests.secrecy import BEARER
from tests.sources.kubernetes_reading import ingress, namespace, serving


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten every wait, so that a test of retries takes no time."""
    for name in ("FIRST_WAIT", "LONGEST_WAIT", "FORBIDDEN_WAIT", "REFUSED_WAIT"):
        monkeypatch.setattr(kubernetes_protocol, name, 0.02)
        if hasattr(kubernetes_session, name):
            monkeypatch.setattr(kubernetes_session, name, 0.02)
    monkeypatch.setattr(kubernetes_session, "BEAT_WHEN_SILENT", 0.02)
    agree(Manners(repeated=ANY, why="the waits between two requests are shortened"))


@pytest.fixture
async def cluster() -> AsyncIterator[KubernetesSimulator]:
    simulator = KubernetesSimulator(token=BEARER)
    simulator.put(namespace("blue"))
    simulator.put(namespace("red"))
    simulator.put(ingress("blue", "shop"))
    simulator.put(ingress("red", "till"))
    async with serving(simulator):
        yield simulator
