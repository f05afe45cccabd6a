"""The rules, one file each; the module docstring is the manual page.

`ALL_RULES` is explicit and in the order of the report's coverage. A new rule is a file, a line here, and a test.
"""

from typing import Final

from akotui.analysis.subjects import AnyRule
from akotui.rules import (
    cluster_names_differ,
    controllers_differ,
    double_owned_namespace,
    double_owned_virtual_service,
    gateways_served_twice,
    instance_not_running,
    multiple_primaries,
    no_primary,
    orphaned_virtual_service,
    overlapping_selectors,
    selector_incomplete,
    service_types_differ,
    stale_virtual_service,
    unclaimed_namespace,
)

ALL_RULES: Final[tuple[AnyRule, ...]] = (
    no_primary.RULE,
    multiple_primaries.RULE,
    controllers_differ.RULE,
    service_types_differ.RULE,
    cluster_names_differ.RULE,
    overlapping_selectors.RULE,
    selector_incomplete.RULE,
    instance_not_running.RULE,
    gateways_served_twice.RULE,
    double_owned_namespace.RULE,
    unclaimed_namespace.RULE,
    orphaned_virtual_service.RULE,
    stale_virtual_service.RULE,
    double_owned_virtual_service.RULE,
)
