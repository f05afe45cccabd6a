"""Objects of a Controller that are odd, doubled, or not ours: each keeps its own place and says what is not known."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.analyse import analyse
from akotui.decode.refs import name_of, uuid_of
from akotui.model.avi import Runtime, VirtualService
from akotui.model.kinds import Kind
from akotui.model.text import clean
from akotui.rules import ALL_RULES
from akotui.views.table import Query
from akotui.views.virtual_services import COLUMNS, rows
from tests.build import ako, cluster, controller, inventory, virtual_service
from tests.decode.reading import decoded

REF = st.text(max_size=30) | st.from_regex(r"(https?://[a-z.]{0,9})?(/api/[a-z]{0,9})?/[a-z0-9-]{0,9}(#.{0,9})?")
OPERATIONAL = [column.key for column in COLUMNS].index("operational")


@given(ref=REF, name=st.text(max_size=20))
def test_any_reference_has_a_clean_name_and_uuid_or_none(ref: str, name: str) -> None:
    for found in (name_of(ref), uuid_of(ref) or "", name_of(f"/api/pool/pool-1#{name}")):
        assert clean(found) == found
    assert uuid_of(f"https://controller/api/pool/pool-1#{name}") == "pool-1"


@pytest.mark.parametrize(
    ("inventory_item", "state"),
    [
        ({"runtime": {"oper_status": {"state": "OPER_SOMETHING_NEW"}, "percent_ses_up": None}}, "OPER_SOMETHING_NEW"),
        ({"runtime": {"oper_status": {"state": None}}, "health_score": {"health_score": -1}}, ""),
        ({"runtime": None, "health_score": None}, ""),
        ({}, ""),
    ],
)
def test_operational_state_that_nobody_knows_is_shown_as_it_is_and_an_absent_one_as_unknown(
    inventory_item: dict[str, object], state: str
) -> None:
    uuid = "virtualservice-admin-prod--shop.example.com"
    found = decoded(Kind.RUNTIME, {"uuid": uuid, **inventory_item})
    assert found == Runtime(uuid, state)
    read = inventory(cluster(ako()), controller(virtual_service(), found))
    estate = analyse(None, read, ALL_RULES)
    (row,) = rows(estate, Query())
    assert row.cells[OPERATIONAL] == (state.removeprefix("OPER_").lower() or "?")
    assert "virtual-service-down" not in {finding.rule for finding in estate.findings}


def test_virtual_service_that_the_inventory_lacks_is_unknown_and_not_down() -> None:
    estate = analyse(None, inventory(cluster(ako()), controller(virtual_service())), ALL_RULES)
    (row,) = rows(estate, Query())
    assert row.cells[OPERATIONAL] == "?"
    assert "virtual-service-down" not in {finding.rule for finding in estate.findings}


def test_two_virtual_services_of_one_name_in_two_tenants_are_two() -> None:
    twins = [virtual_service("prod--web", tenant=tenant) for tenant in ("admin", "shop")]
    estate = analyse(None, inventory(cluster(ako()), controller(*twins)), ())
    assert [row.key for row in rows(estate, Query())] == [f"avi.test/{vs.uuid}" for vs in twins]
    assert {row.cells[5] for row in rows(estate, Query())} == {"admin", "shop"}


def test_huge_service_metadata_is_read_whole() -> None:
    hosts = [f"h{number}.example.com" for number in range(20_000)]
    raw = {"uuid": "u-1", "name": "web", "service_metadata": json.dumps({"hostnames": hosts})}
    found = decoded(Kind.VIRTUAL_SERVICE, raw)
    assert isinstance(found, VirtualService)
    assert len(found.service_metadata.hosts) == 20_000
