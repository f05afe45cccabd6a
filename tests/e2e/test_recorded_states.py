"""What real AKO processes made is attributed to them, read over HTTP and read from a dump of the same answers."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.e2e.program import Document, Site, akotui

STATES = ("steady", "gateway", "deleted")
SELECTED = {
    "avi-system": ["mig-1", "mig-2", "mig-tenant"],
    "blue": ["blue-1", "blue-2", "blue-tenant"],
    "green": ["green-1"],
}
"""Which namespaces each instance selects: read off the labels and the ConfigMaps of the recorded states."""


def recorded(golden: Path, state: str) -> list[dict[str, str]]:
    document = json.loads((golden / f"{state}.avi.json").read_bytes())
    return document["virtualservice"]["results"]


def users_of(state: str) -> dict[str, list[str]]:
    gateways = [] if state == "steady" else ["ako-gw-my-cluster-avi-system"]
    return {
        "avi-system": ["ako-my-cluster", *gateways],
        "blue": ["ako-my-cluster-blue"],
        "green": ["ako-my-cluster-green"],
    }


def judge(seen: Document, golden: Path, state: str) -> None:
    assert {one["id"]: one["matchedNamespaces"] for one in seen.instances} == SELECTED
    assert {one["id"]: one["users"] for one in seen.instances} == users_of(state)
    made = {user: instance for instance, users in users_of(state).items() for user in users}
    there = recorded(golden, state)
    assert {one["uuid"]: one["owner"] for one in seen.virtual_services} == {
        each["uuid"]: made[each["created_by"]] for each in there
    }
    assert {(one["state"], one["confidence"]) for one in seen.virtual_services} == {("owned", "certain")}
    assert {one["name"]: (one["instance"], one["state"]) for one in seen.users} == {
        user: (instance, "known") for user, instance in made.items()
    }
    assert sum(int(str(one["virtualServices"])) for one in seen.users) == len(there)


@pytest.mark.parametrize("state", STATES)
async def test_every_virtual_service_is_attributed_to_its_instance_live_and_from_a_dump(
    site: Site, golden: Path, state: str
) -> None:
    ran = await asyncio.gather(
        site.akotui("get", "inventory", "-o", "json"),
        akotui("get", "inventory", "-o", "json", "--from-dir", str(golden / state)),
    )
    assert [(one.code, one.err) for one in ran] == [(0, ""), (0, "")]
    live, dump = (one.document for one in ran)
    for document in (live, dump):
        judge(document, golden, state)
    assert live.complete
    assert [one["unread"] for one in live.sources] == [[], []]
    assert (dump.namespaces, dump.users, dump.hosts) == (live.namespaces, live.users, live.hosts)
    assert _without(dump.instances, "controller", "configState") == _without(
        live.instances, "controller", "configState"
    )
    # the dump holds no virtualservice-inventory: what a virtual service does just now is not in it
    assert _without(dump.virtual_services, "operState") == _without(live.virtual_services, "operState")
    assert {one["operState"] for one in live.virtual_services} == {"OPER_UP"}
    assert {one["operState"] for one in dump.virtual_services} == {None}


@pytest.mark.parametrize("state", STATES)
async def test_check_of_a_cluster_in_order_blames_only_the_namespace_that_nobody_selects(
    site: Site, state: str
) -> None:
    ran = await site.akotui("check", "-o", "json")
    assert (ran.code, ran.err) == (0, "")
    found = ran.document
    # with Gateways: the primary's gateway container serves the one of blue-1, whatever the selectors say
    gateways = [] if state == "steady" else [("gateway-of-other-instance", "info")]
    assert [(one["rule"], one["severity"]) for one in found.findings] == [("unclaimed-namespace", "warning"), *gateways]
    assert "namespace nobody" in str(found.findings[0]["title"])
    assert {one["status"] for one in found.coverage} == {"ran"}
    assert "virtualServices" not in ran.out


async def test_check_and_inventory_tell_the_same(site: Site) -> None:
    report = (await site.akotui("check", "-o", "json")).document
    inventory = (await site.akotui("get", "inventory", "-o", "json")).document
    assert _without(report.findings, "evidence") == _without(inventory.findings, "evidence")
    assert (report.instances, report.coverage, report.complete) == (
        inventory.instances,
        inventory.coverage,
        inventory.complete,
    )


async def test_check_of_a_dump_says_what_the_dump_does_not_hold(golden: Path) -> None:
    ran = await akotui("check", "-o", "json", "--from-dir", str(golden / "steady"))
    assert (ran.code, ran.err) == (4, "")
    assert [one["rule"] for one in ran.document.findings] == ["unclaimed-namespace"]
    lacking = [one for one in ran.document.coverage if one["status"] != "ran"]
    assert "virtual-service-down" in {one["rule"] for one in lacking}
    reasons = {one["rule"]: one["reason"] for one in lacking}
    assert reasons.pop("restart-needed").endswith("is not known of avi-system, blue and green")
    assert all("not in the dump" in str(reason) for reason in reasons.values())
    assert '"runtimes"' in ran.document.unread("avi")


def _without(rows: list[dict[str, object]], *fields: str) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if name not in fields} for row in rows]
