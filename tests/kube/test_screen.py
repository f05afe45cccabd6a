"""Labels that a Kubernetes client changes on a real API server show up on the screen that is already open."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.e2e.program import Site
from tests.e2e.screen import live, screen, seen, settings, shows, shows_no
from tests.kube.admin import Admin
from tests.kube.server import KubeServer
from tests.kube.site import recorded_site


@pytest.fixture
async def site(kube: KubeServer, admin: Admin, golden: Path, tmp_path: Path) -> AsyncGenerator[Site]:
    async with recorded_site(kube, admin, golden, tmp_path) as site:
        yield site


def labels(**changed: str | None) -> dict[str, object]:
    return {"metadata": {"labels": changed}}


async def test_second_owner_comes_and_goes_with_a_label(site: Site, admin: Admin) -> None:
    async with screen(settings(site)) as pilot:
        assert "ERR ns blue-1" not in await seen(pilot, live)
        await admin.patch("api/v1/namespaces/blue-1", labels(app="migrate"))
        await seen(pilot, shows("ERR ns blue-1"))
        await admin.patch("api/v1/namespaces/blue-1", labels(app=None))
        await seen(pilot, shows_no("ERR ns blue-1"))


async def test_namespace_that_is_created_and_deleted_comes_and_goes(site: Site, admin: Admin) -> None:
    def only_the_timeline_knows_it(text: str) -> bool:
        lines = [line for line in text.splitlines() if "newcomer" in line]
        return any("namespace newcomer gone" in line for line in lines) and all("namespace " in line for line in lines)

    async with screen(settings(site)) as pilot:
        assert "newcomer" not in await seen(pilot, live)
        await admin.create("api/v1/namespaces", {"metadata": {"name": "newcomer", "labels": {"team": "green"}}})
        await seen(pilot, shows("namespace newcomer appeared"))
        await admin.delete("api/v1/namespaces/newcomer")
        await admin.finalize("newcomer")
        await seen(pilot, only_the_timeline_knows_it)
