"""An object as it is decoded, in tests that know it can be."""

import json

from akotui.decode.broken import Broken
from akotui.decode.objects import decode
from akotui.model.kinds import Kind


def decoded(kind: Kind, raw: object) -> object:
    """The model's value of a JSON document."""
    found = decode(kind, json.dumps(raw).encode())
    assert not isinstance(found, Broken), found
    return found[1]
