"""Credential plugins of a kubeconfig (`users[].user.exec`), run without a terminal unless a person asks for it.

By itself a plugin gets no standard input, no controlling terminal and no time without end; what it writes is read up
to a limit. Its token is kept until it expires or the server answers 401, a failure for a moment.

Source: kubernetes.io, "client-go credential plugins" (ExecCredential, KUBERNETES_EXEC_INFO, interactiveMode).
"""

import asyncio
import os
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from akotui.model.text import clean
from akotui.sources.credentials import CredentialsFailed, Grant, bearer
from akotui.sources.plugin_run import STDOUT_LIMIT, Output, alone, in_front
from akotui.sources.secret import Secret

TIME_LIMIT: Final = 30.0
LOGIN_LIMIT: Final = 600.0
"""Seconds that a person has to log in on the terminal: nobody else gets it back."""
FAILURE_HOLDS: Final = 2.0
"""Seconds for which a run that failed is the answer to whoever asks: readers ask together, one after the other."""
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
        self._patience: asyncio.Timeout | None = None
        self._person = False  # somebody waits to log in
        self._failure = ""
        self._failure_ends = 0.0

    async def grant(self) -> Grant:
        """Return what the plugin said, asking it when there is nothing that still holds."""
        async with self._lock:
            if self._grant is None or (self._expires is not None and self._clock() >= self._expires - _EARLY):
                self._grant, self._expires = None, None
                if self._person:
                    raise CredentialsFailed(self._given_way())
                self._grant, self._expires = await self._ask_unless_failed()
            return self._grant

    def reject(self, grant: Grant) -> bool:
        """Run the plugin again at the next grant."""
        if grant is self._grant:
            self._grant = None
        return True

    @property
    def program(self) -> str:
        """The plugin's name, fit to be shown."""
        return clean(Path(self._plugin.command).name, 200)

    async def log_in(self) -> None:
        """Run the plugin on the terminal, which somebody has left to it. Raises CredentialsFailed.

        One that runs without a terminal is ended: it may wait for just this person.
        """
        self._person = True
        if self._patience is not None and not self._patience.expired():
            self._patience.reschedule(0.0)
        try:
            await self._lock.acquire()
        finally:
            self._person = False
        self._failure = ""
        try:
            self._grant, self._expires = await self._ask(on_terminal=True)
        finally:
            self._lock.release()

    def _given_way(self) -> str:
        return f"credential plugin {clean(self._plugin.command, 200)} was ended: somebody logs in with it"

    async def _ask_unless_failed(self) -> tuple[Grant, datetime | None]:
        now = asyncio.get_running_loop().time
        if self._failure and now() < self._failure_ends:
            raise CredentialsFailed(self._failure)
        try:
            return await self._ask()
        except CredentialsFailed as error:
            self._failure, self._failure_ends = str(error), now() + FAILURE_HOLDS
            raise

    async def _ask(self, *, on_terminal: bool = False) -> tuple[Grant, datetime | None]:
        plugin = self._plugin
        name = clean(plugin.command, 200)
        if plugin.interactive and not on_terminal:
            raise CredentialsFailed(
                f"credential plugin {name} wants a terminal (interactiveMode: Always): :login on the live screen gives "
                "it one; without a screen use another context, or a plugin mode that logs in beforehand"
            )
        program = _found(plugin, self._environ)
        environment = _environment(plugin, self._environ, interactive=on_terminal)
        limit = LOGIN_LIMIT if on_terminal else self._time_limit
        try:
            async with asyncio.timeout(limit) as self._patience:
                output = await (in_front if on_terminal else alone)((program, *plugin.arguments), environment)
        except TimeoutError:
            if self._person:
                raise CredentialsFailed(self._given_way()) from None
            raise CredentialsFailed(
                f"credential plugin {name} did not end within {limit:g} s; does it wait for a login?"
            ) from None
        except OSError as error:
            raise CredentialsFailed(f"credential plugin {name} cannot be run: {error.strerror}") from None
        finally:
            self._patience = None
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


def _environment(plugin: Plugin, environ: Mapping[str, str], *, interactive: bool) -> dict[str, str]:
    """As kubectl does, but nothing of akotui's own: the password for a Controller is none of a plugin's business."""
    spec: dict[str, object] = {"interactive": interactive}
    if plugin.cluster is not None:
        spec["cluster"] = plugin.cluster
    request = {"kind": "ExecCredential", "apiVersion": plugin.api_version, "spec": spec}
    inherited = {name: value for name, value in environ.items() if not name.startswith("AKOTUI_")}
    return {**inherited, **plugin.environment, "KUBERNETES_EXEC_INFO": msgspec.json.encode(request).decode()}


def _read(plugin: Plugin, output: Output, now: datetime) -> tuple[Grant, datetime | None]:
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
