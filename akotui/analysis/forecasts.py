"""What the instances of a cluster would make of its workloads, by name; nothing is computed before it is asked for."""

from collections.abc import Mapping, Sequence

import msgspec

from akotui.analysis.instances import Instance
from akotui.analysis.naming_hosts import HostRules, index_host_rules
from akotui.analysis.naming_plans import Task, planned
from akotui.analysis.naming_scheme import LONGEST, Scheme, scheme_of
from akotui.analysis.naming_settings import Gap
from akotui.analysis.predictions import Forecast, Prediction
from akotui.analysis.subjects import Workload
from akotui.analysis.wishes import Intent


class Forecaster(msgspec.Struct, frozen=True):
    """A cluster's intent, the index over its HostRules, and how each instance (by id) names."""

    intent: Intent
    host_rules: HostRules
    schemes: Mapping[str, Scheme]


def prepare(intent: Intent) -> Forecaster:
    """Return what forecasts are made with."""
    schemes = {instance.id: scheme_of(instance) for instance in intent.instances}
    return Forecaster(intent, index_host_rules(intent.cluster.hostrules), schemes)


def servers(workload: Workload, intent: Intent) -> tuple[Instance, ...]:
    """Return the instances that would serve it: claimants of its namespace, for Gateways every gateway container.

    The gateway container applies neither selector nor block list (AKO cmd/gateway-api/main.go).
    """
    if workload.kind in ("Gateway", "HTTPRoute"):
        return tuple(each for each in intent.gateways if each.gateway_user)
    return tuple(each for each in intent.claims.on(workload.namespace).claimants if each.user)


def forecasts(workload: Workload, forecaster: Forecaster) -> tuple[Forecast, ...]:
    """Return one forecast for each instance that would serve a workload, by id."""
    return tuple(forecast(workload, instance, forecaster) for instance in servers(workload, forecaster.intent))


def forecast(workload: Workload, instance: Instance, forecaster: Forecaster) -> Forecast:
    """Return what `instance` would make of a workload if it served it."""
    return _forecast(_task(workload, instance, forecaster, whole=True))


def expected_virtual_services(workload: Workload, instance: Instance, forecaster: Forecaster) -> Forecast:
    """Return the same for virtual services alone, at a third of the cost: some 15 us a host.

    Whoever looks for missing objects asks for workloads alone that no virtual service names as its source.
    """
    return _forecast(_task(workload, instance, forecaster, whole=False))


def _task(workload: Workload, instance: Instance, forecaster: Forecaster, *, whole: bool) -> Task:
    scheme = forecaster.schemes.get(instance.id) or scheme_of(instance)
    return Task(workload, instance, forecaster.intent.cluster, forecaster.host_rules, scheme, whole=whole)


def _forecast(task: Task) -> Forecast:
    predictions: list[Prediction] = []
    gaps: list[Gap] = []
    for found in planned(task):
        if isinstance(found, Gap):
            gaps.append(found)
        elif len(found.name) > LONGEST:
            reason = f"{found.made.value} {found.name}: AKO makes nothing with a longer name than {LONGEST}"
            gaps.append(Gap(reason, known=True))
        else:
            predictions.append(found)
    return _summed(task, _once(predictions), gaps)


def _once(predictions: list[Prediction]) -> tuple[Prediction, ...]:
    """Each once; most forecasts are too short to hold anything twice."""
    distinct = len({each.name for each in predictions}) == len(predictions)
    return tuple(predictions if distinct else dict.fromkeys(predictions))


def _summed(task: Task, predictions: tuple[Prediction, ...], gaps: Sequence[Gap]) -> Forecast:
    if not gaps:
        return Forecast(task.instance, task.workload, predictions)
    nothing = dict.fromkeys(gap.reason for gap in gaps if gap.known)
    unknown = dict.fromkeys(gap.reason for gap in gaps if not gap.known)
    return Forecast(task.instance, task.workload, predictions, tuple(nothing), tuple(unknown))
