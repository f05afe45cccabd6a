"""What the rules say of real instances that share a cluster well: each finding of a recorded state with its reason."""

from datetime import timedelta

import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.subjects import State
from akotui.model.avi import Pool, ServiceMetadata, VirtualService
from akotui.model.inventory import Inventory, Table
from akotui.rules import ALL_RULES
from tests.analysis.golden import golden

UNCLAIMED = ("unclaimed-namespace", "nobody")
"""Namespace nobody has an Ingress of class avi-lb and a LoadBalancer Service; none of its labels is selected."""

GATEWAY = ("gateway-of-other-instance", "Gateway/blue-1/gw")
"""Namespace blue-1 has key=value2, the label of blue; only avi-system (app=migrate) has the gateway container. That of
mig-1 is in a namespace of avi-system itself."""

EXPECTED = {"steady": [UNCLAIMED], "gateway": [UNCLAIMED, GATEWAY], "deleted": [UNCLAIMED, GATEWAY]}


@pytest.fixture(params=sorted(EXPECTED))
def state(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _later(found: Inventory) -> Inventory:
    """An hour after the last change of the recording, so that nothing is too young to be judged."""
    moments = [thing.metadata.created for thing in found.cluster.ingresses.rows.values() if thing.metadata.created]
    controllers = found.controllers.values()
    moments += [
        vs.last_modified for side in controllers for vs in side.virtualservices.rows.values() if vs.last_modified
    ]
    return msgspec.structs.replace(found, at=max(moments) + timedelta(hours=1))


def test_real_instances_that_share_a_cluster_well_raise_nothing_but_what_is_there(state: str) -> None:
    estate = analyse(None, _later(golden(state)), ALL_RULES)
    assert [(finding.rule, finding.about) for finding in estate.findings] == EXPECTED[state]
    assert [covered.rule for covered in estate.coverage if covered.status != "ran"] == ["restart-needed"]


def test_recording_without_managed_fields_leaves_open_whether_settings_changed(state: str) -> None:
    found = next(one for one in analyse(None, golden(state), ALL_RULES).coverage if one.rule == "restart-needed")
    assert found.status == "partial"
    assert found.reason.endswith("is not known of avi-system, blue and green")


def test_instance_without_config_map_is_the_only_thing_that_is_wrong_without_it(state: str) -> None:
    found = _later(golden(state))
    maps = found.cluster.configmaps
    rest = {key: one for key, one in maps.rows.items() if one.metadata.namespace != "avi-system"}
    lost = msgspec.structs.replace(found.cluster, configmaps=msgspec.structs.replace(maps, rows=rest))
    estate = analyse(None, msgspec.structs.replace(found, cluster=lost), ALL_RULES)
    assert [(finding.rule, finding.about) for finding in estate.findings] == [("instance-not-running", "avi-system")]
    assert {one.state for one in estate.virtual_services} == {State.OWNED, State.UNKNOWN}
    assert {one.status for one in estate.coverage if one.rule == "no-primary"} == {"partial"}


def test_every_workload_of_a_claimed_namespace_is_old_enough_and_served(state: str) -> None:
    estate = analyse(None, _later(golden(state)), ())
    judged = [one for one in estate.workloads if one.servers]
    assert judged
    assert all(one.settled and one.virtual_services and not one.unserved for one in judged)


def test_every_vip_is_used_and_every_part_is_needed(state: str) -> None:
    estate = analyse(None, golden(state), ())
    assert estate.vips
    assert all(one.virtual_services and one.ours for one in estate.vips)
    assert estate.parts == ()


@pytest.mark.parametrize("table", ["virtualservices", "pools"])
@pytest.mark.parametrize("marked", [True, False])
def test_lost_metadata_costs_at_most_the_verdicts_that_need_it(
    state: str,
    table: str,
    marked: bool,  # noqa: FBT001 - a parametrised test
) -> None:
    found = _later(golden(state))
    ((scope, side),) = found.controllers.items()
    rows: Table[VirtualService | Pool] = getattr(side, table)
    for key in tuple(rows.rows)[::7]:
        lost = _without_metadata(rows.rows[key], marked=marked)
        left = Table({**rows.rows, key: lost}, {key: "not JSON"}, rows.coverage)
        odd = {scope: msgspec.structs.replace(side, **{table: left})}
        estate = analyse(None, msgspec.structs.replace(found, controllers=odd), ALL_RULES)
        assert [(finding.rule, finding.about) for finding in estate.findings] == EXPECTED[state]
        assert {one.state for one in estate.virtual_services} <= {State.OWNED, State.UNKNOWN}
        covered = {one.rule: one.status for one in estate.coverage}
        assert (covered["missing-virtual-service"], covered["orphaned-virtual-service"]) == ("not-run", "ran")


def _without_metadata(found: VirtualService | Pool, *, marked: bool) -> VirtualService | Pool:
    markers = found.markers if marked else {"clustername": found.markers.get("clustername", ())}
    return msgspec.structs.replace(
        found, service_metadata=ServiceMetadata(), unreadable_metadata="not JSON", markers=markers
    )
