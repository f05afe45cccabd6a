"""An administrator of a real API server, for tests: writes whatever a test needs to be there.

The program itself never writes, so this client is the tests' own and bypasses the gate on purpose.
"""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self

import httpx
import msgspec

from akotui.model.kinds import RESOURCES
from tests.kube.crds import definitions

Object = Mapping[str, object]

_STATUS: Final = frozenset(
    {"namespaces", "events", "nodes", "endpointslices", "leases", "ingressclasses", "configmaps"}
)
"""Plurals whose status is not written: it does not exist, or the server minds it."""

_SERVER_OWNED: Final = ("uid", "resourceVersion", "generation", "creationTimestamp", "selfLink", "managedFields")

MERGE: Final = {"Content-Type": "application/merge-patch+json"}


class Admin:
    """system:masters on a server that `start.sh` started; use it as an async context."""

    def __init__(self, url: str, token: str, ca: Path) -> None:
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            verify=ssl.create_default_context(cafile=str(ca)),
            timeout=20,
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def get(self, path: str) -> Object:
        """Read an object or a list, such as `api/v1/namespaces/shop`."""
        return _object(await self._send("GET", path))

    async def create(self, collection: str, obj: Object) -> Object:
        """Create an object in a collection, such as `api/v1/namespaces/shop/services`."""
        return _object(await self._send("POST", collection, json=obj))

    async def patch(self, path: str, change: Object) -> Object:
        """Merge a change into an object, or into its status with a path that ends in `/status`."""
        return _object(await self._send("PATCH", path, json=change, headers=MERGE))

    async def delete(self, path: str) -> None:
        """Delete an object at once; one that is not there is as good."""
        await self._send("DELETE", path, json={"gracePeriodSeconds": 0}, fine=(404, 409))

    async def finalize(self, namespace: str) -> None:
        """Let a namespace that is being deleted go; on a whole cluster a controller does, once it has emptied it."""
        path = f"api/v1/namespaces/{namespace}"
        await self._send("PUT", f"{path}/finalize", json={**await self.get(path), "spec": {"finalizers": []}})

    async def ensure(self, collection: str, obj: Object) -> Object:
        """Make an object, or the existing one of its name, be `obj`, with its status where the kind has one."""
        name = fields_of(obj, "metadata")["name"]
        made = await self._send("POST", collection, json=obj, fine=(409,))
        if made.is_error:
            made = await self._send("PATCH", f"{collection}/{name}", json=obj, headers=MERGE)
        status = obj.get("status")
        if status and collection.rpartition("/")[2] not in _STATUS:
            path = f"{collection}/{name}/status"
            made = await self._send("PATCH", path, json={"status": status}, headers=MERGE)
        return _object(made)

    async def install_definitions(self) -> None:
        """Install the CustomResourceDefinitions and wait until the server serves their kinds."""
        for definition in definitions():
            await self.ensure("apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition)
        for resource in RESOURCES.values():
            for version in resource.versions if "." in resource.group else ():
                await self._served(f"apis/{resource.group}/{version}/{resource.plural}")

    async def grant(self, user: str, rules: Sequence[Object], *, name: str = "") -> None:
        """Give a user a ClusterRole of `rules` in the whole cluster."""
        role = name or f"of-{user}"
        rbac = "apis/rbac.authorization.k8s.io/v1"
        await self.ensure(f"{rbac}/clusterroles", {"metadata": {"name": role}, "rules": list(rules)})
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role}
        subjects = [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}]
        binding = {"metadata": {"name": role}, "roleRef": reference, "subjects": subjects}
        await self.ensure(f"{rbac}/clusterrolebindings", binding)

    async def load_state(self, path: Path) -> None:
        """Create the objects of a recorded `STATE.kube.json`, of the kinds that akotui reads, namespaces first."""
        recorded = await asyncio.to_thread(path.read_bytes)
        state = msgspec.json.decode(recorded, type=dict[str, _List])
        for resource in RESOURCES.values():
            for version in resource.versions:
                root = f"apis/{resource.group}/{version}" if resource.group else f"api/{version}"
                found = state.get(f"{root}/{resource.plural}", _List())
                for item in found.items:
                    await self.ensure(_collection(root, resource.plural, item), _portable(item))

    async def _served(self, path: str) -> None:
        async with asyncio.timeout(30):
            while (await self._send("GET", path, fine=(404,))).is_error:  # noqa: ASYNC110 - only asking tells
                await asyncio.sleep(0.05)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        json: Object | None = None,
        headers: Mapping[str, str] | None = None,
        fine: Sequence[int] = (),
    ) -> httpx.Response:
        answer = await self._client.request(method, f"/{path}", json=json, headers=headers)
        if answer.is_error and answer.status_code not in fine:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:400]}")
        return answer


class _List(msgspec.Struct):
    items: list[dict[str, object]] = []


def _object(answer: httpx.Response) -> Object:
    return msgspec.json.decode(answer.content, type=dict[str, object])


def _collection(root: str, plural: str, item: Object) -> str:
    namespace = fields_of(item, "metadata").get("namespace")
    return f"{root}/namespaces/{namespace}/{plural}" if namespace else f"{root}/{plural}"


def _portable(item: Object) -> Object:
    """Leave out what a server gives an object, so that another takes it; addresses are not ours to choose."""
    metadata = {key: value for key, value in fields_of(item, "metadata").items() if key not in _SERVER_OWNED}
    if "spec" not in item:
        return {**item, "metadata": metadata}
    spec = {key: value for key, value in fields_of(item, "spec").items() if not key.startswith("clusterIP")}
    if "ports" in spec:
        ports = msgspec.convert(spec["ports"], list[dict[str, object]])
        spec["ports"] = [{key: value for key, value in port.items() if key != "nodePort"} for port in ports]
    return {**item, "metadata": metadata, "spec": spec}


def fields_of(obj: Object, *path: str) -> Mapping[str, object]:
    """Return the fields of the JSON object that lies at `path` in `obj`."""
    for name in path:
        obj = msgspec.convert(obj[name], dict[str, object])
    return obj


def items_of(listed: Object) -> Sequence[Object]:
    """Return the items of a list."""
    return msgspec.convert(listed["items"], list[dict[str, object]])
