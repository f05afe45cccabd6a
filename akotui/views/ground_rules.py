"""AKO's rules for several instances in one cluster, and which of them are broken: one short line."""

from typing import Final

from akotui.analysis.estate import Estate

_RULES: Final = (
    ("R1", "one primary", ("no-primary", "multiple-primaries")),
    ("R2", "own namespace", ("shared-ako-namespace",)),
    ("R3", "same Controller", ("controllers-differ",)),
    ("R4", "same service type", ("service-types-differ",)),
    ("R5", "claimed once", ("double-owned-namespace",)),
    ("R6", "ClusterRole", ("missing-cluster-objects",)),
)
_RAN: Final = "ran"


def ground_rules(estate: Estate) -> str:
    """Return `✗ R4 same service type, R5 claimed once · ? R3`; `✓ R1-R6` when all hold; nothing without instances.

    A rule that could not run completely and found nothing is unknown, not kept.
    """
    if not estate.instances:
        return ""
    found = {one.rule for one in estate.findings}
    ran = {one.rule for one in estate.coverage if one.status == _RAN}
    broken = [(name, says) for name, says, slugs in _RULES if not found.isdisjoint(slugs)]
    unknown = [name for name, says, slugs in _RULES if (name, says) not in broken and not ran.issuperset(slugs)]
    parts = (
        f"✗ {', '.join(f'{name} {says}' for name, says in broken)}" if broken else "",
        f"? {', '.join(unknown)}" if unknown else "",
    )
    return " · ".join(part for part in parts if part) or "✓ R1-R6"
