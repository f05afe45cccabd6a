"""Kubernetes object metadata, and the small wire shapes that several kinds share."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, cast

import msgspec

from akotui.decode.broken import Unusable
from akotui.model.kubernetes import Metadata
from akotui.model.text import clean

LONG: Final = 1 << 20
"""Limit in characters for values that hold JSON: cut, they would say something else. The API server's own limits
(256 KiB of annotations, 1 MiB of ConfigMap) lie below."""


class WireAnnotations(msgspec.Struct, gc=False, omit_defaults=True):
    """The annotations that are kept: those AKO reads or writes and something looks at.

    The others, whole manifests among them, are passed over unread.
    """

    hosts: str | None = msgspec.field(default=None, name="ako.vmware.com/host-fqdn-vs-uuid-map")
    controller: str | None = msgspec.field(default=None, name="ako.vmware.com/controller-cluster-uuid")
    tenant: str | None = msgspec.field(default=None, name="ako.vmware.com/tenant-name")
    shared_vip: str | None = msgspec.field(default=None, name="ako.vmware.com/enable-shared-vip")
    tls: str | None = msgspec.field(default=None, name="ako.vmware.com/enable-tls")
    dedicated: str | None = msgspec.field(default=None, name="ako.vmware.com/dedicated-gateway-mode")
    infra_setting: str | None = msgspec.field(default=None, name="aviinfrasetting.ako.vmware.com/name")
    passthrough: str | None = msgspec.field(default=None, name="passthrough.ako.vmware.com/enabled")
    default_class: str | None = msgspec.field(default=None, name="ingressclass.kubernetes.io/is-default-class")
    deletion: str | None = msgspec.field(default=None, name="AviObjectDeletionStatus")
    gateway_deletion: str | None = msgspec.field(default=None, name="AviGatewayObjectDeletionStatus")


KEPT: Final[tuple[str, ...]] = WireAnnotations.__struct_encode_fields__
_NONE_KEPT: Final = WireAnnotations()


class WireMetadata(msgspec.Struct, gc=False):
    """ObjectMeta without labels: most kinds are not asked for theirs."""

    name: str | None = None
    namespace: str | None = None
    uid: str | None = None
    created: str | None = msgspec.field(default=None, name="creationTimestamp")
    annotations: WireAnnotations | None = None


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
        namespace=clean(wire.namespace or "") if namespaced else "",
        uid=clean(wire.uid or ""),
        created=moment(wire.created),
        labels=_cleaned(wire.labels) if isinstance(wire, WireLabelled) and wire.labels else {},
        annotations=_annotations(found) if (found := wire.annotations) is not None and found != _NONE_KEPT else {},
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


def texts(values: Sequence[str | None] | None) -> tuple[str, ...]:
    """Return the non-empty strings, clean, each once, in order. Most lists hold one, or none."""
    if not values:
        return ()
    if len(values) == 1:
        only = values[0]
        return (clean(only),) if only else ()
    return tuple(dict.fromkeys([clean(value) for value in values if value]))


def optional(text: str | None) -> str | None:
    """Clean a string that may be absent."""
    return None if text is None else clean(text)


@lru_cache(maxsize=512)
def shared(text: str) -> str:
    """Clean a string that thousands of objects have in common; remembered."""
    return clean(text)


def addresses(status: WireLoadBalancerStatus | None) -> tuple[str, ...]:
    """Return the addresses of a status: the IP where there is one, else the host name."""
    balancer = status.load_balancer if status else None
    found = balancer.ingress if balancer else None
    if not found:
        return ()
    if len(found) == 1:
        only = found[0].ip or found[0].hostname
        return (clean(only),) if only else ()
    return texts([entry.ip or entry.hostname for entry in found])


def _annotations(found: WireAnnotations) -> dict[str, str]:
    there = cast("dict[str, str]", msgspec.to_builtins(found))  # without those that are not there: most never are
    return {name: clean(value, LONG) for name, value in there.items()}


def _cleaned(found: Mapping[str, str | None]) -> dict[str, str]:
    return {shared(key): clean(value) if value else "" for key, value in found.items()}
