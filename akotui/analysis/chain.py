"""The chain between a Kubernetes object and an address: one link a fact, and where the chain breaks.

A chain always runs in AKO's direction: object, class, namespace, label, selector, instance, username, name, virtual
service, VIP. Where one begins to look changes which chains are shown, not their order.
"""

import enum
from collections.abc import Iterable

import msgspec

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef


class Step(enum.Enum):
    """What a link of the chain is about."""

    OBJECT = "object"
    CLASS = "class"
    NAMESPACE = "namespace"
    LABEL = "label"
    SELECTOR = "selector"
    BLOCK_LIST = "block-list"
    RIVAL = "rival"
    INSTANCE = "instance"
    USERNAME = "username"
    MARKER = "marker"
    NAME = "name"
    VIRTUAL_SERVICE = "virtual-service"
    TENANT = "tenant"
    CLOUD = "cloud"
    PARENT = "parent"
    VIP = "vip"


class LinkState(enum.Enum):
    """Whether a link, or a whole chain, holds; unknown when what it needs could not be read or told."""

    HOLDS = "holds"
    BREAKS = "breaks"
    UNKNOWN = "unknown"


class Link(msgspec.Struct, frozen=True):
    """One fact of the chain, with the field that was read; `evidence.says` tells what follows."""

    step: Step
    state: LinkState
    evidence: Evidence


class Chain(msgspec.Struct, frozen=True):
    """One way from an object to an address. `title` names what it leads through."""

    title: str
    links: tuple[Link, ...]

    @property
    def state(self) -> LinkState:
        """Broken where one link is, else unknown where one is."""
        states = {link.state for link in self.links}
        if LinkState.BREAKS in states:
            return LinkState.BREAKS
        return LinkState.UNKNOWN if LinkState.UNKNOWN in states else LinkState.HOLDS

    @property
    def weakest(self) -> Link | None:
        """The first link that gives the chain its state; None when all hold."""
        if self.state is LinkState.HOLDS:
            return None
        return next(link for link in self.links if link.state is self.state)


class Explanation(msgspec.Struct, frozen=True):
    """Why one object is as it is.

    `exists` is None when the object was not seen and its list is not whole. `state`, `reasons` and `confidence` are
    empty for what bears no verdict of its own.
    """

    object: ObjectRef
    verdict: str
    chains: tuple[Chain, ...]
    findings: tuple[Finding, ...] = ()
    exists: bool | None = True
    state: str = ""
    reasons: tuple[str, ...] = ()
    confidence: Confidence | None = None


def holds(step: Step, evidence: Evidence) -> Link:
    """A link that holds."""
    return Link(step, LinkState.HOLDS, evidence)


def breaks(step: Step, evidence: Evidence) -> Link:
    """A link at which the chain breaks."""
    return Link(step, LinkState.BREAKS, evidence)


def unknown(step: Step, evidence: Evidence) -> Link:
    """A link of which could not be told whether it holds."""
    return Link(step, LinkState.UNKNOWN, evidence)


def found(step: Step, evidence: Evidence, *, there: bool | None) -> Link:
    """A link that holds when something is there, breaks when it is absent, and is unknown when that was not read."""
    return Link(step, {True: LinkState.HOLDS, False: LinkState.BREAKS, None: LinkState.UNKNOWN}[there], evidence)


def conclusion(chains: Iterable[Chain]) -> str:
    """Return what the chains come to in one line: the way that holds, else the first place where one ends."""
    every = tuple(chains)
    for state, words in ((LinkState.HOLDS, ""), (LinkState.UNKNOWN, "unknown from"), (LinkState.BREAKS, "breaks at")):
        for chain in every:
            if chain.state is state:
                weak = chain.weakest
                return f"{words} {weak.step.value}: {weak.evidence.says}" if weak else chain.title
    return "nothing leads from it"
