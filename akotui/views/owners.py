"""The AKO instance that a row leads to: the one that owns, claims or writes what the row is about."""

from collections.abc import Iterable

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding
from akotui.analysis.subjects import InstanceSubject, NamespaceSubject, UserSubject, VirtualServiceSubject
from akotui.analysis.timeline import Event


def instance_of(subject: object, estate: Estate) -> str | None:
    """Return the id of an instance of this estate; None when nobody's, or when it cannot be told.

    Of several the first: the row itself names them all.
    """
    if isinstance(subject, Event):
        subject = subject.subject
    found: Iterable[str | None] = ()
    match subject:
        case Finding():
            found = _of_finding(subject, estate)
        case InstanceSubject():
            found = (subject.instance.id,)
        case NamespaceSubject():
            found = [one.id for one in subject.claimants + subject.blockers]
        case VirtualServiceSubject():
            found = (subject.owner, *subject.candidates)
        case UserSubject():
            found = (*subject.expected_of, *(one.id for one in subject.removed))
        case _:
            pass
    known = {one.instance.id for one in estate.instances}
    return next((name for name in found if name in known), None)


def _of_finding(finding: Finding, estate: Estate) -> list[str | None]:
    """Return the instances that its owners are (ids or usernames), then those whose namespace an object lies in."""
    by_user = {user: one.instance.id for one in estate.instances for user in one.instance.users}
    owners = [by_user.get(owner, owner) for owner in finding.owners]
    return [*owners, *(ref.namespace for ref in finding.objects if ref.kind in ("StatefulSet", "ConfigMap"))]
