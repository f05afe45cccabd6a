"""The form for a Controller's account, on the screen, against the simulated Controller."""

import msgspec
from textual.pilot import Pilot

from akotui.config import ControllerSettings
from tests.e2e.program import Site
from tests.e2e.screen import live, screen, seen, settings, shows, shows_no
from tests.politeness import QUICK
from tests.secrecy import WRONG

FORM = "Log in to an Avi Controller"


def logins(site: Site) -> int:
    return sum(one.path == "/login" for one in site.simulation.avi.server.requests)


async def log_in(pilot: Pilot[None], user: str, password: str) -> None:
    """Fill the form in, whose address is the one that was given at the start."""
    await pilot.press("L")
    await seen(pilot, shows(FORM))
    await pilot.press(*user, "enter", *("minus" if letter == "-" else letter for letter in password))
    await seen(pilot, shows(FORM, user))
    await pilot.press("enter")
    await seen(pilot, shows_no(FORM))


async def test_wrong_password_is_sent_once_and_the_right_one_then_makes_it_live(site: Site) -> None:
    simulation = site.simulation
    named = ControllerSettings(simulation.avi_url, rate=QUICK)
    async with screen(msgspec.structs.replace(settings(site), controllers=(named,))) as pilot:
        await seen(pilot, shows("● live", "no account was given"))
        assert simulation.avi.server.requests == []
        await log_in(pilot, simulation.avi_username, WRONG)
        await seen(pilot, shows("unauthorized", "does not retry"))
        for key in ("4", "?", "escape", "1"):
            await pilot.press(key)
        assert logins(site) == 1
        await log_in(pilot, simulation.avi_username, simulation.avi_password)
        await seen(pilot, live)
        assert logins(site) == 2
    assert simulation.avi.sessions.open == {}
    assert simulation.avi.sessions.refused == 1
