"""What the commands that read no cluster print: the version, columns of words."""

import msgspec

from akotui import __version__
from akotui.views.width import padded, width


def columns(rows: list[tuple[str, ...]]) -> str:
    """Lines of cells, aligned."""
    widths = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ("  ".join(padded(cell, cells) for cell, cells in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def version(form: str) -> str:
    """The version, as a word or as JSON."""
    if form == "json":
        return msgspec.json.encode({"version": __version__}).decode() + "\n"
    return f"akotui {__version__}\n"
