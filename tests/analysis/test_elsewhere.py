import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence
from akotui.analysis.subjects import Reason, State, VirtualServiceSubject
from akotui.model.avi import VirtualService
from akotui.model.kinds import Kind
from tests.build import ako, cluster, controller, inventory, namespace, service, virtual_service


def far(number: int) -> list[VirtualService]:
    """Virtual services of Services that are not here, in a namespace that is."""
    return [virtual_service(f"prod--shop-far{each}", services=(f"shop/far{each}",)) for each in range(number)]


def unsure(number: int) -> list[VirtualService]:
    """Virtual services of Ingresses."""
    return [virtual_service(f"prod--{each}.example.com", ingresses=(f"shop/web{each}",)) for each in range(number)]


def _judged(
    *objects: object, unread: tuple[Kind, ...] = (), partial: tuple[Kind, ...] = ()
) -> dict[str, VirtualServiceSubject]:
    read = cluster(ako(), namespace(), service("shop", "near"), unread=unread)
    estate = analyse(None, inventory(read, controller(*objects, partial=partial)), ())
    return {one.vs.name: one for one in estate.virtual_services}


def test_objects_without_source_under_a_doubtful_username_are_ambiguous() -> None:
    found = _judged(*far(5))["prod--shop-far0"]
    assert (found.state, found.confidence, found.owner) == (State.AMBIGUOUS, Confidence.POSSIBLE, None)
    assert found.candidates == ("avi-system",)
    assert found.reasons == (Reason.USER_MATCHES_INSTANCE, Reason.SOURCE_GONE)


def test_what_has_a_source_under_a_doubtful_username_stays_owned() -> None:
    near = virtual_service("prod--shop-near", services=("shop/near",))
    assert _judged(*far(5), near)["prod--shop-near"].state is State.OWNED


def test_shared_parents_do_not_count() -> None:
    parents = [virtual_service(f"prod--Shared-L7-{number}") for number in range(8)]
    assert _judged(*far(5), *parents)["prod--shop-far0"].state is State.AMBIGUOUS


@pytest.mark.parametrize(("gone", "state"), [(4, State.UNKNOWN), (1, State.UNKNOWN)])
def test_few_gone_beside_many_unread_are_undecided(gone: int, state: State) -> None:
    found = _judged(*far(gone), *unsure(5), unread=(Kind.INGRESS,))
    assert {found[one.name].state for one in far(gone)} == {state}


def test_unread_ones_that_cannot_make_a_majority_do_not_matter() -> None:
    near = [virtual_service(f"prod--near{each}", services=("shop/near",)) for each in range(9)]
    found = _judged(*far(4), *unsure(3), *near, unread=(Kind.INGRESS,))
    assert found["prod--shop-far0"].state is State.STALE


def test_few_without_source_are_only_likely_stale_while_others_may_be_unread() -> None:
    found = _judged(*far(2), partial=(Kind.VIRTUAL_SERVICE,))["prod--shop-far0"]
    assert (found.state, found.confidence) == (State.STALE, Confidence.LIKELY)


def test_stale_for_another_reason_is_undecided_while_its_source_may_be_gone_too() -> None:
    read = cluster(ako(label=("team", "red")), namespace(), unread=(Kind.INGRESS,))
    few, many = unsure(4), unsure(5)
    verdicts = [
        {one.state for one in analyse(None, inventory(read, controller(*made)), ()).virtual_services}
        for made in (few, many)
    ]
    assert verdicts == [{State.STALE}, {State.UNKNOWN}]
