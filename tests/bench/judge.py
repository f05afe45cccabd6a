"""Judging a big estate, beside the least that could be done: `python -m tests.bench.judge [--scale 1] [--rounds 5]`.

10,000 namespaces, 20,000 Ingresses, 10,000 virtual services and 50 instances, decoded once. In turn, round by round:

- attribution: namespaces to instances by an index of their selectors, Ingresses to instances by namespace, virtual
  services to instances by an index of their usernames. No states, no evidence, no findings: the floor;
- full: all rules, from nothing: what `akotui check` does. Every virtual service is judged; the rows of namespaces and
  hosts that are plain (analysis/suspects.py) are made when somebody looks (analysis/later.py);
- looked at: full, and then all rows: what the screen has made before it gets an estate;
- one change: the same after one virtual service changed hands, with the estate before it at hand, looked at;
- no change: the same after a poll that brought nothing new.

Goals: full at most 10 times attribution; one change at most a hundredth of full. Figures are medians of CPU seconds.
No garbage is looked for meanwhile: the program looks for none either before it has judged for the first time
(cli/main.py, cli/pauses.py). On two cores that did nothing else, with 38 rules: attribution 15 to 18 ms, full 7.6 to
9.5 times that (143 ms; 13 times when all rows were made at once), looked at 12 to 14 times, one change 0.80 to 0.95 %
of full (1.1 to 1.3 ms), no change 0.3 %. Both goals are reached, without much to spare. A change copies and compares
none of what did not change (model/layers.py, analysis/blocks.py). What is alike is judged once
(analysis/virtual_services.py), what is made for many is made field by field (analysis/namespaces.py,
analysis/hosts.py, analysis/intentions.py), what is plain is not looked at for long (analysis/suspects.py) and is
described when somebody looks (analysis/later.py).
"""

import argparse
import gc
import json
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

from akotui.analysis.analyse import analyse
from akotui.analysis.discovery import find_instances
from akotui.analysis.estate import Estate, looked_at
from akotui.decode.folding import Fold
from akotui.model.changes import apply
from akotui.model.facts import ListEnded, Observed, Paged, Scope, SourceState
from akotui.model.inventory import Inventory
from akotui.model.kinds import AVI_TYPES, RESOURCES, Kind, Plane
from akotui.rules import ALL_RULES
from tests.bench import fleet

KUBERNETES = Scope("kubernetes", Plane.KUBERNETES)
AVI = Scope("controller.example.test", Plane.AVI)
AT = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
"""Two hours after the fleet was made: it is at rest."""


def read(size: fleet.Size) -> Inventory:
    """The fleet as an inventory, every kind read completely."""
    stateful_sets, config_maps, pods = zip(*fleet.instances(size), strict=True)
    documents: dict[Kind, list[fleet.Json]] = {
        Kind.NAMESPACE: list(fleet.namespaces(size)), Kind.STATEFUL_SET: list(stateful_sets), Kind.POD: list(pods),
        Kind.CONFIG_MAP: list(config_maps), Kind.INGRESS: list(fleet.ingresses(size)),
        Kind.INGRESS_CLASS: [fleet.ingress_class()], Kind.TENANT: [{"uuid": "tenant-1", "name": "admin"}],
        Kind.VIRTUAL_SERVICE: list(fleet.virtual_services(size)),
    }  # fmt: skip
    fold = Fold()
    for scope in (KUBERNETES, AVI):
        fold.add(Observed(scope, SourceState.LIVE, "", AT))
    for kind in (*RESOURCES, *AVI_TYPES):
        scope = KUBERNETES if kind in RESOURCES else AVI
        fold.add(Paged(scope, kind, tuple(json.dumps(each).encode() for each in documents.get(kind, [])), AT))
        fold.add(ListEnded(scope, kind, AT, served=kind is not Kind.ROUTE))
    return apply(Inventory(), fold.take())


def changed(inventory: Inventory, size: fleet.Size) -> Inventory:
    """The same after one virtual service got another owner, as a poll tells it: the whole list again."""
    documents = list(fleet.virtual_services(size))
    documents[-1] = documents[-1] | {"created_by": fleet.user_of(1)}
    fold = Fold()
    fold.add(Paged(AVI, Kind.VIRTUAL_SERVICE, tuple(json.dumps(each).encode() for each in documents), AT))
    fold.add(ListEnded(AVI, Kind.VIRTUAL_SERVICE, AT))
    return apply(inventory, fold.take())


def attribute(inventory: Inventory) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, str]]:
    """Who claims each namespace, who serves each Ingress, who made each virtual service. The floor."""
    instances = find_instances(inventory.cluster)
    by_label: dict[tuple[str, str], list[str]] = {}
    for one in instances:
        if one.selector:
            by_label.setdefault((one.selector.key, one.selector.value), []).append(one.id)
    claims = {
        name: [claimant for label in space.metadata.labels.items() for claimant in by_label.get(label, ())]
        for name, space in inventory.cluster.namespaces.rows.items()
    }
    served = {
        key: claims.get(ingress.metadata.namespace, []) for key, ingress in inventory.cluster.ingresses.rows.items()
    }
    makers = {user: one.id for one in instances for user in one.users}
    rows = inventory.controllers[AVI].virtualservices.rows
    return claims, served, {key: makers.get(vs.created_by or "", "") for key, vs in rows.items()}


def timed(work: Callable[[], object], rounds: int) -> float:
    """Median CPU seconds of `work`; no garbage is looked for meanwhile."""
    seconds: list[float] = []
    was_enabled = gc.isenabled()
    for _ in range(rounds):
        gc.collect()
        gc.disable()
        begun = time.process_time()
        work()
        seconds.append(time.process_time() - begun)
        if was_enabled:
            gc.enable()
    return statistics.median(seconds)


def figures(size: fleet.Size, rounds: int) -> dict[str, float]:
    """Median CPU seconds of each."""
    before = read(size)
    after = changed(before, size)
    estate: Estate = looked_at(analyse(None, before, ALL_RULES))
    return {
        "attribution": timed(lambda: attribute(before), rounds),
        "full": timed(lambda: analyse(None, before, ALL_RULES), rounds),
        "looked at": timed(lambda: looked_at(analyse(None, before, ALL_RULES)), rounds),
        "one change": timed(lambda: analyse(estate, after, ALL_RULES), rounds),
        "no change": timed(lambda: analyse(estate, before, ALL_RULES), rounds),
    }


def report(measured: dict[str, float]) -> str:
    """The figures, each beside the floor and beside the full analysis."""
    floor, full = measured["attribution"], measured["full"]
    lines = [f"{'':<14}{'cpu ms':>10}{'x floor':>10}{'of full':>10}"]
    lines += [
        f"{name:<14}{value * 1000:>10.2f}{value / floor:>10.1f}{value / full:>10.4f}"
        for name, value in measured.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    print(report(figures(fleet.Size().scaled(given.scale), given.rounds)))  # noqa: T201 - the figures are its purpose
