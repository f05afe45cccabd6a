from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from akotui.analysis.findings import Severity
from akotui.model.facts import SourceState
from akotui.tui import fitted_app
from akotui.tui.app import AkotuiApp
from akotui.tui.appearance import Appearance, takes_unicode, usual
from akotui.tui.ascii_filter import plain
from akotui.tui.messages import EstateReady
from akotui.tui.palette import THEMES
from akotui.tui.terminal import Terminal
from akotui.views.table import Tone
from akotui.views.titles import title
from tests.build import MOMENT
from tests.build_estate import estate, finding, source
from tests.tui.running import Still, opened, screen_text

UTF8 = {"LANG": "de_DE.UTF-8"}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        (UTF8, Appearance("dark", mouse=True)),
        ({**UTF8, "SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, Appearance("ansi", mouse=False)),
        ({**UTF8, "TMUX": "/tmp/tmux,1,0"}, Appearance("ansi", mouse=True)),
        ({**UTF8, "TERM": "screen-256color"}, Appearance("ansi", mouse=True)),
        ({"LANG": "C"}, Appearance("dark", ascii=True)),
        ({}, Appearance("dark", ascii=True)),
    ],
)
def test_what_fits_a_terminal_follows_from_its_environment(environ: dict[str, str], expected: Appearance) -> None:
    assert usual(environ) == expected


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, False),
        ({"LC_ALL": "", "LC_CTYPE": "en_US.utf8"}, True),
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "de_DE.UTF-8@euro"}, True),
        ({"LANG": "de_DE.ISO-8859-1"}, False),
    ],
)
def test_first_locale_variable_that_is_set_decides(environ: dict[str, str], *, expected: bool) -> None:
    assert takes_unicode(environ) is expected


texts = st.text(st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Mn", "Me", "Mc")), max_size=30)


@given(texts)
def test_ascii_takes_as_many_cells_as_what_it_stands_for(text: str) -> None:
    assert plain(text).isascii()
    assert cell_len(plain(text)) == cell_len(text)


def app(*, cluster: str = "prod", appearance: Appearance) -> AkotuiApp:
    made = AkotuiApp(opened(Still(estate())), title=cluster, clock=lambda: MOMENT)
    made.appearance = appearance
    return made


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_paints_every_tone(theme: str) -> None:
    chosen = msgspec.convert({"theme": theme}, Appearance)
    async with app(appearance=chosen).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        box = pilot.app.screen.query("LineBox").first()
        styles = {tone: box.get_component_rich_style(f"tone--{tone.value}") for tone in Tone}
        loud = (Tone.ERROR, Tone.WARNING, Tone.ORPHAN, Tone.MISSING, Tone.INFO)
        assert len({str(styles[tone]) for tone in loud}) >= 4
        assert all(styles[tone] != styles[Tone.PLAIN] for tone in loud)


async def test_ascii_screen_holds_nothing_else_and_still_says_all() -> None:
    async with app(appearance=Appearance(ascii=True)).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        await pilot.pause()
        seen = screen_text(pilot)
        assert seen.isascii()
        assert "> X ERR ns payments" in seen
        assert "+- 1 Findings 2  sort: severity -" in seen
        assert "Enter why" in seen


class Listening(AkotuiApp):
    """Notes what it sends besides its screens."""

    CSS_PATH = Path(fitted_app.__file__).parent / "app.tcss"
    sent: tuple[str, ...] = ()

    def to_terminal(self, sequence: str) -> None:
        self.sent = (*self.sent, sequence)

    def bell(self) -> None:
        self.to_terminal("bell")


async def sent_by(appearance: Appearance, *fields: dict[str, object]) -> tuple[str, ...]:
    listening = Listening(opened(Still(estate())), title="pr\x1bod", clock=lambda: MOMENT)
    listening.appearance = appearance
    async with listening.run_test() as pilot:
        await pilot.pause()
        for number, each in enumerate(fields, 1):
            pilot.app.post_message(EstateReady(estate(at=MOMENT + timedelta(seconds=number), **each)))
            await pilot.pause()
    return listening.sent


async def test_window_bears_the_counts_and_gets_its_title_back() -> None:
    sent = await sent_by(Appearance(), {}, {"findings": (finding(severity=Severity.WARNING),)}, {"findings": ()})
    assert sent == (
        "\x1b[22;2t\x1b]2;akotui pr␛od X2\a",
        "\x1b]2;akotui pr␛od !1\a",
        "\x1b]2;akotui pr␛od\a",
        "\x1b[23;2t",
    )


async def test_window_has_its_title_back_while_the_app_is_suspended() -> None:
    listening = Listening(opened(Still(estate())), title="prod", clock=lambda: MOMENT)
    async with listening.run_test() as pilot:
        await pilot.pause()
        before = listening.sent
        await pilot.press(":", *"suspend", "enter")
        await pilot.pause()
        assert listening.sent == (*before, "\x1b[23;2t")
        pilot.app.post_message(Terminal.SignalResume())
        await pilot.pause()
        assert listening.sent[-1] == "\x1b[22;2t\x1b]2;akotui prod X2\a"


def test_title_says_when_the_facts_are_old() -> None:
    assert title("prod", estate(sources=(source(state=SourceState.STALE),))) == "akotui prod X2 *"


async def rings(appearance: Appearance, **fields: object) -> int:
    engine = Still(estate())
    listening = Listening(opened(engine), title="prod", clock=lambda: MOMENT)
    listening.appearance = appearance
    async with listening.run_test() as pilot:
        await pilot.pause()
        assert engine.publish is not None
        engine.publish(estate(at=MOMENT + timedelta(seconds=9), **fields))
        await pilot.pause()
        await pilot.pause()
    return listening.sent.count("bell")


async def test_bell_rings_for_new_errors_alone_and_only_when_asked_for() -> None:
    news = (*estate().findings, finding("new"))
    warning = (*estate().findings, finding("new", severity=Severity.WARNING))
    assert await rings(Appearance(bell=True), findings=news) == 1
    assert await rings(Appearance(bell=True), findings=warning) == 0
    assert await rings(Appearance(bell=True)) == 0
    assert await rings(Appearance(), findings=news) == 0


async def test_bell_rings_at_once_for_an_error_that_is_new_while_the_rows_are_held_still() -> None:
    engine = Still(estate())
    listening = Listening(opened(engine), title="prod", clock=lambda: MOMENT)
    listening.appearance = Appearance(bell=True)
    async with listening.run_test() as pilot:
        await pilot.pause()
        await pilot.press("p")
        assert engine.publish is not None
        engine.publish(estate(at=MOMENT + timedelta(seconds=9), findings=(*estate().findings, finding("new"))))
        await pilot.pause()
        await pilot.pause()
        assert listening.sent.count("bell") == 1
        await pilot.press("p")
        await pilot.pause()
        await pilot.pause()
        assert listening.sent.count("bell") == 1
