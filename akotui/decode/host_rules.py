"""HostRules: what may turn an insecure host of an Ingress or a Route into a secure one."""

import msgspec

from akotui.decode.metadata import WireMetadata, metadata
from akotui.decode.shape import shape
from akotui.model.kubernetes import HostRule
from akotui.model.text import clean


class _Certificate(msgspec.Struct, gc=False):
    name: str | None = None


class _Certificates(msgspec.Struct, gc=False):
    name: str | None = None
    alternate: _Certificate | None = msgspec.field(default=None, name="alternateCertificate")


class _Tls(msgspec.Struct, gc=False):
    certificate: _Certificates | None = msgspec.field(default=None, name="sslKeyCertificate")


class _VirtualHost(msgspec.Struct, gc=False):
    fqdn: str | None = None
    fqdn_type: str | None = msgspec.field(default=None, name="fqdnType")
    tls: _Tls | None = None
    use_regex: bool | None = msgspec.field(default=None, name="useRegex")


class _Spec(msgspec.Struct, gc=False):
    virtual_host: _VirtualHost | None = msgspec.field(default=None, name="virtualhost")


class _Status(msgspec.Struct, gc=False):
    status: str | None = None


class _HostRule(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _Spec | None = None
    status: _Status | None = None


@shape(_HostRule)
def host_rule(wire: _HostRule) -> tuple[str, HostRule]:
    """Decode an ako.vmware.com HostRule (v1alpha1, v1beta1)."""
    known = metadata(wire.metadata, namespaced=True)
    host = (wire.spec.virtual_host if wire.spec else None) or _VirtualHost()
    return known.key, HostRule(
        known,
        host=clean(host.fqdn or ""),
        host_type=clean(host.fqdn_type or ""),
        certificate=_names_certificate(host.tls),
        use_regex=bool(host.use_regex),
        status=clean((wire.status.status if wire.status else None) or ""),
    )


def _names_certificate(tls: _Tls | None) -> bool:
    """AKO internal/nodes/validator.go sslKeyCertHostRulePresent: either certificate will do."""
    found = tls.certificate if tls else None
    return bool(found and (found.name or (found.alternate and found.alternate.name)))
