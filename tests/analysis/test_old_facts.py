"""Nothing new is said while a source that it rests on is lost, neither by passing time nor by half of the facts."""

from datetime import timedelta

import msgspec

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.grace import LAG
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Controller, Health, Inventory
from akotui.rules import ALL_RULES
from tests.analysis.naming import web
from tests.build import (
    AVI,
    MOMENT,
    ako,
    cluster,
    controller,
    ingress,
    ingress_class,
    inventory,
    namespace,
    virtual_service,
)

LIVE = Health(SourceState.LIVE)
LOST = Health(SourceState.STALE, "read timeout")
CLUSTER = (ako(), namespace(), ingress_class())
WEB = ingress("shop", "web")
VS = virtual_service("prod--shop.example.com", ingresses=("shop/web",))
LATER = timedelta(hours=1)
SECOND = timedelta(seconds=1)
SLUGS = ("missing-virtual-service", "stale-virtual-service", "orphaned-virtual-service", "multiple-primaries")
RULES = tuple(rule for rule in ALL_RULES if rule.slug in SLUGS)


def seen(
    *objects: object,
    vs: tuple[object, ...] = (),
    kube: Health = LIVE,
    avi: Health = LIVE,
    after: timedelta = timedelta(),
) -> Inventory:
    """What is known of cluster and Controller, `after` MOMENT."""
    read = inventory(msgspec.structs.replace(cluster(*CLUSTER, *objects), health=kube), _controller(vs, avi))
    return msgspec.structs.replace(read, at=MOMENT + after)


def _controller(vs: tuple[object, ...], health: Health) -> Controller:
    return msgspec.structs.replace(controller(vs), health=health)


def told(*inventories: Inventory) -> list[str]:
    """The rules of the findings at the last of these looks."""
    estate: Estate | None = None
    for one in inventories:
        estate = analyse(estate, one, RULES)
    assert estate is not None
    return sorted({one.rule for one in estate.findings})


ALL_WELL = seen(WEB, vs=(VS,))


def test_all_is_well_at_first() -> None:
    assert told(ALL_WELL) == []


def test_ingress_made_while_the_controller_is_lost_misses_nothing_however_long_that_lasts() -> None:
    new = ingress("shop", "new")
    lost = [seen(WEB, new, vs=(VS,), avi=LOST, after=after) for after in (timedelta(minutes=1), LAG * 2, LATER)]
    assert told(ALL_WELL, *lost) == []
    assert "missing-virtual-service" in told(ALL_WELL, *(_alive(one) for one in lost))


def test_virtual_service_made_while_the_cluster_is_lost_is_neither_stale_nor_orphaned() -> None:
    other = virtual_service("prod--new.example.com", ingresses=("shop/new",))
    stranger = virtual_service("prod--blue", created_by="ako-prod-blue", ingresses=("shop/blue",))
    lost = [seen(WEB, vs=(VS, other, stranger), kube=LOST, after=after) for after in (timedelta(minutes=1), LATER)]
    assert told(ALL_WELL, *lost) == []
    assert {"orphaned-virtual-service", "stale-virtual-service"} <= set(told(ALL_WELL, *(_alive(one) for one in lost)))


def test_what_would_have_become_old_enough_meanwhile_waits_for_its_whole_grace_once_the_source_is_back() -> None:
    new = ingress("shop", "new")
    begun = [ALL_WELL, seen(WEB, new, vs=(VS,), after=timedelta(seconds=30))]
    lost = seen(WEB, new, vs=(VS,), avi=LOST, after=LATER)
    back = [seen(WEB, new, vs=(VS,), after=LATER + after) for after in (SECOND, LAG - SECOND)]
    assert told(*begun, lost, *back) == []
    assert told(*begun, lost, *back, seen(WEB, new, vs=(VS,), after=LATER + LAG * 2)) == ["missing-virtual-service"]


def test_what_was_said_before_stays() -> None:
    stranger = virtual_service("prod--blue", created_by="ako-prod-blue", ingresses=("shop/blue",))
    known = seen(WEB, vs=(VS, stranger))
    assert told(known) == ["orphaned-virtual-service"]
    assert told(known, seen(WEB, vs=(VS, stranger), kube=LOST, after=LATER)) == ["orphaned-virtual-service"]
    assert told(known, seen(WEB, vs=(VS, stranger), avi=LOST, after=LATER)) == ["orphaned-virtual-service"]


def test_what_rests_on_the_cluster_alone_is_said_while_the_controller_is_lost() -> None:
    second = ako("blue", primary=True)
    assert "multiple-primaries" in told(ALL_WELL, seen(WEB, *second, vs=(VS,), avi=LOST, after=LATER))


def test_what_is_missing_may_stand_on_a_lost_controller_whichever_its_evidence_names() -> None:
    new, elsewhere = web("new.example.com", name="new"), Scope("other.test", AVI.plane)

    def look(health: Health, *objects: object, after: timedelta = timedelta()) -> Inventory:
        read = seen(WEB, *objects, vs=(VS,), after=after)
        return msgspec.structs.replace(read, controllers={**read.controllers, elsewhere: _controller((), health)})

    assert told(look(LIVE), look(LOST, new, after=timedelta(minutes=1)), look(LOST, new, after=LATER)) == []
    alive = look(LIVE), look(LIVE, new, after=timedelta(minutes=1)), look(LIVE, new, after=LATER)
    assert told(*alive) == ["missing-virtual-service"]
    (finding,) = analyse(None, look(LIVE, new), RULES).findings
    assert {one.scope for one in finding.evidence if one.scope.plane is AVI.plane} == {AVI}


def _alive(one: Inventory) -> Inventory:
    controllers = {AVI: msgspec.structs.replace(one.controllers[AVI], health=LIVE)}
    return msgspec.structs.replace(
        one, cluster=msgspec.structs.replace(one.cluster, health=LIVE), controllers=controllers
    )
