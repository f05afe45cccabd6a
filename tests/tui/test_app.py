import asyncio
from collections.abc import Callable

import pytest
from textual import events
from textual.pilot import Pilot

from akotui.analysis.estate import Estate
from akotui.errors import UsageError
from akotui.model.facts import SourceState
from akotui.model.inventory import Health
from akotui.tui.app import AkotuiApp
from akotui.tui.messages import EstateReady
from akotui.tui.running import Running
from akotui.tui.screens.detail import DetailScreen
from akotui.tui.screens.help import HelpScreen
from akotui.tui.screens.main import MainScreen
from akotui.tui.sturdy import crash_line
from akotui.tui.widgets.footer_bar import FooterBar
from akotui.tui.widgets.header_bar import HeaderBar
from akotui.tui.widgets.tab_row import TabRow
from tests.build import AVI, MOMENT
from tests.build_estate import estate, finding, source
from tests.tui.running import Still, app_on, opened, screen_text

SIZES = [(1, 1), (20, 3), (40, 6), (40, 15), (99, 30), (100, 12), (160, 20), (200, 60)]


@pytest.mark.parametrize("size", SIZES)
async def test_every_size_shows_the_app(size: tuple[int, int]) -> None:
    async with app_on(estate(), size=size) as pilot:
        await pilot.press("4", "z")
        await pilot.pause()
        assert len(screen_text(pilot).split("\n")) == size[1]


async def test_first_screen_of_80_columns_tells_what_and_why_without_a_key() -> None:
    async with app_on(estate()) as pilot:
        seen = screen_text(pilot)
        header, tabs = seen.splitlines()[:2]
        assert header == " akotui  prod-eu  k8s ● live  2s  avi ● live  2s  READ-ONLY  ✗2 ▲0 ?1  17:00:00Z"
        assert tabs == "[1 Findings 2] 2 AKO 3  3 Namespaces 4  4 VS 4  5 Users 2  6 Timeline"
        assert "> ✗ ERR ns payments" in seen
        assert "1 k8s 11s  Namespace/payments metadata.labels = team=red  avi-system selects it" in seen
        assert "→ take one of the labels away  kubectl label ns payments tier-" in seen


async def test_wide_screens_show_more_panes_at_once() -> None:
    titles = (
        "2 AKO instances 3",
        "1 Findings 2",
        "3 Namespaces 4",
        "4 Virtual services 4",
        "5 Owner usernames 2",
        "Why",
        "6 Timeline, this session 1",
    )
    async with app_on(estate(), size=(120, 40)) as pilot:
        seen = screen_text(pilot)
        assert [f"─ {title} " in seen for title in titles] == [True, True, True, False, False, True, True]
        await pilot.press("4")
        await pilot.pause()
        assert f"─ {titles[3]} " in screen_text(pilot)
        assert f"─ {titles[2]} " not in screen_text(pilot)
    async with app_on(estate(), size=(200, 60)) as pilot:
        assert all(f"─ {title} " in screen_text(pilot) for title in titles)
    async with app_on(estate(), size=(119, 60)) as pilot:
        assert f"─ {titles[6]} " not in screen_text(pilot)


async def test_why_follows_the_cursor_and_the_pane() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("down")
        await pilot.pause()
        assert "1 virtual service of ako-prod-violet has no AKO instance  (certain)" in screen_text(pilot)
        await pilot.press("4")
        await pilot.pause()
        assert "prod--shop-cart is orphaned: instance-removed" in screen_text(pilot)


async def test_tab_goes_round_the_panes() -> None:
    async with app_on(estate()) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        seen: list[str] = []
        for key in ("tab", "tab", "shift+tab", "shift+tab", "shift+tab"):
            await pilot.press(key)
            await pilot.pause()
            seen.append(screen.active)
        assert seen == ["instances", "namespaces", "instances", "findings", "timeline"]
        assert screen.focused is screen.panes["timeline"]


async def test_enter_on_an_instance_narrows_everything_to_it_and_escape_shows_all() -> None:
    async with app_on(estate(), size=(200, 60)) as pilot:
        await pilot.press("2", "down", "enter")
        await pilot.pause()
        seen = screen_text(pilot)
        assert "2 AKO instances > ako blue  Esc back" in seen
        assert "3 Namespaces 2 of 4" in seen
        assert "blue-api" in seen
        assert "red-web" not in seen
        assert "prod--red" not in seen
        await pilot.press("escape")
        await pilot.pause()
        assert "red-web" in screen_text(pilot)


async def test_filter_narrows_as_it_is_typed_and_stays_visible() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("3", "/", "W", "e", "b")
        await pilot.pause()
        seen = screen_text(pilot)
        assert "red-web" in seen
        assert "payments" not in seen
        await pilot.press("enter")
        await pilot.pause()
        assert "3 Namespaces  filter Web: 2/4  Esc back" in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "payments" in screen_text(pilot)


