import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from akotui.errors import UsageError
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, TokenFile
from akotui.sources.exec_plugin import ExecPlugin
from akotui.sources.kubeconfig import Impersonation, load
from tests.secrecy import hand

Json = Mapping[str, object]


def config(*, user: Json | None = None, cluster: Json | None = None, context: str = "here") -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": context,
        "contexts": [{"name": context, "context": {"cluster": "c", "user": "u"}}],
        "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:6443", **(cluster or {})}}],
        "users": [{"name": "u", "user": {"token": "hunter2"} if user is None else dict(user)}],
    }


def write(path: Path, content: object) -> str:
    return str(hand(path, content if isinstance(content, str) else json.dumps(content)))


async def reason(kubeconfig: str | None, *, context: str | None = None, **environ: str) -> str:
    with pytest.raises(UsageError) as raised:
        await load(kubeconfig=kubeconfig, context=context, environ=environ)
    text = str(raised.value)
    assert "\n" not in text
    assert "hunter2" not in text
    return text


async def authorization(connection: Connection) -> str | None:
    grant = await connection.credentials.grant()
    return grant.authorization.reveal() if grant.authorization else None


async def test_token_server_and_names_come_from_the_current_context(tmp_path: Path) -> None:
    found = await load(kubeconfig=write(tmp_path / "k", config(cluster={"server": "https://[::1]:6443/k8s/c-1/"})))
    assert found.server == "https://[::1]:6443/k8s/c-1"
    assert (found.endpoint, found.context, found.user) == (found.server, "here", "u")
    assert await authorization(found) == "Bearer hunter2"
    assert "hunter2" not in repr(found)


async def test_home_and_environment_are_looked_at_as_kubectl_does(tmp_path: Path) -> None:
    (tmp_path / ".kube").mkdir()
    write(tmp_path / ".kube" / "config", config(context="home"))
    other = write(tmp_path / "other", config(context="env"))
    assert (await load(environ={"HOME": str(tmp_path)})).context == "home"
    assert (await load(environ={"HOME": str(tmp_path), "KUBECONFIG": other})).context == "env"


async def test_of_several_files_the_first_wins_and_missing_ones_are_passed_over(tmp_path: Path) -> None:
    one = write(tmp_path / "one", config(user={"token": "first"}))
    two = config(user={"token": "second"}, context="two")
    two["users"] = [*_list(two["users"]), {"name": "v", "user": {"token": "third"}}]
    two["contexts"] = [*_list(two["contexts"]), {"name": "far", "context": {"cluster": "c", "user": "v"}}]
    paths = os.pathsep.join([str(tmp_path / "gone"), one, write(tmp_path / "two", two)])
    found = await load(environ={"KUBECONFIG": paths})
    assert (found.context, await authorization(found)) == ("here", "Bearer first")
    assert await authorization(await load(environ={"KUBECONFIG": paths}, context="far")) == "Bearer third"


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return [*value]  # pyright: ignore[reportUnknownVariableType] - checked by what is built from it


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.iterdir()}


async def test_kubeconfig_is_never_written(tmp_path: Path) -> None:
    path = write(tmp_path / "k", config())
    before = contents(tmp_path)
    await load(kubeconfig=path)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\x00\x01\x02", "not a kubeconfig"),
        ("just text", "not a kubeconfig"),
        ("[1, 2]", "not a kubeconfig"),
        ("a: b: c\ntoken: hunter2", "no YAML at line 1"),
        ("users:\n- name: u\n  token: 'hunter2\n", "no YAML at line"),
        ("contexts: 5", "not a kubeconfig"),
        ("contexts: [a]", "not a kubeconfig"),
        ("contexts: null", "sets no current-context"),
        ("contexts: null\ncurrent-context: here", "known: none"),
        (json.dumps({**config(), "current-context": "there"}), "context 'there' is not in kubeconfig"),
        (json.dumps({**config(), "clusters": []}), "names cluster 'c'"),
        (json.dumps({**config(), "users": []}), "names user 'u'"),
        (json.dumps(config(user={"token": {"a": "hunter2"}})), "Expected `str`, got `object` - at `$.token`"),
        (json.dumps(config(cluster={"server": ""})), "has no server"),
        (json.dumps(config(cluster={"server": "https://"})), "no usable URL"),
        (json.dumps(config(cluster={"server": "https://a:b:c"})), "no usable URL"),
        (json.dumps(config(cluster={"server": "http://10.0.0.1"})), "http only to this machine"),
        (json.dumps(config(cluster={"certificate-authority": "gone.crt"})), "gone.crt: No such file"),
        (json.dumps(config(cluster={"certificate-authority-data": "aHVudGVyMg=="})), "is not PEM"),
        (json.dumps(config(cluster={"certificate-authority-data": "/////w=="})), "not base64 of PEM"),
        (json.dumps(config(user={"client-certificate": "c.crt"})), "has no client-key"),
        (json.dumps(config(user={"client-certificate": "c.crt", "client-key": "c.key"})), "c.crt: No such file"),
        (json.dumps(config(user={"exec": {"apiVersion": "v1"}})), "has no command"),
        (json.dumps(config(user={"auth-provider": {"name": "gcp"}})), "auth-provider 'gcp' is no longer supported"),
        (json.dumps(config(user={"as-groups": ["g"]})), "give --as"),
    ],
)
async def test_broken_kubeconfig_is_one_line_that_names_it(tmp_path: Path, content: str, words: str) -> None:
    path = write(tmp_path / "broken", content)
    text = await reason(path)
    assert words in text
    assert str(tmp_path) in text or "here" in text or "http" in text or "--as" in text or "PEM" in text


