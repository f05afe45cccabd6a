"""The object that was asked for, and its explanation."""

import ipaddress
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from akotui.analysis import explanations
from akotui.analysis.chain import Explanation
from akotui.analysis.chain_case import Case
from akotui.analysis.subjects import VirtualServiceSubject, Workload
from akotui.errors import UsageError
from akotui.model.kinds import Kind
from akotui.model.text import clean

WORKLOADS: Final[Mapping[str, tuple[str, Kind]]] = MappingProxyType(
    {
        "ingress": ("Ingress", Kind.INGRESS),
        "service": ("Service", Kind.SERVICE),
        "gateway": ("Gateway", Kind.GATEWAY),
        "httproute": ("HTTPRoute", Kind.HTTP_ROUTE),
        "route": ("Route", Kind.ROUTE),
    }
)
"""The API's kind, and the table, of each word for an object in a namespace."""

_VS: Final = (Kind.VIRTUAL_SERVICE,)
_READ_FROM: Mapping[str, tuple[Kind, ...]] = MappingProxyType(
    {
        **{word: (kind,) for word, (_, kind) in WORKLOADS.items()},
        "vs": _VS,
        "ns": (Kind.NAMESPACE,),
        "host": (*_VS, Kind.VS_VIP, Kind.INGRESS, Kind.ROUTE, Kind.GATEWAY, Kind.HTTP_ROUTE),
        "ip": (*_VS, Kind.VS_VIP),
        "user": (*_VS, Kind.STATEFUL_SET, Kind.CONFIG_MAP),
        "ako": (Kind.STATEFUL_SET, Kind.CONFIG_MAP),
    }
)
_FORMS: Final = (
    "vs/[TENANT/]NAME, vs/UUID, ns/NAME, ingress/NS/NAME, service/NS/NAME, gateway/NS/NAME, httproute/NS/NAME,"
    " route/NS/NAME, host/FQDN, ip/ADDRESS, user/USERNAME, ako/NAMESPACE, rule/SLUG"
)

_PRINTED: Final = {"namespace": "ns", "virtualservice": "vs"}


class Asked(msgspec.Struct, frozen=True):
    """`word/name`, or `word/namespace/name`; of a virtual service `name` may begin with its tenant."""

    word: str
    name: str
    namespace: str = ""

    def __str__(self) -> str:
        """As it was asked for."""
        return "/".join(part for part in (self.word, self.namespace, self.name) if part)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that must be read completely before the object can be said not to exist."""
        return _READ_FROM[self.word]


def word_for(said: str) -> str:
    """Return the word for a kind, also for its name as reports write it: what is copied from there is understood."""
    word = said.lower()
    return _PRINTED.get(word, word)


def parse(text: str) -> Asked:
    """Understand an object.

    Raises:
        UsageError: it is none that can be explained.

    """
    said, _, rest = clean(text, 500).partition("/")
    word = word_for(said)
    namespace, _, name = rest.partition("/")
    if word in WORKLOADS and namespace and name and "/" not in name:
        return Asked(word, name, namespace)
    if word == "vs" and rest:
        return Asked(word, rest)
    if word in ("ns", "host", "ip", "user", "ako", "rule") and rest and "/" not in rest:
        return Asked(word, _address(rest) if word == "ip" else rest)
    raise UsageError(f"{clean(text, 300)}: nothing that can be explained; write {_FORMS}")


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise UsageError(f"{text}: not an IP address") from None


def is_named(subject: VirtualServiceSubject, name: str) -> bool:
    """Tell whether a virtual service is meant by a name, TENANT/NAME or uuid."""
    vs = subject.vs
    return name in (vs.name, vs.uuid, f"{vs.tenant}/{vs.name}")


def explanations_of(asked: Asked, case: Case) -> tuple[Explanation, ...]:
    """Return the explanations; none where nothing of that name was seen, several where the name means several."""
    if asked.word in WORKLOADS:
        return (explanations.workload(Workload(WORKLOADS[asked.word][0], asked.namespace, asked.name), case),)
    return _BY_WORD[asked.word](asked.name, case)


def _virtual_services(name: str, case: Case) -> tuple[Explanation, ...]:
    named = (one for one in case.estate.virtual_services if is_named(one, name))
    return tuple(explanations.virtual_service(one, case) for one in named)


def _user(name: str, case: Case) -> tuple[Explanation, ...]:
    subject = next((one for one in case.estate.users if one.name == name), None)
    return (explanations.user(name, subject, case),)


def _instance(name: str, case: Case) -> tuple[Explanation, ...]:
    subject = case.instances.get(name)
    return (explanations.instance(subject, case) if subject else explanations.unseen_instance(name, case),)


_BY_WORD: Mapping[str, Callable[[str, Case], tuple[Explanation, ...]]] = MappingProxyType(
    {
        "vs": _virtual_services,
        "ns": lambda name, case: (explanations.namespace(name, case),),
        "host": lambda name, case: (explanations.host(name, case),),
        "ip": lambda name, case: (explanations.address(name, case),),
        "user": _user,
        "ako": _instance,
    }
)
