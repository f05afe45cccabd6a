"""Which findings concern one instance."""

from collections.abc import Callable

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding, ObjectRef
from akotui.views import virtual_services


def touching(estate: Estate, instance: str) -> Callable[[Finding], bool]:
    """Return the test whether a finding touches the instance of this id.

    It does when it names the instance or one of its usernames as an owner, an object of its namespace, a namespace
    that it claims or is kept from, or a virtual service in which it has a part.
    """
    owners = {instance}
    for subject in estate.instances:
        if subject.instance.id == instance:
            owners.update(subject.instance.users)
    namespaces = {
        subject.namespace.metadata.name
        for subject in estate.namespaces
        if any(one.id == instance for one in subject.claimants + subject.blockers)
    } | {instance}
    services = {one.vs.uuid for one in estate.virtual_services if virtual_services.concerns(one, instance)}

    def concerns(ref: ObjectRef) -> bool:
        if ref.kind == "VirtualService":
            return ref.id in services
        return ref.namespace in namespaces or (ref.namespace is None and ref.name in namespaces)

    def touches(finding: Finding) -> bool:
        return not owners.isdisjoint(finding.owners) or any(map(concerns, finding.objects))

    return touches
