"""References between Controller objects: `https://host/api/type/uuid#name`, possibly relative, possibly without name.

The name is there only when the list was asked with `include_name=true`, and may itself hold `#` and `/`.
"""

from functools import lru_cache
from urllib.parse import parse_qs

from akotui.model.text import clean


def uuid_of(ref: str | None) -> str | None:
    """Return the uuid that a reference ends in, None when there is none (`/api/tenant/?name=red`)."""
    address = ref.partition("#")[0] if ref else ""
    if not address or "?" in address:
        return None
    return clean(address.rstrip("/").rpartition("/")[2]) or None


shared_uuid_of = lru_cache(maxsize=512)(uuid_of)
"""The same, remembered: for references that thousands of objects have in common."""


@lru_cache(maxsize=4096)
def name_of(ref: str | None) -> str:
    """Return the name in a reference; without one its `?name=` or its uuid, empty when there is no reference.

    Remembered, because thousands of objects refer to the same few tenants and clouds.
    """
    if not ref:
        return ""
    address, _, name = ref.partition("#")
    path, _, query = address.partition("?")
    asked = parse_qs(query).get("name", [""])[0] if query else ""
    return clean(name or asked or path.rstrip("/").rpartition("/")[2])
