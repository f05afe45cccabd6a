"""The part of the app that goes over to another context while it runs."""

from functools import partial
from typing import Final

from textual import on
from textual.reactive import var

from akotui.errors import UsageError
from akotui.model.text import clean
from akotui.tui.looking import LookingApp
from akotui.tui.messages import ContextWanted
from akotui.tui.running import Contexts, Opening
from akotui.tui.screens.contexts import ContextsScreen

_SHOWN: Final = 60


class SwitchingApp(LookingApp):
    """`:ctx NAME` goes over, `:ctx` lets one choose. Without `contexts` (a demo, a dump) there is nothing to choose."""

    known_contexts: var[tuple[str, ...]] = var[tuple[str, ...]](())
    contexts: Contexts | None = None
    """To be set before the app runs."""

    def action_command(self, text: str = "") -> None:
        """Open the `:` line, and find out what `:ctx` can be completed with."""
        super().action_command(text)
        if self.contexts is not None and not self.known_contexts:
            self.run_worker(partial(self._learn, self.contexts), group="contexts", exit_on_error=False)

    @on(ContextWanted)
    def go_over(self, event: ContextWanted) -> None:
        """Go over to a context, or let one be chosen."""
        if self.contexts is None:
            self.flash(f"this is {self.cluster or 'all there is'}: it is not read by way of a kubeconfig")
        elif event.name and event.name == self.cluster and self.failure is None:
            self.flash(f"this is {clean(event.name, _SHOWN)} already; ^r reads it again")
        else:
            going = partial(self._go, self.contexts, event.name)
            self.run_worker(going, group="context", exclusive=True, exit_on_error=False)

    async def change_cluster(self, opening: Opening) -> None:
        """End reading the one, with sessions logged out, and begin with the other as if akotui had just started."""

    async def _learn(self, contexts: Contexts) -> None:
        self.known_contexts = await contexts.names()

    async def _go(self, contexts: Contexts, name: str) -> None:
        await self._learn(contexts)
        if not name:
            self._choose()
            return
        if name not in self.known_contexts:
            known = clean(", ".join(self.known_contexts), 200) or "none"
            self.flash(f"no context is called {clean(name, _SHOWN)}; there are {known}")
            return
        try:
            opening = contexts.opening(name)
        except UsageError as error:
            self.flash(str(error))
            return
        self.flash(f"leaving {self.cluster}")
        await self.change_cluster(opening)
        left = f"; not taken along: {', '.join(opening.left)}" if opening.left else ""
        self.flash(f"this is {opening.title} now{left}")

    def _choose(self) -> None:
        if not self.known_contexts:
            self.flash("the kubeconfig has no context")
        elif not isinstance(self.screen, ContextsScreen):
            self.push_screen(ContextsScreen(self.known_contexts, self.cluster))
