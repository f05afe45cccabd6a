"""The contexts that the screen can go over to, and what of a run's settings goes along."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from copy import copy
from typing import Final

from akotui.cli import context
from akotui.cli.acknowledging import entries
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.settings import settings
from akotui.config import Settings
from akotui.model.text import clean
from akotui.tui.running import Opening, Running

_OF_ONE_CLUSTER: Final = (
    "namespaces",
    "insecure_skip_tls_verify",
    "use_avi_secret",
    "avi_controllers",
    "avi_username",
    "avi_password_file",
    "avi_token_file",
    "avi_ca_file",
    "avi_pin_sha256",
    "avi_insecure",
    "avi_tenants",
    "avi_version",
)
"""Options that name things of the cluster that akotui was started with: in another one they mean something else."""

_ADDRESS: Final = "AKOTUI_AVI_CONTROLLER"
_USERNAME: Final = "AKOTUI_AVI_USERNAME"

_TYPED: Final = {
    "namespaces": "-n", "avi_controllers": "--avi-controller", "avi_tenants": "--avi-tenant",
}  # fmt: skip
"""Options that are typed otherwise than they are called."""

Start = Callable[[Settings, Mapping[str, str]], Awaitable[Running]]
"""Makes an engine of settings and secrets."""


class KubeconfigContexts:
    """Those of the kubeconfig."""

    def __init__(self, arguments: Arguments, environment: Environment, start: Start) -> None:
        self._arguments, self._environment, self._start = arguments, environment, start
        self._first = arguments.context or context.current(arguments.kubeconfig, environment.said)

    async def names(self) -> tuple[str, ...]:
        """Return their names, in the order of the files."""
        return await asyncio.to_thread(context.names, self._arguments.kubeconfig, self._environment.said)

    def opening(self, name: str) -> Opening:
        """Return what there is to know of a context before it is read. Raises UsageError."""
        chosen, secrets = self.settings(name), self.environment(name).secrets

        async def open_engine() -> Running:
            return await self._start(chosen, secrets)

        return Opening(clean(name, 200), entries(chosen), open_engine, self._left(name))

    def settings(self, name: str) -> Settings:
        """Return the settings of a context; a Controller is read there only if its address was given for it.

        That is in the configuration, or by what akotui was started with if that is the context. Raises UsageError.
        """
        arguments = copy(self._arguments)
        arguments.context = name
        if name != self._first:
            for option in _OF_ONE_CLUSTER:
                setattr(arguments, option, getattr(Arguments, option))
        return settings(arguments, self.environment(name))

    def _left(self, name: str) -> tuple[str, ...]:
        """Return the options that were given for the first context and do not go along to this one."""
        given = self._arguments if name != self._first else Arguments
        left = (one for one in _OF_ONE_CLUSTER if getattr(given, one) != getattr(Arguments, one))
        return tuple(_TYPED.get(one, f"--{one.replace('_', '-')}") for one in left)

    def environment(self, name: str) -> Environment:
        """Return what of the environment counts for a context.

        An account that was given together with a Controller, or in part by an option, is for that Controller alone.
        """
        arguments, whole = self._arguments, self._environment
        if name == self._first:
            return whole
        bound = arguments.avi_controllers or arguments.avi_username or whole.said.get(_ADDRESS)
        left = {_ADDRESS, _USERNAME} if bound else {_ADDRESS}
        said = {key: value for key, value in whole.said.items() if key not in left}
        return Environment(said, {} if bound else whole.secrets)
