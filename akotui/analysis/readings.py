"""All ways to read an owner username that no known instance writes: whose it may be, and what would decide.

AKO writes `ako-<cluster>` (primary), `ako-<cluster>-<namespace>` and `ako-gw-<cluster>-<namespace>`
(internal/lib/lib.go SetAKOUser, cmd/gateway-api/main.go). Cluster names and namespaces hold dashes themselves, so
`ako-a-b-c` reads three ways; nothing is ever decided by cutting. The marker clustername says where the cluster's name
ends.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

_NAMESPACE = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_OWN: Final = "ako-"
_GATEWAY: Final = "ako-gw-"


class Reading(msgspec.Struct, frozen=True, order=True):
    """One way to read a username; `namespace` is empty for a primary."""

    cluster: str
    namespace: str = ""
    gateway: bool = False

    def __str__(self) -> str:
        """`the instance in namespace blue of cluster prod`."""
        if not self.namespace:
            return f"the primary of cluster {self.cluster}"
        kind = "the gateway container" if self.gateway else "the instance"
        return f"{kind} in namespace {self.namespace} of cluster {self.cluster}"


def readings(user: str, clusters: Iterable[str] = ()) -> tuple[Reading, ...]:
    """Return every way to read a username, sorted.

    `clusters` are the names its objects give by marker or known name prefix: when one of them fits, only those count.
    """
    every = tuple(sorted(set(_every(user))))
    named = frozenset(clusters)
    fitting = tuple(one for one in every if one.cluster in named)
    return fitting or every


def _every(user: str) -> Iterator[Reading]:
    if not user.startswith(_OWN):
        return
    rest = user.removeprefix(_OWN)
    if rest:
        yield Reading(rest)
    yield from _cut(rest, gateway=False)
    if user.startswith(_GATEWAY):
        yield from _cut(user.removeprefix(_GATEWAY), gateway=True)


def _cut(rest: str, *, gateway: bool) -> Iterator[Reading]:
    for place, letter in enumerate(rest):
        cluster, namespace = rest[:place], rest[place + 1 :]
        if letter == "-" and cluster and _NAMESPACE.fullmatch(namespace):
            yield Reading(cluster, namespace, gateway)
