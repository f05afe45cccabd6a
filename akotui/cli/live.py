"""Live sources: the cluster of a kubeconfig, and the Controllers whose addresses the user gave."""

import ssl
from collections.abc import Mapping
from typing import Final

import msgspec

from akotui.config import ClusterSettings, ControllerSettings, Settings
from akotui.engine import Source
from akotui.errors import UsageError
from akotui.model.facts import Scope
from akotui.model.kinds import Plane
from akotui.sources import avi_address, avi_credentials, avi_tls, kubeconfig
from akotui.sources.avi import AviSource
from akotui.sources.avi_address import AviAddress
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.connection import Connection
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.off import OffSource

NOT_GIVEN: Final = "no Controller was given"
SWITCHED_OFF: Final = "--no-avi"


class LiveSources:
    """The cluster, and the Controllers by name: one that is not to be read stands there as off.

    Raises UsageError when an address, a credentials file or a certificate cannot be used.
    """

    def __init__(self, settings: Settings, secrets: Mapping[str, str], *, follow: bool) -> None:
        self._follow = follow
        named = {avi_address.parse(one.address).name: one for one in settings.controllers}
        self._settings = {avi_address.parse(one.address).name: one for one in reversed(settings.controllers)}
        self._elsewhere = settings.elsewhere
        self._refused = settings.no_avi
        self._controllers: dict[str, Source] = {name: self._controller(self._settings[name], secrets) for name in named}
        nobody = OffSource(Scope("avi", Plane.AVI), SWITCHED_OFF if settings.no_avi else NOT_GIVEN)
        self._all = (_cluster(settings.cluster, follow=follow), *(self._controllers.values() or (nobody,)))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The cluster, then the Controllers in the order they were named in."""
        return self._all

    def open_controller(self, address: str, account: AviCredentials) -> Source:
        """Give the source of a Controller this account; one that is off, or was not named, gets a new source.

        Raises UsageError for an address or a certificate that cannot be used.
        """
        if self._refused:
            raise UsageError(f"{SWITCHED_OFF} was given: start akotui without it to read a Controller")
        name = avi_address.parse(address).name
        known = self._controllers.get(name)
        if isinstance(known, AviSource):
            known.sign_in(account)
            return known
        one = self._settings.get(name) or msgspec.structs.replace(self._elsewhere, address=address)
        opened = self._controllers[name] = self._reader(one, account)
        return opened

    def _controller(self, one: ControllerSettings, secrets: Mapping[str, str]) -> Source:
        account = avi_credentials.load(one.username or None, one.password_file or None, one.token_file or None, secrets)
        if account is None:
            address = avi_address.parse(one.address)
            _verification(one, address)  # what is wrong with it is said now
            why = "no account was given; add --avi-username NAME and --avi-password-file FILE"
            return OffSource(Scope(address.name, Plane.AVI), why)
        return self._reader(one, account)

    def _reader(self, one: ControllerSettings, account: AviCredentials) -> AviSource:
        verify = _verification(one, avi_address.parse(one.address))
        version = one.version or None
        return AviSource(
            one.address,
            account,
            verify=verify,
            tenants=one.tenants,
            version=version,
            follow=self._follow,
            cautions=_cautions(one),
        )


def _cluster(cluster: ClusterSettings, *, follow: bool) -> KubernetesSource:
    async def connect() -> Connection:
        return await kubeconfig.load(
            kubeconfig=cluster.kubeconfig,
            context=cluster.context,
            impersonate=kubeconfig.Impersonation(cluster.as_user or "", cluster.as_groups),
            insecure=cluster.insecure,
            request_timeout=cluster.request_timeout or None,
        )

    return KubernetesSource(connect, namespaces=cluster.namespaces, follow=follow)


def _cautions(one: ControllerSettings) -> tuple[str, ...]:
    name = avi_address.parse(one.address).name
    return (f"Avi {name} is NOT VERIFIED (--avi-insecure): whoever answers gets the password",) if one.insecure else ()


def _verification(one: ControllerSettings, address: AviAddress) -> ssl.SSLContext | bool:
    """Who is taken for the Controller; where nothing is encrypted, the system's authorities need not be loaded."""
    if address.base_url.startswith("http://") and not (one.ca_file or one.pin_sha256 or one.insecure):
        return False
    return avi_tls.tls_context(ca_file=one.ca_file or None, pin_sha256=one.pin_sha256 or None, insecure=one.insecure)
