"""What the screen needs of an engine, and nothing more: it knows no source and no network."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import msgspec

from akotui.analysis.acknowledging import Acknowledgement
from akotui.analysis.estate import Estate
from akotui.model.inventory import Inventory
from akotui.model.objects import Sight, Wanted
from akotui.sources.avi_account import AviCredentials
from akotui.sources.credentials import Interactive


class Running(Protocol):
    """An engine: publishes estates until it is cancelled (or has nothing more to read)."""

    async def run(self, publish: Callable[[Estate], None]) -> None:
        """Read, and publish each estate that differs from the one before."""
        ...

    @property
    def inventory(self) -> Inventory:
        """Everything known at the newest estate."""
        ...

    @property
    def interactive(self) -> Interactive | None:
        """Credentials for which a person can log in on the terminal; None when no source has such."""
        ...

    def poke(self) -> None:
        """Ask every source to try again now."""
        ...

    async def sight(self, wanted: Wanted) -> Sight:
        """Get one object from its source, now. Raises Unseen."""
        ...

    def sign_in(self, address: str, account: AviCredentials) -> None:
        """Read the Controller at an address that a person gave or confirmed as `account` from now on.

        Raises UsageError, one line to show beside the form: a bad address, or nothing here reads a Controller.
        """
        ...


class Contexts(Protocol):
    """The clusters that one can go over to, by the names of their contexts."""

    async def names(self) -> tuple[str, ...]:
        """Return the names; none when no kubeconfig can be read."""
        ...

    def opening(self, name: str) -> "Opening":
        """Return what there is to know of a context before it is read. Raises UsageError."""
        ...


OpenEngine = Callable[[], Awaitable[Running]]
"""Makes the engine, after the first paint; may take its time, and may raise an AkotuiError."""


class Opening(msgspec.Struct, frozen=True):
    """A cluster to read: its name, what the configuration ignores there, and what makes its engine.

    `left` are the options of the first cluster that do not hold for this one, as they are typed.
    """

    title: str
    ignored: tuple[Acknowledgement, ...]
    engine: OpenEngine
    left: tuple[str, ...] = ()
