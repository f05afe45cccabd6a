"""From kubectl's settings (files, contexts, impersonation) or a pod's to a Connection. No request is made here.

Whatever is wrong with a kubeconfig is a UsageError of one line that names the file or context and the next step.
"""

import asyncio
import base64
import binascii
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urlsplit

import msgspec

from akotui.errors import NoContext, UsageError
from akotui.model.text import clean
from akotui.sources import kubeconfig_file, kubernetes_package
from akotui.sources.connection import Connection
from akotui.sources.credentials import TokenFile
from akotui.sources.gate import guard_scheme
from akotui.sources.kubeconfig_change import Unchanged
from akotui.sources.kubeconfig_entries import Entry, Merged
from akotui.sources.kubeconfig_shapes import ClusterShape, ContextShape, UserShape
from akotui.sources.kubeconfig_user import User, beside, credentials_of
from akotui.sources.kubernetes_package import SERVICE_ACCOUNT
from akotui.sources.kubernetes_tls import Material, Tls
from akotui.sources.secret import Secret

T = TypeVar("T")


class Impersonation(msgspec.Struct, frozen=True):
    """Who to act as: `--as` and `--as-group`."""

    user: str = ""
    groups: tuple[str, ...] = ()


_DEFAULT: Final = "~/.kube/config"
_NOBODY_ELSE: Final = Impersonation()
_EXEC_EXTENSION: Final = "client.authentication.k8s.io/exec"


async def load(  # noqa: PLR0913 - one argument for each of kubectl's options
    *,
    kubeconfig: str | None = None,
    context: str | None = None,
    impersonate: Impersonation = _NOBODY_ELSE,
    insecure: bool = False,
    request_timeout: float | None = None,
    environ: Mapping[str, str] | None = None,
    service_account: str = SERVICE_ACCOUNT,
) -> Connection:
    """Return how to reach the cluster that kubectl would talk to. Runs in a worker thread.

    Order: `kubeconfig`, $KUBECONFIG, ~/.kube/config, the pod's service account. `insecure` skips the check of the
    server's certificate; `request_timeout` is in seconds. Raises UsageError.
    """
    settings = _Settings(
        kubeconfig=kubeconfig or "",
        context=context or "",
        impersonate=impersonate,
        insecure=insecure,
        request_timeout=request_timeout or None,
        environ=dict(os.environ if environ is None else environ),
        service_account=service_account,
    )
    return await asyncio.to_thread(_load, settings)


class _Settings(msgspec.Struct, frozen=True):
    kubeconfig: str
    context: str
    impersonate: Impersonation
    insecure: bool
    request_timeout: float | None
    environ: Mapping[str, str]
    service_account: str


class _Chosen(msgspec.Struct, frozen=True):
    """The context in use with the parts that it names."""

    name: str
    cluster: ClusterShape
    cluster_file: str
    user: User


def _load(settings: _Settings) -> Connection:
    paths = _paths(settings)
    if not paths:
        return _from_pod(settings)
    chosen = _read(paths, settings.context)
    server = _server(chosen)
    tls = _tls(chosen, insecure=settings.insecure)
    connection = Connection(
        server=server,
        tls=tls,
        credentials=credentials_of(chosen.user, lambda: _cluster_words(chosen.cluster, tls, server), settings.environ),
        headers=_headers(chosen.user.shape, settings.impersonate),
        user=clean(chosen.user.name, 200),
        context=clean(chosen.name, 200),
        proxy=Secret(chosen.cluster.proxy_url) if chosen.cluster.proxy_url else None,
        request_timeout=settings.request_timeout,
        changed=Unchanged(paths, _said(chosen), lambda: _said(_read(paths, chosen.name))).broken,
    )
    tls.check()  # so that a missing or broken certificate is said now and not with the first request
    return connection


def _read(paths: str, context: str) -> _Chosen:
    return _choose(kubeconfig_file.alone(paths) or kubernetes_package.merge(paths), context)


def _said(chosen: _Chosen) -> tuple[object, ...]:
    return chosen.cluster, chosen.user.name, chosen.user.shape


def _paths(settings: _Settings) -> str:
    """Return the files to merge, or nothing when there are none and a pod's settings should be tried."""
    if settings.kubeconfig:
        return settings.kubeconfig
    named = settings.environ.get("KUBECONFIG", "")
    candidates = named or str(Path(settings.environ.get("HOME", "~"), ".kube/config").expanduser())
    if any(Path(path).expanduser().exists() for path in candidates.split(os.pathsep) if path):
        return candidates
    if settings.environ.get("KUBERNETES_SERVICE_HOST") and not settings.context:
        return ""
    if named:
        raise UsageError(f"none of the files in $KUBECONFIG exists: {named}; correct it or give --kubeconfig")
    raise UsageError(
        f"no kubeconfig at {_DEFAULT} and not inside a cluster; set KUBECONFIG, give --kubeconfig, or try akotui demo"
    )


def _from_pod(settings: _Settings) -> Connection:
    found = kubernetes_package.in_cluster(settings.environ, settings.service_account)
    return Connection(
        server=found.server,
        tls=Tls(authority=Material(path=found.authority), insecure=settings.insecure),
        credentials=TokenFile(found.token_file),
        headers=_headers(UserShape(), settings.impersonate),
        user="the pod's service account",
        request_timeout=settings.request_timeout,
    )


