"""Whether a kubeconfig still says of the context in use what it said when it was read. Private to kubeconfig.py.

Other contexts and the current one may change as they like: what is in use was chosen once, and nothing is mixed in.
"""

import copy
import os
from collections.abc import Callable
from pathlib import Path

from akotui.errors import UsageError

Stamp = tuple[tuple[int, int, int], ...]


class Unchanged:
    """What was read from the files of `paths` ($KUBECONFIG's form), and how to read it again."""

    def __init__(self, paths: str, read: object, again: Callable[[], object]) -> None:
        self._files = tuple(Path(path).expanduser() for path in paths.split(os.pathsep) if path)
        self._read = copy.deepcopy(read)  # renewed OIDC tokens are kept in what was read
        self._again = again
        self._stamp = self._stamped()
        self._broken = False

    def broken(self) -> bool:
        """Tell whether what stands there now is something else. The files are read only when one was touched."""
        stamp = self._stamped()
        if stamp != self._stamp:
            self._stamp = stamp
            self._broken = self._differs()
        return self._broken

    def _differs(self) -> bool:
        try:
            return self._again() != self._read
        except UsageError:
            return True

    def _stamped(self) -> Stamp:
        return tuple(map(_stamp, self._files))


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_ino, found.st_size)
