"""From the user of a kubeconfig to credentials. Private to kubeconfig.py."""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.sources import kubernetes_package
from akotui.sources.credentials import Credentials, CredentialsFailed, Fixed, Refreshed, TokenFile, bearer, password
from akotui.sources.exec_plugin import ExecPlugin, Plugin
from akotui.sources.kubeconfig_shapes import ExecShape, UserShape

ClusterWords = Callable[[], Mapping[str, object]]
"""Returns what a plugin is told about the cluster, if it asks: `spec.cluster` of an ExecCredential."""


class User(msgspec.Struct, frozen=True):
    """A user as it stands in `file`."""

    name: str
    file: str
    shape: UserShape


def beside(file: str, path: str) -> Path:
    """Return `path` as a kubeconfig means it: relative to the folder of `file`."""
    return Path(file).absolute().parent / path


def credentials_of(user: User, cluster: ClusterWords, environ: Mapping[str, str]) -> Credentials:
    """Return a user's credentials in kubectl's order: a token file, a token, a password, a plugin, a provider.

    Raises UsageError for what cannot be used.
    """
    shape = user.shape
    if shape.token_file:
        return TokenFile(str(beside(user.file, shape.token_file)))
    if shape.token:
        return Fixed(bearer(shape.token))
    if shape.username:
        return Fixed(password(shape.username, shape.password))
    if shape.exec is not None:
        return ExecPlugin(_plugin(shape.exec, user, cluster), environ=environ)
    if shape.auth_provider is not None:
        return _provider(shape.auth_provider, user)
    return Fixed()


def _plugin(found: ExecShape, user: User, cluster: ClusterWords) -> Plugin:
    if not found.command:
        raise UsageError(f"kubeconfig {user.file}: the exec plugin of {user.name!r} has no command")
    return Plugin(
        command=found.command,
        arguments=tuple(found.args or ()),
        environment={variable.name: variable.value for variable in found.env or ()},
        api_version=found.api_version,
        folder=str(Path(user.file).absolute().parent),
        install_hint=found.install_hint,
        interactive=found.interactive_mode == "Always",
        cluster=cluster() if found.provide_cluster_info else None,
    )


def _provider(found: Mapping[str, object], user: User) -> Credentials:
    if found.get("name") != "oidc":
        name = clean(str(found.get("name")), 80)
        raise UsageError(
            f"kubeconfig {user.file}: auth-provider {name!r} is no longer supported, by kubectl neither; "
            "use the cloud's exec plugin"
        )

    def fetch() -> str:
        try:
            return kubernetes_package.oidc_token(found)
        except UsageError as error:
            raise CredentialsFailed(str(error)) from None

    return Refreshed(fetch)
