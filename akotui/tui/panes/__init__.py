"""The table panes. A pane is a view plus one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from akotui.analysis.estate import Estate
from akotui.views import findings, instances, namespaces, users, virtual_services
from akotui.views.table import Column, Listing, Query


@dataclass(frozen=True, slots=True)
class PaneSpec:
    """A table pane: the key by which views and tests name it, its titles, its columns and its rows."""

    noun: str
    title: str
    short: str
    columns: tuple[Column, ...]
    listing: Callable[[Estate, Query], Listing]


PANES = (
    PaneSpec("findings", "Findings", "Findings", findings.COLUMNS, findings.listing),
    PaneSpec("instances", "AKO instances", "AKO", instances.COLUMNS, instances.listing),
    PaneSpec("namespaces", "Namespaces", "Namespaces", namespaces.COLUMNS, namespaces.listing),
    PaneSpec("virtual-services", "Virtual services", "VS", virtual_services.COLUMNS, virtual_services.listing),
    PaneSpec("users", "Owner usernames", "Users", users.COLUMNS, users.listing),
)
"""In the order of their keys, `1` and up."""
