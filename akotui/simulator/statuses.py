"""The Status objects and discovery documents of an API server, worded as kube-apiserver words them.

Source: apimachinery pkg/api/errors/errors.go and apiserver pkg/endpoints/discovery.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from akotui.simulator.documents import Json, Object, encode
from akotui.simulator.http import Reply
from akotui.simulator.store import Served

_SHORT_NAMES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "namespaces": ("ns",), "statefulsets": ("sts",), "pods": ("po",), "configmaps": ("cm",), "ingresses": ("ing",),
        "services": ("svc",), "gateways": ("gtw",), "gatewayclasses": ("gc",), "hostrules": ("hostrule", "hr"),
    }
)  # fmt: skip
_GATEWAY_API: Final = ("gateway-api",)
_CATEGORIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "pods": ("all",), "services": ("all",), "statefulsets": ("all",),
        "gateways": _GATEWAY_API, "gatewayclasses": _GATEWAY_API, "httproutes": _GATEWAY_API,
    }
)  # fmt: skip


def failure(code: int, reason: str, message: str, details: Object | None = None) -> Object:
    """Return a Status object of a failed request."""
    head: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message}
    more: Object = {"details": details} if details else {}
    return {**head, "reason": reason, **more, "code": code}


def refused(code: int, reason: str, message: str, details: Object | None = None) -> Reply:
    """Return that Status as the answer it belongs to."""
    return Reply(code, encode(failure(code, reason, message, details)))


def unauthorized() -> Reply:
    """No credentials, or credentials nobody knows."""
    return refused(401, "Unauthorized", "Unauthorized")


def forbidden(user: str, verb: str, served: Served, namespace: str) -> Reply:
    """RBAC says no."""
    where = f'in the namespace "{namespace}"' if namespace else "at the cluster scope"
    message = (
        f'{served.plural}{"." if served.group else ""}{served.group} is forbidden: User "{user}" cannot {verb} '
        f'resource "{served.plural}" in API group "{served.group}" {where}'
    )
    group: Object = {"group": served.group} if served.group else {}
    return refused(403, "Forbidden", message, {**group, "kind": served.plural})


def expired_watch(asked: int, oldest: int) -> Object:
    """A watch from a resourceVersion that is compacted away (an ERROR event carries it)."""
    return failure(410, "Expired", f"too old resource version: {asked} ({oldest})")


def expired_continue() -> Reply:
    """A page from a snapshot that is gone."""
    message = (
        "The provided continue parameter is too old to display a consistent list result. You can start a new list "
        "without the continue parameter, or use the continue token in this response to retrieve the remainder of the "
        "results. Continuing with the provided token results in an inconsistent list - objects that were created, "
        "modified, or deleted between the time the first chunk was returned and now may show up in the list."
    )
    return refused(410, "Expired", message)


def expired_list() -> Reply:
    """A list of exactly a resourceVersion that is compacted away."""
    return refused(410, "Expired", "The resourceVersion for the provided list is too old.")


def too_large(asked: int, current: int) -> Reply:
    """A resourceVersion from the future (a restored etcd, another cluster behind the same name)."""
    message = f"Timeout: Too large resource version: {asked}, current: {current}"
    cause: Json = [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}]
    return refused(504, "Timeout", message, {"causes": cause, "retryAfterSeconds": 1})


def not_allowed() -> Reply:
    """Any verb but GET: the simulator is read-only."""
    return refused(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")


def not_served() -> Reply:
    """A path the server does not have; it answers in plain text."""
    return Reply(404, b"404 page not found\n", "text/plain; charset=utf-8")


def not_found(served: Served, name: str) -> Reply:
    """No such object."""
    dot = "." if served.group else ""
    message = f'{served.plural}{dot}{served.group} "{name}" not found'
    return refused(404, "NotFound", message, {"name": name, "group": served.group, "kind": served.plural})


def core_versions() -> Object:
    """GET /api."""
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}


def group_list(resources: Iterable[Served]) -> Object:
    """GET /apis."""
    names = dict.fromkeys(served.group for served in resources if served.group)
    groups: list[Json] = [group(name, resources) for name in names]
    return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}


def group(name: str, resources: Iterable[Served]) -> Object:
    """One group with its versions: GET /apis/GROUP."""
    versions = dict.fromkeys(served.version for served in resources if served.group == name)
    listed: list[Json] = [{"groupVersion": f"{name}/{version}", "version": version} for version in versions]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def resource_list(api_version: str, resources: Iterable[Served]) -> Object:
    """GET /api/v1 and /apis/GROUP/VERSION."""
    listed: list[Json] = [
        {
            "name": served.plural,
            "singularName": served.kind.lower(),
            "namespaced": served.namespaced,
            "kind": served.kind,
            "verbs": ["get", "list", "watch"],
            **_shortened(served.plural),
        }
        for served in resources
        if served.api_version == api_version
    ]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api_version, "resources": listed}


def _shortened(plural: str) -> Object:
    """The other names that kubectl knows a resource by, and its categories, where it has any."""
    named: tuple[tuple[str, list[Json]], ...] = (
        ("shortNames", [*_SHORT_NAMES.get(plural, ())]),
        ("categories", [*_CATEGORIES.get(plural, ())]),
    )
    return {name: values for name, values in named if values}


def version() -> Object:
    """GET /version."""
    return {
        "major": "1",
        "minor": "34",
        "gitVersion": "v1.34.2",
        "gitTreeState": "clean",
        "goVersion": "go1.24.9",
        "platform": "linux/amd64",
    }
