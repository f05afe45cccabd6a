"""Runs sources, folds what they see into the inventory, and publishes estates."""

from collections.abc import AsyncIterator
from typing import Protocol

from akotui.model.facts import Fact, Scope


class Source(Protocol):
    """Something that yields facts for one scope. It never raises for what the outside does; that is a fact too.

    `facts` runs until closed (a live source) or ends after its first round (a one-shot source). `poke` asks a live
    source to try again now.
    """

    @property
    def scope(self) -> Scope:
        """Whose facts these are."""
        ...

    def facts(self) -> AsyncIterator[Fact]:
        """All facts, from the beginning."""
        ...

    def poke(self) -> None:
        """Reconnect or read again now."""
        ...