async def test_missing_unreadable_and_folder_are_named(tmp_path: Path) -> None:
    assert f"{tmp_path}/gone does not exist" in await reason(f"{tmp_path}/gone")
    assert f"{tmp_path} cannot be read: Is a directory; name a file" in await reason(str(tmp_path))
    assert "none of the files in $KUBECONFIG exists" in await reason(None, KUBECONFIG=f"{tmp_path}/gone")
    assert "akotui demo" in await reason(None, HOME=str(tmp_path))


async def test_unknown_context_lists_the_known(tmp_path: Path) -> None:
    assert "known: here" in await reason(write(tmp_path / "k", config()), context="nowhere")


@pytest.mark.parametrize(
    ("user", "kind"),
    [
        ({"tokenFile": "t", "token": "x"}, TokenFile),
        ({"token": "x", "exec": {"command": "p"}}, Fixed),
        ({"exec": {"command": "p", "args": None, "env": None}}, ExecPlugin),
        ({}, Fixed),
    ],
)
async def test_kind_of_credentials(tmp_path: Path, user: Json, kind: type[object]) -> None:
    found = await load(kubeconfig=write(tmp_path / "k", config(user=user)))
    assert isinstance(found.credentials, kind)


async def test_password_is_basic_and_nothing_is_nothing(tmp_path: Path) -> None:
    found = await load(kubeconfig=write(tmp_path / "k", config(user={"username": "ann", "password": "pw"})))
    assert await authorization(found) == "Basic " + base64.b64encode(b"ann:pw").decode()
    assert await authorization(await load(kubeconfig=write(tmp_path / "k", config(user={})))) is None


async def test_token_file_is_relative_to_its_kubeconfig(tmp_path: Path) -> None:
    (tmp_path / "t").write_text("from-file")
    found = await load(kubeconfig=write(tmp_path / "k", config(user={"tokenFile": "t"})))
    assert await authorization(found) == "Bearer from-file"


async def test_impersonation_from_flags_wins_over_the_file(tmp_path: Path) -> None:
    user = {"token": "x", "as": "bob", "as-groups": ["g"], "as-user-extra": {"scope": ["s"]}}
    path = write(tmp_path / "k", config(user=user))
    assert (await load(kubeconfig=path)).headers == (
        ("Impersonate-User", "bob"),
        ("Impersonate-Group", "g"),
        ("Impersonate-Extra-scope", "s"),
    )
    flags = Impersonation(user="ann", groups=("a", "b"))
    assert (await load(kubeconfig=path, impersonate=flags)).headers == (
        ("Impersonate-User", "ann"),
        ("Impersonate-Group", "a"),
        ("Impersonate-Group", "b"),
    )
    with pytest.raises(UsageError, match="no HTTP header may carry"):
        await load(kubeconfig=path, impersonate=Impersonation(user="ann\r\nHost: evil"))


async def test_flags_of_the_connection_are_kept(tmp_path: Path) -> None:
    cluster = {"tls-server-name": "api", "proxy-url": "http://u:hunter2@proxy:3128", "insecure-skip-tls-verify": True}
    found = await load(kubeconfig=write(tmp_path / "k", config(cluster=cluster)), request_timeout=7.0)
    assert (found.tls.server_name, found.tls.insecure, found.request_timeout) == ("api", True, 7.0)
    assert found.proxy is not None
    assert "hunter2" not in repr(found)
    assert (await load(kubeconfig=write(tmp_path / "k", config()), insecure=True)).tls.insecure


async def test_plugin_that_asks_for_it_is_told_the_cluster(tmp_path: Path) -> None:
    out = tmp_path / "out"
    plugin = tmp_path / "plugin"
    answer = {"apiVersion": "client.authentication.k8s.io/v1", "status": {"token": "t"}}
    plugin.write_text(f"#!/bin/sh\necho \"$KUBERNETES_EXEC_INFO\" > {out}\necho '{json.dumps(answer)}'\n")
    plugin.chmod(0o700)
    cluster = {
        "insecure-skip-tls-verify": True,
        "extensions": [{"name": "client.authentication.k8s.io/exec", "extension": {"audience": "a"}}],
    }
    user = {"exec": {"command": "./plugin", "provideClusterInfo": True, "interactiveMode": "Never"}}
    found = await load(kubeconfig=write(tmp_path / "k", config(user=user, cluster=cluster)))
    assert await authorization(found) == "Bearer t"
    assert json.loads(out.read_text())["spec"]["cluster"] == {
        "server": "https://127.0.0.1:6443",
        "insecure-skip-tls-verify": True,
        "config": {"audience": "a"},
    }


async def test_pod_uses_its_service_account(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("pod-token")
    authority = Path(__file__).parent / "certificates" / "kubernetes" / "authority.pem"
    (tmp_path / "ca.crt").write_bytes(authority.read_bytes())
    environ = {"HOME": "/nowhere", "KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"}
    found = await load(environ=environ, service_account=str(tmp_path))
    assert found.server == "https://[fd00::1]:443"
    assert await authorization(found) == "Bearer pod-token"
    found.tls.context()


async def test_pod_without_token_is_told(tmp_path: Path) -> None:
    environ = {"HOME": "/nowhere", "KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443"}
    with pytest.raises(UsageError, match="token file does not exist"):
        await load(environ=environ, service_account=str(tmp_path))


def _jwt(expires: int) -> str:
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({}, {"exp": expires})
    ]
    return ".".join([*parts, "sig"])


async def test_oidc_token_that_holds_is_sent(tmp_path: Path) -> None:
    token = _jwt(4_000_000_000)
    user = {"auth-provider": {"name": "oidc", "config": {"id-token": token}}}
    assert await authorization(await load(kubeconfig=write(tmp_path / "k", config(user=user)))) == f"Bearer {token}"
