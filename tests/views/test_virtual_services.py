import pytest

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import Origin, Reason, State, VirtualServiceSubject, Workload
from akotui.model.avi import Runtime
from akotui.views.table import Query, Row, Step, Tone
from akotui.views.virtual_services import COLUMNS, rows
from tests.build import instance, virtual_service, virtual_service_subject

BLUE = instance("blue", primary=False, selector=("tier", "blue"))


def cells(subject: VirtualServiceSubject) -> dict[str, str]:
    (row,) = rows(Estate(virtual_services=(subject,)), Query())
    return {column.key: cell for column, cell in zip(COLUMNS, row.cells, strict=True)}


def test_row_of_an_owned_virtual_service() -> None:
    subject = virtual_service_subject(
        virtual_service("prod--shop", created_by="ako-prod-blue"),
        owner=BLUE,
        addresses=("10.9.1.5",),
        runtime=Runtime("virtualservice-admin-prod--shop", "OPER_UP"),
    )
    (row,) = rows(Estate(virtual_services=(subject,)), Query())
    assert row == Row(
        "avi.test/virtualservice-admin-prod--shop",
        (
            "  owned",
            "prod--shop",
            "ako-prod-blue",
            "blue",
            "ing shop/web",
            "admin",
            "10.9.1.5",
            "up",
            "child",
            "user-matches-instance",
            "certain",
            "virtualservice-admin-prod--shop",
            "--",
        ),
        Tone.PLAIN,
    )


@pytest.mark.parametrize(
    ("subject", "owner"),
    [
        (virtual_service_subject(state=State.ORPHANED), "nobody"),
        (virtual_service_subject(state=State.UNKNOWN), "?"),
        (virtual_service_subject(state=State.FOREIGN), "--"),
        (virtual_service_subject(state=State.AMBIGUOUS, candidates=("avi-system", "blue")), "avi-system|blue"),
        (
            virtual_service_subject(state=State.DOUBLE_OWNED, owner=BLUE, claimants=("avi-system", "blue")),
            "blue|avi-system",
        ),
        (virtual_service_subject(state=State.STALE, owner=BLUE), "blue"),
    ],
)
def test_owner_is_nobody_only_where_that_is_known(subject: VirtualServiceSubject, owner: str) -> None:
    assert cells(subject)["owner"] == owner


def test_source_that_is_gone_and_source_that_was_not_read_are_told_apart() -> None:
    gone = Origin(Workload("Service", "shop", "cart"), found=False)
    unread = Origin(Workload("Route", "shop", "web"), found=None)
    assert cells(virtual_service_subject(origins=(gone, unread)))["from"] == "svc shop/cart! +1"
    assert cells(virtual_service_subject(origins=(unread,)))["from"] == "route shop/web?"
    assert cells(virtual_service_subject(origins=()))["from"] == "--"


def test_unread_operational_state_is_unknown() -> None:
    assert cells(virtual_service_subject())["operational"] == "?"


def test_child_shows_that_its_address_is_its_parents() -> None:
    assert cells(virtual_service_subject(virtual_service(parent="virtualservice-p")))["vip"] == "of parent"


def test_orphans_stand_first_and_owned_after_all_doubt() -> None:
    states = (State.UNMANAGED, State.OWNED, State.UNKNOWN, State.STALE, State.ORPHANED, State.DOUBLE_OWNED)
    subjects = tuple(
        virtual_service_subject(virtual_service(state.value), state=state, reasons=(Reason.NOT_AKO,))
        for state in states
    )
    shown = [row.cells[1] for row in rows(Estate(virtual_services=subjects), Query())]
    assert shown == ["orphaned", "double-owned", "stale", "unknown", "owned", "unmanaged"]


def test_narrowed_to_an_instance_those_in_which_it_has_a_part_remain() -> None:
    subjects = (
        virtual_service_subject(virtual_service("owned"), owner=BLUE),
        virtual_service_subject(virtual_service("claimed"), claimants=("blue",)),
        virtual_service_subject(virtual_service("perhaps"), candidates=("blue", "green")),
        virtual_service_subject(virtual_service("other"), owner=instance("avi-system")),
    )
    shown = rows(Estate(virtual_services=subjects), Query((Step("instances", "blue", "ako blue"),)))
    assert [row.cells[1] for row in shown] == ["owned", "claimed", "perhaps"]
