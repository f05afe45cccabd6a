"""An account that is given while akotui runs is used at once, on the address that was given with it."""

from contextlib import AsyncExitStack

import msgspec
import pytest

from akotui.analysis.estate import Estate
from akotui.cli.wiring import open_engine
from akotui.config import ControllerSettings, Settings
from akotui.engine import Engine
from akotui.errors import UsageError
from akotui.model.facts import SourceState
from akotui.model.kinds import Plane
from akotui.sources.avi_account import AviCredentials
from akotui.sources.secret import Secret
from tests.e2e.program import Site
from tests.e2e.screen import settings
from tests.e2e.settling import Published
from tests.secrecy import PASSWORD, WRONG, hand


def controllers(estate: Estate) -> list[tuple[str, SourceState]]:
    return [(one.scope.name, one.health.state) for one in estate.sources if one.scope.plane is Plane.AVI]


async def engine(chosen: Settings, stack: AsyncExitStack) -> Engine:
    return await open_engine(chosen, {}, (), stack, follow=True)


async def test_address_that_nobody_had_named_is_read_once_it_is_confirmed(site: Site) -> None:
    nobody = msgspec.structs.replace(settings(site), controllers=())
    account = AviCredentials(site.simulation.avi_username, Secret(site.simulation.avi_password))
    name = site.simulation.avi_url.removeprefix("http://")
    async with AsyncExitStack() as stack:
        running = await engine(nobody, stack)
        async with Published(running) as published:
            await published.until(lambda estate: controllers(estate) == [("avi", SourceState.OFF)])
            assert site.simulation.avi.server.requests == []
            running.sign_in(site.simulation.avi_url, account)
            estate = await published.until(lambda estate: controllers(estate) == [(name, SourceState.LIVE)])
            assert len(estate.virtual_services) > 10
    assert site.simulation.avi.sessions.open == {}


async def test_refused_password_can_be_corrected_without_a_restart(site: Site) -> None:
    hand(site.password, WRONG)
    account = AviCredentials(site.simulation.avi_username, Secret(site.simulation.avi_password))
    async with AsyncExitStack() as stack:
        running = await engine(settings(site), stack)
        async with Published(running) as published:
            await published.until(lambda estate: controllers(estate)[0][1] is SourceState.UNAUTHORIZED)
            running.sign_in(site.simulation.avi_url, account)
            await published.until(lambda estate: controllers(estate)[0][1] is SourceState.LIVE)
    logins = [request for request in site.simulation.avi.server.requests if request.path == "/login"]
    assert len(logins) == 2


@pytest.mark.parametrize(
    ("address", "chosen", "words"),
    [
        ("http://10.0.0.5", Settings(), "http:// is only for this machine"),
        ("10.0.0.5", Settings(no_avi=True), "--no-avi was given"),
    ],
)
async def test_address_that_may_not_be_read_is_refused_in_one_line(
    site: Site, address: str, chosen: Settings, words: str
) -> None:
    chosen = msgspec.structs.replace(chosen, cluster=settings(site).cluster)
    async with AsyncExitStack() as stack:
        running = await engine(chosen, stack)
        async with Published(running):
            with pytest.raises(UsageError, match=words):
                running.sign_in(address, AviCredentials("oncall", Secret(PASSWORD)))


async def test_controller_that_was_named_without_an_account_is_read_as_its_section_says(site: Site) -> None:
    named = ControllerSettings(site.simulation.avi_url, tenants=("admin",))
    account = AviCredentials(site.simulation.avi_username, Secret(site.simulation.avi_password))
    async with AsyncExitStack() as stack:
        running = await engine(msgspec.structs.replace(settings(site), controllers=(named,)), stack)
        async with Published(running) as published:
            await published.until(lambda estate: controllers(estate)[0][1] is SourceState.OFF)
            running.sign_in(site.simulation.avi_url, account)
            estate = await published.until(lambda estate: controllers(estate)[0][1] is SourceState.PARTIAL)
    assert "only tenant admin is read (--avi-tenant)" in estate.sources[1].health.detail
