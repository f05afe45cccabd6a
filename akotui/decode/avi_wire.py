"""What several kinds of Controller objects have in common on the wire."""

from collections.abc import Iterable, Mapping

import msgspec

from akotui.decode.broken import Unusable
from akotui.decode.metadata import shared, texts
from akotui.decode.refs import uuid_of
from akotui.model.text import clean


class WireNamed(msgspec.Struct, gc=False):
    """What every object has; `url` stands in for a uuid that an export left out."""

    uuid: str | None = None
    name: str | None = None
    url: str | None = None


class WireTenanted(WireNamed, gc=False):
    """An object that lives in a tenant."""

    tenant_ref: str | None = None


class WireMarker(msgspec.Struct, gc=False):
    """One of an object's markers (AKO pkg/utils AviObjectMarkers)."""

    key: str | None = None
    values: list[str | None] | None = None


class WireMarked(WireTenanted, gc=False):
    """An object that AKO marks."""

    cloud_ref: str | None = None
    created_by: str | None = None
    markers: list[WireMarker] | None = None


def identity(wire: WireNamed) -> tuple[str, str]:
    """Return uuid and name, clean; raises Unusable when one is missing."""
    uuid = clean(wire.uuid) if wire.uuid else uuid_of(wire.url)
    if not uuid:
        raise Unusable("has no uuid")
    if not wire.name:
        raise Unusable("has no name")
    return uuid, clean(wire.name)


def markers(wire: Iterable[WireMarker] | None) -> Mapping[str, tuple[str, ...]]:
    """Return the values of each marker key."""
    return {shared(each.key): texts(each.values) for each in wire if each.key} if wire else {}


def uuids(refs: Iterable[str | None]) -> tuple[str, ...]:
    """Return the uuids that references end in."""
    return tuple([uuid for ref in refs if (uuid := uuid_of(ref))])
