"""Which virtual services ought to stand on a Controller that was not read: all that `akotui names` predicts at once.

They are no verdicts: nothing here enters an estate, a finding or a document. What does not change from one cluster to
the next is not predicted again; the first time costs some 25 us a host name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from akotui.analysis.claims import Claim
from akotui.analysis.forecasts import Forecaster, expected_virtual_services, prepare, servers
from akotui.analysis.intentions import Intentions
from akotui.analysis.name_index import MAKERS, SOURCES, unread
from akotui.analysis.pointers import pointers_of
from akotui.analysis.predictions import Prediction
from akotui.analysis.subjects import Pointer, Type, Workload
from akotui.analysis.workloads import Thing
from akotui.model.inventory import Cluster

_PARENTS: Final = frozenset({Type.SHARED_PARENT, Type.NAMESPACE_PARENT, Type.GATEWAY_PARENT})
_REFERRING: Final = frozenset({"Gateway", "HTTPRoute"})
"""What these come to rests on other objects: they are predicted each time."""


class Expected(msgspec.Struct, frozen=True, gc=False):
    """A virtual service by its place on the Controller.

    `instances` and `users` would make it, in the same order, none where nobody claims what it is made of: then `name`
    is what every instance would call it, empty when they differ. `uuids` are those that annotations of AKO's say it
    has: it was there when AKO wrote them. `unknown` says why the name may be another.
    """

    tenant: str
    name: str
    type: Type | None
    instances: tuple[str, ...]
    users: tuple[str, ...]
    workloads: tuple[Workload, ...]
    hosts: tuple[str, ...] = ()
    uuids: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def namespaces(self) -> tuple[str, ...]:
        """Those of what it is made of."""
        return tuple(dict.fromkeys(one.namespace for one in self.workloads))

    @property
    def owners(self) -> tuple[str, ...]:
        """Who would make it, and as whom."""
        return (*self.instances, *self.users) or ("nobody",)

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{self.tenant}/{self.name}" if self.name else f"{self.tenant}/{self.workloads[0]}"


class _Foretold(msgspec.Struct, frozen=True, gc=False):
    """What one workload comes to: predictions, each with the uuid that an annotation gives it, or with none."""

    thing: Thing
    claim: Claim
    found: tuple[tuple[Prediction, str], ...]
    unknown: tuple[str, ...]


class Expectations(msgspec.Struct, frozen=True, eq=False):
    """All of them, by tenant and name, and what is kept for the next time. `unknown`: why there may be others."""

    services: tuple[Expected, ...] = ()
    unknown: tuple[str, ...] = ()
    foretold: Mapping[Workload, _Foretold] = {}
    grounds: tuple[object, ...] = ()


def expect(kept: Intentions, was: Expectations) -> Expectations:
    """Return what the cluster lets expect now, given what it let expect before."""
    intent, things = kept.intent, kept.things.now
    forecaster = prepare(intent)
    grounds = _grounds(intent.cluster, intent.instances)
    before: Mapping[Workload, _Foretold] = was.foretold if _same(grounds, was.grounds) else {}
    foretold: dict[Workload, _Foretold] = {}
    for work in kept.works.now:
        thing, claim, old = things[work], intent.claims.on(work.namespace), before.get(work)
        if old is None or old.thing is not thing or old.claim is not claim or work.kind in _REFERRING:
            old = _foretell(work, thing, claim, forecaster)
        foretold[work] = old
    missing = unread(intent.cluster, (*MAKERS, *SOURCES))
    return Expectations(tuple(_by_place(foretold)), missing, foretold, grounds)


def differ(one: Intentions, other: Intentions) -> bool:
    """Tell whether two clusters may let expect differing virtual services. Quick where nothing changed."""
    mine, its = one.intent, other.intent
    return not (
        one.works.now is other.works.now
        and one.things.now is other.things.now
        and one.claims.now is other.claims.now
        and _same(_grounds(mine.cluster, mine.instances), _grounds(its.cluster, its.instances))
        and mine.cluster.services.rows is its.cluster.services.rows
    )


def _grounds(cluster: Cluster, instances: object) -> tuple[object, ...]:
    """What every prediction may rest on besides its workload and who claims that."""
    tables = (cluster.namespaces, cluster.ingressclasses, cluster.aviinfrasettings, cluster.hostrules)
    return (instances, cluster.routes.coverage.extent, *(table.rows for table in tables))


def _same(one: Sequence[object], other: Sequence[object]) -> bool:
    """Tell whether they are the same objects; instances are made anew each time, and compared."""
    return len(one) == len(other) and one[:2] == other[:2] and all(map(_is, one[2:], other[2:]))


def _is(one: object, other: object) -> bool:
    return one is other


def _foretell(work: Workload, thing: Thing, claim: Claim, forecaster: Forecaster) -> _Foretold:
    makers = servers(work, forecaster.intent)
    forecasts = [expected_virtual_services(work, maker, forecaster) for maker in makers]
    predictions = [each for forecast in forecasts for each in forecast.predictions]
    if not makers:
        predictions = list(_unclaimed(work, forecaster))
    pointers = pointers_of(thing.metadata, {}, ())
    unknown = dict.fromkeys(reason for forecast in forecasts for reason in forecast.unknown)
    return _Foretold(thing, claim, tuple(_confirmed(predictions, pointers)), tuple(unknown))


def _unclaimed(work: Workload, forecaster: Forecaster) -> Iterator[Prediction]:
    """Yield what every instance would name alike, as nobody's; one without a name where they would not."""
    makers = [one for one in forecaster.intent.instances if one.known and one.user]
    found = [expected_virtual_services(work, maker, forecaster).predictions for maker in makers]
    names = [{each.name for each in predictions} for predictions in found]
    common = set[str].intersection(*names) if names else set[str]()
    alike = [each for each in (found[0] if found else ()) if each.name in common and each.type not in _PARENTS]
    for each in alike:
        yield msgspec.structs.replace(each, instance="", user="")
    if not alike:
        tenant, made = (found[0][0].tenant, found[0][0].made) if found and found[0] else ("", None)
        if made is not None:
            yield Prediction("", "", tenant, made, "", "", work)


