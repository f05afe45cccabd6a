"""What `akotui rbac` prints is enough on a real API server, and each of its lines is needed."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import yaml

from akotui.analysis.estate import Estate
from akotui.cli.wiring import open_engine
from akotui.config import ClusterSettings, Settings
from akotui.engine import Engine
from akotui.model.facts import SourceState
from akotui.model.kinds import RESOURCES, VERBS, Kind
from akotui.report.roles import cluster_role
from tests.e2e.program import Site
from tests.e2e.settling import Published
from tests.kube.admin import Admin
from tests.kube.server import KubeServer
from tests.kube.site import grant_rules, recorded_site, until_allowed

Rules = Sequence[Mapping[str, object]]


def rules(without: str = "", verbs: Sequence[str] = VERBS) -> Rules:
    """The rules of the printed role, without the line about one resource."""
    text = "\n".join(line for line in cluster_role().splitlines() if f"resources: [{without}]" not in line)
    found: list[dict[str, object]] = yaml.safe_load(text)["rules"]
    return [{**rule, "verbs": list(verbs)} for rule in found]


@pytest.fixture
async def engine(kube: KubeServer, admin: Admin, golden: Path, tmp_path: Path) -> AsyncGenerator[Engine]:
    """An engine that reads the recorded cluster as user `viewer`, once."""
    chosen = Settings(cluster=ClusterSettings(kubeconfig=str(kube.viewer_kubeconfig)), no_avi=True)
    async with recorded_site(kube, admin, golden, tmp_path), AsyncExitStack() as stack:
        yield await open_engine(chosen, {}, (), stack, follow=False)


def unread(estate: Estate) -> Mapping[str, str]:
    return {part.what: part.reason for part in estate.sources[0].unread}


async def test_viewer_with_exactly_the_printed_role_reads_everything(
    kube: KubeServer, admin: Admin, engine: Engine
) -> None:
    await grant_rules(kube, admin, rules())
    estate = await engine.settled(30)
    assert unread(estate) == {}
    assert estate.sources[0].health.state is SourceState.LIVE
    assert [one.instance.id for one in estate.instances] == ["avi-system", "blue", "green"]


@pytest.mark.parametrize("kind", RESOURCES)
async def test_each_line_that_is_removed_is_reported_by_name(
    kube: KubeServer, admin: Admin, engine: Engine, kind: Kind
) -> None:
    resource = RESOURCES[kind]
    await grant_rules(kube, admin, rules(without=resource.plural))
    estate = await engine.settled(30)
    assert list(unread(estate)) == [kind.value]
    assert f'cannot list resource "{resource.plural}" in API group "{resource.group}"' in unread(estate)[kind.value]
    assert estate.sources[0].health.state is SourceState.PARTIAL


async def test_right_to_watch_that_is_missing_is_reported_by_name(
    kube: KubeServer, admin: Admin, golden: Path, tmp_path: Path
) -> None:
    await grant_rules(kube, admin, rules(verbs=["list"]))
    chosen = Settings(cluster=ClusterSettings(kubeconfig=str(kube.viewer_kubeconfig)), no_avi=True)
    async with recorded_site(kube, admin, golden, tmp_path), AsyncExitStack() as stack:
        live = await open_engine(chosen, {}, (), stack, follow=True)
        async with Published(live) as published:
            await published.until(lambda estate: "cannot watch resource" in estate.sources[0].health.detail)


async def test_secret_is_read_with_the_printed_role_and_with_nothing_less(
    kube: KubeServer, admin: Admin, golden: Path, tmp_path: Path
) -> None:
    await grant_rules(kube, admin, rules())
    async with recorded_site(kube, admin, golden, tmp_path) as site:
        await put_secret(admin, site)
        options = ("--kubeconfig", str(kube.viewer_kubeconfig), "--avi-controller", site.simulation.avi_url)
        refused = await site.run("get", "inventory", "-o", "json", *options, "--use-avi-secret", "blue")
        assert 'cannot get resource \\"secrets\\"' in refused.out
        assert refused.document.source("avi")["state"] == "unauthorized"
        await bind_secret_role(kube, admin)
        ran = await site.run("get", "inventory", "-o", "json", *options, "--use-avi-secret", "blue")
        assert ran.document.source("avi")["state"] == "live"
    await admin.delete(f"{RBAC}/namespaces/blue/rolebindings/akotui-avi-secret")


RBAC = "apis/rbac.authorization.k8s.io/v1"


async def put_secret(admin: Admin, site: Site) -> None:
    values = {"username": site.simulation.avi_username, "password": site.simulation.avi_password}
    secret = {"metadata": {"name": "avi-secret"}, "stringData": values}
    await admin.ensure("api/v1/namespaces/blue/secrets", secret)


async def bind_secret_role(kube: KubeServer, admin: Admin) -> None:
    """Apply the Role that is printed, and its binding once its marks are removed, for user `viewer`."""
    text = cluster_role("blue").replace("kind: Group, name: WHO-MAY-READ", "kind: User, name: viewer")
    lines = [line.removeprefix("# ") for line in text.splitlines() if not line.endswith((".", "may."))]
    found = {one["kind"]: one for one in yaml.safe_load_all("\n".join(lines)) if one}
    await admin.ensure(f"{RBAC}/namespaces/blue/roles", found["Role"])
    await admin.ensure(f"{RBAC}/namespaces/blue/rolebindings", found["RoleBinding"])
    attributes = {"group": "", "resource": "secrets", "verb": "get", "namespace": "blue", "name": "avi-secret"}
    await until_allowed(kube, attributes)
