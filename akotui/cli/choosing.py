"""One named object of an estate, and whether it can be known not to exist."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from akotui.analysis.asking import is_named
from akotui.analysis.estate import Estate
from akotui.model.facts import SourceState
from akotui.model.kinds import Kind
from akotui.report.composing import detail, read_state

SHORT: Mapping[str, str] = MappingProxyType(
    {
        "instances": "ako",
        "namespaces": "ns",
        "virtualservices": "vs",
        "hosts": "host",
        "users": "user",
        "findings": "finding",
    }
)
"""How one object of a listed kind is called."""

_READ_FROM: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        "instances": (Kind.STATEFUL_SET, Kind.CONFIG_MAP),
        "namespaces": (Kind.NAMESPACE,),
        "virtualservices": (Kind.VIRTUAL_SERVICE,),
        "hosts": (Kind.VIRTUAL_SERVICE, Kind.VS_VIP, Kind.INGRESS, Kind.ROUTE),
        "users": (Kind.VIRTUAL_SERVICE,),
        "findings": (),
    }
)


def only(estate: Estate, kind: str, name: str) -> Estate:
    """Return `estate` with those objects of `kind` alone that bear `name`.

    A virtual service is named by its name, TENANT/NAME or uuid; a finding by its rule or fingerprint.
    """
    replace = msgspec.structs.replace
    match kind:
        case "instances":
            return replace(estate, instances=tuple(it for it in estate.instances if it.instance.id == name))
        case "namespaces":
            found = tuple(it for it in estate.namespaces if it.namespace.metadata.name == name)
            return replace(estate, namespaces=found)
        case "virtualservices":
            return replace(estate, virtual_services=tuple(it for it in estate.virtual_services if is_named(it, name)))
        case "hosts":
            return replace(estate, hosts=tuple(it for it in estate.hosts if it.fqdn == name))
        case "users":
            return replace(estate, users=tuple(it for it in estate.users if it.name == name))
        case _:
            found = tuple(it for it in estate.findings if name in (it.rule, it.fingerprint))
            return replace(estate, findings=found, coverage=tuple(it for it in estate.coverage if it.rule == name))


def names(estate: Estate, kind: str) -> tuple[str, ...]:
    """Return what each object of `kind` is called, fit to be given to `only`."""
    match kind:
        case "instances":
            return tuple(it.instance.id for it in estate.instances)
        case "namespaces":
            return tuple(it.namespace.metadata.name for it in estate.namespaces)
        case "virtualservices":
            return tuple(f"{it.vs.tenant}/{it.vs.name}" for it in estate.virtual_services)
        case "hosts":
            return tuple(it.fqdn for it in estate.hosts)
        case "users":
            return tuple(it.name for it in estate.users if it.name)
        case _:
            return tuple(it.fingerprint for it in estate.findings)


def unread(estate: Estate, kind: str) -> tuple[str, ...]:
    """Say what keeps the list of `kind` from being whole: a line each, none when it is whole."""
    return lacking(estate, _READ_FROM[kind])


def lacking(estate: Estate, wanted: tuple[Kind, ...]) -> tuple[str, ...]:
    """Say the same of these kinds."""
    words = {one.value for one in wanted}
    planes = {one.plane for one in wanted}
    missing: list[str] = []
    for source in estate.sources:
        told = source.health.state is SourceState.LIVE or (source.health.state is SourceState.PARTIAL and source.unread)
        if not told and (source.scope.plane in planes or not planes):
            state = read_state(source).value
            missing.append(f"{source.scope.name} is {state}: {detail(source)}".rstrip(": "))
        missing += [
            f"{source.scope.name}, not read: {part.what} ({part.reason})"
            for part in source.unread
            if part.what.split()[0] in words
        ]
    return tuple(missing)
