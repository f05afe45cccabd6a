"""What may be asked of each API: methods, paths and parameters. What is not on a list is refused.

A GET is not harmless by itself: `/api/user-token` answers live tokens, `export_key` private keys, and `pods/x/exec`
runs a program. So the lists name what is allowed, and a new kind in `model.kinds` is all it takes to allow it.
"""

import enum
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from akotui.model.kinds import AVI_TYPES, RESOURCES

MEBIBYTE: Final = 1024 * 1024


class Allowance(enum.Enum):
    """Which API a client speaks to, and so what it may ask."""

    KUBERNETES = "kubernetes"
    KUBERNETES_DOCTOR = "kubernetes-doctor"
    AVI_SECRET = "avi-secret"  # noqa: S105 - the name of the one Secret that `--use-avi-secret` gets
    AVI = "avi"


BODY_LIMITS: Mapping[Allowance, int] = MappingProxyType(
    {
        Allowance.KUBERNETES: 256 * MEBIBYTE,
        Allowance.KUBERNETES_DOCTOR: 256 * MEBIBYTE,
        Allowance.AVI_SECRET: 4 * MEBIBYTE,
        Allowance.AVI: 64 * MEBIBYTE,
    }
)
"""The largest answer accepted, in bytes after decompression; a watch has no end and so no such limit."""

_SEGMENT = r"[A-Za-z0-9](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?"
REVIEW: Final = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
"""What `akotui doctor` alone may POST to: the question whether one may do something."""

_KUBERNETES_PARAMETERS: Final = frozenset(
    {
        "limit", "continue", "watch", "resourceVersion", "resourceVersionMatch", "allowWatchBookmarks",
        "timeoutSeconds", "fieldSelector", "labelSelector", "sendInitialEvents", "verbose",
    }
)  # fmt: skip
_AVI_PARAMETERS: Final = frozenset(
    {
        "page", "page_size", "include_name", "fields", "sort", "limit_by", "include", "name", "name.contains",
        "uuid.in", "created_by", "cloud_ref.name", "cloud_ref.uuid",
    }
)  # fmt: skip


def _kubernetes_paths() -> re.Pattern[str]:
    """Discovery, and list, watch and get of the resources in `model.kinds`: never a subresource, never a Secret."""
    kinds = "|".join(
        (re.escape(f"/apis/{r.group}") if r.group else "/api")
        + r"/v[0-9a-z]+"
        + (rf"(?:/namespaces/{_SEGMENT})?" if r.namespaced else "")
        + re.escape(f"/{r.plural}")
        + rf"(?:/{_SEGMENT})?"
        for r in RESOURCES.values()
    )
    discovery = rf"/version|/readyz|/api(?:/v1)?|/apis(?:/{_SEGMENT}){{0,2}}"
    return re.compile(f"(?:{discovery}|{kinds})")


def _avi_paths() -> re.Pattern[str]:
    """The types in `model.kinds` and their objects; of the cluster only what carries no side effect."""
    types = "|".join(re.escape(t.path) for t in AVI_TYPES.values() if t.path != "cluster")
    uuid = r"[a-z]+-[0-9a-f][0-9a-f-]*"
    cluster = r"/api/cluster(?:/status|/runtime)?|/api/initial-data"
    return re.compile(rf"(?:{cluster}|/api/(?:{types})(?:/{uuid})?|/api/tenant/admin)")


_KUBERNETES_PATHS = _kubernetes_paths()
_AVI_PATHS = _avi_paths()
_SECRET_PATH: Final = re.compile(rf"/api/v1/namespaces/{_SEGMENT}/secrets/avi-secret")


def objection(allowance: Allowance, method: str, path: str, parameters: Iterable[str]) -> str:
    """Say why a request may not leave, or nothing when it may.

    `path` is as it goes over the wire, without the query and without the server's own prefix; `parameters` are the
    names in the query, decoded.
    """
    if allowance is Allowance.AVI:
        posts, paths, known = {"/login", "/logout"}, _AVI_PATHS, _AVI_PARAMETERS
    elif allowance is Allowance.AVI_SECRET:
        posts, paths, known = set[str](), _SECRET_PATH, frozenset[str]()
    else:
        doctor = allowance is Allowance.KUBERNETES_DOCTOR
        posts, paths, known = {REVIEW} if doctor else set[str](), _KUBERNETES_PATHS, _KUBERNETES_PARAMETERS
    asked = tuple(parameters)
    if method == "POST":
        return "" if path in posts and not asked else "this POST is not on the list"
    if method != "GET":
        return "the method is not GET"
    if not paths.fullmatch(path):
        return "the path is not on the list"
    strange = sorted(set(asked) - known)
    return f"the parameter {strange[0]} is not on the list" if strange else ""
