"""How large the terminal is, as it says itself: `COLUMNS` and `LINES` are as old as the shell that set them."""

import os
import shutil


def extent(descriptor: int) -> tuple[int, int]:
    """Return columns and lines; where the terminal does not know, those of the environment, or 80 and 24."""
    try:
        columns, lines = os.get_terminal_size(descriptor)
    except OSError:
        columns = lines = 0
    if columns > 0 and lines > 0:
        return columns, lines
    return shutil.get_terminal_size()