async def burst(pilot: Pilot[None], keys: str) -> MainScreen:
    """Send keys as a slow line delivers them: all at once."""
    for letter in keys:
        name = {"/": "slash", "\r": "enter"}.get(letter, letter)
        pilot.app.post_message(events.Key(name, letter))
    await pilot.pause()
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, MainScreen)
    return screen


async def test_keys_that_arrive_in_one_burst_all_find_their_place() -> None:
    async with app_on(estate()) as pilot:
        screen = await burst(pilot, "5/v/o")
        assert (screen.active, screen.panes["users"].text) == ("users", "v/o")
    async with app_on(estate()) as pilot:
        screen = await burst(pilot, "2j\r")
        assert (screen.active, [step.key for step in screen.narrowing], screen.panes["findings"].cursor) == (
            "instances",
            ["blue"],
            0,
        )


async def test_q_in_the_filter_is_a_letter() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("/", "q", "q")
        await pilot.pause()
        assert "No row is left by filter qq. Esc clears it." in screen_text(pilot)
        assert pilot.app.is_running


async def test_enter_on_a_finding_shows_all_of_it_and_escape_goes_back() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, DetailScreen)
        seen = screen_text(pilot)
        assert "k8s ● live  2s" in seen
        assert "2 ConfigMap/blue/avi-k8s-config  read k8s 11s ago" in seen
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)


async def test_open_detail_says_when_it_is_no_longer_so() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("enter")
        pilot.app.post_message(EstateReady(estate(findings=())))
        await pilot.pause()
        assert "This is no longer so" in screen_text(pilot)


@pytest.mark.parametrize("size", [(120, 40), (160, 48), (200, 60)])
async def test_zoom_shows_one_pane_alone(size: tuple[int, int]) -> None:
    async with app_on(estate(), size=size) as pilot:
        await pilot.press("3", "z")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert [name for name, pane in screen.panes.items() if pane.display] == ["namespaces"]
        assert screen.query_one(TabRow).display
        assert "─ 1 Findings 2 " not in screen_text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "─ 1 Findings 2 " in screen_text(pilot)


async def test_keys_that_delete_or_edit_in_k9s_only_say_that_this_is_read_only() -> None:
    async with app_on(estate()) as pilot:
        for key in ("ctrl+d", "ctrl+k", "r"):
            pilot.app.screen.query_one(FooterBar).flash("")
            await pilot.press(key)
            assert "akotui is read-only" in screen_text(pilot)


async def test_refresh_pokes_the_engine() -> None:
    engine = Still(estate())
    app = AkotuiApp(opened(engine), clock=lambda: MOMENT)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("ctrl+r")
        assert engine.pokes == 1


async def test_help_is_made_from_the_bindings() -> None:
    async with app_on(estate(), size=(80, 150)) as pilot:
        await pilot.press("?")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        seen = screen_text(pilot)
        assert "quit at once" in seen
        assert "filter the rows of this pane" in seen
        assert "claimed or owned twice" in seen


async def test_sources_that_are_not_live_are_announced_with_what_is_missing() -> None:
    refused = source(AVI, SourceState.UNAUTHORIZED, health=Health(SourceState.UNAUTHORIZED, "401 for oncall"), at=None)
    stale = source(state=SourceState.STALE, health=Health(SourceState.STALE, "read timeout"))
    async with app_on(estate(sources=(stale, refused))) as pilot:
        seen = screen_text(pilot)
        assert "✗ Kubernetes STALE: read timeout; ^r tries again" in seen
        assert "Rows marked * are from 16:59:58Z. Nothing new is raised from old data." in seen
        assert "✗ Avi Controller avi.test unauthorized: 401 for oncall" in seen
        assert "3 Namespaces 4*" in seen
        assert "✗2*" in seen


async def test_demo_is_said_loudly() -> None:
    async with app_on(estate(), demo=True, title="demo multi-ako") as pilot:
        assert screen_text(pilot).startswith(" akotui  DEMO ")


async def test_before_the_first_estate_every_pane_says_that_it_is_loading() -> None:
    async with app_on() as pilot:
        seen = screen_text(pilot)
        assert "… connecting" in seen
        assert "1 Findings …" in seen
        assert "· match owners; then check the rules" in seen
        assert "✗0… ▲0…" in seen


async def test_nothing_wrong_says_what_was_looked_at() -> None:
    async with app_on(estate(findings=(), coverage=estate().coverage[:2])) as pilot:
        assert "✓ 2 rules ran, 0 did not, nothing to report." in screen_text(pilot)


