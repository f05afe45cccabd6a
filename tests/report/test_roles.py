"""The printed roles hold what is read, and nothing else."""

import json

import pytest
import yaml

from akotui.model.kinds import AVI_TYPES, RESOURCES
from akotui.report import roles


def documents(text: str) -> list[dict[str, object]]:
    return [one for one in yaml.safe_load_all(text) if one]


def test_every_kind_has_one_rule_that_gets_lists_and_watches_it() -> None:
    (role,) = documents(roles.cluster_role())
    assert role["kind"] == "ClusterRole"
    rules = role["rules"]
    assert rules == [
        {
            "apiGroups": [one.group],
            "resources": [one.plural],
            **({"resourceNames": [one.field_selector.removeprefix("metadata.name=")]} if one.field_selector else {}),
            "verbs": ["get", "list", "watch"],
        }
        for one in RESOURCES.values()
    ]


def test_secrets_are_in_it_only_when_asked_for_and_then_one_secret_to_get() -> None:
    assert "secret" not in roles.cluster_role()
    _, role = documents(roles.cluster_role("avi-system"))
    assert (role["kind"], role["metadata"]) == ("Role", {"name": "akotui-avi-secret", "namespace": "avi-system"})
    assert role["rules"] == [
        {"apiGroups": [""], "resources": ["secrets"], "resourceNames": ["avi-secret"], "verbs": ["get"]}
    ]


@pytest.mark.parametrize(
    ("secret_of", "kinds"),
    [
        ("", ["ClusterRole", "ClusterRoleBinding"]),
        ("blue", ["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]),
    ],
)
def test_bindings_are_whole_once_their_marks_are_removed(secret_of: str, kinds: list[str]) -> None:
    text = roles.cluster_role(secret_of)
    lines = [line for line in text.splitlines() if not line.endswith(".")]
    found = documents("\n".join(line.removeprefix("# ") for line in lines))
    assert [one["kind"] for one in found] == kinds
    assert all(isinstance(one.get("rules", one.get("subjects")), list) for one in found)


def test_role_on_a_controller_reads_every_type_and_writes_none() -> None:
    role = json.loads(roles.avi_role())
    assert role["name"] == "akotui-read"
    assert {one["resource"] for one in role["privileges"]} == {one.permission for one in AVI_TYPES.values()}
    assert {one["type"] for one in role["privileges"]} == {"READ_ACCESS"}
    assert len(role["privileges"]) == len({one["resource"] for one in role["privileges"]})
