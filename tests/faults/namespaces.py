"""Linux namespaces for programs that tests run, where the machine lets us have some: as root, or as root of our own."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

PATIENCE: Final = 20.0
_PLACES: Final = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
"""Who is not root may not have the tools of root on the path."""


class NotHere(Exception):
    """This machine does not let us have a namespace, or what is to be in it; says why."""


def tool(name: str) -> str:
    """Where a program is. Raises NotHere."""
    found = shutil.which(name, path=_PLACES)
    if found is None:
        raise NotHere(f"{name} is not installed")
    return found


def run(*command: str) -> None:
    """Run a command that says nothing when it went well. Raises NotHere."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise NotHere(f"{' '.join(command)}: {done.stderr.strip()}")


def unsharing(kind: str) -> Sequence[str]:
    """The command that runs another one in a new namespace of a kind (`net`, `mount`). Raises NotHere."""
    refusals = list[str]()
    for ways in ((f"--{kind}",), ("--map-root-user", f"--{kind}")):
        command = (tool("unshare"), *ways)
        try:
            run(*command, "true")
        except NotHere as refused:
            refusals.append(str(refused))
        else:
            return command
    raise NotHere("; ".join(refusals))
