"""Serves a big fleet from memory on loopback until it is ended: `python -m tests.bench.server --scale 1`.

Prints one JSON line: the URLs, and the folder with a kubeconfig and the Controller's password. With `--events 1000`
so many labels of namespaces change a second from SIGUSR1 until SIGUSR2, a tenth of them those that owners follow.
"""

import argparse
import asyncio
import json
import signal
import sys
import time
from pathlib import Path

from akotui.simulator.documents import parse
from akotui.simulator.http import Request
from akotui.simulator.simulation import Simulation
from tests.bench import fleet
from tests.politeness import refuse_changes, refuse_impolite


def fill(simulation: Simulation, size: fleet.Size) -> None:
    """Put the whole fleet into both servers."""

    def put(document: fleet.Json) -> None:
        simulation.kubernetes.store.put(parse(json.dumps(document)))

    for document in fleet.namespaces(size):
        put(document)
    for trio in fleet.instances(size):
        for document in trio:
            put(document)
    put(fleet.ingress_class())
    put(fleet.cluster_role())
    for document in fleet.ingresses(size):
        put(document)
    for document in fleet.virtual_services(size):
        simulation.avi.put("virtualservice", parse(json.dumps(document)))


def kubeconfig(url: str) -> str:
    """A kubeconfig for a server that asks for nothing."""
    return (
        "apiVersion: v1\nkind: Config\ncurrent-context: bench\n"
        f"clusters: [{{name: bench, cluster: {{server: '{url}'}}}}]\n"
        "users: [{name: bench, user: {}}]\n"
        "contexts: [{name: bench, context: {cluster: bench, user: bench}}]\n"
    )


async def storm(simulation: Simulation, size: fleet.Size, events: int, blowing: asyncio.Event) -> None:
    """Change labels, `events` a second while it blows."""
    spaces, number, turns = size.namespaces - size.instances, 0, 50
    while True:
        await blowing.wait()
        for _ in range(max(1, events // turns)):
            moved = {"team": f"team-{(number // 10) % size.instances}"} if number % 10 == 0 else {}
            simulation.kubernetes.relabel("namespaces", f"ns-{number % spaces}", build=f"b{number}", **moved)
            number += 1
        await asyncio.sleep(1 / turns)


def note_answers(simulation: Simulation, told: Path) -> None:
    """Write down when something was last asked for but the polls of what is known: CLOCK_MONOTONIC, in seconds."""
    first: set[object] = set()

    def asked(request: Request) -> None:
        what = (request.path, request.query)
        if what not in first and request.parameter("watch") != "true":
            first.add(what)
            told.write_text(str(time.monotonic()))

    simulation.kubernetes.server.faults = simulation.avi.server.faults = asked
    told.touch()


async def serve(size: fleet.Size, folder: Path, events: int = 0) -> None:
    """Serve until SIGTERM. Raises AssertionError when it was asked for anything that akotui may not ask for."""
    simulation = Simulation()
    simulation.kubernetes.token = None
    fill(simulation, size)
    ended = asyncio.Event()
    loop, blowing = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    loop.add_signal_handler(signal.SIGUSR1, blowing.set)
    loop.add_signal_handler(signal.SIGUSR2, blowing.clear)
    note_answers(simulation, folder / "answered")
    storming = asyncio.create_task(storm(simulation, size, events, blowing))
    async with simulation:
        (folder / "kubeconfig").write_text(kubeconfig(simulation.kubernetes_url))
        (folder / "password").write_text(simulation.avi_password)
        (folder / "password").chmod(0o600)
        urls = {"kubernetes": simulation.kubernetes_url, "avi": simulation.avi_url, "user": simulation.avi_username}
        sys.stdout.write(json.dumps(urls) + "\n")
        sys.stdout.flush()
        await ended.wait()
        storming.cancel()
    refuse_changes(simulation.kubernetes.server.requests)
    avi = simulation.avi.server
    refuse_impolite(avi.requests, avi.answered, refused=0)  # curl, beside which akotui is measured, never logs out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--findings", type=int, default=0)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    asyncio.run(serve(fleet.Size(findings=given.findings).scaled(given.scale), given.folder, given.events))
