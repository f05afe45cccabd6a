"""The entries of a kubeconfig that akotui reads, as they are written there. Private to kubeconfig.py.

Source: kubernetes client-go tools/clientcmd/api/v1/types.go. None of these is ever printed.
"""

from collections.abc import Mapping

import msgspec


class ContextShape(msgspec.Struct):
    """`contexts[].context`."""

    cluster: str = ""
    user: str = ""


class NamedExtension(msgspec.Struct):
    """`clusters[].cluster.extensions[]`."""

    name: str = ""
    extension: object = None


class ClusterShape(msgspec.Struct, rename="kebab"):
    """`clusters[].cluster`."""

    server: str = ""
    certificate_authority: str = ""
    certificate_authority_data: str = ""
    insecure_skip_tls_verify: bool = False
    tls_server_name: str = ""
    proxy_url: str = ""
    extensions: list[NamedExtension] | None = None


class ExecVariable(msgspec.Struct):
    """`exec.env[]`."""

    name: str
    value: str = ""


class ExecShape(msgspec.Struct, rename="camel"):
    """`users[].user.exec`."""

    command: str = ""
    api_version: str = "client.authentication.k8s.io/v1"
    args: list[str] | None = None
    env: list[ExecVariable] | None = None
    install_hint: str = ""
    interactive_mode: str = ""
    provide_cluster_info: bool = False


class UserShape(msgspec.Struct, rename="kebab"):
    """`users[].user`."""

    client_certificate: str = ""
    client_certificate_data: str = ""
    client_key: str = ""
    client_key_data: str = ""
    token: str = ""
    token_file: str = msgspec.field(default="", name="tokenFile")
    username: str = ""
    password: str = ""
    exec: ExecShape | None = None
    auth_provider: dict[str, object] | None = None
    as_: str = msgspec.field(default="", name="as")
    as_groups: list[str] | None = None
    as_uid: str = ""
    as_user_extra: Mapping[str, list[str]] | None = None
