import msgspec

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import SourceReport, UnreadPart
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Cluster, Health, Table
from akotui.model.kinds import Kind, Plane
from akotui.model.kubernetes import Ingress
from tests.build import AVI, KUBERNETES, LIVE, MOMENT, ako, cluster, controller, inventory, table


def sources(read: Cluster, **sides: Health) -> tuple[SourceReport, ...]:
    controllers = {Scope(name, Plane.AVI): controller(health=health) for name, health in sides.items()}
    return analyse(None, inventory(read, controllers=controllers), ()).sources


def test_whole_sources_have_nothing_unread() -> None:
    found = analyse(None, inventory(cluster(), controller()), ()).sources
    assert found == (SourceReport(KUBERNETES, LIVE, MOMENT, ()), SourceReport(AVI, LIVE, MOMENT, ()))


def test_unread_kinds_and_broken_objects_are_named() -> None:
    broken: Table[Ingress] = table(broken={"shop/web": "no name"})
    read = msgspec.structs.replace(cluster(unread=(Kind.POD,)), ingresses=broken)
    (found, _) = sources(read)
    assert found.unread == (UnreadPart("pods", "not readable"), UnreadPart("ingresses shop/web", "no name"))


def test_changes_that_watches_lost_are_counted_in_the_detail() -> None:
    read = cluster()
    repaired = msgspec.structs.replace(read.ingresses.coverage, repaired=2)
    lossy = msgspec.structs.replace(read, ingresses=msgspec.structs.replace(read.ingresses, coverage=repaired))
    (found, _) = sources(lossy)
    assert found.repaired == 2
    assert found.health.detail == "2 changes lost on the way, found by reading everything again"


def test_controller_nobody_named_is_off_and_says_which_flag_and_address() -> None:
    (_, off) = sources(cluster(ako(), ako("blue", controllerIP="10.0.0.1")))
    assert (off.health.state, off.unread) == (SourceState.OFF, ())
    assert off.health.detail == "name the Avi Controller with --avi-controller (the instances use 10.0.0.1, avi.test)"


def test_controller_switched_off_on_purpose_gets_no_advice() -> None:
    (_, off) = sources(cluster(ako()), avi=Health(SourceState.OFF, "switched off by --no-avi"))
    assert off.health.detail == "switched off by --no-avi"


def test_every_table_tells_when_it_was_read() -> None:
    read = analyse(None, inventory(cluster(unread=(Kind.POD,)), controller()), ()).read_at
    assert read[KUBERNETES, Kind.INGRESS] == read[AVI, Kind.VIRTUAL_SERVICE] == MOMENT
    assert (KUBERNETES, Kind.POD) not in read


def test_source_that_answers_and_did_not_give_everything_is_partial() -> None:
    whole = cluster(health=Health(SourceState.LIVE, "Kubernetes v1"))
    part = cluster(health=Health(SourceState.LIVE, "Kubernetes v1"), unread=(Kind.POD,))
    states = [sources(one)[0].health.state for one in (whole, part)]
    assert states == [SourceState.LIVE, SourceState.PARTIAL]


def test_lost_source_stays_lost_although_parts_are_unread() -> None:
    lost = cluster(health=Health(SourceState.STALE), unread=(Kind.POD,))
    assert sources(lost)[0].health.state is SourceState.STALE
