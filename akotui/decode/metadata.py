"""Kubernetes object metadata, and the small wire shapes that several kinds share."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from akotui.decode.broken import Unusable
from akotui.model.kubernetes import Metadata
from akotui.model.text import clean

LONG: Final = 1 << 20
"""Limit in characters for values that hold JSON: cut, they would say something else. The API server's own limits
(256 KiB of annotations, 1 MiB of ConfigMap) lie below."""

_KEPT_ANNOTATIONS: Final = frozenset(
    {"ingressclass.kubernetes.io/is-default-class", "AviObjectDeletionStatus", "AviGatewayObjectDeletionStatus"}
)


class WireMetadata(msgspec.Struct, gc=False):
    """ObjectMeta without labels: most kinds are not asked for theirs."""

    name: str | None = None
    namespace: str | None = None
    uid: str | None = None
    created: str | None = msgspec.field(default=None, name="creationTimestamp")
    annotations: dict[str, str | None] | None = None


class WireLabelled(WireMetadata, gc=False):
    """ObjectMeta with labels, for kinds that are chosen or named by them."""

    labels: dict[str, str | None] | None = None


class WireAddress(msgspec.Struct, gc=False):
    """An entry of status.loadBalancer.ingress."""

    ip: str | None = None
    hostname: str | None = None


class WireLoadBalancer(msgspec.Struct, gc=False):
    """status.loadBalancer."""

    ingress: list[WireAddress] | None = None


class WireLoadBalancerStatus(msgspec.Struct, gc=False):
    """The status of an Ingress or a Service."""

    load_balancer: WireLoadBalancer | None = msgspec.field(default=None, name="loadBalancer")


def metadata(wire: WireMetadata, *, namespaced: bool) -> Metadata:
    """Return the metadata, clean; raises Unusable without a name or, for a namespaced kind, a namespace."""
    if not wire.name:
        raise Unusable("has no metadata.name")
    if namespaced and not wire.namespace:
        raise Unusable("has no metadata.namespace")
    return Metadata(
        name=clean(wire.name),
        namespace=word(wire.namespace) if namespaced else "",
        uid=word(wire.uid),
        created=moment(wire.created),
        labels=_cleaned(wire.labels) if isinstance(wire, WireLabelled) and wire.labels else {},
        annotations=_annotations(wire.annotations) if wire.annotations else {},
    )


def moment(text: str | None) -> datetime | None:
    """Parse an RFC 3339 time; None when there is none or it is none."""
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def texts(values: Iterable[str | None] | None) -> tuple[str, ...]:
    """Return the non-empty strings, clean, each once, in order."""
    if not values:
        return ()
    found = [clean(value) for value in values if value]
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def word(text: str | None) -> str:
    """Clean a string, where absent and empty are the same."""
    return clean(text) if text else ""


def optional(text: str | None) -> str | None:
    """Clean a string that may be absent."""
    return None if text is None else clean(text)


def addresses(status: WireLoadBalancerStatus | None) -> tuple[str, ...]:
    """Return the addresses of a status: the IP where there is one, else the host name."""
    balancer = status.load_balancer if status else None
    found = balancer.ingress if balancer else None
    return texts([entry.ip or entry.hostname for entry in found]) if found else ()


def _annotations(found: Mapping[str, str | None]) -> dict[str, str]:
    return {
        clean(key): clean(value or "", LONG)
        for key, value in found.items()
        if "ako.vmware.com" in key or key in _KEPT_ANNOTATIONS
    }


def _cleaned(found: Mapping[str, str | None]) -> dict[str, str]:
    return {clean(key): clean(value or "") for key, value in found.items()}
