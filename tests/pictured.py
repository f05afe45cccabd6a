"""What the pictures are of: simulated sites, read by the real clients, judged as the engine judges, at a fixed moment.

Two runs see the same: a scenario stands at its first step, and what a run cannot repeat (the simulator's port, the
moment and the order of each answer) is replaced in the facts.
"""

import re
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from datetime import datetime, timedelta
from typing import Final, cast

import msgspec

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.cli.live import NOT_GIVEN
from akotui.cli.scenarios import scenario
from akotui.decode.folding import Fold
from akotui.engine import Source
from akotui.model.changes import apply
from akotui.model.facts import Fact, FirstRoundEnded, ListEnded, Observed, Paged, Scope, SourceState
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind, Plane
from akotui.rules import ALL_RULES
from akotui.simulator.simulation import CONTEXT, Simulation
from akotui.simulator.store import MOMENT
from akotui.sources.avi import AviSource
from akotui.sources.avi_credentials import AviCredentials
from akotui.sources.connection import Connection
from akotui.sources.credentials import Fixed, bearer
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.off import OffSource
from akotui.sources.recording import Recording
from akotui.sources.secret import Secret

SCENARIO: Final = "multi-ako"
CLUSTER: Final = Scope("kubernetes", Plane.KUBERNETES)
AGES: Final = {Plane.KUBERNETES: timedelta(seconds=2), Plane.AVI: timedelta(seconds=11)}
LOST: Final = timedelta(minutes=3, seconds=12)
"""How long the cluster of the picture `stale` is silent."""

ACKNOWLEDGED: Final = Acknowledgement(
    "double-owned-namespace", "Namespace/payments", "moves to team red, CHG-4711", MOMENT.date()
)
"""What the configuration ignores in the picture of the acknowledged findings."""

_EXPIRED: Final = Observed(
    CLUSTER, SourceState.UNAUTHORIZED, "credential plugin oci failed with exit code 1: session expired", MOMENT
)
"""What the source says whose credential plugin wants a person (tests/e2e/test_plugin_login.py runs one)."""

_STEPS: Final = 4
"""Changes of the scenario that are recorded, a minute apart."""

_PORT: Final = re.compile(r"127\.0\.0\.1:\d+")
_ADDRESS: Final = "127.0.0.1:9443"
_ORDER: Final = {kind: place for place, kind in enumerate(Kind)}

Prepare = Callable[[Simulation], None]


def untouched(_: Simulation) -> None:
    """Leave a simulation as its scenario has it."""


async def facts(
    name: str | None = SCENARIO, prepare: Prepare = untouched, *, avi: bool = True, steps: int = 0
) -> list[Fact]:
    """Return what a site of this scenario (None: an empty one) tells; after each of its `steps`, all of it again."""
    found = list[Fact]()
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(Simulation(scenario(name) if name else None))
        account = AviCredentials(site.avi_username, Secret(site.avi_password))
        prepare(site)
        for step in range(steps + 1):
            if step:
                await site.step()
            earlier = timedelta(minutes=steps - step)
            for source in _sources(site, account, avi=avi):
                found += _in_order(_fixed(fact, earlier) for fact in await _told(source))
    return found


def judged(told: Iterable[Fact], before: Estate | None = None) -> Estate:
    """Judge facts as the engine does."""
    return analyse(before, read(told), ALL_RULES)


def read(told: Iterable[Fact]) -> Inventory:
    """Return what facts say is there."""
    fold = Fold()
    for fact in told:
        fold.add(fact)
    return apply(Inventory(), fold.take())


async def estates() -> Mapping[str, tuple[Estate, ...]]:
    """Return the estates of every state that is pictured, in the order in which they are published."""
    demo = await facts()
    changing = [judged(told) for told in _rounds(await facts(steps=_STEPS))]
    silent = Observed(CLUSTER, SourceState.STALE, "read timeout", MOMENT - LOST, "", MOMENT + timedelta(seconds=16))
    return {
        **dict.fromkeys(("demo", "acknowledged"), (judged(demo),)),
        "changing": tuple(changing),
        "loading": (judged(_first_answers(demo)),),
        "stale": (judged([*map(_silent, demo), silent]),),
        "partial": (judged(await facts(prepare=lambda site: site.kubernetes.forbid("ingresses"))),),
        "no-controller": (judged(await facts(avi=False)),),
        "plugin-login": (judged([*(await facts(prepare=_other_token)), _EXPIRED]),),
        "refused": (judged(await facts(prepare=_other_password)),),
        "nothing-found": (judged(await facts(None)),),
        "all-well": (judged(await facts("all-well")),),
    }


