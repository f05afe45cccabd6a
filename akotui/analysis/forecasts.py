"""What the instances of a cluster would make of its workloads, by name; nothing is computed before it is asked for."""

from dataclasses import dataclass

from akotui.analysis.instances import Instance
from akotui.analysis.naming_hosts import HostRules, index_host_rules
from akotui.analysis.naming_plans import Task, planned
from akotui.analysis.naming_scheme import LONGEST
from akotui.analysis.naming_settings import Gap
from akotui.analysis.predictions import Forecast, Prediction
from akotui.analysis.subjects import Workload
from akotui.analysis.wishes import Intent


@dataclass(frozen=True, slots=True)
class Forecaster:
    """A cluster's intent, and the index over HostRules that forecasts need."""

    intent: Intent
    host_rules: HostRules


def prepare(intent: Intent) -> Forecaster:
    """Return what forecasts are made with."""
    return Forecaster(intent, index_host_rules(intent.cluster.hostrules))


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
    return _forecast(Task(workload, instance, forecaster.intent.cluster, forecaster.host_rules))


def expected_virtual_services(workload: Workload, instance: Instance, forecaster: Forecaster) -> Forecast:
    """Return the same for virtual services alone, at a fraction of the cost."""
    return _forecast(Task(workload, instance, forecaster.intent.cluster, forecaster.host_rules, whole=False))


def _forecast(task: Task) -> Forecast:
    predictions: dict[Prediction, None] = {}
    nothing: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for found in planned(task):
        if isinstance(found, Gap):
            (nothing if found.known else unknown)[found.reason] = None
        elif len(found.name) > LONGEST:
            nothing[f"{found.made.value} {found.name}: AKO makes nothing with a longer name than {LONGEST}"] = None
        else:
            predictions[found] = None
    return Forecast(task.instance, task.workload, tuple(predictions), tuple(nothing), tuple(unknown))
