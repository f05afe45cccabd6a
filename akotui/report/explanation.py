"""The document of `explain`: chains of links, each with the field that was read. Names and meanings are frozen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from akotui.analysis import chain
from akotui.analysis.chain import LinkState, Step
from akotui.analysis.estate import Estate
from akotui.analysis.findings import Confidence
from akotui.model.kinds import Plane
from akotui.report import composing
from akotui.report.composing import Accepted, Moments
from akotui.report.document import Finding, Moment, Object, Source, Struct


class Link(Struct, frozen=True):
    """One step of a chain: what was read, when, and whether the step holds."""

    step: Step
    state: LinkState
    source: Plane
    object: str
    field: str
    value: str
    as_of: Moment | None
    says: str


class Chain(Struct, frozen=True):
    """One way from a Kubernetes object to an address; `state` is that of its weakest link."""

    title: str
    state: LinkState
    links: tuple[Link, ...]


class Explained(Struct, frozen=True):
    """One object. `exists` is null when it was not seen and its list is not whole; `state` when it bears no verdict."""

    object: Object
    exists: bool | None
    verdict: str
    state: str | None
    reasons: tuple[str, ...]
    confidence: Confidence | None
    chains: tuple[Chain, ...]
    findings: tuple[Finding, ...]


class Explanation(Struct, frozen=True):
    """What `explain` prints; `objects` are several where one name means several."""

    api_version: Literal["akotui/v1"]
    kind: Literal["Explanation"]
    generated_at: Moment
    complete: bool
    sources: tuple[Source, ...]
    asked: str
    objects: tuple[Explained, ...]


def compose(
    asked: str, found: Sequence[chain.Explanation], estate: Estate, *, now: datetime, accepted: Accepted
) -> Explanation:
    """Write the document; `asked` is the object as the user named it, `now` the moment of the report."""
    return Explanation(
        "akotui/v1",
        "Explanation",
        composing.second(now),
        estate.complete,
        tuple(composing.source(one) for one in estate.sources),
        asked,
        tuple(_explained(one, estate.read_at, accepted) for one in found),
    )


def _explained(one: chain.Explanation, read_at: Moments, accepted: Accepted) -> Explained:
    return Explained(
        composing.thing(one.object),
        one.exists,
        one.verdict,
        one.state or None,
        one.reasons,
        one.confidence,
        tuple(Chain(each.title, each.state, tuple(_link(link, read_at) for link in each.links)) for each in one.chains),
        tuple(composing.finding(finding, read_at, accepted) for finding in one.findings),
    )


def _link(one: chain.Link, read_at: Moments) -> Link:
    read = composing.evidence(one.evidence, read_at)
    return Link(one.step, one.state, read.source, read.object, read.field, read.value, read.as_of, read.says)
