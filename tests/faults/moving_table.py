"""A Controller whose virtual services come and go between two requests, and akotui's whole reading of it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Final

import msgspec

from akotui.analysis.analyse import analyse
from akotui.decode.folding import Fold
from akotui.model.changes import apply
from akotui.model.inventory import Extent, Inventory
from akotui.rules.missing_virtual_service import RULE
from akotui.sources.avi_messages import Answer, Request
from tests.build import ako, cluster, ingress, ingress_class, namespace
from tests.sources.controller import START, Controller, answer, play, protocol

PAGE: Final = 5
"""A Controller may give fewer objects a page than it is asked for."""

INVENTORY_PAGE: Final = 7
LISTS: Final = ("/api/virtualservice", "/api/virtualservice-inventory")
SERVED: Final = 14
RED: Final = ("team", "red")
CLUSTER: Final = cluster(
    ako(label=RED),
    namespace("shop", labels=dict([RED])),
    ingress_class(),
    *(ingress("shop", f"web-{n:02}", hosts=(f"h{n:02}.example.com",)) for n in range(SERVED)),
)


class MovingTable(Controller):
    """Serves an Ingress a virtual service, and others between them. Before each page some go and some come.

    The inventory has an order and a page size of its own, and is not there on every fourth table.
    `touched`: whose virtual service was away at some moment since `rest`.
    """

    def __init__(self, chance: Random) -> None:
        super().__init__(self._serve)
        self._chance = chance
        self._inventoried = chance.random() < 0.75
        self._rows = {f"prod--h{n:02}": _ours(n) for n in range(SERVED) if chance.random() < 0.9}
        self._made = 0
        self.touched = set[int]()
        self.rest()

    def rest(self) -> None:
        """Begin to watch anew."""
        self.touched = {n for n in range(SERVED) if f"prod--h{n:02}" not in self._rows}

    def _serve(self, request: Request) -> Answer | None:
        if request.path not in LISTS:
            return None
        for _ in range(self._chance.choice((0, 0, 0, 1, 1, 2))):
            self._change()
        number = int(dict(request.query)["page"])
        if request.path == "/api/virtualservice":
            return _page([self._rows[name] for name in sorted(self._rows)], number, PAGE)
        if not self._inventoried:
            return answer({"error": "not here"}, 500)
        uuids = sorted(str(row["uuid"]) for row in self._rows.values())
        return _page([{"uuid": uuid, "config": {"uuid": uuid}} for uuid in uuids], number, INVENTORY_PAGE)

    def _change(self) -> None:
        kind = self._chance.random()
        if kind < 0.45 and self._rows:
            name = self._chance.choice(sorted(self._rows))
            del self._rows[name]
            if name.startswith("prod--h"):
                self.touched.add(int(name[-2:]))
        elif kind < 0.55:
            number = self._chance.randrange(SERVED)
            self._made += 1
            self._rows.setdefault(f"prod--h{number:02}", _ours(number, self._made))
        else:
            self._made += 1
            name = f"prod--{self._chance.choice('aghz')}{self._chance.randrange(100):02}-{self._made}"
            self._rows[name] = {"uuid": f"virtualservice-{self._made:06x}", "name": name, "created_by": "ako-other"}


def _ours(number: int, made: int = 0) -> dict[str, object]:
    """The virtual service of an Ingress; one that is `made` anew has a new uuid, as everything on a Controller has."""
    metadata = {"namespace_ingress_name": [f"shop/web-{number:02}"], "namespace": "shop"}
    return {
        "uuid": f"virtualservice-{number:02}-{made:06x}",
        "name": f"prod--h{number:02}",
        "tenant_ref": "https://x/api/tenant/admin#admin",
        "cloud_ref": "https://x/api/cloud/cloud-1#Default-Cloud",
        "type": "VS_TYPE_VH_CHILD",
        "created_by": "ako-prod",
        "markers": [{"key": "clustername", "values": ["prod"]}],
        "service_metadata": json.dumps(metadata),
        "vh_domain_name": [f"h{number:02}.example.com"],
        "cloud_config_cksum": "1",
    }


def _page(rows: list[dict[str, object]], number: int, size: int) -> Answer:
    start = (number - 1) * size
    if number > 1 and start >= len(rows):
        return answer({"error": "That page contains no results"}, 404)
    more = f"https://inner/api/virtualservice?page={number + 1}" if start + size < len(rows) else None
    return answer({"count": len(rows), "results": rows[start : start + size], "next": more})


class Outcome(msgspec.Struct, frozen=True):
    """One reading: whether the list passed for whole, what is said to be missing, and what of that was there."""

    whole: bool
    requests: int
    missing: frozenset[int]
    false: frozenset[int]


def outcomes(seed: int, rounds: int = 2) -> Iterator[Outcome]:
    """Read a moving table so many times in one session, and judge after each."""
    table, reader, fold = MovingTable(Random(seed)), protocol(), Fold()
    known = Inventory(CLUSTER, {}, START)
    for number in range(rounds):
        table.moment = START + timedelta(seconds=15 * number)
        table.rest()
        before = len(table.seen)
        for fact in play(reader, table):
            fold.add(fact)
        known = apply(known, fold.take())
        findings = analyse(None, known, (RULE,)).findings
        missing = frozenset(int(one.about[-2:]) for one in findings)
        extent = known.controllers[reader.scope].virtualservices.coverage.extent
        yield Outcome(extent is Extent.COMPLETE, len(table.seen) - before, missing, missing - table.touched)
