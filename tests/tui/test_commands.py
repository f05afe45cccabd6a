import msgspec
import pytest
from textual import events
from textual.command import CommandPalette
from textual.message import Message
from textual.pilot import Pilot

from akotui.analysis.estate import UnreadPart
from akotui.analysis.subjects import Workload
from akotui.rules import ALL_RULES
from akotui.tui.app import AkotuiApp
from akotui.tui.command_palette import Palette
from akotui.tui.commands import BY_NAME, COMMANDS, Scene, complete, understand
from akotui.tui.messages import ActionWanted, ExplainWanted, FilterWanted, PaneWanted
from akotui.tui.screens.detail import DetailScreen
from akotui.tui.screens.help import HelpScreen
from akotui.tui.screens.main import MainScreen
from akotui.tui.screens.reading import ReadingScreen
from akotui.tui.widgets.command_line import CommandLine
from tests.build import AVI, namespace_subject
from tests.build_estate import estate, source
from tests.tui.running import app_on, screen_text

SCENE = Scene(estate(), ("state", "name"))


def fields(message: Message | str) -> object:
    assert isinstance(message, PaneWanted | FilterWanted | ExplainWanted | ActionWanted)
    return (
        type(message).__name__,
        *(getattr(message, name) for name in ("noun", "name", "text", "slug", "action") if hasattr(message, name)),
    )


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("vs", ("PaneWanted", "virtual-services", "")),
        (":NS shop", ("PaneWanted", "namespaces", "shop")),
        ("users", ("PaneWanted", "users", "")),
        ("filter a  b", ("FilterWanted", "a  b")),
        ("filter", ("FilterWanted", "")),
        ("explain no-primary", ("ExplainWanted", "no-primary")),
        ("explain ns/shop", ("ExplainWanted", "ns/shop")),
        ("blast", ("ActionWanted", "app.blast")),
        ("q!", ("ActionWanted", "app.quit")),
    ],
)
def test_command_becomes_its_message(typed: str, wanted: object) -> None:
    assert fields(understand(typed)) == wanted


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("finding", ":finding is no command; nearest: :findings"),
        ("pods", ":pods is no command: :tree shows workloads; :ako, :ns, :vs, :owners are the tables"),
        ("SVC -A", ":SVC is no command: :tree shows workloads; :ako, :ns, :vs, :owners are the tables"),
        ("xplain", ":xplain is no command; nearest: :explain, :login"),
        ("q now", ":q takes nothing behind it"),
        ("explain", ":explain OBJECT|RULE: an object from end to end; a rule's page; OBJECT|RULE is missing"),
        ("%%", ":%% is no command; :help lists them"),
        ("\x1b]0;x", ":␛]0;x is no command; :help lists them"),
        ("", ": is no command; :help lists them"),
    ],
)
def test_what_is_no_command_is_told_in_one_line(typed: str, told: str) -> None:
    assert understand(typed) == told


def test_no_two_commands_share_a_name_and_each_has_a_line_of_help() -> None:
    names = [name for one in COMMANDS for name in one.names]
    assert sorted(names) == sorted(BY_NAME)
    assert all(one.help and "\n" not in one.help for one in COMMANDS)


def test_completion_offers_commands_then_their_arguments() -> None:
    assert complete("fi", SCENE) == ("findings", "filter")
    assert complete("us", SCENE) == ("users",)
    assert complete("explain no-p", SCENE) == ("explain no-primary",)
    assert complete("explain shared-", SCENE)[-1] == "explain empty-shared-virtual-service"
    assert complete("explain shared-", SCENE)[0].startswith("explain shared-")
    assert complete("q x", SCENE) == ()
    assert len(complete("", SCENE)) == len(COMMANDS)
    assert complete("explain ns/pay", SCENE) == ("explain ns/payments",)
    assert set(complete("explain ", SCENE)) > {f"explain {rule.slug}" for rule in ALL_RULES}


def test_changes_are_completed_word_by_word() -> None:
    assert complete("whatif ns/pay", SCENE) == ("whatif ns/payments",)
    assert complete("whatif ns/payments team", SCENE) == ("whatif ns/payments label:team-",)
    assert complete("whatif ako/blue uni", SCENE) == ("whatif ako/blue uninstall",)


def test_objects_that_are_plainly_served_are_offered_too() -> None:
    space = namespace_subject(workloads=(Workload("Ingress", "shop", "web"),))
    served = msgspec.structs.replace(estate(), namespaces=(space,), workloads=())
    assert complete("explain ingress/", Scene(served)) == ("explain ingress/shop/web",)


async def test_colon_goes_to_a_pane_and_gives_the_keys_back() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press(":", "v", "s", "enter")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert (screen.active, screen.focused) == ("virtual-services", screen.panes["virtual-services"])
        assert not screen.query_one(CommandLine).display


