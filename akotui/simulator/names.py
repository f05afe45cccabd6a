"""The names AKO gives to Controller objects.

Source: AKO internal/lib/lib.go:235-760 and 1738-1775 (GetAKOIDPrefix, Encode), internal/nodes/dequeue_ingestion.go:960
(GetShardVSPrefix), internal/nodes/avi_model_evh_nodes.go:1846, pkg/utils/utils.go:132, ako-gateway-api/lib/lib.go.
Written independently of `akotui.analysis`, so that each can find the other's mistakes.
"""

import hashlib
import json
from typing import Final

import msgspec

from akotui.simulator.workloads import GatewayRoute, IngressHost, LoadBalancer

_SHARDS: Final = {"LARGE": 8, "MEDIUM": 4, "SMALL": 1}


class Instance(msgspec.Struct, frozen=True):
    """One AKO instance as its chart's values describe it. `selector`: label key and value, both empty for none.

    `settings` are further keys of its ConfigMap, or other values for those that are always there.
    """

    namespace: str
    cluster: str
    primary: bool = False
    selector: tuple[str, str] = ("", "")
    blocked: tuple[str, ...] = ()
    evh: bool = False
    gateway_api: bool = False
    shard_size: str = "LARGE"
    service_type: str = "ClusterIP"
    tenant: str = "admin"
    version: str = "2.2.1"
    replicas: int = 1
    settings: tuple[tuple[str, str], ...] = ()

    @property
    def user(self) -> str:
        """What the container `ako` writes into created_by (lib.SetAKOUser)."""
        return f"ako-{self.cluster}" if self.primary else f"ako-{self.cluster}-{self.namespace}"

    @property
    def gateway_user(self) -> str:
        """What the gateway container writes, that of the primary too (cmd/gateway-api/main.go)."""
        return f"ako-gw-{self.cluster}-{self.namespace}"

    @property
    def prefix(self) -> str:
        """What all names begin with."""
        return f"{self.cluster}--"

    def accepts(self, namespace: str, labels: dict[str, str]) -> bool:
        """Whether it takes a namespace: without both halves of a selector every one (lib.go:837)."""
        key, value = self.selector
        whole = bool(key.strip() and value.strip())
        return namespace not in self.blocked and (not whole or labels.get(key) == value)


def fnv1a(text: str) -> int:
    """Return the 32-bit FNV-1a hash of the UTF-8 text."""
    number = 0x811C9DC5
    for byte in text.encode():
        number = ((number ^ byte) * 0x01000193) & 0xFFFFFFFF
    return number


def shard(host: str, size: str) -> int:
    """Return the number of the shared parent that takes a host."""
    return fnv1a(host) & (_SHARDS.get(size, 1) - 1)


def encode(instance: Instance, name: str) -> str:
    """Return the whole name (prefix included) as it is, or hashed in EVH mode."""
    return f"{instance.prefix}{_sha1(name)}" if instance.evh else name


def parent(instance: Instance, rule: IngressHost) -> str:
    """Return the shared parent of a host, with vipPerNamespace that of its namespace.

    Its VSVIP, pool group and datascript set are named alike.
    """
    kind = "Shared-L7-EVH-" if instance.evh else "Shared-L7-"
    if instance.evh and dict(instance.settings).get("vipPerNamespace") == "true":
        return f"{_own(instance)}{kind}{_infix(rule)}NS-{rule.namespace}"
    number = shard(rule.host, rule.infra_size or instance.shard_size)
    return f"{_own(instance)}{kind}{_infix(rule)}{number}"


def child(instance: Instance, rule: IngressHost) -> str:
    """Return the SNI or EVH child of a host; its certificate is named alike."""
    return encode(instance, f"{instance.prefix}{_infix(rule)}{rule.host}")


def dedicated(instance: Instance, rule: IngressHost) -> str:
    """Return the dedicated virtual service of a host."""
    name = encode(instance, f"{instance.prefix}{_infix(rule)}{rule.host}-L7-dedicated")
    return f"{name}-EVH" if instance.evh else name


def policy(instance: Instance, rule: IngressHost) -> str:
    """Return the HTTP policy that switches between a child's pool groups."""
    return encode(instance, f"{instance.prefix}{_infix(rule)}{rule.namespace}-{rule.host}")


