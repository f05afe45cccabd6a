from datetime import date, timedelta

from akotui.analysis.acknowledging import Acknowledgement
from akotui.tui.app import AkotuiApp
from akotui.tui.messages import EstateReady
from akotui.tui.screens.acknowledged import AcknowledgedScreen
from akotui.tui.screens.main import MainScreen
from tests.build import MOMENT
from tests.build_estate import estate
from tests.tui.running import Still, app_on, opened, screen_text

KNOWN = Acknowledgement("double-owned-namespace", "Namespace/payments", "moves in May", MOMENT.date())


async def test_acknowledged_finding_is_counted_apart_and_shown_by_its_key() -> None:
    app = AkotuiApp(opened(Still(estate())), ignored=(KNOWN,), clock=lambda: MOMENT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        seen = screen_text(pilot)
        assert "1 Findings 1" in seen
        assert "✗1 ▲0" in seen
        assert "ERR ns payments" not in seen
        assert "1 acknowledged (A shows)" in seen
        await pilot.press("A")
        await pilot.pause()
        seen = screen_text(pilot)
        assert isinstance(app.screen, AcknowledgedScreen)
        assert "Acknowledged 1" in seen
        assert "moves in May" in seen
        assert seen.splitlines()[-1] == " ↵ why  Esc back  q quit"
        await pilot.press("enter")
        await pilot.pause()
        assert "namespace payments is claimed by avi-system and blue" in screen_text(pilot)
        assert "no longer so" not in screen_text(pilot)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, MainScreen)


async def test_open_list_follows_the_estate() -> None:
    app = AkotuiApp(opened(Still(estate())), ignored=(KNOWN,), clock=lambda: MOMENT)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        await pilot.press("A")
        app.post_message(EstateReady(estate(findings=())))
        await pilot.pause()
        assert "No finding is acknowledged any more. Esc goes back." in screen_text(pilot)


async def test_finding_returns_the_day_after_its_acknowledgement_ended() -> None:
    moments = [MOMENT]
    app = AkotuiApp(opened(Still(estate())), ignored=(KNOWN,), clock=lambda: moments[-1])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert "ERR ns payments" not in screen_text(pilot)
        moments.append(MOMENT + timedelta(days=1))
        app._tick()
        await pilot.pause()
        assert KNOWN.until == date(2026, 11, 22)
        assert "ERR ns payments" in screen_text(pilot)
        await pilot.press("A")
        await pilot.pause()
        assert "▲ ended" in screen_text(pilot)


async def test_without_acknowledged_findings_the_key_says_so() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("A")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert "no finding is acknowledged: [[ignore]] in the configuration does that" in screen_text(pilot)
