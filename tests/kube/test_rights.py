"""What a user of a real API server may not read is told as such; with the rights that akotui asks for, all is read."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from akotui.model.kinds import RESOURCES, Kind
from tests.e2e.program import Site
from tests.e2e.screen import screen, seen, settings, shows
from tests.kube.admin import Admin
from tests.kube.server import KubeServer
from tests.kube.site import grant, recorded_site

ALL = tuple(RESOURCES)


@pytest.fixture
async def site(kube: KubeServer, admin: Admin, golden: Path, tmp_path: Path) -> AsyncGenerator[Site]:
    """The recorded cluster, as user `viewer` sees it."""
    async with recorded_site(kube, admin, golden, tmp_path) as site:
        site.kubeconfig = kube.viewer_kubeconfig
        yield site


async def test_with_exactly_the_rights_it_asks_for_everything_is_read(
    site: Site, kube: KubeServer, admin: Admin
) -> None:
    await grant(kube, admin, ALL)
    ran = await site.akotui("get", "inventory", "-o", "json")
    assert (ran.code, ran.err) == (0, "")
    assert [one["unread"] for one in ran.document.sources] == [[], []]
    assert {one["status"] for one in ran.document.coverage} == {"ran"}
    assert ran.document.complete
    assert {one["id"]: one["matchedNamespaces"] for one in ran.document.instances} == {
        "avi-system": ["mig-1", "mig-2", "mig-tenant"],
        "blue": ["blue-1", "blue-2", "blue-tenant"],
        "green": ["green-1"],
    }
    assert {one["state"] for one in ran.document.virtual_services} == {"owned"}


async def test_without_any_right_nothing_can_be_evaluated(site: Site, kube: KubeServer, admin: Admin) -> None:
    await grant(kube, admin, ())
    ran = await site.akotui("check", "-o", "json")
    assert ran.code == 3
    assert "is forbidden: 403" in ran.line
    told = ran.document.unread("kubernetes")
    assert all(kind.value in told for kind in ALL)
    assert 'User \\"viewer\\" cannot list resource' in told
    assert ran.document.findings == []
    assert not ran.document.complete


async def test_without_the_right_to_statefulsets_no_virtual_service_is_orphaned(
    site: Site, kube: KubeServer, admin: Admin
) -> None:
    await grant(kube, admin, [kind for kind in ALL if kind is not Kind.STATEFUL_SET])
    report = await site.akotui("check", "-o", "json", "--select", "orphaned-virtual-service")
    assert (report.code, report.err) == (4, "")
    (covered,) = report.document.coverage
    assert covered["status"] == "not-run"
    assert "statefulsets" in covered["reason"]
    inventory = (await site.akotui("get", "inventory", "-o", "json")).document
    told = inventory.unread("kubernetes")
    assert told.startswith('[{"what": "statefulsets", "reason": "403 ')
    assert told.count('"what"') == 1
    assert inventory.source("kubernetes")["state"] == "partial"
    assert {one["state"] for one in inventory.virtual_services} == {"unknown"}
    assert not inventory.complete


async def test_screen_tells_what_may_not_be_read(site: Site, kube: KubeServer, admin: Admin) -> None:
    await grant(kube, admin, [kind for kind in ALL if kind is not Kind.INGRESS])
    async with screen(settings(site)) as pilot:
        await seen(pilot, shows("partial", "ingresses: 403, user viewer may not list them"))


async def test_screen_without_any_right_tells_that_everything_is_forbidden(
    site: Site, kube: KubeServer, admin: Admin
) -> None:
    await grant(kube, admin, ())
    async with screen(settings(site)) as pilot:
        await seen(pilot, shows("✗ forbidden", 'User "viewer" cannot list resource'))
