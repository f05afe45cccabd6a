"""Beside an explanation: which rule it is of, and which keys lead on from there."""

from collections.abc import Iterable
from typing import Final

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Finding
from akotui.analysis.holdings import ON_A_CONTROLLER
from akotui.views.acknowledged import Accepted
from akotui.views.findings import object_cell
from akotui.views.manual import rule_of
from akotui.views.narrowing import owner_step
from akotui.views.why import Why

_EXPLAINS: Final = 2
"""The place of the part about `e`."""


def heading(subject: object) -> str:
    """Return `Why orphaned-virtual-service · vs prod--shop +8`; of what is no finding only `Why`."""
    slug = rule_of(subject)
    finding = subject.finding if isinstance(subject, Accepted) else subject
    about = f" · {object_cell(finding)}" if isinstance(finding, Finding) else ""
    return f"Why {slug}{about}" if slug else "Why"


def next_keys(why: Why | None, subject: object, estate: Estate, room: int) -> str:
    """Return `[c] copies · [b] lists them · [e] explains · [s] 9 of the same owner`, as far as each does something.

    Where that takes more than `room` cells, first `e` is left out, which says least of the row, then from the right.
    """
    owned = _owned(subject, estate)
    parts = [
        "[c] copies" if why is not None and why.remedies else "",
        "[b] lists them" if _stands_on_a_controller(subject) else "",
        "[e] explains" if rule_of(subject) else "",
        f"[s] {owned} of the same owner" if owned else "",
    ]
    while parts and len(_joined(parts)) > room:
        parts.pop(_EXPLAINS if len(parts) > _EXPLAINS + 1 else -1)
    return _joined(parts)


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def _stands_on_a_controller(subject: object) -> bool:
    """Tell whether the finding is about something that somebody may want to remove from a Controller."""
    finding = subject.finding if isinstance(subject, Accepted) else subject
    return isinstance(finding, Finding) and any(one.kind in ON_A_CONTROLLER for one in finding.objects)


def _owned(subject: object, estate: Estate) -> int:
    """Return how many virtual services belong to whom the row's object does."""
    step = owner_step(subject, estate)
    if step is None:
        return 0
    if step.noun == "instances":
        return next((one.virtual_services for one in estate.instances if one.instance.id == step.key), 0)
    if step.noun == "users":
        return next((len(one.virtual_services) for one in estate.users if one.name == step.key), 0)
    return 0
