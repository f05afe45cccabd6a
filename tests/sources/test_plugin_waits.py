"""A credential plugin that hangs: it is named while it is waited for, and waited for once, not for each request."""

import asyncio
import os

from akotui.model.checkup import Outcome
from akotui.model.facts import FirstRoundEnded, Observed, SourceState
from akotui.sources import kubernetes_examination
from akotui.sources.connection import Connection
from akotui.sources.exec_plugin import FAILURE_HOLDS, TIME_LIMIT, ExecPlugin, Plugin
from tests.faults.fast_time import in_fast_time
from tests.sources.kubernetes_reading import source

ENDED = f"credential plugin sh did not end within {TIME_LIMIT:g} s; does it wait for a login?"


def hanging() -> Connection:
    """A cluster that is not asked, because the plugin comes first."""
    plugin = Plugin(command="sh", arguments=("-c", "sleep 600"))
    credentials = ExecPlugin(plugin, environ={"PATH": os.environ["PATH"]})
    return Connection(server="http://127.0.0.1:1", credentials=credentials)


@in_fast_time
async def test_source_names_the_plugin_while_it_waits_and_runs_it_once() -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    facts = [fact async for fact in source(hanging(), follow=False).facts()]
    assert clock() - began < TIME_LIMIT + FAILURE_HOLDS
    said = [(fact.state, fact.detail) for fact in facts if isinstance(fact, Observed)]
    assert said[0] == (SourceState.CONNECTING, "credential plugin sh has not answered")
    assert said[-1] == (SourceState.UNAUTHORIZED, ENDED)
    assert [fact for fact in facts if isinstance(fact, FirstRoundEnded)]


@in_fast_time
async def test_doctor_waits_for_it_once() -> None:
    clock = asyncio.get_running_loop().time
    began = clock()
    connection = hanging()
    for _ in range(3):
        reached, rights = [check async for check in kubernetes_examination.examine(connection)]
        assert (reached.outcome, reached.says, rights.outcome) == (Outcome.FAIL, ENDED, Outcome.UNKNOWN)
    assert clock() - began < TIME_LIMIT + FAILURE_HOLDS
