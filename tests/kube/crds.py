"""The CustomResourceDefinitions that akotui reads objects of, as small as an API server accepts them."""

from collections.abc import Iterator, Mapping
from typing import Final

from akotui.model.kinds import RESOURCES

_BUILT_IN: Final = frozenset(
    {"", "apps", "batch", "networking.k8s.io", "discovery.k8s.io", "coordination.k8s.io", "rbac.authorization.k8s.io"}
)
"""Groups that an API server serves without being asked."""
_ANYTHING: Final = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def definitions() -> Iterator[Mapping[str, object]]:
    """Yield one CustomResourceDefinition a kind; every version is served, the best one is stored."""
    for resource in RESOURCES.values():
        if resource.group in _BUILT_IN:
            continue
        yield {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {
                "name": f"{resource.plural}.{resource.group}",
                # apiextensions refuses groups under *.k8s.io without a word about their review
                "annotations": {"api-approved.kubernetes.io": "unapproved, for tests"},
            },
            "spec": {
                "group": resource.group,
                "scope": "Namespaced" if resource.namespaced else "Cluster",
                "names": {
                    "kind": resource.name,
                    "listKind": f"{resource.name}List",
                    "plural": resource.plural,
                    "singular": resource.name.lower(),
                },
                "versions": [_version(name, stored=name == resource.versions[0]) for name in resource.versions],
            },
        }


def _version(name: str, *, stored: bool) -> Mapping[str, object]:
    return {
        "name": name,
        "served": True,
        "storage": stored,
        "subresources": {"status": {}},
        "schema": {"openAPIV3Schema": _ANYTHING},
    }
