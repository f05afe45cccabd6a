"""A running kube-apiserver for the whole session, and an administrator for each test."""

import os
from collections.abc import AsyncGenerator, Generator

import pytest

from tests.kube.admin import Admin
from tests.kube.server import HERE, HOW_TO_GET, KubeServer, binaries, free_port, start, stop

# the recorded states hold a LoadBalancer Service of TCP and UDP ports, which 1.20 takes only with this gate
FLAGS = ("--feature-gates=MixedProtocolLBService=true",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests beside this file the time that the first of them needs to start the server."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(180))


@pytest.fixture(scope="session")
def kube(tmp_path_factory: pytest.TempPathFactory) -> Generator[KubeServer]:
    """A real API server with nothing in it but what tests put there."""
    assets = binaries()
    if assets is None:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(HOW_TO_GET)
    folder = tmp_path_factory.mktemp("kube")
    try:
        yield start(folder, assets, free_port(), *FLAGS)
    finally:
        stop(folder)


@pytest.fixture
async def admin(kube: KubeServer) -> AsyncGenerator[Admin]:
    """An administrator of the real API server."""
    async with Admin(kube.url, kube.admin_token, kube.ca) as admin:
        yield admin
