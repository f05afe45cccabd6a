"""What AKO would name the objects it makes: one prediction an object, and what can be said of one workload."""

import enum
from collections.abc import Iterator

import msgspec

from akotui.analysis.instances import Instance
from akotui.analysis.subjects import Type, Workload


class Made(enum.Enum):
    """The kind of a Controller object; the values are its API's words."""

    VIRTUAL_SERVICE = "virtualservice"
    VS_VIP = "vsvip"
    POOL = "pool"
    POOL_GROUP = "poolgroup"
    CERTIFICATE = "sslkeyandcertificate"


class Prediction(msgspec.Struct, frozen=True, gc=False):
    """An object that an instance would make of a workload.

    `subject` says what it stands for without the name's ambiguity: predictions of one instance in one tenant with
    equal `made` and `subject` are one object (a shared parent of many hosts, a child of two Ingresses). `type` is
    the role of a virtual service, None for other objects. `host` is empty where no host plays a part.
    """

    instance: str
    user: str
    tenant: str
    made: Made
    name: str
    subject: str
    workload: Workload
    host: str = ""
    type: Type | None = None


class Forecast(msgspec.Struct, frozen=True):
    """What one instance would make of one workload.

    `nothing` are reasons why AKO certainly makes nothing of it or of a part of it, `unknown` those why the
    predictions may be incomplete or others: then nothing may be concluded from an object that is missing.
    """

    instance: Instance
    workload: Workload
    predictions: tuple[Prediction, ...] = ()
    nothing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def virtual_services(self) -> Iterator[Prediction]:
        """Yield the virtual services among the predictions."""
        return (each for each in self.predictions if each.made is Made.VIRTUAL_SERVICE)
