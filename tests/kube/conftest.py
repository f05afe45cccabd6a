"""A running kube-apiserver for the whole session, and an administrator for each test."""

import os
from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from tests.kube.admin import Admin
from tests.kube.live import POLICY, refuse_haste, refuse_writes, written
from tests.kube.server import HERE, HOW_TO_GET, KubeServer, binaries, free_port, start, stop
from tests.secrecy import learn_keys


def flags(folder: Path) -> tuple[str, ...]:
    """What the server is started with: it writes down what it is asked, for `only_reads`."""
    policy = folder / "policy.yaml"
    policy.write_text(POLICY)
    return (
        # the recorded states hold a LoadBalancer Service of TCP and UDP ports, which 1.20 takes only with this gate
        "--feature-gates=MixedProtocolLBService=true",
        f"--audit-policy-file={policy}",
        f"--audit-log-path={folder / 'audit.log'}",
    )


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
        server = start(folder, assets, free_port(), *flags(folder))
        learn_keys([folder / "pki" / "admin.key"])
        yield server
    finally:
        stop(folder)


@pytest.fixture(autouse=True)
def only_reads(kube: KubeServer) -> Generator[None]:
    """Fail a test in which akotui, for all that the server wrote down, did anything but read, or read in haste."""
    before = len(written(kube))
    yield
    refuse_writes(written(kube)[before:])
    refuse_haste(written(kube)[before:])


@pytest.fixture
async def admin(kube: KubeServer) -> AsyncGenerator[Admin]:
    """An administrator of the real API server."""
    async with Admin(kube.url, kube.admin_token, kube.ca) as admin:
        yield admin