async def recording() -> Recording:
    """Return the demo with its first changes, a minute apart, as a recording."""
    told = await facts(steps=_STEPS)
    began = min(fact.at for fact in told)
    return Recording(began, SCENARIO, tuple(dict.fromkeys(fact.scope for fact in told)), tuple(told))


def _sources(site: Simulation, account: AviCredentials, *, avi: bool) -> tuple[Source, ...]:
    connection = Connection(site.kubernetes_url, credentials=Fixed(bearer(site.kubernetes_token)), context=CONTEXT)

    async def connect() -> Connection:
        return connection

    cluster = KubernetesSource(connect, follow=False)
    if not avi:
        return cluster, OffSource(Scope("avi", Plane.AVI), NOT_GIVEN)
    return cluster, AviSource(site.avi_url, account, verify=False)


async def _told(source: Source) -> list[Fact]:
    """Return what a source tells of its first round."""
    found = list[Fact]()
    async with aclosing(cast("AsyncGenerator[Fact]", source.facts())) as told:
        async for fact in told:
            found.append(fact)
            if isinstance(fact, FirstRoundEnded):
                break
    return found


def _in_order(told: Iterable[Fact]) -> list[Fact]:
    """Lists by kind, then how the source is: the answers come in any order."""
    return sorted(
        told, key=lambda fact: len(_ORDER) if isinstance(fact, Observed | FirstRoundEnded) else _ORDER[fact.kind]
    )


def _rounds(told: Sequence[Fact]) -> Iterable[Sequence[Fact]]:
    """What was known at each moment, everything having been read again."""
    for at in sorted({fact.at for fact in told if fact.scope.plane is Plane.KUBERNETES}):
        yield [fact for fact in told if at - fact.at in (timedelta(), AGES[Plane.AVI] - AGES[Plane.KUBERNETES])]


def _first_answers(told: Sequence[Fact]) -> list[Fact]:
    """Return what a site has told of a first reading that goes on: few kinds, and no source is through."""
    read = (Kind.NAMESPACE, Kind.STATEFUL_SET, Kind.CLUSTER, Kind.TENANT)
    known = [fact for fact in told if isinstance(fact, Paged | ListEnded) and fact.kind in read]
    avi = next(fact.scope for fact in told if fact.scope.plane is Plane.AVI)
    coming = (
        "kubeconfig 12 ms; Kubernetes v1.34.2; ingresses.networking.k8s.io: 12,000 so far; 12 of 14 kinds not read yet"
    )
    connecting = {CLUSTER: coming, avi: f"connecting to Avi {_ADDRESS}"}
    where = f"http://{_ADDRESS}"
    return [
        *known,
        *(Observed(scope, SourceState.CONNECTING, detail, MOMENT, where) for scope, detail in connecting.items()),
    ]


def _silent(fact: Fact) -> Fact:
    return msgspec.structs.replace(fact, at=MOMENT - LOST) if fact.scope == CLUSTER else fact


def _other_token(site: Simulation) -> None:
    site.kubernetes.token = "changed"


def _other_password(site: Simulation) -> None:
    site.avi.account.password = "changed"


def _fixed(fact: Fact, earlier: timedelta) -> Fact:
    """Return a fact as of a fixed moment, with the simulator's port replaced wherever it stands."""
    moved = cast("Fact", _replaced(fact))
    at = MOMENT - AGES[fact.scope.plane] - earlier
    return msgspec.structs.replace(moved, at=at, **({"retry_at": None} if isinstance(moved, Observed) else {}))


def _replaced(value: object) -> object:
    match value:
        case str():
            return _PORT.sub(_ADDRESS, value)
        case bytes():
            return _PORT.sub(_ADDRESS, value.decode()).encode()
        case Sequence():
            return tuple(_replaced(one) for one in cast("Sequence[object]", value))
        case msgspec.Struct():
            fields: dict[str, datetime | object] = {
                name: _replaced(getattr(value, name)) for name in value.__struct_fields__
            }
            return msgspec.structs.replace(value, **fields)
        case _:
            return value
