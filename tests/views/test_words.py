import enum
from collections.abc import Mapping

import pytest

from akotui.analysis.findings import Severity
from akotui.analysis.instances import Health
from akotui.analysis.subjects import NamespaceState, State, UserState
from akotui.model.facts import SourceState
from akotui.views import words

Member = Severity | Health | State | NamespaceState | UserState | SourceState

TABLES: tuple[tuple[type[enum.Enum], Mapping[Member, words.Mark]], ...] = (
    (Severity, {**words.SEVERITIES}),
    (Health, {**words.INSTANCES}),
    (State, {**words.VIRTUAL_SERVICES}),
    (NamespaceState, {**words.NAMESPACES}),
    (UserState, {**words.USERS}),
    (SourceState, {**words.SOURCES}),
)


@pytest.mark.parametrize(("members", "marks"), TABLES)
def test_every_verdict_has_a_symbol_and_a_word_of_its_own(
    members: type[enum.Enum], marks: Mapping[Member, words.Mark]
) -> None:
    assert set(marks) == set(members)
    assert all(len(symbol) == 1 for symbol, _, _ in marks.values())
    assert len({word for _, word, _ in marks.values()}) == len(marks)
