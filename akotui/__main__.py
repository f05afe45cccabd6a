"""The entry point: `akotui`, `kubectl akotui`, `python -m akotui`."""

import gc
import os
import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Final, NoReturn

_INTERRUPTED: Final = 130
"""`Exit.INTERRUPTED`, which may not be loaded yet."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    sys.excepthook = _unexpected
    try:
        return run(argv)
    except KeyboardInterrupt:  # while it was loaded: what is loaded answers it itself
        return _INTERRUPTED
    finally:
        gc.freeze()  # at its end the interpreter would search everything for cyclic garbage, twice, to no use


def run(argv: Sequence[str] | None) -> int:
    """Load the command line, and run it. What is loaded stays: while it comes no garbage is looked for among it."""
    collecting = gc.isenabled()
    gc.disable()
    from akotui.cli.main import main as command  # noqa: PLC0415 - after the line above
    from akotui.cli.trace import install  # noqa: PLC0415 - likewise

    install()
    gc.freeze()
    if collecting:
        gc.enable()
    return command(argv)


def program() -> NoReturn:
    """Be the whole process: it ends here."""
    try:
        code = main()
    except SystemExit as left:
        if not isinstance(left.code, int):
            raise
        code = left.code
    from akotui.cli.threads import end  # noqa: PLC0415 - what it needs is loaded by now

    end(code)


def _unexpected(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    """A bug: say where, in one line, without the values that were at hand (they may hold secrets)."""
    from akotui.cli.exit_codes import Exit  # noqa: PLC0415 - seldom needed
    from akotui.cli.trace import record  # noqa: PLC0415 - likewise

    try:
        os.write(2, f"akotui: {record(error)}\n".encode())
    except (MemoryError, RecursionError):  # too little is left for a trace; the code is no verdict all the same
        os.write(2, b"akotui: internal error: out of memory\n")
        os._exit(Exit.INTERNAL)
    raise SystemExit(Exit.INTERNAL)


if __name__ == "__main__":
    program()
