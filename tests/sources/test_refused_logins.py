"""A refused login is known to other copies of akotui, which then hold back theirs."""

import asyncio
import contextlib
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from akotui.model.facts import Observed, SourceState
from akotui.simulator.avi import AviSimulator
from akotui.sources.avi_account import AviCredentials
from akotui.sources.avi_credentials import load
from akotui.sources.refused_logins import RefusedLogins
from akotui.sources.secret import Secret
from tests import secrecy
from tests.sources.avi_reading import ACCOUNT, asked, controller, last, read, source, until

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
WRONG = AviCredentials("oncall", Secret(secrecy.WRONG))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def logins(tmp_path: Path, clock: Clock) -> RefusedLogins:
    return RefusedLogins(str(tmp_path), "avi.test", "oncall", clock=clock)


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the login session, as ssh and systemd give one."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return tmp_path


async def test_same_source_is_held_back_for_half_an_hour(logins: RefusedLogins, clock: Clock) -> None:
    async with logins.turn() as turn:
        assert turn.objection("a") == ""
        turn.refused("a")
    clock.now += timedelta(minutes=29)
    async with logins.turn() as turn:
        told = turn.objection("a")
        assert told.startswith("this password of user oncall on avi.test was refused at 17:00 UTC")
        assert "not sent again before 17:30" in told
        assert turn.objection("b") == ""
    clock.now += timedelta(minutes=1)
    async with logins.turn() as turn:
        assert turn.objection("a") == ""


async def test_after_two_refusals_the_third_is_not_risked_whatever_its_source(logins: RefusedLogins) -> None:
    for name in ("a", "b"):
        async with logins.turn() as turn:
            assert turn.objection(name) == ""
            turn.refused(name)
    async with logins.turn() as turn:
        assert turn.objection("c").startswith("2 passwords of user oncall")


async def test_accepted_login_forgets_and_leaves_no_file(logins: RefusedLogins, tmp_path: Path) -> None:
    async with logins.turn() as turn:
        turn.refused("a")
    async with logins.turn() as turn:
        turn.accepted()
    assert list((tmp_path / "akotui").iterdir()) == []
    async with logins.turn() as turn:
        assert turn.objection("a") == ""


async def test_file_is_private_and_names_neither_user_nor_controller(logins: RefusedLogins, tmp_path: Path) -> None:
    async with logins.turn() as turn:
        turn.refused("a")
    (file,) = (tmp_path / "akotui").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "oncall" not in file.name + file.read_text()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"at": 5}', '{"at": "2999-01-01T00:00:00Z", "source": "a"}'])
async def test_file_that_holds_something_else_holds_nobody_back(
    logins: RefusedLogins, tmp_path: Path, content: str
) -> None:
    async with logins.turn() as turn:
        turn.refused("a")
    (file,) = (tmp_path / "akotui").iterdir()
    file.write_text(content)
    async with logins.turn() as turn:
        assert turn.objection("a") == ""


@pytest.mark.parametrize("folder", ["", "relative", "/proc/nowhere"])
async def test_without_a_folder_nothing_is_remembered(folder: str, clock: Clock) -> None:
    logins = RefusedLogins(folder, "avi.test", "oncall", clock=clock)
    async with logins.turn() as turn:
        turn.refused("a")
        assert turn.objection("a") == ""
        turn.accepted()


async def test_link_in_place_of_the_file_is_not_followed(logins: RefusedLogins, tmp_path: Path) -> None:
    async with logins.turn() as turn:
        turn.refused("a")
    (file,) = (tmp_path / "akotui").iterdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    file.unlink()
    file.symlink_to(elsewhere)
    async with logins.turn() as turn:
        turn.refused("a")
    assert elsewhere.read_text() == "mine"


async def test_logins_take_turns(logins: RefusedLogins) -> None:
    waiting = asyncio.Event()

    async def second() -> str:
        waiting.set()
        async with logins.turn() as turn:
            return turn.objection("a")

    async with logins.turn() as turn:
        other = asyncio.create_task(second())
        await waiting.wait()
        turn.refused("a")
    assert (await other).startswith("this password")


@pytest.mark.usefixtures("runtime")
async def test_ten_copies_with_one_wrong_password_log_in_once() -> None:
    async with controller() as simulator:
        told = [last(facts) for facts in await asyncio.gather(*(read(source(simulator, WRONG)) for _ in range(10)))]
        assert asked(simulator, "/login") == 1
    assert {one.state for one in told} == {SourceState.UNAUTHORIZED}
    assert sum("was refused at" in one.detail for one in told) == 9


@pytest.mark.usefixtures("runtime")
async def test_corrected_file_is_tried_at_once(tmp_path: Path) -> None:
    file = tmp_path / "password"
    secrecy.hand(file, secrecy.WRONG)
    file.chmod(0o600)
    account = load("oncall", str(file), None, {})
    assert account is not None
    async with controller() as simulator:
        assert last(await read(source(simulator, account))).state is SourceState.UNAUTHORIZED
        assert "was refused at" in last(await read(source(simulator, account))).detail
        secrecy.hand(file, ACCOUNT.secret.reveal())
        assert last(await read(source(simulator, account))).state is SourceState.LIVE
        assert asked(simulator, "/login") == 2
    assert list((tmp_path / "akotui").iterdir()) == []


@pytest.mark.usefixtures("runtime")
async def test_person_who_insists_is_obeyed() -> None:
    async with controller() as simulator:
        await read(source(simulator, WRONG))
        reader = source(simulator, WRONG, follow=True)
        async with contextlib.aclosing(reader.facts()) as facts:
            assert "to another run of akotui" in (await until(facts, SourceState.UNAUTHORIZED)).detail
            assert asked(simulator, "/login") == 1
            reader.sign_in(ACCOUNT)
            assert isinstance(await until(facts, SourceState.LIVE), Observed)


@pytest.mark.usefixtures("runtime")
async def test_password_that_has_worked_here_is_not_held_back_by_a_wrong_one_elsewhere() -> None:
    async with controller(refused=2) as simulator:
        async with contextlib.aclosing(source(simulator, follow=True).facts()) as facts:
            await until(facts, SourceState.LIVE)
            await refuse_twice(simulator)
            simulator.sessions.open.clear()
            simulator.put("pool", {"uuid": "pool-1", "name": "new", "tenant_ref": "https://x/api/tenant/admin#admin"})
            async with asyncio.timeout(30):
                while asked(simulator, "/login") < 4:
                    await anext(facts)
        assert simulator.sessions.opened == 2


async def refuse_twice(simulator: AviSimulator) -> None:
    for word in ("wrong", "worse"):
        account = AviCredentials("oncall", Secret(f"{secrecy.PASSWORD}-{word}"), origin=word)
        assert last(await read(source(simulator, account))).state is SourceState.UNAUTHORIZED