def _choose(merged: Merged, wanted: str) -> _Chosen:
    known = clean(", ".join(sorted(entry.name for entry in merged.contexts)), 300) or "none"
    files = ", ".join(merged.files)
    name = wanted or merged.current
    if not name:
        raise NoContext(f"kubeconfig {files} sets no current-context; give --context (known: {known})")
    entry = _named(merged.contexts, name)
    if entry is None:
        raise NoContext(f"context {clean(name, 200)!r} is not in kubeconfig {files}; known: {known}")
    context = _shape(entry, ContextShape, "context")
    cluster = _named(merged.clusters, context.cluster)
    if cluster is None:
        raise _lacking(name, f"cluster {context.cluster!r}", files)
    user = _named(merged.users, context.user)
    if user is None and context.user:
        raise _lacking(name, f"user {context.user!r}", files)
    return _Chosen(
        name=name,
        cluster=_shape(cluster, ClusterShape, "cluster"),
        cluster_file=cluster.file,
        user=User(user.name, user.file, _shape(user, UserShape, "user")) if user else User("", "", UserShape()),
    )


def _lacking(name: str, what: str, files: str) -> UsageError:
    return UsageError(
        f"context {name!r} names {what}, which kubeconfig {files} does not have; mend it, or name another --context"
    )


def _named(entries: tuple[Entry, ...], name: str) -> Entry | None:
    return next((entry for entry in entries if entry.name == name), None)


def _shape(entry: Entry, shape: type[T], what: str) -> T:
    """Check the types of one entry; the message names the place and never a value."""
    try:
        return msgspec.convert({k: v for k, v in entry.body.items() if v is not None}, shape)
    except msgspec.ValidationError as error:
        raise UsageError(f"kubeconfig {entry.file}, {what} {clean(entry.name, 200)!r}: {clean(str(error))}") from None


def _server(chosen: _Chosen) -> str:
    server = chosen.cluster.server
    if not server:
        raise UsageError(f"the cluster of context {chosen.name!r} in kubeconfig {chosen.cluster_file} has no server")
    if "://" not in server:
        server = f"https://{server}"
    try:
        parts = urlsplit(server)
        usable = bool(parts.hostname) and parts.port != 0 and server.isprintable() and "@" not in parts.netloc
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"kubeconfig {chosen.cluster_file}: the server of context {chosen.name!r} is no usable URL")
    guard_scheme(server)
    return server.rstrip("/")


def _tls(chosen: _Chosen, *, insecure: bool) -> Tls:
    cluster, user = chosen.cluster, chosen.user.shape
    certificate = _material(user.client_certificate_data, user.client_certificate, chosen.user.file)
    key = _material(user.client_key_data, user.client_key, chosen.user.file)
    if (certificate is None) != (key is None):
        missing = "client-key" if key is None else "client-certificate"
        raise UsageError(f"kubeconfig {chosen.user.file}: user {chosen.user.name!r} has no {missing}")
    return Tls(
        authority=_material(cluster.certificate_authority_data, cluster.certificate_authority, chosen.cluster_file),
        certificate=certificate,
        key=key,
        insecure=insecure or cluster.insecure_skip_tls_verify,
        server_name=cluster.tls_server_name,
    )


def _material(inline: str, path: str, file: str) -> Material | None:
    """Data win over a path; a path is relative to its kubeconfig; empty is the same as not given."""
    if inline:
        try:
            return Material(inline=Secret(base64.b64decode(inline, validate=False).decode("ascii")))
        except (binascii.Error, ValueError):
            raise UsageError(f"kubeconfig {file}: certificate or key data are not base64 of PEM") from None
    return Material(path=str(beside(file, path))) if path else None


def _cluster_words(cluster: ClusterShape, tls: Tls, server: str) -> Mapping[str, object]:
    """Return `spec.cluster` of an ExecCredential. Source: client.authentication.k8s.io/v1 Cluster."""
    words: dict[str, object] = {"server": server}
    if tls.server_name:
        words["tls-server-name"] = tls.server_name
    if tls.insecure:
        words["insecure-skip-tls-verify"] = True
    elif tls.authority is not None:
        pem = tls.authority.read("certificate authority")
        words["certificate-authority-data"] = base64.b64encode(pem).decode("ascii")
    if cluster.proxy_url:
        words["proxy-url"] = cluster.proxy_url
    for extension in cluster.extensions or ():
        if extension.name == _EXEC_EXTENSION:
            words["config"] = extension.extension
    return words


def _headers(user: UserShape, asked: Impersonation) -> tuple[tuple[str, str], ...]:
    """Return the impersonation headers; a flag wins over the kubeconfig."""
    name = asked.user or user.as_
    groups = asked.groups or tuple(user.as_groups or ())
    if not name:
        if groups:
            raise UsageError("groups can be impersonated only together with a user: give --as")
        return ()
    headers = [("Impersonate-User", name), *(("Impersonate-Group", group) for group in groups)]
    if not asked.user and user.as_uid:
        headers.append(("Impersonate-Uid", user.as_uid))
    if not asked.user:
        headers += [(f"Impersonate-Extra-{key}", v) for key, vs in (user.as_user_extra or {}).items() for v in vs]
    if not all(f"{key}{value}".isascii() and f"{key}{value}".isprintable() for key, value in headers):
        raise UsageError("the user or group to impersonate holds characters that no HTTP header may carry")
    return tuple(headers)
