"""The form for an account: it goes where a person says, once, and nothing of it stays."""

import gc

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from akotui.analysis.estate import Estate
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Plane
from akotui.sources.avi_account import AviCredentials
from akotui.sources.secret import Secret
from akotui.tui.app import AkotuiApp
from akotui.tui.screens.login import LoginScreen
from akotui.tui.screens.main import MainScreen
from akotui.views.logins import Login, logins
from tests.build import AVI, MOMENT
from tests.build_estate import estate, source
from tests.secrecy import PASSWORD
from tests.tui.running import Still, opened, screen_text

CANARY = PASSWORD
REFUSED = Health(SourceState.UNAUTHORIZED, "401 for oncall", "https://avi.test")


def refused() -> Estate:
    return estate(sources=(source(), source(AVI, SourceState.UNAUTHORIZED, health=REFUSED, at=None)))


def unnamed() -> Estate:
    """Nobody named a Controller; the instances' ConfigMaps tell one."""
    off = source(Scope("avi", Plane.AVI), SourceState.OFF, health=Health(SourceState.OFF, "no Controller"), at=None)
    told = tuple(
        msgspec.structs.replace(one, instance=msgspec.structs.replace(one.instance, controller="10.0.0.5"))
        for one in estate().instances
    )
    return estate(sources=(source(), off), instances=told)


class Form:
    """The app, its engine, and the form that was opened."""

    def __init__(self, pilot: Pilot[None], engine: Still) -> None:
        self.pilot = pilot
        self.engine = engine

    async def type(self, text: str) -> None:
        await self.pilot.press(*("minus" if letter == "-" else letter for letter in text))

    async def press(self, *keys: str) -> str:
        await self.pilot.press(*keys)
        await self.pilot.pause()
        return screen_text(self.pilot)

    @property
    def open(self) -> bool:
        return isinstance(self.pilot.app.screen, LoginScreen)


async def filled(form: Form, *, token: bool = False) -> str:
    await form.press("L")
    await form.type("oncall")
    await form.press("enter")
    if token:
        await form.press("tab")
    await form.type(CANARY)
    return await form.press("enter")


def app_of(engine: Still) -> AkotuiApp:
    return AkotuiApp(opened(engine), title="prod-eu", clock=lambda: MOMENT)


async def test_account_goes_once_to_the_controller_that_a_person_named_and_nothing_of_it_stays() -> None:
    engine = Still(refused())
    async with app_of(engine).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        form = Form(pilot, engine)
        seen = await filled(form)
        assert not form.open
        assert "logging in to avi.test as oncall" in seen
        assert engine.signed_in == [("https://avi.test", AviCredentials("oncall", Secret(CANARY)))]
        assert CANARY not in seen
        engine.signed_in.clear()
        gc.collect()
        assert [one for one in gc.get_objects() if isinstance(one, Input) and CANARY in one.value] == []


async def test_what_is_typed_is_masked() -> None:
    engine = Still(refused())
    async with app_of(engine).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        form = Form(pilot, engine)
        await form.press("L")
        await form.type("oncall")
        await form.press("enter")
        await form.type(CANARY)
        await pilot.pause()
        seen = screen_text(pilot)
        assert "oncall" in seen
        assert "•" * len(CANARY) in seen
        assert CANARY not in seen + pilot.app.export_screenshot()


async def test_token_is_sent_as_a_token() -> None:
    engine = Still(refused())
    async with app_of(engine).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await filled(Form(pilot, engine), token=True)
        assert [account.token for _, account in engine.signed_in] == [True]


@pytest.mark.parametrize(("answer", "sent"), [("y", ["10.0.0.5"]), ("n", []), ("enter", []), ("escape", [])])
async def test_address_that_was_only_read_from_a_configmap_must_be_confirmed(answer: str, sent: list[str]) -> None:
    engine = Still(unnamed())
    async with app_of(engine).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        form = Form(pilot, engine)
        seen = await filled(form)
        assert "10.0.0.5 was read from ConfigMap avi-system/avi-k8s-config, not given by" in seen
        assert engine.signed_in == []
        await form.press(answer)
        assert [address for address, _ in engine.signed_in] == sent
        assert form.open == (not sent)


async def test_other_address_is_one_that_a_person_gave() -> None:
    engine = Still(unnamed())
    async with app_of(engine).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        form = Form(pilot, engine)
        await form.press("L", "shift+tab", *["backspace"] * 8, *"avi1")
        await form.press("tab")
        await form.type("oncall")
        await form.press("enter")
        await form.type(CANARY)
        await form.press("enter")
        assert [address for address, _ in engine.signed_in] == ["avi1"]


async def test_escape_changes_nothing() -> None:
    engine = Still(refused())
    async with app_of(engine).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        form = Form(pilot, engine)
        await form.press("L", "x", "escape")
        assert not form.open
        assert engine.signed_in == []


async def test_unusable_address_is_told_beside_the_form_and_nothing_is_sent() -> None:
    engine = Still(unnamed())
    async with app_of(engine).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        form = Form(pilot, engine)
        await form.press("L", "shift+tab", *["backspace"] * 8, *"http", "colon", "slash", "slash", *"avi1")
        await form.press("tab", "u", "enter", "p", "enter")
        assert form.open
        assert "http:// is only for this machine" in screen_text(pilot)
        assert engine.signed_in == []


@pytest.mark.parametrize("size", [(200, 60), (40, 6), (10, 2), (1, 1)])
async def test_form_works_at_every_size(size: tuple[int, int]) -> None:
    engine = Still(refused())
    async with app_of(engine).run_test(size=size) as pilot:
        await pilot.pause()
        await filled(Form(pilot, engine))
        assert len(engine.signed_in) == 1


async def give(pilot: Pilot[None], *words: str) -> str:
    await pilot.press("colon", *words[0], "space", *words[1], "enter")
    await pilot.pause()
    return screen_text(pilot)


async def test_command_opens_the_form_or_hides_what_is_said_of_the_controller() -> None:
    engine = Still(refused())
    async with app_of(engine).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "Avi Controller avi.test unauthorized" in screen_text(pilot)
        seen = await give(pilot, "avi", "off")
        assert "Avi Controller avi.test unauthorized" not in seen
        assert "avi ✗unauthorized" in seen
        assert isinstance(pilot.app.screen, MainScreen)
        assert "Log in to an Avi Controller" in await give(pilot, "avi", "login")


def test_controllers_that_are_not_read_come_first_and_those_that_nobody_named_last() -> None:
    live = Scope("live.test", Plane.AVI)
    both = estate(sources=(source(), source(live), source(AVI, SourceState.UNAUTHORIZED, health=REFUSED, at=None)))
    assert [one.address for one in logins(both)][:2] == ["https://avi.test", "live.test"]
    assert logins(unnamed()) == (Login("10.0.0.5", "ConfigMap avi-system/avi-k8s-config"),)
