"""What is compared with: an estate as it was at one moment, without what only the next analysis would need of it."""

import msgspec

from akotui.analysis.estate import Estate
from akotui.analysis.grace import History
from akotui.analysis.memory import Memory


class Baseline(msgspec.Struct, frozen=True):
    """An estate and what it is called."""

    name: str
    estate: Estate


def baseline(name: str, estate: Estate) -> Baseline:
    """Return an estate to compare with; of everything else that hangs on it nothing is held."""
    return Baseline(name, msgspec.structs.replace(estate, history=History(), memory=Memory()))
