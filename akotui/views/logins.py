"""The Controllers that one could log in to, and how their addresses are known."""

from collections.abc import Iterator

import msgspec

from akotui.analysis.estate import Estate
from akotui.model.facts import SourceState
from akotui.model.kinds import Plane

_NOBODY = "avi"
_READ = (SourceState.LIVE, SourceState.PARTIAL)


class Login(msgspec.Struct, frozen=True):
    """A Controller's address; `read_from` names the object that told it, empty when a person did."""

    address: str
    read_from: str = ""


def logins(estate: Estate) -> tuple[Login, ...]:
    """Return the Controllers, first those that a person named and that are not read, last those nobody named."""
    return (*_named(estate), *_merely_read(estate))


def _named(estate: Estate) -> Iterator[Login]:
    reports = [one for one in estate.sources if one.scope.plane is Plane.AVI and one.scope.name != _NOBODY]
    for report in sorted(reports, key=lambda one: one.health.state in _READ):
        yield Login(report.health.endpoint or report.scope.name)


def _merely_read(estate: Estate) -> Iterator[Login]:
    known = {report.scope.name for report in estate.sources}
    for subject in estate.instances:
        instance = subject.instance
        if instance.controller and instance.controller not in known:
            known.add(instance.controller)
            yield Login(instance.controller, f"ConfigMap {instance.id}/avi-k8s-config")
