import msgspec
import pytest

from akotui.analysis.estate import Estate
from akotui.analysis.findings import ObjectRef
from akotui.analysis.subjects import Origin, Workload
from akotui.views import findings, instances, namespaces, users, virtual_services
from akotui.views.narrowing import narrowed, owner_step, step_named, step_to, within
from akotui.views.table import Listing, Query, Step
from tests.build import instance_subject, namespace_subject, user_subject, virtual_service, virtual_service_subject
from tests.build_estate import BLUE, RED, estate, finding

PARENT = virtual_service("prod--Shared-L7-0", created_by="ako-prod")
CHILD = msgspec.structs.replace(virtual_service("prod--web", created_by="ako-prod"), parent=PARENT.uuid)
OTHER = virtual_service("prod--api", created_by="ako-prod-blue")
WEB, API = Workload("Ingress", "red-web", "web"), Workload("Ingress", "blue-api", "api")


def seen() -> Estate:
    parent = virtual_service_subject(PARENT, owner=RED, origins=())
    child = virtual_service_subject(CHILD, owner=RED, origins=(Origin(WEB, found=True),))
    other = virtual_service_subject(OTHER, owner=BLUE, origins=(Origin(API, found=True),))
    child = msgspec.structs.replace(child, namespaces=("red-web",))
    other = msgspec.structs.replace(other, namespaces=("blue-api",))
    return estate(
        instances=(instance_subject(RED), instance_subject(BLUE)),
        namespaces=(namespace_subject("red-web", claimants=(RED,)), namespace_subject("blue-api", claimants=(BLUE,))),
        virtual_services=(parent, child, other),
        users=(
            user_subject("ako-prod", parent, child, instances=(RED, BLUE)),
            user_subject("ako-prod-blue", other, instances=(RED, BLUE)),
        ),
        findings=(
            finding("of web", owners=(), objects=(ObjectRef("VirtualService", CHILD.name, id=CHILD.uuid),)),
            finding("of ingress web", owners=(), objects=(ObjectRef("Ingress", "web", "red-web"),)),
            finding("of another ingress", owners=(), objects=(ObjectRef("Ingress", "old", "red-web"),)),
            finding("of the namespace", owners=(), objects=(ObjectRef("Namespace", "red-web"),)),
            finding("of blue", owners=("ako-prod-blue",), objects=(ObjectRef("Namespace", "blue-api"),)),
        ),
    )


def left(*narrowing: Step) -> dict[str, list[str]]:
    query = Query(narrowing)

    def cells(listing: Listing, cell: int) -> list[str]:
        return [row.cells[cell] for row in listing.rows()]

    return {
        "instances": cells(instances.listing(seen(), query), 0),
        "namespaces": cells(namespaces.listing(seen(), query), 0),
        "virtual-services": cells(virtual_services.listing(seen(), query), 1),
        "users": cells(users.listing(seen(), query), 0),
        "findings": [one.title for one in within(seen().findings, seen(), narrowing)],
    }


def named(noun: str, name: str) -> Step:
    step = step_named(seen(), noun, name)
    assert step is not None
    return step


def test_namespace_leaves_its_claimants_and_all_that_comes_from_it() -> None:
    assert left(named("namespaces", "red-web")) == {
        "instances": ["avi-system"],
        "namespaces": ["red-web"],
        "virtual-services": ["prod--web"],
        "users": ["ako-prod"],
        "findings": ["of web", "of ingress web", "of another ingress", "of the namespace"],
    }


def test_virtual_service_leaves_its_family_and_only_the_objects_it_comes_from() -> None:
    assert left(named("virtual-services", "prod--web")) == {
        "instances": ["avi-system"],
        "namespaces": ["red-web"],
        "virtual-services": ["prod--Shared-L7-0", "prod--web"],
        "users": ["ako-prod"],
        "findings": ["of web", "of ingress web", "of the namespace"],
    }


def test_username_leaves_who_writes_it_and_what_bears_it() -> None:
    found = left(named("users", "ako-prod-blue"))
    assert (found["virtual-services"], found["users"]) == (["prod--api"], ["ako-prod-blue"])
    assert (found["namespaces"], found["findings"]) == (["blue-api"], ["of blue"])


def test_two_steps_leave_what_concerns_both() -> None:
    steps = narrowed((named("instances", "avi-system"),), named("namespaces", "blue-api"))
    assert [step.name for step in steps] == ["ako avi-system", "ns blue-api"]
    assert left(*steps)["virtual-services"] == []


@pytest.mark.parametrize("noun", ["instances", "namespaces", "virtual-services", "users"])
def test_object_that_is_gone_leaves_nothing_but_what_could_not_be_checked(noun: str) -> None:
    gone = Step(noun, "kubernetes/gone", "gone")
    assert [row.cells[0] for row in findings.rows(seen(), Query((gone,)))] == ["? UNK"]
    assert left(gone)["virtual-services"] == []


def test_step_of_the_same_kind_takes_the_place_of_the_first_with_all_behind_it() -> None:
    ako, ns, other = named("instances", "blue"), named("namespaces", "red-web"), named("instances", "avi-system")
    assert narrowed((ako, ns), other) == (other,)
    assert narrowed((ns, ako), other) == (ns, other)


def test_owner_is_an_instance_by_id_or_username_else_the_username() -> None:
    orphan = virtual_service_subject(virtual_service("x", created_by="ako-prod-blue"))
    assert owner_step(orphan, seen()) == named("instances", "blue")
    assert owner_step(finding(owners=("ako-prod",)), seen()) == named("instances", "avi-system")
    assert owner_step(seen().namespaces[0], seen()) == named("instances", "avi-system")
    nobody = msgspec.structs.replace(seen(), instances=())
    assert owner_step(orphan, nobody) == named("users", "ako-prod-blue")
    assert owner_step(finding(owners=()), seen()) is None
    assert step_to(finding()) is None