def _confirmed(predictions: Sequence[Prediction], pointers: Collection[Pointer]) -> Iterator[tuple[Prediction, str]]:
    """Yield each with the uuid that an annotation gives for its host, where only one virtual service can be meant."""
    for each in predictions:
        uuids = [one.uuid for one in pointers if not each.host or one.host == each.host] if pointers else []
        meant = _meant(each, predictions) if uuids and each.name else False
        yield each, (uuids[0] if meant else "")


def _meant(one: Prediction, predictions: Iterable[Prediction]) -> bool:
    """Tell whether an annotation is about this one: of a host's virtual services AKO notes the child, else the parent.

    Source: AKO internal/rest/dequeue_nodes.go and internal/status/ing_status.go.
    """
    same = [each for each in predictions if each.host == one.host and each.name]
    rivals = [each for each in same if each.type not in _PARENTS] or same
    return one in rivals and len({each.name for each in rivals}) == 1


def _by_place(foretold: Mapping[Workload, _Foretold]) -> Iterator[Expected]:
    places: defaultdict[tuple[str, str, str], list[tuple[Prediction, str, tuple[str, ...]]]] = defaultdict(list)
    for work, one in foretold.items():
        for each, uuid in one.found:
            places[each.tenant, each.name, "" if each.name else str(work)].append((each, uuid, one.unknown))
    for tenant, name, which in sorted(places):
        yield _expected(tenant, name, places[tenant, name, which])


def _expected(tenant: str, name: str, found: Sequence[tuple[Prediction, str, tuple[str, ...]]]) -> Expected:
    first = found[0][0]
    if len(found) == 1:
        uuids = (found[0][1],) if found[0][1] else ()
        hosts = (first.host,) if first.host else ()
        made = ((first.instance,), (first.user,)) if first.instance else ((), ())
        return Expected(tenant, name, first.type, *made, (first.workload,), hosts, uuids, found[0][2])
    makers = sorted({each.instance: each.user for each, _, _ in found if each.instance}.items())
    return Expected(
        tenant,
        name,
        first.type,
        tuple(instance for instance, _ in makers),
        tuple(user for _, user in makers),
        tuple(dict.fromkeys(each.workload for each, _, _ in found)),
        tuple(dict.fromkeys(each.host for each, _, _ in found if each.host)),
        tuple(dict.fromkeys(uuid for _, uuid, _ in found if uuid)),
        tuple(dict.fromkeys(reason for _, _, unknown in found for reason in unknown)),
    )
