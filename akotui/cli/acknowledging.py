"""What the configuration ignores, applied to an estate; what has expired is said on stderr."""

from datetime import UTC, datetime

from akotui.analysis.acknowledging import EVERY_RULE, Acknowledged, Acknowledgement, part
from akotui.analysis.estate import Estate
from akotui.cli import output
from akotui.config import Settings
from akotui.errors import UsageError
from akotui.model.text import clean


def entries(settings: Settings) -> tuple[Acknowledgement, ...]:
    """Return the configuration's entries.

    Raises:
        UsageError: an entry names a rule that does not exist.

    """
    if not settings.ignored:
        return ()
    from akotui.rules import ALL_RULES  # noqa: PLC0415 - start-up time

    slugs = {EVERY_RULE, *(rule.slug for rule in ALL_RULES)}
    for one in settings.ignored:
        if one.rule not in slugs:
            raise UsageError(f"[[ignore]]: no such rule: {clean(one.rule, 200)}; akotui rules lists them")
    return tuple(
        Acknowledgement(one.rule, clean(one.object, 500), clean(one.reason, 500), one.until) for one in settings.ignored
    )


def acknowledge(estate: Estate, entered: tuple[Acknowledgement, ...], now: datetime) -> Acknowledged:
    """Part the findings of an estate; note each entry whose day has passed."""
    parted = part(estate.findings, entered, now.astimezone(UTC).date())
    for one in parted.expired:
        output.note(f"[[ignore]] of {one.rule} on {one.object} ended on {one.until}: its findings count again")
    return parted
