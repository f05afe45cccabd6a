"""Explanations of small clusters: the case they are made from, and chains as words."""

from akotui.analysis.analyse import analyse
from akotui.analysis.chain import Chain, Link
from akotui.analysis.chain_case import Case, open_case
from akotui.model.inventory import Cluster, Controller
from akotui.rules import ALL_RULES
from tests.build import controller, inventory


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
