"""The real API server is there, and takes what tests put into it."""

import json
from pathlib import Path

from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.model.kinds import RESOURCES, Kind
from tests.kube.admin import Admin, fields_of, items_of


async def test_a_namespace_that_was_created_can_be_read(admin: Admin) -> None:
    await admin.ensure("api/v1/namespaces", {"metadata": {"name": "smoke", "labels": {"team": "red"}}})
    found = await admin.get("api/v1/namespaces/smoke")
    assert fields_of(found, "metadata", "labels")["team"] == "red"
    assert not isinstance(decode(Kind.NAMESPACE, json.dumps(found).encode()), Broken)
    await admin.delete("api/v1/namespaces/smoke")


async def test_a_recorded_state_loads_and_decodes(admin: Admin, golden: Path) -> None:
    await admin.install_definitions()
    await admin.load_state(golden / "gateway.kube.json")
    for kind, resource in RESOURCES.items():
        root = f"apis/{resource.group}" if resource.group else "api"
        found = await admin.get(f"{root}/{resource.versions[0]}/{resource.plural}")
        items = items_of(found)
        assert bool(items) == (kind is not Kind.ROUTE), kind
        assert [each for each in items if isinstance(decode(kind, json.dumps(each).encode()), Broken)] == []
