"""A credential plugin that hangs: it is named while it is waited for, and waited for once, not for each request."""

import os
from collections.abc import Mapping

import pytest

from akotui.model.checkup import Outcome
from akotui.model.facts import FirstRoundEnded, Observed, SourceState
from akotui.sources import exec_plugin, kubernetes_examination
from akotui.sources.connection import Connection
from akotui.sources.exec_plugin import TIME_LIMIT, ExecPlugin, Plugin
from akotui.sources.plugin_run import Output, alone
from tests.faults.fast_time import in_fast_time
from tests.sources.kubernetes_reading import source

ENDED = f"credential plugin sh did not end within {TIME_LIMIT:g} s; does it wait for a login?"


def hanging() -> Connection:
    """A cluster that is not asked, because the plugin comes first."""
    plugin = Plugin(command="sh", arguments=("-c", "sleep 600"))
    credentials = ExecPlugin(plugin, environ={"PATH": os.environ["PATH"]})
    return Connection(server="http://127.0.0.1:1", credentials=credentials)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The plugins that were run. What fails holds for a minute, so that it is no question how long the rest takes."""
    began = list[tuple[str, ...]]()

    async def noted(command: tuple[str, ...], environment: Mapping[str, str]) -> Output:
        began.append(command)
        return await alone(command, environment)

    monkeypatch.setattr(exec_plugin, "alone", noted)
    monkeypatch.setattr(exec_plugin, "FAILURE_HOLDS", 60.0)
    return began


@in_fast_time
async def test_source_names_the_plugin_while_it_waits_and_runs_it_once(runs: list[tuple[str, ...]]) -> None:
    facts = [fact async for fact in source(hanging(), follow=False).facts()]
    assert len(runs) == 1
    said = [(fact.state, fact.detail) for fact in facts if isinstance(fact, Observed)]
    assert said[0] == (SourceState.CONNECTING, "credential plugin sh has not answered")
    assert said[-1] == (SourceState.UNAUTHORIZED, ENDED)
    assert [fact for fact in facts if isinstance(fact, FirstRoundEnded)]


@in_fast_time
async def test_doctor_waits_for_it_once(runs: list[tuple[str, ...]]) -> None:
    connection = hanging()
    for _ in range(3):
        reached, rights = [check async for check in kubernetes_examination.examine(connection)]
        assert (reached.outcome, reached.says, rights.outcome) == (Outcome.FAIL, ENDED, Outcome.UNKNOWN)
    assert len(runs) == 1
