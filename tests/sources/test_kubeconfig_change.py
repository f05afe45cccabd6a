"""A kubeconfig that changes while it is in use is told of, and what was read stays in use."""

import os
from pathlib import Path

import pytest

from akotui.model.facts import Observed, SourceState
from akotui.simulator.kubernetes import KubernetesSimulator
from akotui.sources import kubeconfig_file, kubernetes_session
from akotui.sources.connection import Connection
from akotui.sources.kubeconfig import load
from akotui.sources.kubernetes import KubernetesSource
from tests.secrecy import BEARER
from tests.sources.kubernetes_reading import reading
from tests.sources.test_kubeconfig import authorization, config, write

CHANGED = "kubeconfig changed; restart to use it"


async def test_what_is_in_use_and_changed_is_told_until_it_is_changed_back(tmp_path: Path) -> None:
    path = tmp_path / "k"
    found = await load(kubeconfig=write(path, config()))
    assert found.cautions() == ()
    write(path, config(user={"token": "another"}))
    assert found.cautions() == (CHANGED,)
    assert await authorization(found) == "Bearer hunter2"
    write(path, config())
    assert found.cautions() == ()


async def test_other_contexts_may_change_and_the_current_one_too(tmp_path: Path) -> None:
    path = tmp_path / "k"
    content = config()
    found = await load(kubeconfig=write(path, content))
    named = {name: {"name": name, "context": {"cluster": "c", "user": "u"}} for name in ("here", "there")}
    write(path, {**content, "contexts": list(named.values()), "current-context": "there"})
    assert found.cautions() == ()


@pytest.mark.parametrize("content", ["", "{", "contexts: null"])
async def test_file_that_went_or_broke_has_changed(tmp_path: Path, content: str) -> None:
    path = tmp_path / "k"
    found = await load(kubeconfig=write(path, config()))
    write(path, content)
    assert found.cautions() == (CHANGED,)
    path.unlink()
    assert found.cautions() == (CHANGED,)


async def test_untouched_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: str, *, piped: bool) -> bytes:
        raise AssertionError(f"read again: {path} {piped}")

    path = tmp_path / "k"
    found = await load(kubeconfig=write(path, config()))
    monkeypatch.setattr(kubeconfig_file, "contents", refuse)
    assert found.cautions() == ()
    os.utime(path)
    with pytest.raises(AssertionError, match="read again"):
        found.cautions()


async def test_running_source_tells_of_the_change_and_stays_live(
    tmp_path: Path, cluster: KubernetesSimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kubernetes_session, "BEAT_SECONDS", 0.02)
    path = tmp_path / "k"
    write(path, config(user={"token": BEARER}, cluster={"server": cluster.server.url}))

    async def connect() -> Connection:
        return await load(kubeconfig=str(path))

    async with reading(KubernetesSource(connect)) as run:
        assert (await run.state(SourceState.LIVE)).cautions == ()
        write(path, config(user={"token": f"{BEARER}-renewed"}, cluster={"server": cluster.server.url}))
        told = await run.until(lambda fact: isinstance(fact, Observed) and bool(fact.cautions))
        assert isinstance(told, Observed)
        assert (told.state, told.cautions) == (SourceState.LIVE, (CHANGED,))


async def test_server_that_is_not_verified_is_a_caution_for_good(tmp_path: Path) -> None:
    found = await load(kubeconfig=write(tmp_path / "k", config(cluster={"insecure-skip-tls-verify": True})))
    words = "https://127.0.0.1:6443 is NOT VERIFIED (insecure-skip-tls-verify): whoever answers gets the credentials"
    assert found.cautions() == (words,)
