from akotui.analysis.findings import ObjectRef
from akotui.views.next_keys import heading, next_keys
from akotui.views.why import explain
from tests.build import MOMENT
from tests.build_estate import NAMESPACES, VIRTUAL_SERVICES, estate, finding


def keys(subject: object, room: int = 80) -> str:
    return next_keys(explain(subject, estate(), MOMENT), subject, estate(), room)


def test_finding_about_what_stands_on_a_controller_leads_to_the_list_of_it() -> None:
    about = ObjectRef("VirtualService", "prod--shop", tenant="admin")
    assert "[b] lists them" in keys(finding(objects=(about,)))
    assert "[b] lists them" in keys(finding(objects=(ObjectRef("Pool", "prod--shop", tenant="admin"),)))


def test_finding_about_the_cluster_and_rows_that_are_no_finding_do_not() -> None:
    assert "[c] copies · [e] explains" in keys(finding())
    for subject in (finding(), NAMESPACES[0], VIRTUAL_SERVICES[0], None):
        assert "[b]" not in keys(subject)


def test_finding_is_headed_by_its_rule_and_object_and_any_other_row_by_neither() -> None:
    assert heading(finding()) == "Why double-owned-namespace · ns payments"
    assert heading(NAMESPACES[0]) == "Why"


def test_where_room_is_short_no_key_is_cut_in_two() -> None:
    about = finding(objects=(ObjectRef("VirtualService", "prod--shop", tenant="admin"),))
    assert keys(about, 40) == "[c] copies · [b] lists them"
    assert keys(about, 10) == "[c] copies"
    assert keys(about, 5) == keys(about, -4) == ""
