import msgspec

from akotui.analysis.estate import Estate, UnreadPart
from akotui.analysis.instances import Health
from akotui.model.facts import SourceState
from akotui.views.instances import COLUMNS, rows
from akotui.views.table import Query, Row, Step, Tone
from tests.build import AVI, instance, instance_subject
from tests.build_estate import READ_AT, estate, source

CONFIG = {"clusterName": "prod"}
RED = instance("avi-system", selector=("team", "red"), gateway_api=True, settings=CONFIG)


def only(one: Row) -> dict[str, str]:
    return {column.key: cell for column, cell in zip(COLUMNS, one.cells, strict=True)}


def test_row_of_a_primary_with_gateway_container() -> None:
    (row,) = rows(
        Estate(read_at=READ_AT, instances=(instance_subject(RED, matched=("a", "b"), virtual_services=7),)), Query()
    )
    assert row == Row(
        "avi-system",
        (
            "avi-system",
            "  ready",
            "primary",
            "1/1",
            "team=red",
            "2",
            "7",
            "ako-prod, ako-gw-prod-avi-system",
            "2.2.1",
            "ClusterIP",
            "prod",
            "avi.test",
        ),
        Tone.PLAIN,
    )


def test_instance_without_selector_takes_everything() -> None:
    (row,) = rows(Estate(instances=(instance_subject(instance("blue", settings=CONFIG)),)), Query())
    assert only(row)["selector"] == "(everything)"


def test_nothing_is_said_of_settings_that_were_not_read_yet() -> None:
    (row,) = rows(Estate(instances=(instance_subject(instance("blue"), matched=None),)), Query())
    cells = only(row)
    assert (cells["role"], cells["selector"], cells["service-type"]) == ("?", "?", "?")


def test_instance_without_config_is_unknown_not_default() -> None:
    bare = msgspec.structs.replace(instance("blue"), health=Health.NO_CONFIG, user=None, cluster_name="", controller="")
    (row,) = rows(Estate(instances=(instance_subject(bare, matched=None),)), Query())
    cells = only(row)
    assert (cells["role"], cells["selector"], cells["matched"], cells["users"]) == ("?", "?", "?", "--")
    assert cells["state"] == "✗ no-config"


def test_removed_instance_selects_nothing() -> None:
    gone = msgspec.structs.replace(instance("violet"), health=Health.REMOVED, user=None)
    (row,) = rows(Estate(instances=(instance_subject(gone, matched=None),)), Query())
    assert (only(row)["state"], only(row)["selector"], only(row)["ready"]) == ("∅ removed", "--", "--")
    assert row.tone is Tone.MISSING


def test_narrowed_to_an_instance_it_alone_remains() -> None:
    estate = Estate(instances=(instance_subject(RED), instance_subject(instance("blue"))))
    assert [row.key for row in rows(estate, Query((Step("instances", "blue", "ako blue"),)))] == ["blue"]


def test_virtual_services_that_were_never_read_are_not_counted_as_none() -> None:
    (row,) = rows(Estate(instances=(instance_subject(instance("blue")),)), Query())
    assert dict(zip((one.key for one in COLUMNS), row.cells, strict=True))["virtual-services"] == "?"


def test_number_of_virtual_services_is_in_doubt_where_some_may_not_be_seen() -> None:
    hidden = (UnreadPart("virtualservices (tenant b)", "403"),)
    ours = (instance_subject(instance("blue"), virtual_services=4),)
    (row,) = rows(estate(instances=ours, sources=(source(), source(AVI, SourceState.PARTIAL, unread=hidden))), Query())
    assert only(row)["virtual-services"] == "4?"
