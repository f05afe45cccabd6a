"""What an explanation is made from: the inventory, the estate that follows from it, and look-ups over both."""

from collections import defaultdict
from collections.abc import Mapping

import msgspec

from akotui.analysis.analyse import read_intent
from akotui.analysis.estate import Estate
from akotui.analysis.forecasts import Forecaster, prepare
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import InstanceSubject, NamespaceSubject, VirtualServiceSubject, Workload
from akotui.analysis.wishes import Intent
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Controller, Inventory
from akotui.model.kinds import Plane

NO_CONTROLLER = Scope("avi", Plane.AVI)


class Case(msgspec.Struct, frozen=True):
    """What was read, what was judged of it, and who is whose."""

    inventory: Inventory
    estate: Estate
    intent: Intent
    namespaces: Mapping[str, NamespaceSubject]
    instances: Mapping[str, InstanceSubject]
    made: Mapping[Workload, tuple[VirtualServiceSubject, ...]]
    forecaster: Forecaster

    @property
    def known(self) -> tuple[Instance, ...]:
        """The known instances, by id."""
        return tuple(one for one in self.intent.instances if one.known)

    @property
    def controllers(self) -> Mapping[Scope, Controller]:
        """The Controllers that are read."""
        every = self.inventory.controllers
        return {scope: one for scope, one in every.items() if one.health.state is not SourceState.OFF}

    @property
    def services_whole(self) -> bool:
        """Whether the virtual services of every Controller were read: only then is one missing."""
        read = self.controllers.values()
        return bool(read) and all(one.virtualservices.whole for one in read)


def open_case(inventory: Inventory, estate: Estate) -> Case:
    """Return the look-ups; `estate` is what the analysis made of `inventory`."""
    made: dict[Workload, list[VirtualServiceSubject]] = defaultdict(list)
    for subject in estate.virtual_services:
        for origin in subject.origins:
            made[origin.workload].append(subject)
    intent = read_intent(inventory)
    return Case(
        inventory,
        estate,
        intent,
        {one.namespace.metadata.name: one for one in estate.namespaces},
        {one.instance.id: one for one in estate.instances},
        {workload: tuple(subjects) for workload, subjects in made.items()},
        prepare(intent),
    )
