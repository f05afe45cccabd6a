"""What AKO makes of its ConfigMap: defaults, flags, the selector, the usernames.

All values are strings; the ConfigMap reaches the process as environment variables (helm/ako/templates/
statefulset.yaml, cmd/ako-main/main.go).
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from akotui.analysis.instances import Selector

CONFIG_MAP: Final = "avi-k8s-config"
AKO_CONTROLLER: Final = "ako.vmware.com/avi-lb"
"""The controller name of IngressClasses and GatewayClasses, and the loadBalancerClass, that AKO serves."""

_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})


def flag(settings: Mapping[str, str], key: str, *, default: bool) -> bool:
    """Return a boolean as Go's strconv.ParseBool reads it; `default` when missing or unparsable."""
    value = settings.get(key, "")
    if value in _TRUE:
        return True
    return False if value in _FALSE else default


def is_primary(settings: Mapping[str, str]) -> bool:
    """Missing or unparsable means primary (cmd/ako-main/main.go): so is every AKO before 1.7.1."""
    return flag(settings, "primaryInstance", default=True)


def effective_selector(key: str, value: str) -> Selector | None:
    """Both or nothing: blank after trimming switches the filter off; what is compared is untrimmed.

    AKO internal/lib/lib.go GetLabelToSyncNamespace.
    """
    return Selector(key, value) if key.strip() and value.strip() else None


def name_list(settings: Mapping[str, str], key: str) -> tuple[str, ...]:
    """Return a JSON list of names; empty when missing or when it is no such list."""
    try:
        return tuple(msgspec.json.decode(settings.get(key) or "[]", type=list[str]))
    except (msgspec.DecodeError, RecursionError):
        return ()


def username(cluster_name: str, namespace: str, *, primary: bool) -> str | None:
    """Return what container `ako` writes into created_by (lib.SetAKOUser); None without a cluster name."""
    if not cluster_name:
        return None
    return f"ako-{cluster_name}" if primary else f"ako-{cluster_name}-{namespace}"


def gateway_username(cluster_name: str, namespace: str) -> str | None:
    """Return what container `ako-gateway-api` writes: never the primary's form (cmd/gateway-api/main.go)."""
    return f"ako-gw-{cluster_name}-{namespace}" if cluster_name else None


def takes_load_balancer(settings: Mapping[str, str], load_balancer_class: str | None) -> bool:
    """Whether AKO with these settings makes a virtual service of a Service of type LoadBalancer."""
    if flag(settings, "layer7Only", default=False):
        return False
    if load_balancer_class is None:
        return flag(settings, "defaultLBController", default=True)
    return load_balancer_class == AKO_CONTROLLER
