"""One virtual service in a small cluster, and the verdict on it."""

from akotui.analysis.analyse import analyse
from akotui.analysis.subjects import VirtualServiceSubject
from akotui.model.avi import VirtualService
from akotui.model.inventory import Cluster
from tests.build import controller, inventory


def verdict(read: Cluster, vs: VirtualService, *others: object) -> VirtualServiceSubject:
    """Return the subject of `vs`; `others` are further Controller objects."""
    estate = analyse(None, inventory(read, controller(vs, *others)), ())
    return next(one for one in estate.virtual_services if one.vs == vs)
