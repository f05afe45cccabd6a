"""The window's title: the cluster, and how many errors and warnings there are."""

from akotui.analysis.estate import Estate
from akotui.analysis.findings import Severity
from akotui.model.text import clean
from akotui.views.sources import aged

_LONGEST = 60


def title(cluster: str, estate: Estate) -> str:
    """Return `akotui prod-eu X3 !2`; `*` behind it: of old facts; what is zero is left out."""
    counts = {
        "X": sum(one.severity is Severity.ERROR for one in estate.findings),
        "!": sum(one.severity is Severity.WARNING for one in estate.findings),
    }
    told = [f"{sign}{number}" for sign, number in counts.items() if number]
    star = ["*"] if aged(estate.sources) else []
    return " ".join(part for part in ("akotui", clean(cluster, _LONGEST), *told, *star) if part)
