"""What ought to stand on a Controller that was not read, and what of it AKO itself confirms."""

import json
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expectations, Expected, differ, expect
from akotui.analysis.intentions import Intentions
from akotui.analysis.pointers import VIRTUAL_SERVICES
from akotui.analysis.subjects import State, Type, Workload
from akotui.cli import simulated
from akotui.engine import Engine
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind
from tests.analysis.naming import BASICS, WEB, web
from tests.build import ako, cluster, ingress_class, inventory, namespace, service

RED, BLUE = ako(label=("team", "red")), ako("blue", primary=False, label=("tier", "blue"))
DB = Workload("Service", "shop", "db")


def wishes(*objects: object, unread: tuple[Kind, ...] = ()) -> Intentions:
    return analyse(None, inventory(cluster(*objects, unread=unread)), ()).memory.intentions


def expected(*objects: object, unread: tuple[Kind, ...] = ()) -> tuple[Expected, ...]:
    return expect(wishes(*objects, unread=unread), Expectations()).services


def noted(**uuids: str) -> dict[str, str]:
    return {VIRTUAL_SERVICES: json.dumps(uuids)}


def test_service_of_a_claimed_namespace_is_expected_as_its_claimant_names_it() -> None:
    assert expected(*BASICS, service()) == (
        Expected("admin", "prod--shop-db", Type.L4, ("avi-system",), ("ako-prod",), (DB,)),
    )


def test_note_of_ako_on_the_object_confirms_it() -> None:
    (found,) = expected(*BASICS, service(annotations=noted(**{"db.shop.example.com": "virtualservice-1"})))
    assert found.uuids == ("virtualservice-1",)


def test_note_on_an_ingress_is_about_the_child_and_not_about_the_shared_parent() -> None:
    secure = web("a.example.com", tls=("a.example.com",), annotations=noted(**{"a.example.com": "virtualservice-1"}))
    parent, child = expected(*BASICS, secure)
    assert (parent.type, parent.uuids) == (Type.SHARED_PARENT, ())
    assert (child.type, child.uuids) == (Type.CHILD, ("virtualservice-1",))


def test_note_on_an_insecure_ingress_is_about_the_shared_parent() -> None:
    (parent,) = expected(*BASICS, web("a.example.com", annotations=noted(**{"a.example.com": "virtualservice-1"})))
    assert (parent.type, parent.uuids) == (Type.SHARED_PARENT, ("virtualservice-1",))


def test_shared_parent_is_expected_once_with_all_it_serves() -> None:
    (parent,) = expected(ako(shardVSSize="SMALL"), *BASICS[1:], web("a.example.com"), web("a.example.com", name="b"))
    assert parent.workloads == (WEB, Workload("Ingress", "shop", "b"))
    assert parent.hosts == ("a.example.com",)


def test_two_that_claim_the_namespace_would_both_make_it() -> None:
    twice = namespace("shop", labels={"team": "red", "tier": "blue"})
    (found,) = expected(RED, BLUE, ingress_class(), twice, service())
    assert (found.name, found.instances, found.users) == (
        "prod--shop-db",
        ("avi-system", "blue"),
        ("ako-prod", "ako-prod-blue"),
    )


def test_what_nobody_claims_has_the_name_that_all_would_give_it_and_no_owner() -> None:
    (found,) = expected(RED, BLUE, ingress_class(), namespace("shop"), service())
    assert (found.name, found.instances, found.users) == ("prod--shop-db", (), ())
    assert found.owners == ("nobody",)


def test_what_nobody_claims_and_all_would_name_otherwise_has_no_name() -> None:
    (found,) = expected(RED, BLUE, ingress_class(), namespace("shop"), web("a.example.com"))
    assert (found.name, found.instances, found.workloads) == ("", (), (WEB,))
    assert found.key == "admin/Ingress/shop/web"


def test_object_of_another_class_is_not_expected() -> None:
    assert expected(*BASICS, web("a.example.com", class_name="nginx"), service(type="ClusterIP")) == ()


def test_what_was_not_read_may_hide_others() -> None:
    found = expect(wishes(*BASICS, service(), unread=(Kind.GATEWAY,)), Expectations())
    assert [one.split(",")[0] for one in found.unknown] == ["gateways"]


def after(before: Inventory, *objects: object) -> tuple[Estate, Estate]:
    first = analyse(None, before, ())
    return first, analyse(first, inventory(cluster(*objects)), ())


def test_what_did_not_change_is_kept_and_the_rest_is_as_if_computed_anew() -> None:
    objects = (*BASICS, service(), web("a.example.com"))
    first, then = after(inventory(cluster(*objects)), *objects, service(name="other"))
    known = expect(first.memory.intentions, Expectations())
    again = expect(then.memory.intentions, known)
    assert again.services == expect(then.memory.intentions, Expectations()).services
    assert again.foretold[DB] is not None
    assert differ(first.memory.intentions, then.memory.intentions)
    assert not differ(first.memory.intentions, first.memory.intentions)


def test_namespace_that_changes_hands_changes_what_is_expected() -> None:
    red, blue = (namespace("shop", labels=dict([label])) for label in (("team", "red"), ("tier", "blue")))
    first, then = after(
        inventory(cluster(RED, BLUE, ingress_class(), red, service())), RED, BLUE, ingress_class(), blue, service()
    )
    known = expect(first.memory.intentions, Expectations())
    assert [one.users for one in known.services] == [("ako-prod",)]
    assert [one.users for one in expect(then.memory.intentions, known).services] == [("ako-prod-blue",)]


@pytest.mark.parametrize("scenario", ["multi-ako", "all-well", "every-kind", "openshift", "gateways"])
async def test_expected_is_what_a_controller_shows_and_confirmed_what_it_has_under_that_uuid(scenario: str) -> None:
    async with AsyncExitStack() as stack:
        estate = await Engine(await simulated.sources(scenario, stack, follow=False), ()).settled(30)
    found = expect(estate.memory.intentions, Expectations()).services
    names = {one.vs.uuid: one.vs.name for one in estate.virtual_services}
    confirmed = {uuid: one.name for one in found for uuid in one.uuids}
    assert confirmed
    assert confirmed.items() <= names.items()
    owned = {(one.vs.tenant, one.vs.name) for one in estate.virtual_services if one.state is State.OWNED}
    expected_names = {one.name for one in found}
    assert {name for _, name in owned} <= expected_names


def test_nothing_but_the_screen_knows_what_is_expected() -> None:
    root = Path(__file__).parents[2] / "akotui"
    others = [path for part in ("analysis", "rules", "report", "cli") for path in (root / part).glob("*.py")]
    naming = {path.name for path in others if "expectations" in path.read_text(encoding="utf-8")}
    assert naming == set()


def test_estate_of_a_cluster_alone_holds_no_virtual_service() -> None:
    estate = analyse(None, inventory(cluster(*BASICS, service())), ())
    assert (estate.virtual_services, estate.findings) == ((), ())
    assert "prod--shop-db" not in str(msgspec.structs.replace(estate, memory=Estate().memory))
