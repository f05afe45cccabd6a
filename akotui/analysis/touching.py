"""Which findings concern an object: those that name it, what is around it, or whoever owns it."""

from collections.abc import Collection, Iterable

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding, ObjectRef
from akotui.analysis.instances import Instance


def naming(estate: Estate, objects: Iterable[ObjectRef]) -> tuple[Finding, ...]:
    """Return the findings that name one of these objects, in the estate's order."""
    wanted = set(objects)
    return tuple(one for one in estate.findings if not wanted.isdisjoint(one.objects))


def about_host(estate: Estate, fqdn: str, objects: Iterable[ObjectRef]) -> tuple[Finding, ...]:
    """Return the findings about a host, or that name one of the objects behind it."""
    wanted = set(objects)
    return tuple(one for one in estate.findings if one.about == fqdn or not wanted.isdisjoint(one.objects))


def of_owners(estate: Estate, owners: Collection[str]) -> tuple[Finding, ...]:
    """Return the findings that name one of these usernames, or ids of instances, as owner."""
    return tuple(one for one in estate.findings if not set(owners).isdisjoint(one.owners))


def within(estate: Estate, instance: Instance) -> tuple[Finding, ...]:
    """Return the findings that name an instance or one of its usernames as owner, or an object in its namespace."""
    owners = {instance.id, *instance.users}
    return tuple(
        one
        for one in estate.findings
        if not owners.isdisjoint(one.owners) or any(ref.namespace == instance.id for ref in one.objects)
    )
