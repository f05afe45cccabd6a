"""The Gateway API's objects: what container `ako-gateway-api` makes virtual services of."""

import msgspec

from akotui.decode.classes import WireParameters, infra_setting
from akotui.decode.metadata import WireMetadata, metadata, texts
from akotui.decode.shape import shape
from akotui.model.kubernetes import Condition, Gateway, GatewayClass
from akotui.model.text import clean


class _GatewayClassSpec(msgspec.Struct, gc=False):
    controller: str | None = msgspec.field(default=None, name="controllerName")
    parameters: WireParameters | None = msgspec.field(default=None, name="parametersRef")


class _GatewayClass(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _GatewayClassSpec | None = None


@shape(_GatewayClass)
def gateway_class(wire: _GatewayClass) -> tuple[str, GatewayClass]:
    """Decode a gateway.networking.k8s.io GatewayClass (v1, v1beta1)."""
    known = metadata(wire.metadata, namespaced=False)
    spec = wire.spec or _GatewayClassSpec()
    return known.key, GatewayClass(
        known, controller=clean(spec.controller or ""), infra_setting=infra_setting(spec.parameters)
    )


class _Listener(msgspec.Struct, gc=False):
    hostname: str | None = None


class _GatewaySpec(msgspec.Struct, gc=False):
    class_name: str | None = msgspec.field(default=None, name="gatewayClassName")
    listeners: list[_Listener] | None = None


class _Address(msgspec.Struct, gc=False):
    value: str | None = None


class _Condition(msgspec.Struct, gc=False):
    type: str | None = None
    status: str | None = None
    reason: str | None = None
    message: str | None = None


class _GatewayStatus(msgspec.Struct, gc=False):
    addresses: list[_Address] | None = None
    conditions: list[_Condition] | None = None


class _Gateway(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _GatewaySpec | None = None
    status: _GatewayStatus | None = None


@shape(_Gateway)
def gateway(wire: _Gateway) -> tuple[str, Gateway]:
    """Decode a gateway.networking.k8s.io Gateway (v1, v1beta1)."""
    known = metadata(wire.metadata, namespaced=True)
    spec, status = wire.spec or _GatewaySpec(), wire.status or _GatewayStatus()
    return known.key, Gateway(
        known,
        class_name=clean(spec.class_name or ""),
        hosts=texts([listener.hostname for listener in spec.listeners or ()]),
        addresses=texts([address.value for address in status.addresses or ()]),
        conditions=tuple(_condition(each) for each in status.conditions or ()),
    )


def _condition(wire: _Condition) -> Condition:
    return Condition(
        clean(wire.type or ""), clean(wire.status or ""), clean(wire.reason or ""), clean(wire.message or "")
    )
