"""Links by name: what AKO would call the virtual services of an object, as a witness beside its username."""

from collections.abc import Iterable, Iterator

from akotui.analysis import citing
from akotui.analysis.chain import Link, Step, breaks, holds, unknown
from akotui.analysis.chain_case import NO_CONTROLLER, Case
from akotui.analysis.chain_objects import SERVED
from akotui.analysis.coverage import lack
from akotui.analysis.findings import Evidence
from akotui.analysis.forecasts import expected_virtual_services
from akotui.analysis.instances import Instance
from akotui.analysis.name_index import index_virtual_services
from akotui.analysis.predictions import Forecast, Prediction
from akotui.analysis.subjects import VirtualServiceSubject, Workload
from akotui.analysis.wording import listed
from akotui.model.kinds import Kind


def witness(subject: VirtualServiceSubject, workloads: Iterable[Workload], owner: Instance, case: Case) -> Link | None:
    """Whether the name is one that its owner would give to an object of these; None when nothing was predicted.

    A name that was not predicted leaves the link open: it is a witness, never the only proof.
    """
    known = case.forecaster
    forecasts = [expected_virtual_services(workload, owner, known) for workload in workloads]
    names: dict[str, Prediction] = {}
    for forecast in forecasts:
        for each in forecast.virtual_services():
            if (each.tenant, each.name) == (subject.vs.tenant, subject.vs.name):
                host = f" for {each.host}" if each.host else ""
                says = f"the name that {owner.id} gives it{host}, made from {each.workload}"
                return holds(Step.NAME, citing.virtual_service(subject, "name", subject.vs.name, says))
            names[f"{each.tenant}/{each.name}"] = each
    doubts = [reason for forecast in forecasts for reason in forecast.unknown]
    if not names and not doubts:
        return None
    says = f"{owner.id} would name it {listed(names)}" if names else listed(doubts)
    return unknown(Step.NAME, citing.virtual_service(subject, "name", subject.vs.name, says))


def expected(workload: Workload, instance: Instance, case: Case) -> Iterator[Link]:
    """The names that `instance` would give to what it makes of an object, and whether there is such a thing."""
    forecast = expected_virtual_services(workload, instance, case.forecaster)
    for reason in forecast.nothing:
        yield breaks(Step.NAME, _computed(workload, "", reason))
    for reason in forecast.unknown:
        yield unknown(Step.NAME, _computed(workload, "", reason))
    predictions = tuple(forecast.virtual_services())
    index = index_virtual_services(case.forecaster) if predictions else None
    for each in predictions:
        host = f" for {each.host}" if each.host else ""
        says = f"the name that {instance.id} gives to its virtual service{host} in tenant {each.tenant}"
        yield holds(Step.NAME, _computed(workload, each.name, says))
        for other in index.resolve(each.name, each.tenant) if index else ():
            if other.workload != workload and other.subject != each.subject:
                says = f"{other.instance} gives it to that of {other.workload}, too: the first to be made keeps it"
                yield unknown(Step.NAME, _computed(workload, each.name, says))
        yield _made(each, case)
    if not predictions:
        yield _none(forecast, case)


def _made(prediction: Prediction, case: Case) -> Link:
    for subject in case.estate.virtual_services:
        if (subject.vs.tenant, subject.vs.name) == (prediction.tenant, prediction.name):
            says = f"there is one of this name, {subject.state.value}, which does not name {prediction.workload}"
            return breaks(Step.VIRTUAL_SERVICE, citing.created_by(subject, says))
    return _absent(f"VirtualService/{prediction.tenant}/{prediction.name}", "there is no such virtual service", case)


def _none(forecast: Forecast, case: Case) -> Link:
    place = f"VirtualService of {forecast.instance.id}"
    return _absent(place, f"no virtual service of {forecast.instance.id} names {forecast.workload}", case)


def _absent(place: str, says: str, case: Case) -> Link:
    scope = next(iter(case.controllers), NO_CONTROLLER)
    whole = case.services_whole
    if not whole:
        says = lack(one.virtualservices for one in case.controllers.values()) or "no Avi Controller is read"
    value = "absent" if whole else "not readable"
    evidence = Evidence(scope, Kind.VIRTUAL_SERVICE, place, "name", value, says)
    return (breaks if whole else unknown)(Step.VIRTUAL_SERVICE, evidence)


def _computed(workload: Workload, value: str, says: str) -> Evidence:
    return Evidence(citing.CLUSTER, SERVED[workload.kind], str(workload), "spec", value, says)