def insecure_pool(instance: Instance, rule: IngressHost) -> str:
    """Return the pool of an insecure host under a shared SNI parent; a Route's names its Service too."""
    service = f"-{rule.service}" if rule.route else ""
    return f"{instance.prefix}{_infix(rule)}{_host_path(rule)}-{rule.namespace}-{rule.name}{service}"


def pool_group(instance: Instance, rule: IngressHost) -> str:
    """Return the pool group of a child or a dedicated virtual service."""
    return encode(
        instance, f"{instance.prefix}{_infix(rule)}{rule.namespace}-{_host_path(rule)}-{rule.name}{_tail(rule)}"
    )


def pool(instance: Instance, rule: IngressHost) -> str:
    """Return the pool in that group: in SNI mode of the same name, in EVH mode and for a Route with its Service."""
    service = f"-{rule.service}" if instance.evh or rule.route else ""
    words = f"{rule.namespace}-{_host_path(rule)}-{rule.name}{service}{_tail(rule)}"
    return encode(instance, f"{instance.prefix}{_infix(rule)}{words}")


def l4(instance: Instance, namespace: str, service: str, port: str = "") -> str:
    """Return the virtual service, VSVIP and policy of a LoadBalancer Service; with `PROTO-PORT` its pool."""
    return encode(instance, f"{instance.prefix}{namespace}-{service}" + (f"-{port}" if port else ""))


def shared_vip(instance: Instance, wish: LoadBalancer) -> str:
    """Return the virtual service and VSVIP of the Services that share a key, or of one that shares with none."""
    return l4(instance, wish.namespace, wish.shared or wish.name)


def l4_pool(instance: Instance, wish: LoadBalancer, protocol: str, port: int) -> str:
    """Return the pool of one port; the key of a shared address stands behind the Service."""
    service = f"{wish.name}-{wish.shared}" if wish.shared else wish.name
    return l4(instance, wish.namespace, service, f"{protocol}-{port}")


def passthrough(instance: Instance, host: str) -> str:
    """Return the passthrough shard of a host; its redirect twin adds `-insecure`."""
    size = dict(instance.settings).get("passthroughShardSize", "SMALL")
    return f"{_own(instance)}Shared-Passthrough-{shard(host, size)}"


def gateway_prefix(instance: Instance) -> str:
    """Return what all names of the gateway container begin with."""
    return f"ako-gw-{instance.prefix}"


def gateway(instance: Instance, namespace: str, name: str, *, dedicated: bool = False) -> str:
    """Return the virtual service that a Gateway becomes."""
    return f"{gateway_prefix(instance)}{namespace}-{name}{'-L7-dedicated' if dedicated else ''}-EVH"


def gateway_child(instance: Instance, wish: GatewayRoute) -> str:
    """Return the child (and pool group) of an HTTPRoute's rule with one PathPrefix."""
    return f"{gateway_prefix(instance)}{_sha1(_rule_words(wish))}"


def gateway_pool(instance: Instance, wish: GatewayRoute, port: int = 80) -> str:
    """Return the pool of that rule's backend."""
    return f"{gateway_prefix(instance)}{_sha1(f'{_rule_words(wish)}-{wish.namespace}-{wish.service}-{port}')}"


def rule_hash(wish: GatewayRoute) -> int:
    """Return the hash that stands for a rule: FNV of its name, else of the JSON of its matches (route_model.go)."""
    matches: list[dict[str, object]] = [{"PathMatch": {"Path": wish.path, "Type": "PathPrefix"}, "HeaderMatch": []}]
    return fnv1a(wish.rule or json.dumps(matches, separators=(",", ":")))


def _own(instance: Instance) -> str:
    return instance.prefix if instance.primary else f"{instance.prefix}{instance.namespace}-"


def _infix(rule: IngressHost) -> str:
    return f"{rule.infra}-" if rule.infra else ""


def _tail(rule: IngressHost) -> str:
    return "-L7-dedicated" if rule.dedicated else ""


def _host_path(rule: IngressHost) -> str:
    return f"{rule.host}{rule.path.replace('/', '_')}"


def _rule_words(wish: GatewayRoute) -> str:
    return f"{wish.namespace}-{wish.name}-{wish.namespace}-{wish.route}-{rule_hash(wish)}"


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
