"""The part of the app that commands are given to; what each does is done by whoever owns the matter."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.screen import Screen

from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.tui.command_palette import CommandsProvider, Palette
from akotui.tui.commands import understand
from akotui.tui.messages import (
    AccessWanted,
    ActionWanted,
    CommandWanted,
    ExplainWanted,
    MomentWanted,
    PageWanted,
    SpeedWanted,
    ThemeWanted,
    Told,
)
from akotui.tui.palette import THEMES
from akotui.tui.running import Running
from akotui.tui.screens.detail import DetailScreen
from akotui.tui.screens.main import MainScreen
from akotui.tui.screens.reading import ReadingScreen
from akotui.tui.sturdy import SturdyApp
from akotui.tui.widgets.footer_bar import FooterBar
from akotui.views import access
from akotui.views.manual import page, rule_of


class CommandedApp(SturdyApp):
    """Opens the `:` line and the palette from every screen, and does what needs no more than the app."""

    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {CommandsProvider}
    COMMAND_PALETTE_BINDING: ClassVar[str] = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("colon", "command", "give a command; tab completes", key_display=":"),
        Binding("ctrl+p", "command_palette", "all commands"),
        Binding("ctrl+d,ctrl+k,r", "read_only", "nothing: akotui deletes, edits and restarts nothing"),
        Binding("e", "explain_rule", "the manual page of the rule"),
    ]

    running: Running | None = None

    def action_command(self, text: str = "") -> None:
        """Open the `:` line on the main screen, above which nothing stays open."""
        main = self._main()
        if main is not None:
            main.open_command(text)

    def action_command_palette(self) -> None:
        """Offer all commands."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_explain_rule(self) -> None:
        """Show the manual page of the rule that the row is about."""
        slug = rule_of(self.screen.subject) if isinstance(self.screen, (MainScreen, DetailScreen)) else None
        if slug is None:
            self.flash("only a finding is of a rule; :explain RULE shows any rule's page")
        else:
            self.explain(ExplainWanted(slug))

    def action_read_only(self) -> None:
        """Tell fingers that know k9s that nothing is deleted, edited or restarted here."""
        self.flash("akotui is read-only")

    def flash(self, message: str) -> None:
        """Tell one line in the footer for a moment."""
        for footer in self.screen.query(FooterBar):
            footer.flash(message)

    @on(Told)
    def tell(self, event: Told) -> None:
        """Tell one line."""
        self.flash(event.text)

    @on(CommandWanted)
    def give(self, event: CommandWanted) -> None:
        """Give the command that was chosen, or ask for its argument."""
        if not event.ready:
            self.action_command(f"{event.name} ")
            return
        outcome = understand(event.name)
        main = self._main()
        if main is not None and not isinstance(outcome, str):
            main.post_message(outcome)

    @on(ActionWanted)
    async def act(self, event: ActionWanted) -> None:
        """Do what a key does too."""
        await self.run_action(event.action, self.screen)

    @on(AccessWanted)
    def show_access(self) -> None:
        """Show what is read, with which permission, and how that went."""
        main = self._main()
        if main is not None:
            self.push_screen(ReadingScreen(access.page(main.estate, main.now)))

    @on(ThemeWanted)
    def take_theme(self, event: ThemeWanted) -> None:
        """Take other colours, for this session."""
        if event.name in THEMES:
            self.theme = event.name
        else:
            self.flash(f"no theme is called {clean(event.name, 40)}; there are {', '.join(THEMES)}")

    @on(MomentWanted)
    @on(SpeedWanted)
    def change_time(self, event: MomentWanted | SpeedWanted) -> None:
        """Go to another time, where there is one."""
        self.move(event)

    def move(self, event: MomentWanted | SpeedWanted) -> None:
        """Tell that this is now: only a recording can be shown as of another time."""
        del event
        self.flash("this is live; akotui replay shows a recording as of another time")

    @on(PageWanted)
    def show_page(self, event: PageWanted) -> None:
        """Show a screen above the others."""
        self.push_screen(event.page)

    @on(ExplainWanted)
    def explain(self, event: ExplainWanted) -> None:
        """Show the manual page of a rule, or the chain of an object, from what is known now."""
        from akotui.analysis.asking import parse  # noqa: PLC0415 - start-up time
        from akotui.rules import ALL_RULES  # noqa: PLC0415 - start-up time
        from akotui.tui.screens.explained import ExplainedScreen  # noqa: PLC0415 - start-up time

        slug = event.text.removeprefix("rule/").casefold()
        rule = next((one for one in ALL_RULES if one.slug == slug), None)
        main = self._main()
        if rule is not None:
            self.push_screen(ReadingScreen(page(rule)))
        elif "/" not in event.text:
            self.flash(f"no rule is called {clean(event.text, 60)}; an object is KIND/NAMESPACE/NAME; tab completes")
        elif self.running is None or main is None:
            self.flash("nothing was read yet")
        else:
            try:
                asked = parse(event.text)
            except UsageError as error:
                self.flash(str(error))
            else:
                self.push_screen(ExplainedScreen(asked, self.running.inventory, main.estate, main.now))

    def _main(self) -> MainScreen | None:
        """Return the main screen, with nothing above it any more; None while the app starts."""
        stack: list[Screen[object]] = list(self.screen_stack)
        main = next((one for one in stack if isinstance(one, MainScreen)), None)
        while main is not None and self.screen is not main:
            self.pop_screen()
        return main
