"""AKO instances: where each runs, what it selects, which usernames it writes."""

from akotui.analysis.estate import Estate
from akotui.analysis.instances import Health, Instance
from akotui.analysis.subjects import InstanceSubject
from akotui.model.kinds import Kind, Plane
from akotui.views import marking, words
from akotui.views.narrowing import within
from akotui.views.sources import MORE, aged, shortfall, shows
from akotui.views.table import Column, Listing, Order, Query, Row, listed

_URGENT = (Health.DOWN, Health.NO_CONFIG, Health.REMOVED, Health.DEGRADED, Health.READY)
RANKS = words.ranks(words.INSTANCES[health] for health in _URGENT)
"""States, those that want attention first."""

COLUMNS = (
    Column("namespace", "NAMESPACE", 10, grow=1),
    Column("state", "STATE", 11, toned=True, ranks=RANKS),
    Column("role", "ROLE", 11, rank=3),
    Column("ready", "READY", 5, rank=4),
    Column("selector", "SELECTOR", 10, grow=1),
    Column("matched", "NS", 3, rank=2, order=Order.NUMBER),
    Column("virtual-services", "VS", 4, rank=2, order=Order.NUMBER),
    Column("users", "USERNAMES", 15, grow=2, rank=1),
    Column("version", "VERSION", 9, rank=5),
    Column("service-type", "SERVICETYPE", 13, rank=6),
    Column("cluster", "CLUSTER", 12, rank=7),
    Column("controller", "CONTROLLER", 18, rank=8),
)


def rows(estate: Estate, query: Query) -> tuple[Row, ...]:
    """Return a row an instance, by id."""
    return listing(estate, query).rows()


def listing(estate: Estate, query: Query) -> Listing:
    """Return the instances, by id."""
    lost = any(scope.plane is Plane.KUBERNETES for scope in aged(estate.sources))
    subjects = within(estate.instances, estate, query.narrowing)
    seen = shows(estate, Kind.VIRTUAL_SERVICE)
    make, form = row, ""
    if not seen:
        make, form = marking.uncounted(row, COLUMNS, {"virtual-services"}), marking.UNCOUNTED
    elif shortfall(estate, (Kind.VIRTUAL_SERVICE,)) == MORE:
        make, form = marking.doubted(row, COLUMNS, {"virtual-services"}), marking.DOUBTED
    return listed(subjects, marking.aged(make, lambda _: lost), lambda subject: subject.instance.id, form)


def row(subject: InstanceSubject) -> Row:
    """Return the row of an instance."""
    instance = subject.instance
    mark = words.INSTANCES[instance.health]
    return Row(
        instance.id,
        (
            instance.id,
            words.state_cell(mark),
            role(instance),
            f"{instance.ready}/{instance.replicas}" if instance.known else "--",
            selector(instance),
            "?" if subject.matched is None else str(len(subject.matched)),
            str(subject.virtual_services),
            ", ".join(instance.users) or "--",
            instance.version or "?",
            instance.service_type if instance.settings else "?",
            instance.cluster_name or "?",
            instance.controller or "?",
        ),
        mark[2],
    )


def role(instance: Instance) -> str:
    """Return AKO's own word for its place among the others; unknown without its settings."""
    if not instance.settings:
        return "?"
    return "primary" if instance.primary else "non-primary"


def selector(instance: Instance) -> str:
    """Return the label it wants; what is not told by settings is unknown, no label means every namespace."""
    if instance.selector is not None:
        return f"{instance.selector.key}={instance.selector.value}"
    if not instance.known:
        return "--"
    return "(everything)" if instance.settings else "?"
