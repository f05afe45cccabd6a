"""How container `ako-gateway-api` names what it makes of Gateways and HTTPRoutes: without any part for the instance.

Sources: AKO ako-gateway-api/lib/lib.go (GetGatewayParentName, GetChildName, GetPoolName), internal/lib/lib.go
EncodeWithPrefix, ako-gateway-api/nodes/route_model.go (the matches of an unnamed rule).
"""

import json

import msgspec

from akotui.analysis.naming_hashes import fnv1a, sha1
from akotui.model.kubernetes import RouteBackend, RouteMatch, RouteRule

_ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
"""What Go's encoding/json escapes and Python's does not."""


class Attachment(msgspec.Struct, frozen=True):
    """A rule of an HTTPRoute on a Gateway; keys are `namespace/name`."""

    gateway: str
    route: str
    rule: RouteRule


def gateway_prefix(cluster_name: str) -> str:
    """Return what all names of a cluster's gateway containers begin with."""
    return f"ako-gw-{cluster_name}--"


def gateway_parent(cluster_name: str, gateway: str, *, dedicated: bool = False) -> str:
    """Return the virtual service that a Gateway (`namespace/name`) becomes; its VSVIP is named alike."""
    middle = "-L7-dedicated" if dedicated else ""
    return f"{gateway_prefix(cluster_name)}{gateway.replace('/', '-', 1)}{middle}-EVH"


def gateway_child(cluster_name: str, attachment: Attachment) -> str:
    """Return the child that a rule becomes; its pool group is named alike."""
    return f"{gateway_prefix(cluster_name)}{sha1(_words(attachment))}"


def gateway_pool(cluster_name: str, attachment: Attachment, backend: RouteBackend) -> str:
    """Return the pool of one backend of a rule."""
    words = f"{_words(attachment)}-{backend.namespace}-{backend.name}-{backend.port}"
    return f"{gateway_prefix(cluster_name)}{sha1(words)}"


def _words(attachment: Attachment) -> str:
    gateway, route = attachment.gateway.replace("/", "-", 1), attachment.route.replace("/", "-", 1)
    return f"{gateway}-{route}-{fnv1a(rule_words(attachment.rule))}"


def rule_words(rule: RouteRule) -> str:
    """Return what tells a rule from the others of its route: its name, else its matches as Go writes their JSON."""
    if rule.name:
        return rule.name
    text = json.dumps([_match(each) for each in _ordered(rule.matches)], separators=(",", ":"), ensure_ascii=False)
    return text.translate(_ESCAPED)


def _ordered(matches: tuple[RouteMatch, ...]) -> list[RouteMatch]:
    """Sorted by path. A match without one compares as equal, so that Go's order there depends on its sort.

    The API server gives every match a path, so that case stands in no cluster.
    """
    return sorted(matches, key=lambda match: (match.path or "").encode(errors="surrogatepass"))


def _match(match: RouteMatch) -> dict[str, object]:
    path = None if match.path is None else {"Path": match.path, "Type": match.path_type}
    headers = [{"Type": each.type, "Name": each.name, "Value": each.value} for each in match.headers]
    return {"PathMatch": path, "HeaderMatch": headers}
