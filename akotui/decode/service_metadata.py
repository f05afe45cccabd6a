"""`service_metadata`: a JSON document in a string, written by AKO (internal/lib/lib.go ServiceMetadataObj).

Older versions have fewer keys, newer ones write null for empty lists. What cannot be parsed is told as such: the
object it stands in is still there.
"""

import msgspec

from akotui.decode.broken import UNDECODABLE
from akotui.decode.metadata import texts
from akotui.model.avi import ServiceMetadata
from akotui.model.text import clean


class _Wire(msgspec.Struct, gc=False):
    namespace_ingress_name: list[str | None] | None = None
    namespace_svc_name: list[str | None] | None = None
    namespace: str | None = None
    ingress_name: str | None = None
    hostnames: list[str | None] | None = None
    gateway: str | None = None
    httproute: str | None = None
    passthrough_parent_ref: str | None = None
    passthrough_child_ref: str | None = None


_read_text = msgspec.json.Decoder(str | None).decode
_read = msgspec.json.Decoder(_Wire | None).decode
_NONE = ServiceMetadata()

ABSENT = msgspec.Raw(b"null")
"""The default of a wire field that may hold service_metadata."""


def service_metadata(raw: msgspec.Raw) -> tuple[ServiceMetadata, str]:
    """Return what the field's JSON value says, and why it could not be read (empty when it could)."""
    try:
        text = _read_text(raw)
        wire = _read(text) if text and (text[0] == "{" or text.strip()) else None
    except UNDECODABLE as error:
        return _NONE, f"service_metadata cannot be read: {clean(str(error), 200)}"
    return (_reduced(wire) if wire else _NONE), ""


def _reduced(wire: _Wire) -> ServiceMetadata:
    ingresses = wire.namespace_ingress_name
    if wire.namespace and wire.ingress_name:
        ingresses = [*(ingresses or ()), f"{wire.namespace}/{wire.ingress_name}"]
    return ServiceMetadata(
        ingresses=texts(ingresses),
        services=texts(wire.namespace_svc_name),
        namespace=clean(wire.namespace) if wire.namespace else "",
        hosts=texts(wire.hostnames),
        gateway=clean(wire.gateway) if wire.gateway else "",
        http_route=clean(wire.httproute) if wire.httproute else "",
        passthrough_parent=clean(wire.passthrough_parent_ref) if wire.passthrough_parent_ref else "",
        passthrough_child=clean(wire.passthrough_child_ref) if wire.passthrough_child_ref else "",
    )
