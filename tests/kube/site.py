"""A real API server that holds a recorded cluster, beside a simulated Controller that holds its virtual services."""

import json
import ssl
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import msgspec

from akotui.model.kinds import RESOURCES, Kind
from akotui.simulator.simulation import Simulation
from akotui.simulator.states import cluster_uuid, load_avi
from tests.e2e.conftest import AKO_CR
from tests.e2e.program import Site
from tests.kube.admin import Admin, Object
from tests.kube.server import KubeServer
from tests.politeness import QUICK, Manners, agree

VIEWER: Final = "viewer"
READING: Final = ("get", "list", "watch")


def rules(kinds: Iterable[Kind]) -> Sequence[Object]:
    """The rules of a ClusterRole that lets somebody read `kinds` and nothing else."""
    asked = [RESOURCES[kind] for kind in kinds]
    return [{"apiGroups": [one.group], "resources": [one.plural], "verbs": list(READING)} for one in asked]


@asynccontextmanager
async def recorded_site(kube: KubeServer, admin: Admin, golden: Path, folder: Path) -> AsyncGenerator[Site]:
    """Put the state with Gateways into both servers, as its own administrator sees them."""
    kubernetes, avi = (json.loads((golden / f"gateway.{side}.json").read_bytes()) for side in ("kube", "avi"))
    await admin.install_definitions()
    await admin.load_state(golden / "gateway.kube.json")
    async with Simulation() as simulation:
        await admin.ensure("apis/rbac.authorization.k8s.io/v1/clusterroles", AKO_CR)
        load_avi(simulation.avi, avi)
        simulation.avi.cluster_uuid = cluster_uuid(kubernetes)
        site = Site(simulation, folder)
        site.kubeconfig = kube.kubeconfig
        agree(Manners(rate=QUICK, why="so the options of a site say"))
        yield site
        assert simulation.kubernetes.server.requests == []


async def grant(kube: KubeServer, admin: Admin, kinds: Sequence[Kind]) -> None:
    """Let the viewer read exactly `kinds`, and wait until the API server knows."""
    await grant_rules(kube, admin, rules(kinds))


async def grant_rules(kube: KubeServer, admin: Admin, granted: Sequence[Object]) -> None:
    """Let the viewer do exactly this, and wait until the API server knows: RBAC takes a moment to be in force."""
    await admin.grant(VIEWER, granted)
    authorization = {"Authorization": f"Bearer {kube.viewer_token}"}
    trusted = ssl.create_default_context(cafile=str(kube.ca))
    async with httpx.AsyncClient(base_url=kube.url, headers=authorization, verify=trusted, trust_env=False) as me:
        for resource in RESOURCES.values():
            for verb in READING:
                attributes = {"group": resource.group, "resource": resource.plural, "verb": verb}
                named = {**attributes, "name": resource.object_name} if resource.object_name else attributes
                while await _may(me, {"spec": {"resourceAttributes": named}}) is not _grants(granted, attributes):
                    pass


async def until_allowed(kube: KubeServer, attributes: Mapping[str, str]) -> None:
    """Wait until the API server lets the viewer do this."""
    authorization = {"Authorization": f"Bearer {kube.viewer_token}"}
    trusted = ssl.create_default_context(cafile=str(kube.ca))
    async with httpx.AsyncClient(base_url=kube.url, headers=authorization, verify=trusted, trust_env=False) as me:
        while not await _may(me, {"spec": {"resourceAttributes": attributes}}):
            pass


def _grants(rules: Sequence[Object], attributes: Mapping[str, str]) -> bool:
    return any(
        attributes["resource"] in strings(rule["resources"])
        and attributes["group"] in strings(rule["apiGroups"])
        and attributes["verb"] in strings(rule["verbs"])
        for rule in rules
    )


def strings(value: object) -> list[str]:
    return msgspec.convert(value, list[str])


async def _may(client: httpx.AsyncClient, review: Object) -> bool:
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    answer = await client.post(path, json={"apiVersion": "authorization.k8s.io/v1", "kind": _REVIEW, **review})
    return bool(answer.json()["status"]["allowed"])


_REVIEW: Final = "SelfSubjectAccessReview"
