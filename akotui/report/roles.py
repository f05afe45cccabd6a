"""The least rights that reading takes, as roles to apply: one rule for each kind that akotui reads, and no other."""

from collections.abc import Iterator
from typing import Final

import msgspec

from akotui import __version__
from akotui.model.kinds import AVI_TYPES, RESOURCES, VERBS, Resource

ROLE: Final = "akotui-reader"
"""The name of the ClusterRole, and of its binding."""

AVI_ROLE: Final = "akotui-read"
"""The name of the role on a Controller."""

SECRET_ROLE: Final = "akotui-avi-secret"  # noqa: S105 - the name of a role
AVI_SECRET: Final = "avi-secret"  # noqa: S105 - the name of the Secret, AKO internal/lib/constants.go AviSecret
_RBAC: Final = "rbac.authorization.k8s.io"


class _Privilege(msgspec.Struct, frozen=True):
    type: str
    resource: str


class _AviRole(msgspec.Struct, frozen=True):
    name: str
    privileges: tuple[_Privilege, ...]


def cluster_role(secret_of: str = "") -> str:
    """Return the ClusterRole as YAML, one line a rule, with a binding to uncomment.

    `secret_of` is a namespace whose `avi-secret` may be got too, by a Role of its own.
    """
    lines = [*_cluster_role(), *(_secret_role(secret_of) if secret_of else ())]
    return "\n".join(lines) + "\n"


def avi_role() -> str:
    """Return the Controller's role as JSON, in the form that `POST /api/role` and the Controller's own import take."""
    permissions = dict.fromkeys(kind.permission for kind in AVI_TYPES.values())
    role = _AviRole(AVI_ROLE, tuple(_Privilege("READ_ACCESS", each) for each in permissions))
    return msgspec.json.format(msgspec.json.encode(role)).decode() + "\n"


def _cluster_role() -> Iterator[str]:
    yield f"# What akotui {__version__} reads, and nothing else. A rule for a kind that is not served does no harm."
    yield "# Discovery and /version come with system:discovery, which every user that is logged in has."
    yield "# get is for the key y alone, which shows one object as YAML; all else is listed and watched."
    yield f"apiVersion: {_RBAC}/v1"
    yield "kind: ClusterRole"
    yield f"metadata: {{name: {ROLE}}}"
    yield "rules:"
    yield from map(_rule, RESOURCES.values())
    yield "# Who may read: remove the marks, name the group or user, then kubectl apply -f this file."
    yield from _binding("ClusterRole", ROLE)


def _secret_role(namespace: str) -> Iterator[str]:
    yield "---"
    yield f"# For --use-avi-secret {namespace}: this gives AKO's own account, which may change everything AKO may."
    yield f"apiVersion: {_RBAC}/v1"
    yield "kind: Role"
    yield f"metadata: {{name: {SECRET_ROLE}, namespace: {namespace}}}"
    yield "rules:"
    yield f'- {{apiGroups: [""], resources: [secrets], resourceNames: [{AVI_SECRET}], verbs: [get]}}'
    yield from _binding("Role", SECRET_ROLE, namespace)


def _rule(resource: Resource) -> str:
    names = f", resourceNames: [{resource.object_name}]" if resource.object_name else ""
    group = resource.group or '""'
    return f"- {{apiGroups: [{group}], resources: [{resource.plural}]{names}, verbs: [{', '.join(('get', *VERBS))}]}}"


def _binding(kind: str, name: str, namespace: str = "") -> Iterator[str]:
    where = f", namespace: {namespace}" if namespace else ""
    yield "# ---"
    yield f"# apiVersion: {_RBAC}/v1"
    yield f"# kind: {kind}Binding"
    yield f"# metadata: {{name: {name}{where}}}"
    yield f"# roleRef: {{apiGroup: {_RBAC}, kind: {kind}, name: {name}}}"
    yield "# subjects:"
    yield f"# - {{apiGroup: {_RBAC}, kind: Group, name: WHO-MAY-READ}}"
