"""The table panes. A pane is a view plus one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from akotui.analysis.estate import Estate
from akotui.views import instances, namespaces, seniority, timeline, users, virtual_services
from akotui.views.table import Column, Listing, Query


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """A table pane: the key by which views and tests name it, its titles, its columns and its rows.

    Slotted panes share one place on a screen of two columns; the last one used is seen. `order` is what the rows are
    sorted by when nobody asked for an order.
    """

    noun: str
    title: str
    short: str
    columns: tuple[Column, ...]
    listing: Callable[[Estate, Query], Listing]
    slotted: bool = False
    order: str = ""


PANES = (
    PaneSpec("findings", "Findings", "Findings", seniority.COLUMNS, seniority.listing, order="severity"),
    PaneSpec("instances", "AKO instances", "AKO", instances.COLUMNS, instances.listing),
    PaneSpec("namespaces", "Namespaces", "Namespaces", namespaces.COLUMNS, namespaces.listing, slotted=True),
    PaneSpec("virtual-services", "Virtual services", "VS", seniority.SERVICES, virtual_services.listing, slotted=True),
    PaneSpec("users", "Owner usernames", "Users", users.COLUMNS, users.listing, slotted=True),
    PaneSpec("timeline", "Timeline, this session", "Timeline", timeline.COLUMNS, timeline.empty, slotted=True),
)
"""In the order of their keys, `1` and up."""
