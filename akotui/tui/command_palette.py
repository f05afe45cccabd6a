"""The commands in Textual's palette: those of the list, and none of Textual's own (one writes a file)."""

from contextlib import suppress
from functools import partial

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from akotui.tui.commands import COMMANDS, Command
from akotui.tui.messages import CommandWanted


class CommandsProvider(Provider):
    """Finds commands by name and by what they do."""

    async def discover(self) -> Hits:
        """Offer all, before anything is typed."""
        for one in COMMANDS:
            yield DiscoveryHit(Content(one.usage), partial(self._want, one), one.usage, one.help)

    async def search(self, query: str) -> Hits:
        """Offer those that fit."""
        matcher = self.matcher(query)
        for one in COMMANDS:
            text = f"{' :'.join(one.names)} {one.help}"
            score = matcher.match(text)
            if score > 0:
                yield Hit(score, Content(one.usage), partial(self._want, one), one.usage, one.help)

    def _want(self, command: Command) -> None:
        self.app.post_message(CommandWanted(command.name, ready=not command.needs_argument))


class Palette(CommandPalette):
    """Textual's palette, without two ways to end the program that Textual 8.2.8 leaves open.

    They are a page key on a screen too low for its list, and a choice that is made twice in one burst of keys.
    """

    closed = False

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Close, unless that is done already, or was by whoever closed all that lay above the main screen."""
        if self.closed or not self.is_current:
            return AwaitComplete()
        self.closed = True
        return super().dismiss(result)

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):
            super()._action_command_list(action)
