"""The one file that touches the `kubernetes` package: it merges kubeconfigs, knows pods, and renews OIDC tokens.

Only its configuration half is used, only on private values: never the process-wide default, never a client, never a
write to a kubeconfig. Importing it takes most of a second: call everything here in a worker thread, after the first
frame. It carries no types, so what leaves here has been checked.
"""

import importlib
import os
import ssl
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Final, Protocol, cast

import msgspec

from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.named_file import check
from akotui.sources.kubeconfig_entries import Entry, Merged

SERVICE_ACCOUNT: Final = "/var/run/secrets/kubernetes.io/serviceaccount"
"""Where a pod finds its token and its cluster's certificate authority. Source: kubernetes.io, service accounts."""
_HEARD: Final = 1000
"""So much of what the package says is looked at: it writes out whole lists, also one that aliases make endless."""


class InCluster(msgspec.Struct, frozen=True):
    """Where a pod finds its API server, its authority and its token."""

    server: str
    authority: str
    token_file: str


class _Node(Protocol):
    value: object
    path: str


class _Merger(Protocol):
    config: _Node | None
    config_files: Mapping[str, Mapping[str, object]]


class _Merge(Protocol):
    def __call__(self, paths: str) -> _Merger: ...


class _Loader(Protocol):
    token: str

    def load_and_set(self, client_configuration: object) -> None: ...


class _Load(Protocol):
    def __call__(self, *, config_dict: object, active_context: str) -> _Loader: ...


class _LoadInCluster(Protocol):
    def __call__(self, *, token_filename: str, cert_filename: str, environ: Mapping[str, str]) -> _Loader: ...


def _failures() -> tuple[type[Exception], ...]:
    """What the package raises on files that are not kubeconfigs: five kinds of exception besides its own."""
    yaml_error = cast("type[Exception]", importlib.import_module("yaml").YAMLError)
    config_error = cast("type[Exception]", importlib.import_module("kubernetes.config").ConfigException)
    return (
        yaml_error, config_error, TypeError, AttributeError, KeyError, ValueError, RecursionError,
    )  # fmt: skip


def merge(paths: str) -> Merged:
    """Merge the files of a list in $KUBECONFIG's form. Those that do not exist are passed over.

    Raises UsageError naming the file.
    """
    merger = cast("_Merge", importlib.import_module("kubernetes.config.kube_config").KubeConfigMerger)
    failures = _failures()
    for path in paths.split(os.pathsep):
        _probe(merger, str(Path(path).expanduser()) if path else "", failures)
    try:
        merged = merger(paths)
    except OSError as error:
        raise _unreadable(paths, error) from None
    if merged.config is None:
        raise UsageError(f"kubeconfig {paths} does not exist; name the right one with --kubeconfig")
    return Merged(
        files=tuple(merged.config_files),
        current=_current(merged.config_files),
        contexts=_entries(merged.config, "contexts", "context"),
        clusters=_entries(merged.config, "clusters", "cluster"),
        users=_entries(merged.config, "users", "user"),
    )


def _probe(merger: _Merge, path: str, failures: tuple[type[Exception], ...]) -> None:
    """Read one file alone, so that an error names it."""
    if not path:
        return
    try:
        if Path(path).exists():
            check(path)
        merger(path)
    except OSError as error:
        raise _unreadable(path, error) from None
    except failures as error:
        raise UsageError(
            f"kubeconfig {path} is not a kubeconfig: {_reason(error)}; mend it, or name another with --kubeconfig"
        ) from None


def _unreadable(path: str, error: OSError) -> UsageError:
    return UsageError(
        f"kubeconfig {path} cannot be read: {error.strerror}; name a file that you may read with --kubeconfig"
    )


