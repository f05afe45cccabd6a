"""The cluster as a tree: instances, their namespaces, the workloads in these, their virtual services, their VIPs.

A branch is grown when it is opened, so that ten thousand namespaces cost nothing while one does not look at them. What
is claimed or named twice stands in both places; what belongs to no instance stands below `nobody`, and below `owner
unknown` that of which it cannot be told.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

import msgspec

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import (
    InstanceSubject,
    NamespaceState,
    NamespaceSubject,
    Origin,
    State,
    VirtualServiceSubject,
    Workload,
)
from akotui.analysis.wording import counted
from akotui.model.facts import SourceState
from akotui.model.kinds import Kind
from akotui.views import instances, namespaces, triage, virtual_services, words
from akotui.views.sources import NAMING, shortfall, shows
from akotui.views.table import Column, Listing, Row, Tone

COLUMNS = (
    Column("tree", "AKO > NAMESPACE > OBJECT > VIRTUAL SERVICE > VIP", 44, grow=3),
    Column("state", "STATE", 14, toned=True),
    Column("what", "WHAT", 24, grow=2, rank=1),
)
ROOT: Final = "cluster"
NOBODY: Final = "nobody"
UNTOLD: Final = "untold"
ELSEWHERE: Final = "elsewhere"
_PLAIN: Final[words.Mark] = (" ", "", Tone.PLAIN)
SEPARATOR: Final = "\n"
"""Between the parts of a key: a sign that no name holds."""


class Node(msgspec.Struct, frozen=True):
    """A place in the tree: its key (those above it, then its own), what stands there, and what it is about."""

    key: str
    text: str
    mark: words.Mark = _PLAIN
    what: str = ""
    subject: object = None
    leaf: bool = False

    @property
    def depth(self) -> int:
        """How far from the root."""
        return self.key.count(SEPARATOR)


class Tree:
    """The tree of one estate."""

    def __init__(self, estate: Estate, cluster: str) -> None:
        self._estate = estate
        self._cluster = cluster
        self._served: dict[Workload, list[VirtualServiceSubject]] = defaultdict(list)
        self._names = {one.namespace.metadata.name for one in estate.namespaces}
        self._there: dict[str, dict[Workload, Origin]] = defaultdict(dict)
        self._seen = shows(estate, Kind.VIRTUAL_SERVICE)
        self._none = _none_served(shortfall(estate, NAMING)) if self._seen else _UNREAD
        for one in estate.virtual_services:
            for origin in one.origins:
                self._served[origin.workload].append(one)
                self._there[origin.workload.namespace][origin.workload] = origin

    @property
    def root(self) -> Node:
        """The cluster."""
        numbers = [triage.number(self._estate, noun) for noun in ("instances", "namespaces")]
        waits, unread = any("…" in number for number in numbers), "?" in numbers
        mark = words.SOURCES[SourceState.CONNECTING] if waits else _UNKNOWN if unread else _PLAIN
        nouns = [f"{number} {noun}{'' if number == '1' else 's'}" for number, noun in zip(numbers, _ROOTS, strict=True)]
        return Node(ROOT, f"cluster {self._cluster}".rstrip(), mark, ", ".join(nouns))

    def grown(self, opened: Collection[str]) -> tuple[Node, ...]:
        """Return what is seen, from the top, when these branches are open."""
        return tuple(self._grown(self.root, opened))

    def _grown(self, node: Node, opened: Collection[str]) -> Iterator[Node]:
        yield node
        if node.key in opened:
            for child in self.children(node):
                yield from self._grown(child, opened)

    def children(self, node: Node) -> Sequence[Node]:
        """Return what is below a place."""
        match node.subject:
            case InstanceSubject():
                found = self._of_instance(node, node.subject.instance.id)
            case NamespaceSubject():
                found = self._of_namespace(node, node.subject)
            case Workload():
                found = [_service(node, one) for one in self._served.get(node.subject, ())]
            case VirtualServiceSubject():
                found = [] if node.leaf else _addresses(node, node.subject)
            case _:
                found = self._of_root(node)
        return found

    def _of_root(self, node: Node) -> list[Node]:
        if node.key == ROOT:
            every = [_instance(node, one) for one in self._estate.instances]
            rest = self._nobody(node), self._untold(node), self._elsewhere(node)
            return [*every, *(one for one in rest if one is not None)]
        if node.key.endswith(ELSEWHERE):
            return [_service(node, one) for one in self._foreign()]
        place = node.key.rpartition(SEPARATOR)[2]
        return [
            *(_namespace(node, one) for one in self._wanting(place)),
            *(_service(node, one) for one in self._homeless(place)),
        ]

    def _nobody(self, node: Node) -> Node | None:
        wanting, homeless = self._wanting(NOBODY), self._homeless(NOBODY)
        if not wanting and not homeless:
            return None
        services = f"{counted(len(homeless), 'virtual service')} without owner or source" if self._seen else _UNREAD
        what = f"{counted(len(wanting), 'namespace')} with work for AKO, {services}"
        return Node(_below(node, NOBODY), "nobody", _PLAIN, what)

    def _untold(self, node: Node) -> Node | None:
        wanting, homeless = self._wanting(UNTOLD), self._homeless(UNTOLD)
        if not wanting and not homeless:
            return None
        what = f"{counted(len(wanting), 'namespace')}, {counted(len(homeless), 'virtual service')}"
        return Node(_below(node, UNTOLD), "owner unknown", _UNKNOWN, what)

    def _elsewhere(self, node: Node) -> Node | None:
        found = len(self._foreign())
        what = counted(found, "virtual service")
        return Node(_below(node, ELSEWHERE), "other clusters, and by hand", _PLAIN, what) if found else None

    def _wanting(self, place: str) -> list[NamespaceSubject]:
        """Namespaces of this place (`place_of`), with something for AKO or of AKO's making."""
        unclaimed = (one for one in self._estate.namespaces if not one.claimants and place_of(one) == place)
        return [one for one in unclaimed if one.workloads or one.namespace.metadata.name in self._there]

    def _homeless(self, place: str) -> list[VirtualServiceSubject]:
        """Virtual services of this place that stand in no namespace."""
        lost = (one for one in self._estate.virtual_services if one.owner is None and one.state not in _FOREIGN)
        return [one for one in lost if place_of(one) == place and not self._housed(one)]

    def _housed(self, one: VirtualServiceSubject) -> bool:
        """Whether a source that it names is, or was, in a namespace that is there."""
        return any(origin.workload.namespace in self._names for origin in one.origins)

    def _foreign(self) -> list[VirtualServiceSubject]:
        return [one for one in self._estate.virtual_services if one.state in _FOREIGN]

    def _of_instance(self, node: Node, name: str) -> list[Node]:
        claimed = [one for one in self._estate.namespaces if any(by.id == name for by in one.claimants)]
        claimed.sort(key=lambda one: namespaces.mark_of(one)[2] in (Tone.PLAIN, Tone.QUIET))
        every = self._estate.virtual_services
        sourceless = [one for one in every if one.owner == name and not self._housed(one)]
        return [*(_namespace(node, one) for one in claimed), *(_service(node, one) for one in sourceless)]

    def _of_namespace(self, node: Node, subject: NamespaceSubject) -> list[Node]:
        named = self._there.get(subject.namespace.metadata.name, {})
        every = dict.fromkeys([*subject.workloads, *sorted(named)])
        return [_workload(node, one, named.get(one), len(self._served.get(one, ())), none=self._none) for one in every]


