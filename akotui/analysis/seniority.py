"""Since when each finding is known: from the moment this session saw it first, which may be later than it arose."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from akotui.analysis.estate import Estate

Fact = tuple[str, str]
"""Rule and `about` of a finding: what names it stably."""

_NOT_RUN = "not-run"


class Since(msgspec.Struct, frozen=True):
    """When a finding was first seen. `older`: it stood when it was first looked for, so that it may be older."""

    at: datetime
    older: bool


def remember(known: Mapping[Fact, Since], before: Estate | None, estate: Estate) -> Mapping[Fact, Since]:
    """Return since when the findings of `estate` are known; the same mapping while they are the same.

    `before` is the last estate of which all sources had answered, None before there was one. A finding is not older
    than now only where its rule could run then and did not find it. One that went and came back is new.
    """
    if estate.at is None:
        return known
    could = {one.rule for one in before.coverage if one.status != _NOT_RUN} if before is not None else frozenset[str]()
    facts = [(one.rule, one.about) for one in estate.findings]
    if len(facts) == len(known) and all(fact in known for fact in facts):
        return known
    return {fact: known.get(fact) or Since(estate.at, older=fact[0] not in could) for fact in facts}
