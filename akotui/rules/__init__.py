"""The rules, one file each; the module docstring is the manual page.

`ALL_RULES` is explicit and in the order of the report's coverage. A new rule is a file, a line here, and a test.
"""

from typing import Final

from akotui.analysis.subjects import AnyRule
from akotui.rules import (
    blocked_but_labelled,
    child_without_parent,
    cluster_names_differ,
    controllers_differ,
    delete_config_set,
    double_owned_namespace,
    double_owned_virtual_service,
    gateways_served_twice,
    host_claimed_twice,
    instance_not_running,
    invalid_configuration,
    multiple_primaries,
    name_owner_mismatch,
    no_primary,
    non_primary_replicas,
    orphaned_virtual_service,
    overlapping_selectors,
    restart_needed,
    selector_incomplete,
    selector_matches_nothing,
    service_types_differ,
    shared_ako_namespace,
    shared_username,
    stale_virtual_service,
    unclaimed_namespace,
    versions_differ,
    virtual_service_down,
)

ALL_RULES: Final[tuple[AnyRule, ...]] = (
    no_primary.RULE,
    multiple_primaries.RULE,
    shared_ako_namespace.RULE,
    controllers_differ.RULE,
    service_types_differ.RULE,
    cluster_names_differ.RULE,
    versions_differ.RULE,
    overlapping_selectors.RULE,
    selector_incomplete.RULE,
    selector_matches_nothing.RULE,
    restart_needed.RULE,
    instance_not_running.RULE,
    invalid_configuration.RULE,
    non_primary_replicas.RULE,
    delete_config_set.RULE,
    gateways_served_twice.RULE,
    shared_username.RULE,
    double_owned_namespace.RULE,
    unclaimed_namespace.RULE,
    blocked_but_labelled.RULE,
    orphaned_virtual_service.RULE,
    stale_virtual_service.RULE,
    double_owned_virtual_service.RULE,
    child_without_parent.RULE,
    host_claimed_twice.RULE,
    name_owner_mismatch.RULE,
    virtual_service_down.RULE,
)
