from datetime import timedelta

from akotui.tui.messages import EstateReady
from akotui.tui.screens.detail import DetailScreen
from akotui.tui.screens.main import MainScreen
from tests.build import MOMENT
from tests.build_estate import INSTANCES, estate, finding
from tests.tui.running import app_on, screen_text

LATER = estate(
    at=MOMENT + timedelta(seconds=30), instances=INSTANCES[:1], findings=(finding("the newest"), *estate().findings)
)


async def test_t_shows_what_changed_and_escape_goes_back_to_where_one_was() -> None:
    async with app_on(estate(), LATER) as pilot:
        await pilot.press("3", "t")
        await pilot.pause()
        seen = screen_text(pilot)
        assert "─6 Timeline, this session 3─" in seen
        assert "17:00:30Z - 2 AKO instances gone: blue, violet" in seen
        assert "17:00:30Z ! the newest" in seen
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert pilot.app.screen.active == "namespaces"


async def test_timeline_of_a_quiet_session_is_one_line() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        assert "first reading: 3 AKO instances" in screen_text(pilot)
    async with app_on(size=(120, 40)) as pilot:
        assert "Nothing has changed since this session began." in screen_text(pilot)


async def test_event_opens_with_the_finding_that_it_raised_and_stays_when_that_is_gone() -> None:
    async with app_on(estate(), LATER) as pilot:
        await pilot.press("t", "down", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DetailScreen)
        assert "→ take one of the labels away" in screen_text(pilot)
        pilot.app.post_message(EstateReady(estate(findings=())))
        await pilot.pause()
        assert "This is no longer so" not in screen_text(pilot)


async def test_escape_leads_back_one_step_at_a_time() -> None:
    async with app_on(estate(findings=(finding(owners=("ako-prod-blue",)),)), size=(120, 40)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        steps: list[tuple[str, list[str], bool]] = []
        for key in ("z", "o", "enter", "enter", "t", "o", "escape", "escape", "escape", "escape"):
            await pilot.press(key)
            await pilot.pause()
            steps.append((screen.active, [step.key for step in screen.narrowing], screen.zoomed))
        assert steps == [
            ("findings", [], True),
            ("findings", [], True),
            ("instances", [], True),
            ("instances", ["avi-system"], True),
            ("timeline", ["avi-system"], True),
            ("timeline", ["avi-system"], True),
            ("instances", ["avi-system"], True),
            ("findings", ["avi-system"], True),
            ("findings", [], True),
            ("findings", [], False),
        ]


async def test_instance_of_an_event_is_that_of_what_it_is_about() -> None:
    async with app_on(estate(), LATER) as pilot:
        await pilot.press("t", "o")
        await pilot.pause()
        assert "AKO in blue is not there any more" in screen_text(pilot)
