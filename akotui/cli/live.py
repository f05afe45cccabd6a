"""Live sources: the cluster of a kubeconfig, and the Controllers whose addresses the user gave."""

import ssl
from collections.abc import Mapping
from typing import Final

from akotui.config import ClusterSettings, ControllerSettings, Settings
from akotui.engine import Source
from akotui.model.facts import Scope
from akotui.model.kinds import Plane
from akotui.sources import avi_address, avi_credentials, avi_tls, kubeconfig
from akotui.sources.avi import AviSource
from akotui.sources.avi_address import AviAddress
from akotui.sources.connection import Connection
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.off import OffSource

NOT_GIVEN: Final = "no Controller was given"
SWITCHED_OFF: Final = "--no-avi"


def sources(settings: Settings, secrets: Mapping[str, str], *, follow: bool) -> tuple[Source, ...]:
    """Return the cluster and every Controller; one that is not to be read stands there as off.

    Raises:
        UsageError: an address, a credentials file or a certificate cannot be used.

    """
    return (_cluster(settings.cluster, follow=follow), *_controllers(settings, secrets, follow=follow))


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


def _controllers(settings: Settings, secrets: Mapping[str, str], *, follow: bool) -> tuple[Source, ...]:
    if not settings.controllers:
        why = SWITCHED_OFF if settings.no_avi else NOT_GIVEN
        return (OffSource(Scope("avi", Plane.AVI), why),)
    named = {avi_address.parse(one.address).name: one for one in reversed(settings.controllers)}
    return tuple(_controller(one, secrets, follow=follow) for one in reversed(named.values()))


def _controller(one: ControllerSettings, secrets: Mapping[str, str], *, follow: bool) -> Source:
    address = avi_address.parse(one.address)
    verify = _verification(one, address)
    account = avi_credentials.load(one.username or None, one.password_file or None, one.token_file or None, secrets)
    if account is None:
        why = "no account was given; add --avi-username NAME and --avi-password-file FILE"
        return OffSource(Scope(address.name, Plane.AVI), why)
    version = one.version or None
    return AviSource(one.address, account, verify=verify, tenants=one.tenants, version=version, follow=follow)


def _verification(one: ControllerSettings, address: AviAddress) -> ssl.SSLContext | bool:
    """Who is taken for the Controller; where nothing is encrypted, the system's authorities need not be loaded."""
    if address.base_url.startswith("http://") and not (one.ca_file or one.pin_sha256 or one.insecure):
        return False
    return avi_tls.tls_context(ca_file=one.ca_file or None, pin_sha256=one.pin_sha256 or None, insecure=one.insecure)
