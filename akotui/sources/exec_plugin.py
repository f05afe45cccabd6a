"""Credential plugins of a kubeconfig (`users[].user.exec`), run without a terminal.

The plugin gets no standard input, no controlling terminal and no time without end; what it writes is read up to a
limit. Its token is kept until it expires or the server answers 401.

Source: kubernetes.io, "client-go credential plugins" (ExecCredential, KUBERNETES_EXEC_INFO, interactiveMode).
"""

import asyncio
import os
import shutil
import signal
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from akotui.model.text import clean
from akotui.sources.credentials import CredentialsFailed, Grant, bearer
from akotui.sources.secret import Secret

TIME_LIMIT: Final = 30.0
STDOUT_LIMIT: Final = 2**20
STDERR_LIMIT: Final = 64 * 2**10
_STDERR_SHOWN: Final = 200
_VERSIONS: Final = frozenset({"client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"})
_EARLY: Final = timedelta(seconds=10)
"""A token is renewed so long before it expires, so that no request is under way with a dead one."""


class Plugin(msgspec.Struct, frozen=True):
    """What to run. `cluster` is the JSON for KUBERNETES_EXEC_INFO when the plugin asked for it (provideClusterInfo).

    `folder` is where the kubeconfig is: a command with a slash is relative to it. `environment` holds what the
    kubeconfig adds.
    """

    command: str
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = {}
    api_version: str = "client.authentication.k8s.io/v1"
    folder: str = ""
    install_hint: str = ""
    interactive: bool = False
    cluster: Mapping[str, object] | None = None


class _Status(msgspec.Struct, rename="camel"):
    token: str = ""
    client_certificate_data: str = ""
    client_key_data: str = ""
    expiration_timestamp: datetime | None = None


class _Credential(msgspec.Struct, rename="camel"):
    api_version: str = ""
    status: _Status | None = None


class _Output(msgspec.Struct):
    code: int
    stdout: bytes
    stderr: bytes


def _now() -> datetime:
    return datetime.now(UTC)


class ExecPlugin:
    """Credentials from a plugin, asked once for all requests that wait. Raises CredentialsFailed."""

    def __init__(
        self,
        plugin: Plugin,
        *,
        environ: Mapping[str, str],
        clock: Callable[[], datetime] = _now,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        self._plugin = plugin
        self._environ = environ
        self._clock = clock
        self._time_limit = time_limit
        self._lock = asyncio.Lock()
        self._grant: Grant | None = None
        self._expires: datetime | None = None

    async def grant(self) -> Grant:
        """Return what the plugin said, asking it when there is nothing that still holds."""
        async with self._lock:
            if self._grant is None or (self._expires is not None and self._clock() >= self._expires - _EARLY):
                self._grant, self._expires = None, None
                self._grant, self._expires = await self._ask()
            return self._grant

    def reject(self, grant: Grant) -> bool:
        """Run the plugin again at the next grant."""
        if grant is self._grant:
            self._grant = None
        return True

    async def _ask(self) -> tuple[Grant, datetime | None]:
        plugin = self._plugin
        name = clean(plugin.command, 200)
        if plugin.interactive:
            raise CredentialsFailed(
                f"credential plugin {name} wants a terminal (interactiveMode: Always), which akotui does not give it; "
                "use another context, or a plugin mode that logs in beforehand"
            )
        program = _found(plugin, self._environ)
        environment = _environment(plugin, self._environ)
        try:
            async with asyncio.timeout(self._time_limit):
                output = await _run((program, *plugin.arguments), environment)
        except TimeoutError:
            raise CredentialsFailed(
                f"credential plugin {name} did not end within {self._time_limit:g} s; does it wait for a login?"
            ) from None
        except OSError as error:
            raise CredentialsFailed(f"credential plugin {name} cannot be run: {error.strerror}") from None
        return _read(plugin, output, self._clock())


def _found(plugin: Plugin, environ: Mapping[str, str]) -> str:
    name = clean(plugin.command, 200)
    hint = clean(plugin.install_hint.strip().partition("\n")[0], 200) or "install it or correct the kubeconfig"
    if os.sep in plugin.command:
        path = Path(plugin.folder, plugin.command)
        if not path.is_file():
            raise CredentialsFailed(f"credential plugin {clean(str(path), 200)} does not exist; {hint}")
        return str(path)
    search = plugin.environment.get("PATH", environ.get("PATH", os.defpath))
    program = shutil.which(plugin.command, path=search)
    if program is None:
        raise CredentialsFailed(f"credential plugin {name} not found in PATH; {hint}")
    return program


def _environment(plugin: Plugin, environ: Mapping[str, str]) -> dict[str, str]:
    """As kubectl does, but nothing of akotui's own: the password for a Controller is none of a plugin's business."""
    spec: dict[str, object] = {"interactive": False}
    if plugin.cluster is not None:
        spec["cluster"] = plugin.cluster
    request = {"kind": "ExecCredential", "apiVersion": plugin.api_version, "spec": spec}
    inherited = {name: value for name, value in environ.items() if not name.startswith("AKOTUI_")}
    return {**inherited, **plugin.environment, "KUBERNETES_EXEC_INFO": msgspec.json.encode(request).decode()}


async def _run(command: tuple[str, ...], environment: Mapping[str, str]) -> _Output:
    """Run to the end. Whatever happens, nothing of the plugin's session is left running."""
    child = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment,
        start_new_session=True,  # no controlling terminal: a prompt must not reach the user's keyboard
    )
    try:
        stdout, stderr = await asyncio.gather(
            _read_up_to(child.stdout, STDOUT_LIMIT), _read_up_to(child.stderr, STDERR_LIMIT)
        )
        return _Output(await child.wait(), stdout, stderr)
    finally:
        if child.returncode is None:
            _kill(child.pid)
            await child.wait()


