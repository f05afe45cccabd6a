"""A proxy between akotui and a cluster: used as kubectl would, named when it is what fails."""

import base64

import pytest

from akotui.model.facts import SourceState
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, bearer
from akotui.sources.kubernetes_tls import Tls
from akotui.sources.secret import Secret
from tests.faults.connect_proxy import connect_proxy
from tests.secrecy import BEARER, CANARIES
from tests.sources.kubernetes_reading import reading, serving, source
from tests.sources.test_kubernetes_tls import AUTHORITY, server_tls

LOGIN = f"me:{CANARIES['proxy password']}"


def through(server: str, proxy: str) -> Connection:
    return Connection(
        server=server, credentials=Fixed(bearer(BEARER)), tls=Tls(authority=AUTHORITY), proxy=Secret(proxy)
    )


async def test_proxy_of_the_kubeconfig_carries_everything() -> None:
    async with (
        serving(KubernetesSimulator(token=BEARER, tls=server_tls("server"))) as simulator,
        connect_proxy() as proxy,
        reading(source(through(simulator.server.url, f"http://{LOGIN}@127.0.0.1:{proxy.port}"))) as run,
    ):
        await run.state(SourceState.LIVE)
        port = simulator.server.port
    assert set(proxy.asked) == {f"CONNECT 127.0.0.1:{port}"}
    assert set(proxy.credentials) == {f"Basic {base64.b64encode(LOGIN.encode()).decode()}"}


@pytest.mark.parametrize("refusal", ["407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"])
@pytest.mark.usefixtures("hurry")
async def test_proxy_that_refuses_is_named_and_its_password_is_not(refusal: str) -> None:
    async with (
        serving(KubernetesSimulator(token=BEARER, tls=server_tls("server"))) as simulator,
        connect_proxy(refusal) as proxy,
        reading(source(through(simulator.server.url, f"http://{LOGIN}@127.0.0.1:{proxy.port}"))) as run,
    ):
        told = (await run.state(SourceState.UNREACHABLE)).detail
        assert f"(through the proxy 127.0.0.1:{proxy.port}): the proxy answers {refusal}" in told
        assert LOGIN not in told
        assert simulator.server.requests == []


@pytest.mark.usefixtures("hurry")
async def test_proxy_that_is_not_there_is_named() -> None:
    async with connect_proxy() as proxy:
        port = proxy.port
    async with reading(source(through("https://127.0.0.1:6443", f"http://127.0.0.1:{port}"))) as run:
        told = (await run.state(SourceState.UNREACHABLE)).detail
    assert f"no connection to https://127.0.0.1:6443 (through the proxy 127.0.0.1:{port})" in told
