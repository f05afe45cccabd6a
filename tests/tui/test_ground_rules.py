from akotui.analysis.findings import Coverage
from akotui.tui.messages import EstateReady
from tests.build_estate import estate, finding
from tests.tui.running import app_on, screen_text

LINE = "R5 claimed once      ✗ broken    payments"
BORDER = "─ ✗ R5 claimed once"


async def test_ground_rules_stand_below_the_instances_where_there_is_room_else_in_the_border() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        assert LINE in screen_text(pilot)
        assert BORDER not in screen_text(pilot)
        await pilot.resize_terminal(120, 24)
        await pilot.pause()
        assert LINE not in screen_text(pilot)
        assert BORDER in screen_text(pilot)
        await pilot.resize_terminal(120, 40)
        await pilot.pause()
        assert LINE in screen_text(pilot)
    async with app_on(estate()) as pilot:
        await pilot.press("2")
        await pilot.pause()
        assert LINE in screen_text(pilot)


async def test_ground_rules_follow_the_estate_and_the_number_of_instances() -> None:
    async with app_on(estate(), size=(120, 40)) as pilot:
        held = estate(
            findings=(), coverage=(Coverage("double-owned-namespace", "ran"),), instances=estate().instances[:1]
        )
        pilot.app.post_message(EstateReady(held))
        await pilot.pause()
        await pilot.pause()
        lines = screen_text(pilot).splitlines()
        rows = [at for at, line in enumerate(lines) if "avi-system" in line and "> " in line]
        first = next(at for at, line in enumerate(lines) if "R1 one primary" in line)
        assert (first, "R5 claimed once      ✓ ok" in screen_text(pilot)) == (rows[0] + 2, True)
        many = (*estate().instances,) * 4
        pilot.app.post_message(EstateReady(estate(instances=many, findings=(finding(),))))
        await pilot.pause()
        await pilot.pause()
        assert "R1 one primary" not in screen_text(pilot)
        assert BORDER in screen_text(pilot)
