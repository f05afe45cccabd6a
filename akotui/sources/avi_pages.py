"""How a page of a list is asked for, and how the answer is read. No I/O."""

import msgspec

from akotui.model.kinds import AVI_TYPES, Kind
from akotui.model.text import clean
from akotui.sources.avi_conversation import Denied
from akotui.sources.avi_listing import PAGE_SIZE, Page, Wanted
from akotui.sources.avi_messages import Answer


def query(kind: Kind, wanted: Wanted) -> tuple[tuple[str, str], ...]:
    """The parameters for a page: as many objects as a Controller gives, and of them only the fields akotui reads."""
    fields = AVI_TYPES[kind].fields
    asked = ("fields", "uuid" if wanted.identities else ",".join(fields)) if fields else ("include", "config,runtime")
    return (
        ("page", str(wanted.page)),
        ("page_size", str(PAGE_SIZE)),
        ("include_name", "true"),
        ("sort", "name"),
        asked,
    )


def page(answer: Answer, kind: Kind) -> Page:
    """Read the answer; its objects stay bytes. Raises Denied when it is no list."""
    try:
        return msgspec.json.decode(answer.body, type=Page)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        words = clean(str(error), 120)
        raise Denied(f"the answer for {AVI_TYPES[kind].path} is not a list ({words})") from error
