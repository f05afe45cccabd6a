"""The real API server is there, and takes what tests put into it."""

import json
from collections.abc import Sequence
from pathlib import Path

from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.model.kinds import RESOURCES, Kind
from tests.kube.admin import Admin, Object, fields_of, items_of


def names_of(items: Sequence[Object]) -> set[tuple[object, object]]:
    named = [fields_of(each, "metadata") for each in items]
    return {(metadata.get("namespace"), metadata["name"]) for metadata in named}


async def test_a_namespace_that_was_created_can_be_read(admin: Admin) -> None:
    await admin.ensure("api/v1/namespaces", {"metadata": {"name": "smoke", "labels": {"team": "red"}}})
    found = await admin.get("api/v1/namespaces/smoke")
    assert fields_of(found, "metadata", "labels")["team"] == "red"
    assert not isinstance(decode(Kind.NAMESPACE, json.dumps(found).encode()), Broken)
    await admin.delete("api/v1/namespaces/smoke")


async def test_a_recorded_state_loads_and_decodes(admin: Admin, golden: Path) -> None:
    await admin.install_definitions()
    await admin.load_state(golden / "gateway.kube.json")
    state = json.loads((golden / "gateway.kube.json").read_bytes())
    for kind, resource in RESOURCES.items():
        root = f"apis/{resource.group}" if resource.group else "api"
        path = f"{root}/{resource.versions[0]}/{resource.plural}"
        items = items_of(await admin.get(path))
        assert names_of(items) >= names_of(items_of(state.get(path, {"items": []}))), kind
        assert [each for each in items if isinstance(decode(kind, json.dumps(each).encode()), Broken)] == []
