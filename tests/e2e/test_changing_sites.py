"""What the screen says when a site is not as it should be, and when it becomes so while somebody looks."""

import signal

from akotui.simulator.documents import Object
from tests.bench.glass import Glass
from tests.e2e.program import Site
from tests.e2e.screen import live, screen, seen, settings, shows
from tests.e2e.terminal import terminal
from tests.e2e.test_ending import stopped, until


async def test_cluster_is_shown_in_full_while_the_controller_is_down_and_the_controller_when_it_is_back(
    site: Site,
) -> None:
    await site.simulation.avi.server.close()
    async with screen(settings(site)) as pilot:
        down = ("connection refused: nothing listens there", "Not read, so unknown")
        await seen(pilot, shows(*down, "avi-system", "blue", "green", "k8s ● live"))
        await site.simulation.avi.server.start()
        await pilot.press("ctrl+r")
        await seen(pilot, live)


async def test_instance_that_begins_to_delete_its_objects_is_an_error_on_the_screen(site: Site) -> None:
    async with screen(settings(site)) as pilot:
        assert "deleteConfig" not in await seen(pilot, live)
        site.simulation.kubernetes.put(with_setting(site, "blue", deleteConfig="true"))
        await seen(pilot, shows("blue", "deleteConfig"))


def with_setting(site: Site, namespace: str, **changed: str) -> Object:
    document = site.simulation.kubernetes.store.read("configmaps", f"{namespace}/avi-k8s-config")
    assert document is not None
    data = document["data"]
    assert isinstance(data, dict)
    data.update(changed)
    return document


async def test_namespace_that_is_deleted_while_its_detail_is_open_says_so(site: Site) -> None:
    async with screen(settings(site)) as pilot:
        await seen(pilot, live)
        await pilot.press("3", "/", *"blue-1", "enter", "d")
        await seen(pilot, shows("namespace blue-1: owned", "Esc back"))
        site.simulation.kubernetes.delete("namespaces", "blue-1")
        await seen(pilot, shows("This is no longer so"))
        await pilot.press("escape")
        await seen(pilot, live)


async def slept_through(site: Site) -> None:
    """What a night does to a site: changes, nothing kept of them, sessions that ended, connections that are no more."""
    cluster, controller = site.simulation.kubernetes, site.simulation.avi
    labels: Object = {"name": "meanwhile-1", "labels": {"app": "migrate"}}
    cluster.put({"apiVersion": "v1", "kind": "Namespace", "metadata": labels})
    cluster.delete("namespaces", "nobody")
    cluster.compact()
    controller.sessions.open.clear()
    for server in (cluster.server, controller.server):
        await server.drop_connections()


async def test_program_that_stood_still_while_the_world_went_on_shows_it_as_it_is_when_it_wakes(site: Site) -> None:
    def shown() -> str:
        glass = Glass(160, 50)
        glass.feed(running.written)
        return glass.text

    async with terminal(*site.cluster, *site.controller) as running:
        await running.until(lambda _: live(shown()) and "nobody" in shown())
        running.signal(signal.SIGSTOP)
        await until(lambda: stopped(running.pid))
        await slept_through(site)
        running.signal(signal.SIGCONT)
        running.press("\x12")  # else the Controller is asked when its turn has come
        await running.until(lambda _: live(shown()) and "meanwhile-1" in shown() and "ns nobody" not in shown())
        await running.until(lambda _: site.simulation.avi.sessions.opened == 2)
        running.press("q")
        assert await running.end() == 0
    assert site.simulation.avi.sessions.open == {}
