"""The part of the app that holds the rows still while a person reads them."""

from typing import ClassVar

import msgspec
from textual.binding import Binding, BindingType

from akotui.tui.foretelling import ForetellingApp
from akotui.tui.messages import EstateReady


class PausingApp(ForetellingApp):
    """`p` stops showing, not reading; how the sources are is shown all the same."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "hold the rows still, and go on: what comes meanwhile is read, not shown"),
    ]

    _held_back: EstateReady | None = None

    def action_pause(self) -> None:
        """Hold the rows still, or show what came meanwhile."""
        if self.paused is None:
            self.paused = self.estate.at or self.now
            return
        self.paused = None
        if self._held_back is not None:
            self.post_message(self._held_back)
        self._held_back = None

    def holds_back(self, event: EstateReady) -> bool:
        """Tell whether this estate is not to be shown now; of it then only the sources are."""
        if self.paused is None:
            return False
        self._held_back = event
        self.estate = msgspec.structs.replace(self.estate, sources=event.estate.sources)
        return True