async def test_tab_completes_and_up_brings_the_command_before() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press(":", "e", "x")
        assert "explain OBJECT" not in screen_text(pilot)
        await pilot.press("tab")
        await pilot.pause()
        assert ":explain OBJECT|RULE  an object from end to end" in screen_text(pilot)
        await pilot.press("space", "n", "o", "-", "tab", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReadingScreen)
        assert "no-primary" in screen_text(pilot).splitlines()[1]
        await pilot.press("escape", ":", "up")
        await pilot.pause()
        assert "explain no-primary" in screen_text(pilot)
        await pilot.press("down", "n", "s", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert pilot.app.screen.active == "namespaces"


async def test_tab_leaves_room_for_what_follows_a_command_and_offers_it() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press(":", "w", "h", "tab")
        await pilot.pause()
        assert ":whatif  ako/avi-system" in screen_text(pilot)
        await pilot.press(*"ns/p", "tab")
        await pilot.pause()
        assert ":whatif ns/payments" in screen_text(pilot)


@pytest.mark.parametrize("word", ["all", "-A"])
async def test_all_widens_every_pane_as_in_k9s(word: str) -> None:
    async with app_on(estate()) as pilot:
        await pilot.press(":", *"ns payments", "enter")
        await pilot.pause()
        assert "> ns payments" in screen_text(pilot)
        await pilot.press(":", *f"ns {word}", "enter")
        await pilot.pause()
        seen = screen_text(pilot)
        assert "> ns payments" not in seen
        assert "none is called" not in seen


async def test_unknown_command_names_the_nearest_and_nothing_happens() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press(":", *"finding", "enter")
        await pilot.pause()
        assert ":finding is no command; nearest: :findings" in screen_text(pilot)


async def test_escape_leaves_the_command_line_and_keeps_the_filter() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("/", "a", "enter", ":", "q", "escape")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert (screen.panes["findings"].text, screen.query_one(CommandLine).display) == ("a", False)


async def test_command_line_opens_from_a_page_above_and_closes_that() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("?")
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press(":", "n", "s", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert pilot.app.screen.active == "namespaces"


async def test_command_that_arrives_in_one_burst_finds_its_line() -> None:
    async with app_on(estate()) as pilot:
        for key in ("colon", "o", "w", "n", "e", "r", "s", "enter"):
            pilot.app.simulate_key(key)
        await pilot.pause()
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, MainScreen)
        assert screen.active == "users"


async def searched(pilot: Pilot[None]) -> None:
    """Let the palette's search, which is a few turns of the loop, come to its end."""
    for _ in range(10):
        await pilot.pause()


async def test_palette_holds_the_commands_and_nothing_else() -> None:
    async with app_on(estate(), size=(80, 120)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CommandPalette)
        await searched(pilot)
        await pilot.pause()
        seen = screen_text(pilot)
        assert all(one.usage in seen and one.help in seen for one in COMMANDS)
        assert not any(word in seen for word in ("Screenshot", "Maximize", "Theme"))
        await pilot.press(*"owner user")
        await searched(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert pilot.app.screen.active == "users"


async def test_palette_asks_for_an_argument_in_the_command_line() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("ctrl+p")
        await pilot.press(*"explain")
        await searched(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, MainScreen)
        assert "explain OBJECT|RULE" in screen_text(pilot)


async def test_e_shows_the_manual_page_of_the_rule_of_the_row() -> None:
    async with app_on(estate(), size=(80, 70)) as pilot:
        await pilot.press("e")
        await pilot.pause()
        seen = screen_text(pilot)
        assert "What it finds" in seen
        assert "What to do" in seen
        await pilot.press("escape", "2", "e")
        await pilot.pause()
        assert "only a finding is of a rule" in screen_text(pilot)


async def test_help_names_every_command() -> None:
    async with app_on(estate(), size=(100, 130)) as pilot:
        await pilot.press("?")
        await pilot.pause()
        seen = screen_text(pilot)
        assert all(one.usage in seen and one.help in seen for one in COMMANDS)


def test_app_offers_no_command_of_textuals_own() -> None:
    assert [one.__name__ for one in AkotuiApp.COMMANDS if isinstance(one, type)] == ["CommandsProvider"]


@pytest.mark.parametrize("size", [(139, 2), (1, 1)])
async def test_palette_stands_every_key_on_a_screen_too_low_for_it(size: tuple[int, int]) -> None:
    async with app_on(estate(), size=size) as pilot:
        await pilot.press("ctrl+p", "pageup", "pagedown", "end", "home", "x", "pageup", "escape", "escape")
        await searched(pilot)
        assert isinstance(pilot.app.screen, MainScreen)


async def test_access_tells_each_permission_and_what_could_not_be_read() -> None:
    unread = (UnreadPart("routes", "403 for user oncall"),)
    async with app_on(estate(sources=(source(unread=unread), source(AVI))), size=(120, 50)) as pilot:
        await pilot.press(":", *"access", "enter")
        await searched(pilot)
        seen = screen_text(pilot)
        assert "list,watch namespaces" in seen
        assert "✓ read 11s ago" in seen
        assert f"{'list,watch routes.route.openshift.io':<59}✗ 403 for user oncall" in seen
        assert "GET /api/virtualservice  PERMISSION_VIRTUALSERVICE" in seen


async def test_theme_changes_for_the_session_and_an_unknown_one_names_the_others() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press(":", *"theme light", "enter")
        await pilot.pause()
        assert pilot.app.theme == "light"
        await pilot.press(":", *"theme no", "enter")
        await searched(pilot)
        assert "no theme is called no; there are dark, light" in screen_text(pilot)


async def test_choice_made_twice_in_one_burst_closes_only_the_palette() -> None:
    async with app_on(estate()) as pilot:
        await pilot.press("ctrl+p", *"refresh")
        await searched(pilot)
        for key in ("enter", "escape", "escape", "enter", "escape", "enter"):
            pilot.app.post_message(events.Key(key, None))
        await searched(pilot)
        palette = Palette()
        palette.dismiss()
        assert isinstance(pilot.app.screen_stack[-1], (MainScreen, DetailScreen))
        assert MainScreen in map(type, pilot.app.screen_stack)
