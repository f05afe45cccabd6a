"""How one object is asked for."""

import msgspec

from akotui.model.facts import Scope
from akotui.model.kinds import AVI_TYPES, RESOURCES, Kind, Plane


class Wanted(msgspec.Struct, frozen=True):
    """One object of a source: `name` is a name, on a Controller the uuid; `within` its namespace or tenant.

    `title` is what people call it.
    """

    scope: Scope
    kind: Kind
    name: str
    within: str = ""
    title: str = ""

    @property
    def word(self) -> str:
        """The API's own word for its kind."""
        return RESOURCES[self.kind].name if self.scope.plane is Plane.KUBERNETES else AVI_TYPES[self.kind].path


class Sight(msgspec.Struct, frozen=True):
    """An object as its API gave it (JSON), and how it was asked for: `GET /api/v1/namespaces/shop`, or a dump."""

    raw: bytes
    asked: str
