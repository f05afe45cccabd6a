"""A credential plugin that hangs, and a command whose time is over before the plugin's is: the plugin is named."""

import json

import pytest

from tests.e2e.program import Site
from tests.e2e.terminal import terminal
from tests.secrecy import hand


@pytest.fixture
def hung(site: Site) -> Site:
    config = json.loads(site.kubeconfig.read_text())
    run = {"apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "args": ["-c", "sleep 600"]}
    config["users"][0]["user"] = {"exec": run}
    hand(site.kubeconfig, json.dumps(config))
    return site


async def test_check_names_the_plugin_and_not_the_network(hung: Site) -> None:
    ran = await hung.run("check", "--no-avi", "--timeout", "5s", *hung.cluster)
    assert ran.code == 3
    assert "credential plugin sh has not answered within the time limit; run it by hand" in ran.line
    assert "network" not in ran.line + ran.out


async def test_live_screen_names_the_plugin_while_it_waits_also_without_a_controller(hung: Site) -> None:
    async with terminal(*hung.cluster, "--no-avi") as screen:
        await screen.until(lambda screen: "credential plugin sh has not answered" in screen.text)
        screen.press("q")
        assert await screen.end() == 0


async def test_doctor_names_the_plugin(hung: Site) -> None:
    ran = await hung.run("doctor", "--no-avi", "--timeout", "5s", *hung.cluster)
    assert ran.code == 4
    assert "credential plugin sh has not answered within 5 s" in ran.out
    assert "run it by hand" in ran.out
    assert hung.simulation.kubernetes.server.requests == []
