"""The doctor asks a real API server what its user may do, and names each right of the printed role that is missing."""

from collections.abc import Mapping

import pytest

from akotui.model.checkup import Check, Outcome
from akotui.model.kinds import RESOURCES, Kind
from akotui.sources.kubeconfig import load
from akotui.sources.kubernetes_examination import examine
from tests.kube.admin import Admin
from tests.kube.server import KubeServer
from tests.kube.site import grant_rules
from tests.kube.test_rbac import rules


async def examined(kube: KubeServer) -> Mapping[str, Check]:
    connection = await load(kubeconfig=str(kube.viewer_kubeconfig))
    return {check.name: check async for check in examine(connection)}


@pytest.fixture(autouse=True)
async def definitions(admin: Admin) -> None:
    await admin.install_definitions()


async def test_user_with_exactly_the_printed_role_passes(kube: KubeServer, admin: Admin) -> None:
    await grant_rules(kube, admin, rules())
    found = await examined(kube)
    assert {one.outcome for one in found.values()} == {Outcome.PASS}
    assert list(found) == ["kubernetes", *(f"right to {kind.value}" for kind in RESOURCES)]


@pytest.mark.parametrize("kind", RESOURCES)
async def test_each_line_that_is_removed_from_the_role_is_named(kube: KubeServer, admin: Admin, kind: Kind) -> None:
    resource = RESOURCES[kind]
    await grant_rules(kube, admin, rules(without=resource.plural))
    found = await examined(kube)
    (failure,) = [one for one in found.values() if one.outcome is not Outcome.PASS]
    named = f"{resource.plural}{'.' if resource.group else ''}{resource.group}"
    assert (failure.name, failure.outcome) == (f"right to {kind.value}", Outcome.FAIL)
    assert f"may not list {named}" in failure.says
    assert f"may not watch {named}" in failure.says
    assert "akotui rbac" in failure.remedy


async def test_right_to_watch_alone_that_lacks_is_named(kube: KubeServer, admin: Admin) -> None:
    await grant_rules(kube, admin, rules(verbs=["list"]))
    found = await examined(kube)
    assert found["right to namespaces"].says == "may not watch namespaces"
