"""Explanations of small clusters: the case they are made from, and chains as words."""

from akotui.analysis import chain_virtual_services
from akotui.analysis.analyse import analyse
from akotui.analysis.chain import Chain, Link, LinkState, Step
from akotui.analysis.chain_case import Case, open_case
from akotui.analysis.chain_virtual_services import is_kept
from akotui.analysis.subjects import State, VirtualServiceSubject
from akotui.model.inventory import Cluster, Controller
from akotui.rules import ALL_RULES
from tests.build import controller, inventory

BESIDE = frozenset({Step.NAME, Step.PARENT, Step.VIP})
"""Steps that decide nothing about whose a virtual service is."""


def case(read: Cluster, *objects: object) -> Case:
    """A cluster, and a Controller of these objects that was read completely."""
    return case_of(read, controller(*objects))


def case_of(read: Cluster, avi_side: Controller | None) -> Case:
    """A cluster and a Controller, if there is one."""
    read_all = inventory(read, avi_side)
    return open_case(read_all, analyse(None, read_all, ALL_RULES))


def steps(chain: Chain) -> list[str]:
    """Each link as `step state`, in order."""
    return [f"{link.step.value} {link.state.value}" for link in chain.links]


def weakest(chain: Chain) -> tuple[str, str, str, str]:
    """Step, object, field and value of the link that decides."""
    link = chain.weakest
    assert link is not None
    return (link.step.value, *facts(link)[:3])


def facts(link: Link) -> tuple[str, str, str, str]:
    """Object, field, value, and what that says."""
    return (link.evidence.object, link.evidence.field, link.evidence.value, link.evidence.says)


def decisive(chain: Chain) -> set[LinkState]:
    """The states of the links that decide whose a virtual service is."""
    return {link.state for link in chain.links if link.step not in BESIDE}


def agrees(subject: VirtualServiceSubject, given: Case) -> bool:
    """Whether the chains come to the verdict; that of a shared parent does not depend on what it carries."""
    chains = chain_virtual_services.chains(subject, given)
    states = [decisive(chain) for chain in (chains[:1] if is_kept(subject) else chains)]
    match subject.state:
        case State.OWNED:
            return {LinkState.HOLDS} in states
        case State.ORPHANED | State.FOREIGN | State.UNMANAGED:
            return all(LinkState.BREAKS in each for each in states)
        case State.STALE:
            return {LinkState.HOLDS} not in states and any(LinkState.BREAKS in each for each in states)
        case State.DOUBLE_OWNED:
            return any(LinkState.BREAKS in each for each in states)
        case State.UNKNOWN | State.AMBIGUOUS:
            return any(LinkState.UNKNOWN in each for each in states)