_FOREIGN = (State.FOREIGN, State.UNMANAGED)
_ROOTS: Final = ("AKO instance", "namespace")
_OPEN = (State.UNKNOWN, State.AMBIGUOUS, NamespaceState.UNKNOWN)
_UNREAD: Final = "virtual services: not read"
_UNKNOWN: Final = words.VIRTUAL_SERVICES[State.UNKNOWN]
_SHORT: Final[Mapping[str, str]] = {
    "Ingress": "ing",
    "Service": "svc",
    "Route": "route",
    "Gateway": "gw",
    "HTTPRoute": "hr",
}


def listing(nodes: Sequence[Node], opened: Collection[str]) -> Listing:
    """Return the rows of what is seen; `-` stands before what is open, `+` before what can be opened."""

    def row(index: int) -> Row:
        node = nodes[index]
        sign = " " if node.leaf else "-" if node.key in opened else "+"
        state = words.state_cell(node.mark) if node.mark[1] else ""
        return Row(node.key, (f"{'  ' * node.depth}{sign} {node.text}", state, node.what), node.mark[2])

    return Listing([node.key for node in nodes], nodes, row)


def _below(node: Node, part: str) -> str:
    return f"{node.key}{SEPARATOR}{part}"


def _instance(node: Node, one: InstanceSubject) -> Node:
    what = f"{instances.role(one.instance)}, {instances.selector(one.instance)}"
    mark = words.INSTANCES[one.instance.health]
    return Node(_below(node, f"ako {one.instance.id}"), f"AKO {one.instance.id}", mark, what, one)


def _namespace(node: Node, one: NamespaceSubject) -> Node:
    name = one.namespace.metadata.name
    what = f"{namespaces.labels(one)}, claimed by {namespaces.claimed_by(one)}"
    return Node(_below(node, f"ns {name}"), f"ns {name}", namespaces.mark_of(one), what, one)


def place_of(one: NamespaceSubject | VirtualServiceSubject) -> str:
    """Return below what stands that which no instance claims or owns: nobody's, unless that cannot be told."""
    return UNTOLD if one.state in _OPEN else NOBODY


def _none_served(doubt: str) -> str:
    """Return that no virtual service is of a workload, as far as that can be told."""
    return {"": "no virtual service", "…": "… no virtual service yet"}.get(
        doubt, "? no virtual service in what was read"
    )


def _workload(node: Node, work: Workload, origin: Origin | None, served: int, *, none: str) -> Node:
    text = f"{_SHORT.get(work.kind, work.kind)} {work.name}"
    mark: words.Mark = _PLAIN
    if origin is not None and origin.found is not True:
        mark = ("∅", "gone", Tone.MISSING) if origin.found is False else words.UNCHECKED
    what = counted(served, "virtual service") if served else none
    return Node(_below(node, str(work)), text, mark, what, work, leaf=not served)


def _service(node: Node, one: VirtualServiceSubject) -> Node:
    what = f"{one.vs.created_by or '--'}, owner {virtual_services.owner(one)}"
    mark = words.VIRTUAL_SERVICES[one.state]
    key = _below(node, virtual_services.key(one))
    return Node(key, f"vs {one.vs.name}", mark, what, one, leaf=not one.addresses and not one.vs.parent)


def _addresses(node: Node, one: VirtualServiceSubject) -> list[Node]:
    known = [Node(_below(node, f"vip {each}"), f"VIP {each}", subject=one, leaf=True) for each in one.addresses]
    of_parent = Node(_below(node, "vip"), "VIP of its parent", subject=one, leaf=True)
    return known or [of_parent]
