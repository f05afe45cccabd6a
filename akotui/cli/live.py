"""Live sources: the cluster of a kubeconfig, and the Controllers whose addresses the user gave."""

import asyncio
import ssl
import time
from collections.abc import Mapping
from typing import Final

import msgspec

from akotui.config import ClusterSettings, ControllerSettings, Settings
from akotui.engine import Source
from akotui.errors import UsageError
from akotui.model.facts import Scope
from akotui.model.kinds import Plane
from akotui.sources import avi_address, avi_credentials, avi_secret, avi_tls, avi_wire, kubeconfig
from akotui.sources.avi import AviSource
from akotui.sources.avi_account import AskAccount
from akotui.sources.avi_address import AviAddress
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.connection import Connection
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.off import OffSource
from akotui.sources.secret import Secret

NOT_GIVEN: Final = "no Controller was given"
SWITCHED_OFF: Final = "--no-avi"
_NOT_YET: Final = AviCredentials("", Secret(""))


class LiveSources:
    """The cluster, and the Controllers by name: one that is not to be read stands there as off.

    Raises UsageError when an address, a credentials file or a certificate cannot be used.
    """

    def __init__(self, settings: Settings, secrets: Mapping[str, str], *, follow: bool) -> None:
        self._chosen = settings
        self._follow = follow
        self._connecting = asyncio.Lock()
        self._connection: Connection | None = None
        named = {avi_address.parse(one.address).name: one for one in settings.controllers}
        self._settings = {avi_address.parse(one.address).name: one for one in reversed(settings.controllers)}
        self._controllers: dict[str, Source] = {name: self._controller(self._settings[name], secrets) for name in named}
        nobody = OffSource(Scope("avi", Plane.AVI), SWITCHED_OFF if settings.no_avi else NOT_GIVEN)
        cluster = KubernetesSource(self._connect, namespaces=settings.cluster.namespaces, follow=follow)
        self._all = (cluster, *(self._controllers.values() or (nobody,)))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The cluster, then the Controllers in the order they were named in."""
        return self._all

    def open_controller(self, address: str, account: AviCredentials) -> Source:
        """Give the source of a Controller this account; one that is off, or was not named, gets a new source.

        Raises UsageError for an address or a certificate that cannot be used.
        """
        if self._chosen.no_avi:
            raise UsageError(f"{SWITCHED_OFF} was given: start akotui without it to read a Controller")
        name = avi_address.parse(address).name
        known = self._controllers.get(name)
        if isinstance(known, AviSource):
            known.sign_in(account)
            return known
        one = self._settings.get(name) or msgspec.structs.replace(self._chosen.elsewhere, address=address)
        opened = self._controllers[name] = self._reader(one, account)
        return opened

    async def _connect(self) -> Connection:
        """The one connection of this run: whatever changes on disk, nothing is mixed in."""
        async with self._connecting:
            if self._connection is None:
                self._connection = await connect(self._chosen.cluster)
            return self._connection

    def _controller(self, one: ControllerSettings, secrets: Mapping[str, str]) -> Source:
        if namespace := self._chosen.use_avi_secret:
            chosen = bool(one.ca_file or one.pin_sha256 or one.insecure or one.address.startswith("http://"))
            return self._reader(one, _NOT_YET, avi_secret.asking(self._connect, namespace, with_authority=not chosen))
        account = avi_credentials.load(one.username or None, one.password_file or None, one.token_file or None, secrets)
        if account is None:
            address = avi_address.parse(one.address)
            verification(one, address)  # what is wrong with it is said now
            why = "no account was given; add --avi-username NAME and --avi-password-file FILE"
            return OffSource(Scope(address.name, Plane.AVI), why)
        return self._reader(one, account)

    def _reader(self, one: ControllerSettings, account: AviCredentials, ask: AskAccount | None = None) -> AviSource:
        address = avi_address.parse(one.address)
        return AviSource(
            one.address,
            account,
            verify=verification(one, address),
            tenants=one.tenants,
            version=one.version or None,
            follow=self._follow,
            pace=avi_wire.pace(one.rate or avi_wire.RATE),
            cautions=_cautions(one, address),
            ask_account=ask,
        )


def _cautions(one: ControllerSettings, address: AviAddress) -> tuple[str, ...]:
    unverified = f"Avi {address.name} is NOT VERIFIED (--avi-insecure): whoever answers gets the password"
    return (unverified,) if one.insecure else ()


async def connect(cluster: ClusterSettings) -> Connection:
    """Return how to reach the cluster, and how long it took to find out. Raises UsageError."""
    began = time.monotonic()
    found = await kubeconfig.load(
        kubeconfig=cluster.kubeconfig,
        context=cluster.context,
        impersonate=kubeconfig.Impersonation(cluster.as_user or "", cluster.as_groups),
        insecure=cluster.insecure,
        request_timeout=cluster.request_timeout or None,
    )
    return msgspec.structs.replace(found, took=time.monotonic() - began)


def verification(one: ControllerSettings, address: AviAddress) -> ssl.SSLContext | bool:
    """Who is taken for the Controller; where nothing is encrypted, the system's authorities need not be loaded.

    Raises UsageError.
    """
    if address.base_url.startswith("http://") and not (one.ca_file or one.pin_sha256 or one.insecure):
        return False
    return avi_tls.tls_context(ca_file=one.ca_file or None, pin_sha256=one.pin_sha256 or None, insecure=one.insecure)
