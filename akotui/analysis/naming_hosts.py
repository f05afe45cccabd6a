"""How AKO would serve each host of an Ingress or a Route: secure, insecure or passed through.

Source: AKO internal/nodes/validator.go (ParseHostPathForIngress, ParseHostPathForRoute). Not decided here, because it
is not read: whether the Secret of a secure host exists, and whether the host lies in a DNS domain of the cloud; AKO
makes nothing for a host where one of them fails.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import msgspec

from akotui.analysis.naming_settings import Gap
from akotui.model.inventory import Table
from akotui.model.kubernetes import HostPath, HostRule, Ingress, Route

PASSTHROUGH: Final = "passthrough.ako.vmware.com/enabled"
DEFAULT_SECRET: Final = "ako.vmware.com/enable-tls"  # noqa: S105 - an annotation's name
UUIDS: Final = "ako.vmware.com/host-fqdn-vs-uuid-map"


class Served(msgspec.Struct, frozen=True):
    """A host and how it is served. `certificate`: made of a Secret for this host alone.

    `insecure` together with `secure`: plain HTTP is allowed besides (Route, insecureEdgeTerminationPolicy Allow).
    `redirected`: a passthrough host with a redirect twin. `regex`: a HostRule's useRegex. `doubt` says why this may
    be different, empty when it may not.
    """

    host: str
    paths: tuple[HostPath, ...]
    secure: bool = False
    insecure: bool = False
    passthrough: bool = False
    redirected: bool = False
    certificate: bool = False
    regex: bool = False
    doubt: str = ""


class HostRules(msgspec.Struct, frozen=True):
    """The HostRules that AKO has not rejected, by exact host, and those that are compared otherwise."""

    exact: Mapping[str, tuple[HostRule, ...]]
    patterns: tuple[HostRule, ...]
    whole: bool

    def on(self, host: str) -> tuple[HostRule, ...]:
        """Return those for a host (AKO internal/objects/crd.go GetFQDNToHostruleMappingWithType)."""
        found = self.exact.get(host, ())
        return (*found, *(rule for rule in self.patterns if _matches(rule, host))) if self.patterns else found


def index_host_rules(table: Table[HostRule]) -> HostRules:
    """Return the index over a cluster's HostRules."""
    exact: dict[str, list[HostRule]] = defaultdict(list)
    patterns: list[HostRule] = []
    for rule in table.rows.values():
        if rule.status != "Rejected" and rule.host:
            (patterns if rule.host_type in ("Wildcard", "Contains") else exact[rule.host]).append(rule)
    return HostRules({host: tuple(rules) for host, rules in exact.items()}, tuple(patterns), table.whole)


def _matches(rule: HostRule, host: str) -> bool:
    if rule.host_type == "Contains":
        return rule.host in host
    return rule.host.startswith("*") and host.endswith(rule.host.split("*")[1])


def ingress_hosts(ingress: Ingress, domain: str, rules: HostRules) -> tuple[Served | Gap, ...]:
    """Return the hosts of an Ingress in its order; `domain` is AKO's defaultDomain, for rules without a host."""
    through = _is_true(ingress, PASSTHROUGH)
    paths: dict[str, tuple[HostPath, ...]] = {}
    gaps: list[Gap] = []
    for rule in ingress.rules:
        if rule.paths is None:
            return (Gap("a rule without paths: AKO does not process such an Ingress"),)
        host = rule.host or _made_up(ingress, domain)
        if not host:
            gaps.append(Gap("a rule without host, and the DNS domain AKO gives it is not known"))
        else:
            paths[host] = rule.paths if through or host not in paths else (*paths[host], *rule.paths)
    if through:
        return (*(Served(host, found, passthrough=True, redirected=True) for host, found in paths.items()), *gaps)
    by_default = _is_true(ingress, DEFAULT_SECRET)
    return (*(_served(ingress, host, found, rules, by_default=by_default) for host, found in paths.items()), *gaps)


def _served(ingress: Ingress, host: str, paths: tuple[HostPath, ...], rules: HostRules, *, by_default: bool) -> Served:
    matching = rules.on(host)
    listed = host in ingress.tls_hosts
    by_rule = bool(matching) and any(rule.certificate for rule in matching)
    secure = by_rule or listed or by_default
    return Served(
        host,
        paths,
        secure=secure,
        insecure=not secure,
        certificate=listed and not by_rule and not by_default,
        regex=bool(matching) and any(rule.use_regex for rule in matching),
        doubt=_doubt(rules, host),
    )


def _doubt(rules: HostRules, host: str) -> str:
    return "" if rules.whole else f"HostRules were not all read: one may change how {host} is served"


def _is_true(ingress: Ingress, annotation: str) -> bool:
    annotations = ingress.metadata.annotations
    return bool(annotations) and annotations.get(annotation, "").lower() == "true"


def _made_up(ingress: Ingress, domain: str) -> str:
    """AKO gives a rule without host `<ingress>.<namespace>.<domain>`; what it wrote back tells the domain too."""
    metadata = ingress.metadata
    start = f"{metadata.name}.{metadata.namespace}."
    if domain:
        return start + domain.removeprefix(".")
    return next((host for host in _written(metadata.annotations.get(UUIDS, "")) if host.startswith(start)), "")


def _written(text: str) -> tuple[str, ...]:
    try:
        return tuple(msgspec.json.decode(text or "{}", type=dict[str, str]))
    except (msgspec.DecodeError, RecursionError):
        return ()


def route_hosts(route: Route, rules: HostRules) -> tuple[Served | Gap, ...]:
    """Return the host of a Route."""
    host = route.host
    if not host:
        return (Gap("a Route without host"),)
    paths = tuple(HostPath(route.path, service) for service in route.services)
    if route.termination == "passthrough":
        return (Served(host, paths, passthrough=True, redirected=route.insecure == "Redirect"),)
    matching = rules.on(host)
    secure = bool(route.termination) or any(rule.certificate for rule in matching)
    insecure = not secure or (bool(route.termination) and route.insecure == "Allow")
    regex = any(rule.use_regex for rule in matching)
    return (Served(host, paths, secure=secure, insecure=insecure, regex=regex, doubt=_doubt(rules, host)),)
