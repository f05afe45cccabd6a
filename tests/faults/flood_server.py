"""Serves a cluster on loopback and floods its watches on demand: `python -m tests.faults.flood_server INGRESSES`.

Prints its URL. Each line on stdin is a number of events to make at once; the last of them gives namespace `mark` the
label `seen` with the number of events so far. Ends with stdin, badly if it was asked for what akotui may not ask for.
"""

import asyncio
import sys
from random import Random
from typing import Final

from akotui.simulator.kubernetes import KubernetesSimulator
from tests.politeness import refuse_changes, refuse_repetition
from tests.secrecy import BEARER
from tests.sources.kubernetes_reading import ingress, namespace

_NAMESPACES: Final = 100


class Flood:
    """The cluster and what happens in it."""

    def __init__(self, ingresses: int) -> None:
        self.cluster = KubernetesSimulator(token=BEARER)
        self.made = 0
        self._chance = Random(39)
        self._places = [(f"ns{number % _NAMESPACES}", f"web{number}") for number in range(ingresses)]
        for number in range(_NAMESPACES):
            self.cluster.put(namespace(f"ns{number}"))
        for place, name in self._places:
            self.cluster.put(ingress(place, name))

    async def rise(self, events: int) -> None:
        """Make so many events: changes, deletions, new ones; pieces of them at once."""
        while self.made % events != events - 1:
            self._happen()
            if self.made % 100 == 0:
                await asyncio.sleep(0)
        self.made += 1
        self.cluster.put({**namespace("mark"), "metadata": {"name": "mark", "labels": {"seen": str(self.made)}}})

    def _happen(self) -> None:
        self.made += 1
        place, name = self._chance.choice(self._places)
        store = self.cluster.store
        if self._chance.random() < 0.1 and f"{place}/{name}" in store.collection("ingresses").entries:
            self.cluster.delete("ingresses", f"{place}/{name}")
            return
        found = ingress(place, name)
        found["spec"] = {"rules": [{"host": f"h{self.made}.test"}]}
        self.cluster.put(found)


async def serve(ingresses: int) -> None:
    """Serve until stdin ends."""
    flood = Flood(ingresses)
    await flood.cluster.server.start()
    sys.stdout.write(flood.cluster.server.url + "\n")
    sys.stdout.flush()
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while order := await orders.readline():
        await flood.rise(int(order))
    await flood.cluster.server.close()
    refuse_changes(flood.cluster.server.requests)
    refuse_repetition(flood.cluster.server.requests)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