async def _read_up_to(stream: asyncio.StreamReader | None, limit: int) -> bytes:
    """Read to the end and keep one byte more than `limit`, so that too much can be told from just enough."""
    kept = bytearray()
    while stream is not None and (chunk := await stream.read(2**16)):
        kept += chunk[: limit + 1 - len(kept)]
    return bytes(kept)


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def _read(plugin: Plugin, output: _Output, now: datetime) -> tuple[Grant, datetime | None]:
    name = clean(plugin.command, 200)
    if output.code != 0:
        said = clean(output.stderr.decode(errors="replace").strip(), _STDERR_SHOWN)
        raise CredentialsFailed(f"credential plugin {name} failed with exit code {output.code}: {said or 'no words'}")
    if len(output.stdout) > STDOUT_LIMIT:
        raise CredentialsFailed(f"credential plugin {name} wrote more than {STDOUT_LIMIT // 2**20} MiB")
    try:
        found = msgspec.json.decode(output.stdout, type=_Credential)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise CredentialsFailed(f"credential plugin {name} did not write an ExecCredential in JSON") from None
    if found.api_version not in _VERSIONS or found.api_version != plugin.api_version:
        raise CredentialsFailed(
            f"credential plugin {name} answered with apiVersion {clean(found.api_version, 80)!r}, "
            f"the kubeconfig wants {clean(plugin.api_version, 80)!r}"
        )
    return _granted(name, found.status or _Status(), now)


def _granted(name: str, status: _Status, now: datetime) -> tuple[Grant, datetime | None]:
    if bool(status.client_certificate_data) != bool(status.client_key_data):
        raise CredentialsFailed(f"credential plugin {name} gave a client certificate without its key, or the reverse")
    if not status.token and not status.client_certificate_data:
        raise CredentialsFailed(f"credential plugin {name} gave no token and no client certificate")
    expires = status.expiration_timestamp
    if expires is not None and expires.tzinfo is None:
        expires = expires.replace(tzinfo=UTC)
    if expires is not None and expires <= now:
        raise CredentialsFailed(f"credential plugin {name} gave a token that expired at {expires.isoformat()}")
    grant = bearer(status.token) if status.token else Grant()
    if status.client_certificate_data:
        certificate, key = Secret(status.client_certificate_data), Secret(status.client_key_data)
        grant = Grant(authorization=grant.authorization, certificate=certificate, key=key)
    return grant, expires
