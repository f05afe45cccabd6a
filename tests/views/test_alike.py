from datetime import timedelta

import msgspec
import pytest

from akotui.analysis.estate import Estate
from akotui.model.facts import SourceState
from akotui.model.inventory import Health
from akotui.views.alike import alike
from tests.build import MOMENT
from tests.build_estate import estate, source


def test_only_moments_differ_after_a_poll_that_brought_nothing() -> None:
    later = msgspec.structs.replace(
        estate(),
        at=MOMENT + timedelta(seconds=15),
        read_at={place: at + timedelta(seconds=15) for place, at in estate().read_at.items()},
    )
    assert alike(estate(), later)


@pytest.mark.parametrize(
    "changed",
    [
        estate(findings=()),
        estate(coverage=()),
        msgspec.structs.replace(estate(), namespaces=estate().namespaces[1:]),
        msgspec.structs.replace(estate(), virtual_services=()),
        msgspec.structs.replace(estate(), read_at={}),
        estate(sources=(source(state=SourceState.STALE, health=Health(SourceState.STALE, "read timeout")),)),
        Estate(),
    ],
)
def test_everything_that_a_row_a_count_or_a_mark_tells_makes_a_difference(changed: Estate) -> None:
    assert not alike(estate(), changed)