async def test_newer_estate_replaces_the_older_one() -> None:
    async with app_on(estate(), estate(findings=(finding("only this"),))) as pilot:
        assert "only this" in screen_text(pilot)


async def test_usage_error_becomes_a_banner_and_is_kept_for_the_exit_code() -> None:
    async def refused() -> Running:
        raise UsageError("context nowhere is not in the kubeconfig; akotui --context NAME chooses another")

    app = AkotuiApp(refused, clock=lambda: MOMENT)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "✗ context nowhere is not in the kubeconfig" in screen_text(pilot)
        await pilot.press("q")
    assert isinstance(app.failure, UsageError)
    assert app.return_code == 0


async def hang() -> Running:
    await asyncio.Event().wait()
    raise AssertionError


class Slow(Still):
    """An engine that needs a moment to log out."""

    closed = False

    async def run(self, publish: Callable[[Estate], None]) -> None:
        try:
            await super().run(publish)
        finally:
            await asyncio.sleep(0)
            self.closed = True


@pytest.mark.parametrize("keys", [("q",), ("/", "ctrl+c"), ("?", "q"), ("enter", "q")])
async def test_q_quits_in_every_state_and_the_engine_is_closed(keys: tuple[str, ...]) -> None:
    engine = Slow(estate())
    app = AkotuiApp(opened(engine), clock=lambda: MOMENT)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        assert not app.is_running
    assert engine.closed


async def test_q_quits_while_the_engine_cannot_be_opened() -> None:
    app = AkotuiApp(hang, clock=lambda: MOMENT)
    async with app.run_test() as pilot:
        await pilot.press("q")
        await pilot.pause()
        assert not app.is_running


async def test_ages_are_told_once_a_second_and_equal_text_is_not_drawn() -> None:
    async with app_on(estate()) as pilot:
        header = pilot.app.screen.query_one(HeaderBar)
        header.compose_line()
        assert not header._repaint_regions


class Boom(Still):
    async def run(self, publish: Callable[[Estate], None]) -> None:
        password = "hunter2"
        publish(estate())
        raise ValueError(password)


async def test_crash_shows_neither_locals_nor_the_text_of_the_error() -> None:
    app = AkotuiApp(opened(Boom()), clock=lambda: MOMENT)
    with pytest.raises(ValueError, match="hunter2"):
        async with app.run_test() as pilot:
            await pilot.pause()
    told = "".join(str(one) for one in app._exit_renderables)
    assert app.return_code == 70
    assert "hunter2" not in told + crash_line(ValueError("hunter2"))


def broken() -> None:
    raise KeyError("secret")


def test_crash_line_names_kind_and_place() -> None:
    with pytest.raises(KeyError) as caught:
        broken()
    told = crash_line(caught.value)
    assert told.startswith("akotui stopped: internal error, KeyError in broken, line ")
    assert "secret" not in told


async def test_o_shows_whose_the_thing_is_and_enter_there_goes_to_the_instance() -> None:
    async with app_on(estate()) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        await pilot.press("o")
        await pilot.pause()
        assert "avi-system and blue both claim namespace payments" in screen_text(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is screen
        assert (screen.active, screen.panes["instances"].cursor_key) == ("instances", "avi-system")
        await pilot.press("escape")
        await pilot.pause()
        assert screen.active == "findings"


async def test_o_says_that_nobody_owns_it_and_why() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("down", "o", "enter")
        await pilot.pause()
        seen = screen_text(pilot)
        assert "nobody owns prod--shop-cart: no AKO instance here writes ako-prod-violet" in seen
        assert "AKO instances here (3):" in seen
        assert "there is no AKO instance to go to" in seen
        await pilot.press("o")
        assert isinstance(pilot.app.screen, MainScreen)


async def test_o_and_c_work_on_the_evidence_as_on_the_row_and_escape_leads_back_by_one() -> None:
    async with app_on(estate()) as pilot:
        seen: list[str] = []
        for key in ("enter", "o", "c", "escape", "escape"):
            await pilot.press(key)
            await pilot.pause()
            seen.append(type(pilot.app.screen).__name__)
            if key == "c":
                assert "copied the remedy" in screen_text(pilot)
        assert seen == ["DetailScreen", "OwnerScreen", "OwnerScreen", "DetailScreen", "MainScreen"]


async def test_c_on_any_row_copies_the_remedy_of_the_finding_about_it() -> None:
    async with app_on(estate()) as pilot:
        said: list[str] = []
        for keys in ("3g", "3j", "4g", "4jj", "5g"):
            await pilot.press(*keys, "c")
            await pilot.pause()
            said.append("copied the remedy" if "copied the remedy" in screen_text(pilot) else "nothing")
        assert said == ["copied the remedy", "nothing", "copied the remedy", "nothing", "copied the remedy"]
