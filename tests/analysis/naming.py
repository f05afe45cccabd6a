"""Forecasts over small clusters, for tests."""

from collections.abc import Iterable, Mapping

from akotui.analysis.analyse import read_intent
from akotui.analysis.forecasts import Forecaster, forecast, prepare, servers
from akotui.analysis.predictions import Forecast, Made
from akotui.analysis.subjects import Workload
from akotui.model.kinds import Kind
from akotui.model.kubernetes import HostPath, Ingress, IngressRule
from tests.build import ako, cluster, ingress, ingress_class, inventory, namespace

BASICS = (ako(), ingress_class(), namespace("shop"))
"""A primary without selector, its class, and a namespace."""
WEB = Workload("Ingress", "shop", "web")


def web(
    *hosts: str,
    name: str = "web",
    space: str = "shop",
    paths: tuple[HostPath, ...] = (HostPath("/", "web"),),
    tls: tuple[str, ...] = (),
    annotations: Mapping[str, str] | None = None,
    class_name: str | None = "avi-lb",
) -> Ingress:
    """An Ingress with the same paths on each host (an empty one: a rule without host)."""
    rules = tuple(IngressRule(host, paths) for host in hosts or ("shop.example.com",))
    named = tuple(host for host in hosts if host)
    return ingress(space, name, hosts=named, tls_hosts=tls, rules=rules, annotations=annotations, class_name=class_name)


def forecaster(*objects: object, unread: Iterable[Kind] = (), absent: Iterable[Kind] = (Kind.ROUTE,)) -> Forecaster:
    """What forecasts over a cluster of these objects are made with."""
    return prepare(read_intent(inventory(cluster(*objects, unread=unread, absent=absent))))


def foretold(
    workload: Workload, *objects: object, unread: Iterable[Kind] = (), absent: Iterable[Kind] = (Kind.ROUTE,)
) -> Forecast:
    """The one forecast there is for a workload."""
    made = forecaster(*objects, unread=unread, absent=absent)
    (instance,) = servers(workload, made.intent)
    return forecast(workload, instance, made)


def named(found: Forecast, made: Made = Made.VIRTUAL_SERVICE) -> list[str]:
    """The names of one kind without the cluster's prefix."""
    return [each.name.removeprefix("prod--") for each in found.predictions if each.made is made]
