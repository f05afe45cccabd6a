"""Lists as `kubectl get` asks for them: meta.k8s.io/v1 Tables, a row an object, with its metadata.

Source: kubernetes pkg/printers/internalversion/printers.go (columns and cells), apiserver pkg/endpoints/handlers/
response.go (rows carry PartialObjectMetadata) and apimachinery pkg/util/duration (ages).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

import msgspec

from akotui.simulator.documents import Json, Object, encode, member, objects, parse, text
from akotui.simulator.http import Request
from akotui.simulator.store import Entry, Served

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "namespaces": ("Name", "Status", "Age"),
        "ingresses": ("Name", "Class", "Hosts", "Address", "Ports", "Age"),
    }
)
_OTHERS: Final = ("Name", "Age")
_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86_400, 365 * 86_400
_AGES: Final = (
    (2 * _MINUTE, 1, 0), (10 * _MINUTE, _MINUTE, 1), (3 * _HOUR, _MINUTE, 0), (8 * _HOUR, _HOUR, _MINUTE),
    (2 * _DAY, _HOUR, 0), (8 * _DAY, _DAY, _HOUR), (2 * _YEAR, _DAY, 0), (8 * _YEAR, _YEAR, _DAY),
)  # fmt: skip
"""Below so many seconds: the larger unit, and the smaller one that is shown beside it (0: none)."""
_UNITS: Final[Mapping[int, str]] = MappingProxyType({1: "s", _MINUTE: "m", _HOUR: "h", _DAY: "d", _YEAR: "y"})


class _Partial(msgspec.Struct):
    metadata: msgspec.Raw


def wanted(request: Request) -> bool:
    """Whether the first media type that is asked for is a Table."""
    first = request.headers.get("accept", "").partition(",")[0].replace(" ", "").split(";")
    return {"application/json", "as=Table", "g=meta.k8s.io", "v=v1"} <= set(first)


class Tables:
    """Writes Tables. A row is written once for each state of an object; `moment` is the now of all ages."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment
        self._rows: dict[tuple[str, str], tuple[int, bytes]] = {}

    def page(self, served: Served, entries: Sequence[Entry], metadata: Object) -> bytes:
        """Return a page of a list as a Table; `metadata` is that of the list."""
        names: list[Json] = [_column(name) for name in _COLUMNS.get(served.plural, _OTHERS)]
        head: Object = {"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": metadata}
        rows = b",".join([self._row(served, entry) for entry in entries])
        return encode({**head, "columnDefinitions": names})[:-1] + b',"rows":[' + rows + b"]}"

    def _row(self, served: Served, entry: Entry) -> bytes:
        place = (served.plural, entry.key)
        version, row = self._rows.get(place, (0, b""))
        if version != entry.version:
            cells = encode(_cells(served.plural, parse(entry.raw), self._moment))
            partial = msgspec.json.decode(entry.raw, type=_Partial).metadata
            head = b'{"cells":%b,"object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":'
            row = head % cells + bytes(partial) + b"}}"
            self._rows[place] = (entry.version, row)
        return row


def _column(name: str) -> Object:
    shape = "name" if name == "Name" else ""
    return {"name": name, "type": "string", "format": shape, "description": f"{name} of the object", "priority": 0}


def _cells(plural: str, document: Object, moment: datetime) -> list[Json]:
    name, age = text(document, "metadata", "name"), _age(text(document, "metadata", "creationTimestamp"), moment)
    if plural == "namespaces":
        return [name, text(document, "status", "phase"), age]
    if plural == "ingresses":
        return [name, *_ingress(document), age]
    return [name, age]


def _ingress(document: Object) -> tuple[str, str, str, str]:
    """Class, hosts, addresses and ports, as formatHosts and formatPorts write them."""
    found = list(filter(None, (text(rule, "host") for rule in objects(document, "spec", "rules"))))
    more = f" + {len(found) - 3} more..." if len(found) > 3 else ""  # noqa: PLR2004 - formatHosts shows three
    balancers = objects(document, "status", "loadBalancer", "ingress")
    addresses = filter(None, (text(each, "ip") or text(each, "hostname") for each in balancers))
    ports = "80, 443" if member(document, "spec", "tls") else "80"
    class_name = text(document, "spec", "ingressClassName") or "<none>"
    return class_name, ",".join(found[:3]) + more or "*", ",".join(addresses), ports


def _age(created: str, moment: datetime) -> str:
    """Return what HumanDuration writes: 45s, 3m20s, 5h, 6d4h, 3y."""
    if not created:
        return "<unknown>"
    seconds = max(0, int((moment - datetime.fromisoformat(created)).total_seconds()))
    for limit, unit, smaller in _AGES:
        if seconds < limit:
            rest = seconds % unit // smaller if smaller else 0
            return f"{seconds // unit}{_UNITS[unit]}" + (f"{rest}{_UNITS[smaller]}" if rest else "")
    return f"{seconds // _YEAR}y"
