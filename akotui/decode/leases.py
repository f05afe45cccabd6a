"""Leases: which replica of an AKO instance leads."""

from datetime import datetime, timedelta
from typing import Final

import msgspec

from akotui.decode.metadata import WireMetadata, metadata, moment
from akotui.decode.shape import shape
from akotui.model.kubernetes import Lease
from akotui.model.text import clean

_STEP: Final = 15
_HOLDS: Final = 15


class _LeaseSpec(msgspec.Struct, gc=False):
    holder: str | None = msgspec.field(default=None, name="holderIdentity")
    renewed: str | None = msgspec.field(default=None, name="renewTime")
    seconds: int | None = msgspec.field(default=None, name="leaseDurationSeconds")


class _Lease(msgspec.Struct, gc=False):
    metadata: WireMetadata
    spec: _LeaseSpec | None = None


@shape(_Lease)
def lease(wire: _Lease) -> tuple[str, Lease]:
    """Decode a coordination.k8s.io/v1 Lease; it holds 15 seconds unless it says otherwise, as AKO's do."""
    known = metadata(wire.metadata, namespaced=True)
    spec = wire.spec or _LeaseSpec()
    renewed = moment(spec.renewed)
    return known.key, Lease(
        known,
        holder=clean(spec.holder or ""),
        renewed=_rounded_up(renewed) if renewed else None,
        seconds=_HOLDS if spec.seconds is None else spec.seconds,
    )


def _rounded_up(at: datetime) -> datetime:
    floor = at.replace(second=at.second // _STEP * _STEP, microsecond=0)
    return floor if floor == at else floor + timedelta(seconds=_STEP)
