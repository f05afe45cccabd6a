from akotui.analysis.estate import Estate, UnreadPart
from akotui.analysis.subjects import State, UserState
from akotui.model.facts import SourceState
from akotui.views.hosts import rows as host_rows
from akotui.views.table import Query, Row, Step, Tone
from akotui.views.users import rows
from tests.build import AVI, host_subject, instance, user_subject, virtual_service, virtual_service_subject
from tests.build_estate import READ_AT, estate, source

RED = instance("avi-system")


def test_row_of_a_username_without_instance() -> None:
    orphans = (
        virtual_service_subject(virtual_service("a"), state=State.ORPHANED),
        virtual_service_subject(virtual_service("b", tenant="blue-t"), state=State.ORPHANED),
    )
    (row,) = rows(
        Estate(read_at=READ_AT, users=(user_subject("ako-prod-violet", *orphans, instances=(RED,)),)), Query()
    )
    assert row == Row(
        "ako-prod-violet", ("ako-prod-violet", "○ no-instance", "nobody", "2", "2", "admin, blue-t"), Tone.ORPHAN
    )


def test_username_is_not_nobodys_while_the_instances_are_not_all_read() -> None:
    (row,) = rows(Estate(users=(user_subject(known=False),)), Query())
    assert row.cells[2] == "?"


def test_narrowed_to_an_instance_its_usernames_remain() -> None:
    users = (user_subject("ako-prod", state=UserState.KNOWN, instances=(RED,)), user_subject("ako-prod-violet"))
    assert [
        row.key for row in rows(Estate(users=users), Query((Step("instances", "avi-system", "ako avi-system"),)))
    ] == ["ako-prod"]


def test_host_wanted_by_two_instances_is_in_error() -> None:
    hosts = (host_subject("a", instances=("avi-system", "blue")), host_subject("b", instances=("blue",)))
    double, single = host_rows(Estate(hosts=hosts), Query())
    assert (double.cells[1], double.tone, single.tone) == ("avi-system|blue", Tone.ERROR, Tone.PLAIN)


def test_number_of_virtual_services_is_in_doubt_where_some_may_not_be_seen() -> None:
    hidden = (UnreadPart("virtualservices (tenant b)", "403"),)
    partly = estate(sources=(source(), source(AVI, SourceState.PARTIAL, unread=hidden)))
    told = {row.key: row.cells[3:5] for row in rows(partly, Query())}
    assert told == {"ako-prod": ("0?", ""), "ako-prod-violet": ("1?", "1?")}
