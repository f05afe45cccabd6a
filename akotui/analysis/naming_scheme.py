"""How container `ako` of one instance names what it makes, as pure strings.

Sources: AKO internal/lib/lib.go (GetSniNodeName, GetEvhNodeName, GetSniPoolName, GetL7PoolName, GetL4VSName,
GetPassthroughShardVSName, Encode, GetAKOIDPrefix), internal/nodes/dequeue_ingestion.go (GetShardVSName),
internal/nodes/avi_model_evh_nodes.go (DeriveShardVSForEvh, GetDedicatedVSName).

`infix` is the AviInfraSetting's name with a dash behind it, or empty.
"""

from typing import Final

import msgspec

from akotui.analysis.configuration import flag
from akotui.analysis.instances import Instance
from akotui.analysis.naming_hashes import SHARDS, sha1, shard

LONGEST: Final = 255
"""AKO makes no object with a longer name, and says so only in its log (internal/lib/lib.go CheckObjectNameLength)."""

_DEDICATED: Final = "-L7-dedicated"


class Branch(msgspec.Struct, frozen=True):
    """A path of a host in an Ingress or a Route: what the names of its pool and its pool group are made of.

    `service` is None for an Ingress in SNI mode: only Routes, and EVH, name the Service in a pool.
    """

    namespace: str
    name: str
    host: str
    path: str = ""
    service: str | None = None
    infix: str = ""

    @property
    def words(self) -> str:
        """Host and path, slashes made underscores."""
        return f"{self.host}{self.path.replace('/', '_')}"


class Scheme(msgspec.Struct, frozen=True):
    """The names of one instance. `own` is its namespace and a dash, empty for the primary."""

    cluster_name: str
    own: str = ""
    evh: bool = False
    vip_per_namespace: bool = False
    shards: int = 8
    passthrough_shards: int = 1

    @property
    def prefix(self) -> str:
        """What all names begin with."""
        return f"{self.cluster_name}--"

    def encoded(self, name: str) -> str:
        """Return a whole name as it is, or with EVH its hash behind the prefix."""
        return f"{self.prefix}{sha1(name)}" if self.evh else name

    def hashed(self, name: str) -> str:
        """Return a name as a HostRule's useRegex makes it in SNI mode (GetEncodedSniPGPoolNameforRegex)."""
        return name if self.evh else f"{self.prefix}{sha1(name)}"

    def parent(self, host: str, shards: int, infix: str) -> str:
        """Return the shared parent of a host; its VSVIP, and in SNI mode its pool group, are named alike."""
        kind = "Shared-L7-EVH-" if self.evh else "Shared-L7-"
        return f"{self.prefix}{self.own}{kind}{infix}{shard(host, shards)}"

    def namespace_parent(self, namespace: str, infix: str) -> str:
        """Return the parent of all hosts of a namespace, with EVH and vipPerNamespace."""
        return f"{self.prefix}{self.own}Shared-L7-EVH-{infix}NS-{namespace}"

    def dedicated(self, host: str, infix: str) -> str:
        """Return the virtual service that serves one host alone; its VSVIP is named alike."""
        name = self.encoded(f"{self.prefix}{infix}{host}{_DEDICATED}")
        return f"{name}-EVH" if self.evh else name

    def child(self, host: str, infix: str) -> str:
        """Return the SNI or EVH child of a host; the certificate of a secure host is named alike."""
        return self.encoded(f"{self.prefix}{infix}{host}")

    def insecure_pool(self, branch: Branch) -> str:
        """Return the pool of an insecure host below a shared SNI parent."""
        tail = f"-{branch.service}" if branch.service is not None else ""
        return f"{self.prefix}{branch.infix}{branch.words}-{branch.namespace}-{branch.name}{tail}"

    def pool(self, branch: Branch, *, dedicated: bool) -> str:
        """Return the pool of a child or of a dedicated virtual service."""
        service = f"-{branch.service}" if branch.service is not None else ""
        return self.encoded(f"{self._branch(branch)}{service}{_DEDICATED if dedicated else ''}")

    def pool_group(self, branch: Branch, *, dedicated: bool) -> str:
        """Return the pool group of a child or of a dedicated virtual service."""
        return self.encoded(f"{self._branch(branch)}{_DEDICATED if dedicated else ''}")

    def _branch(self, branch: Branch) -> str:
        return f"{self.prefix}{branch.infix}{branch.namespace}-{branch.words}-{branch.name}"

    def layer4(self, namespace: str, name: str) -> str:
        """Return the virtual service and VSVIP of a LoadBalancer Service, or of a key that several share."""
        return self.encoded(f"{self.prefix}{namespace}-{name}")

    def layer4_pool(self, namespace: str, service: str, port: str, key: str = "") -> str:
        """Return the pool of `PROTOCOL-port`; `key` is that of a shared VIP."""
        middle = f"{service}-{key}" if key else service
        return self.encoded(f"{self.prefix}{namespace}-{middle}-{port}")

    def passthrough(self, host: str, shards: int, infix: str) -> str:
        """Return the passthrough shard of a host; its redirect twin adds `-insecure` and shares its VSVIP."""
        return f"{self.prefix}{self.own}Shared-Passthrough-{infix}{shard(host, shards)}"

    def passthrough_pool_group(self, host: str, infix: str) -> str:
        """Return the pool group of a passthrough host; a pool of it adds `-` and its Service."""
        return f"{self.prefix}{infix}{host}"


def scheme_of(instance: Instance) -> Scheme:
    """Return how an instance names; sizes AKO does not know count as one shard (lib.GetshardSize)."""
    return Scheme(
        instance.cluster_name,
        "" if instance.primary else f"{instance.id}-",
        instance.enable_evh,
        instance.enable_evh and flag(instance.settings, "vipPerNamespace", default=False),
        SHARDS.get(instance.shard_size, 1),
        SHARDS.get(passthrough_size(instance), 1),
    )


def passthrough_size(instance: Instance) -> str:
    """Return the size as set; AKO's operator writes the key with a letter too many."""
    settings = instance.settings
    return settings.get("passthroughShardSize") or settings.get("passhthroughShardSize") or "SMALL"
