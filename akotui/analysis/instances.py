"""An AKO instance: one AKO installation, identified by the namespace it runs in."""

import enum
from collections.abc import Mapping

import msgspec


class Health(enum.Enum):
    """Whether an instance runs; the values are the report's."""

    READY = "ready"
    DEGRADED = "degraded"
    DOWN = "down"
    NO_CONFIG = "no-config"
    REMOVED = "removed"


class ConfigState(enum.Enum):
    """Whether what runs is what the ConfigMap says (AKO reads its environment at start only: cmd/ako-main/main.go)."""

    CURRENT = "current"
    RESTART_NEEDED = "restart-needed"
    UNKNOWN = "unknown"


class Selector(msgspec.Struct, frozen=True):
    """One label, compared exactly and untrimmed (AKO pkg/utils/utils.go CheckIfNamespaceAccepted)."""

    key: str
    value: str


class Instance(msgspec.Struct, frozen=True):
    """One AKO instance; `id` is its namespace.

    `user` is what container `ako` writes into created_by, `gateway_user` what container `ako-gateway-api` writes
    (None without that container); both None when the instance is `removed` or has no config. `selector` is None when
    no selector is effective: then every namespace is accepted. `label_key`, `label_value` are the settings as written.
    `settings` is the whole ConfigMap. Settings missing from the ConfigMap stand here with AKO's default. `leader` is
    the holder of a valid Lease; `lease_holder` and `lease_lapsed` are what an invalid one says (holder, last renewal).
    `started` and `configured` are when container ako started and the ConfigMap last changed; times are RFC 3339.
    """

    id: str
    cluster_name: str = ""
    primary: bool = False
    user: str | None = None
    gateway_user: str | None = None
    selector: Selector | None = None
    label_key: str = ""
    label_value: str = ""
    blocked: tuple[str, ...] = ()
    controller: str = ""
    tenant: str = "admin"
    cloud: str = "Default-Cloud"
    service_type: str = "ClusterIP"
    shard_size: str = "LARGE"
    enable_evh: bool = False
    gateway_api: bool = False
    version: str = ""
    replicas: int = 0
    ready: int = 0
    leader: str | None = None
    installed_by: str = "unknown"
    config_state: ConfigState = ConfigState.UNKNOWN
    delete_config: bool = False
    deletion_status: str = ""
    health: Health = Health.DOWN
    stateful_sets: tuple[str, ...] = ()
    waiting: str = ""
    restarts: int = 0
    lease_holder: str = ""
    lease_lapsed: str = ""
    started: str = ""
    configured: str = ""
    settings: Mapping[str, str] = {}

    @property
    def users(self) -> tuple[str, ...]:
        """Exactly the usernames its containers write, AKO's own first."""
        return tuple(user for user in (self.user, self.gateway_user) if user)

    @property
    def known(self) -> bool:
        """A StatefulSet is what makes an instance known; a ConfigMap alone is what a removed one left."""
        return self.health is not Health.REMOVED
