"""How much work an update of the table is: counted, because times prove nothing in a test."""

import pytest

from akotui.analysis.subjects import NamespaceSubject
from akotui.views import namespaces
from tests.bench.tabled import CHANGED, PaneApp

ROWS = 3000
SEEN = 40


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> list[NamespaceSubject]:
    """The namespaces of which it was asked whether they want attention."""
    asked: list[NamespaceSubject] = []
    judged = namespaces._idle

    def counting(subject: NamespaceSubject) -> bool:
        asked.append(subject)
        return judged(subject)

    monkeypatch.setattr(namespaces, "_idle", counting)
    return asked


async def test_an_update_weighs_what_changed_and_what_is_seen(weighed: list[NamespaceSubject]) -> None:
    async with PaneApp(ROWS).run_test(size=(120, SEEN)) as pilot:
        await pilot.press("1")
        await pilot.pause()
        assert len(weighed) >= ROWS
        weighed.clear()
        await pilot.press("7")
        await pilot.pause()
        assert CHANGED <= len(weighed) <= CHANGED + 2 * SEEN  # a line asks for its word and for its tone
