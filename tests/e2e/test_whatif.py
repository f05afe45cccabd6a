"""`akotui whatif` as a process: what it foretells the cluster then shows, and nothing was asked for but reads."""

import json
from collections.abc import Mapping
from typing import cast

from akotui.tui.app import AkotuiApp
from tests.e2e.program import Site, akotui
from tests.e2e.screen import live, screen, seen, settings, shows


def told(out: str) -> Mapping[str, list[dict[str, object]]]:
    return cast("Mapping[str, list[dict[str, object]]]", json.loads(out))


async def test_what_is_foretold_of_a_label_the_cluster_shows_once_it_is_set(site: Site) -> None:
    before = await site.akotui("get", "inventory", "-o", "json")
    foretold = told((await site.akotui("whatif", "ns/blue-1", "label:app=migrate", "-o", "json")).out)
    assert (await site.akotui("get", "inventory", "-o", "json")).document.namespaces == before.document.namespaces
    site.simulation.kubernetes.relabel("namespaces", "blue-1", app="migrate")
    after = (await site.akotui("get", "inventory", "-o", "json")).document
    assert foretold["namespaces"] == [
        {
            "name": one["name"],
            "before": {"claimedBy": ["blue"], "state": "owned"},
            "after": {"claimedBy": one["claimedBy"], "state": one["state"]},
            "restart": [],
        }
        for one in after.namespaces
        if one["name"] == "blue-1"
    ]
    states = {one["uuid"]: one["state"] for one in after.virtual_services}
    touched = foretold["virtualServices"]
    assert touched
    assert {one["uuid"]: cast("dict[str, str]", one["after"])["state"] for one in touched} == {
        uuid: states[uuid] for uuid in (one["uuid"] for one in touched)
    }


async def test_demo_shows_what_an_uninstall_leaves_behind() -> None:
    ran = await akotui("whatif", "ako/blue", "uninstall", "--demo")
    assert ran.code == 1
    assert "virtual services: left behind (23)" in ran.out
    assert "    $ helm uninstall ako-blue -n blue" in ran.out


async def test_unreadable_cluster_is_3(site: Site) -> None:
    site.simulation.kubernetes.token = "other"
    ran = await site.akotui("whatif", "ako/blue", "uninstall", "--timeout", "5s")
    assert (ran.code, ran.out) == (3, "")


async def test_screen_foretells_of_a_live_cluster_and_says_when_it_is_not_as_it_was(site: Site) -> None:
    async with screen(settings(site)) as pilot:
        await seen(pilot, live)
        app = pilot.app
        assert isinstance(app, AkotuiApp)
        app.action_command("whatif ns/blue-1 app=migrate")
        await pilot.press("enter")
        text = await seen(pilot, shows("blue-1  blue → avi-system and blue", "Nothing was changed. Facts of "))
        assert "The estate has changed since" not in text
        site.simulation.kubernetes.relabel("namespaces", "blue-1", app="migrate")
        await seen(pilot, shows("The estate has changed since: ctrl-r tells it anew."))
        await pilot.press("ctrl+r")
        await seen(pilot, shows("findings: 0 introduced, 0 fixed"))