def _reason(error: Exception) -> str:
    """Say what is wrong with a file without quoting it: YAML errors show the line, and that may hold a token."""
    line = getattr(getattr(error, "problem_mark", None), "line", None)
    if isinstance(line, int):
        return f"no YAML at line {line + 1} ({clean(str(getattr(error, 'problem', '')), 100)})"
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    if str(error).endswith(" file is empty"):
        return "it is empty"
    words = clean(" ".join(str(error)[:_HEARD].split()), 200) if "onfigException" in type(error).__name__ else ""
    return words or "its content has another shape"


def _current(files: Mapping[str, Mapping[str, object]]) -> str:
    """The first file that names a current context counts; the package takes the last."""
    for content in files.values():
        current = content.get("current-context")
        if isinstance(current, str) and current:
            return current
    return ""


def _entries(config: _Node, plural: str, singular: str) -> tuple[Entry, ...]:
    nodes = cast("Mapping[str, list[_Node]]", config.value)[plural]
    return tuple(_entry(node, plural, singular) for node in nodes)


def _entry(node: _Node, plural: str, singular: str) -> Entry:
    value = cast("dict[str, object]", node.value) if isinstance(node.value, dict) else {}
    name, body = value.get("name"), value.get(singular)
    if not isinstance(name, str) or not isinstance(body, dict | None):
        raise UsageError(f"kubeconfig {node.path} is not a kubeconfig: an entry of {plural} has no name or no fields")
    return Entry(name, cast("dict[str, object]", body or {}), node.path)


def in_cluster(environ: Mapping[str, str], folder: str = SERVICE_ACCOUNT) -> InCluster:
    """Return what a pod is told about its cluster. Raises UsageError saying which part is missing."""
    load = cast("_LoadInCluster", importlib.import_module("kubernetes.config.incluster_config").InClusterConfigLoader)
    config_error = cast("type[Exception]", importlib.import_module("kubernetes.config").ConfigException)
    token_file, authority = f"{folder}/token", f"{folder}/ca.crt"
    private = SimpleNamespace(host="", api_key={})
    try:
        load(token_filename=token_file, cert_filename=authority, environ=environ).load_and_set(private)
    except (config_error, OSError) as error:
        raise UsageError(f"inside a cluster, but {folder} cannot be used: {clean(str(error), 200)}") from None
    return InCluster(str(private.host), authority, token_file)


def oidc_token(provider: Mapping[str, object]) -> str:
    """Return a valid id-token of an `auth-provider: oidc`, renewing it when it has expired.

    `provider` is changed in memory (the new tokens), never in a file. Raises UsageError.
    """
    _trust_somebody(provider)
    load = cast("_Load", importlib.import_module("kubernetes.config.kube_config").KubeConfigLoader)
    config: dict[str, object] = {
        "contexts": [{"name": "only", "context": {"cluster": "only", "user": "only"}}],
        "clusters": [{"name": "only", "cluster": {}}],
        "users": [{"name": "only", "user": {"auth-provider": provider}}],
    }
    private = SimpleNamespace(api_key={})
    try:
        loader = load(config_dict=config, active_context="only")
        loader.load_and_set(private)
        return loader.token.removeprefix("Bearer ")
    except (*_failures(), OSError) as error:
        kind = type(error).__name__
        raise UsageError(f"the OIDC token of the kubeconfig cannot be renewed ({kind}); log in again") from None


def _trust_somebody(provider: Mapping[str, object]) -> None:
    """Let the identity provider's certificate be checked: the package does not when no authority is named."""
    config = provider.get("config")
    if not isinstance(config, dict):
        return
    settings = cast("dict[str, object]", config)
    if not any(settings.get(name) for name in ("idp-certificate-authority", "idp-certificate-authority-data")):
        system = cast("str | None", ssl.get_default_verify_paths().cafile)  # None where there is no such file
        if not system:
            raise UsageError("the identity provider cannot be checked; name its idp-certificate-authority")
        settings.pop("idp-certificate-authority-data", None)
        settings["idp-certificate-authority"] = system
