"""The shapes of Controller objects as AKO writes them: refs, markers, service_metadata, and what all objects share.

Source: AKO lib.ServiceMetadataObj, lib.GetAllMarkers, internal/rest/avi_obj_{vs,vsvip,pool,pg}.go.
"""

import uuid
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec

from akotui.simulator.documents import Json, Object, encode

_EMPTY_METADATA: Final[Object] = {
    "namespace_ingress_name": None,
    "ingress_name": "",
    "namespace": "",
    "hostnames": None,
    "namespace_svc_name": None,
    "crd_status": {"type": "", "value": "", "status": ""},
    "pool_ratio": 0,
    "passthrough_parent_ref": "",
    "passthrough_child_ref": "",
    "gateway": "",
    "httproute": "",
    "httproute_rule_name": "",
    "insecureedgetermallow": False,
    "is_mci_ingress": False,
    "fqdn_reuse_policy": "",
    "host_namespace_ingress_name": None,
}
_DAY: Final = 86_400


class Site(msgspec.Struct, frozen=True):
    """What all objects of a Controller share: its name for itself, the cloud, the DNS sub-domain, the moment."""

    host: str
    moment: datetime
    cloud: str = "Default-Cloud"
    subdomain: str = "demo.internal"


class AviObject(msgspec.Struct, frozen=True):
    """A Controller object and its type (`virtualservice`, `pool`, ...)."""

    kind: str
    tenant: str
    name: str
    document: Object

    @property
    def uuid(self) -> str:
        """Its uuid."""
        return uuid_of(self.kind, self.tenant, self.name)


class Author(msgspec.Struct, frozen=True):
    """Who writes objects where: the site, created_by, the cluster of the marker, the tenant."""

    site: Site
    user: str
    cluster: str
    tenant: str = "admin"

    def ref(self, kind: str, name: str) -> str:
        """Return the ref of an object of this tenant."""
        return f"https://{self.site.host}/api/{kind}/{uuid_of(kind, self.tenant, name)}#{name}"

    def system(self, kind: str, name: str) -> str:
        """Return the ref of an object that every Controller has: a profile, a cloud, a network."""
        return f"https://{self.site.host}/api/{kind}/{uuid_of(kind, 'admin', name)}#{name}"

    def write(self, kind: str, name: str, marked: Mapping[str, str] | None = None, **fields: Json) -> AviObject:
        """Return an object with the fields all have; keyword arguments are its own."""
        age = zlib.crc32(f"{kind}/{self.tenant}/{name}".encode()) % (30 * _DAY)
        written = self.site.moment - timedelta(seconds=900 + age)
        tenant = "admin" if self.tenant == "admin" else f"tenant-{self.tenant}"
        document: Object = {
            **fields,
            **({} if kind == "vsvip" else {"created_by": self.user}),
            "markers": markers(self.cluster, marked or {}),
            "name": name,
            "tenant_ref": f"https://{self.site.host}/api/tenant/{tenant}#{self.tenant}",
            "uuid": uuid_of(kind, self.tenant, name),
            "url": self.ref(kind, name),
            "_last_modified": str(int(written.timestamp() * 1_000_000)),
        }
        return AviObject(kind, self.tenant, name, document)


def uuid_of(kind: str, tenant: str, name: str) -> str:
    """Return the uuid an object always has in the simulation."""
    return f"{kind}-{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind}/{tenant}/{name}')}"


def checksum(name: str) -> str:
    """Return something like AKO's cloud_config_cksum: a decimal number."""
    return str(zlib.crc32(name.encode()))


def markers(cluster: str, marked: Mapping[str, str]) -> list[Json]:
    """Return the list of markers, `clustername` first, empty ones left out."""
    pairs = {"clustername": cluster, **{key: value for key, value in marked.items() if value}}
    return [{"key": key, "values": [value]} for key, value in pairs.items()]


def service_metadata(**filled: Json) -> str:
    """Return the JSON string with all keys, those given filled."""
    return encode({**_EMPTY_METADATA, **filled}).decode()


def address(name: str) -> str:
    """Return the VIP an object of this name is given, in 10.64.0.0/12."""
    number = zlib.crc32(name.encode()[::-1])
    return f"10.{64 + number % 16}.{number // 16 % 256}.{1 + number // 4096 % 254}"
