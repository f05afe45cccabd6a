"""A new file, for its owner's eyes: whole or not at all, and never in the place of another."""

import contextlib
import os
import tempfile
from pathlib import Path


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there, mode 0600; a link of that name is taken for a file, whatever it points to.

    The name is taken first, so that nothing that comes meanwhile is overwritten; the content is moved there when all of
    it is on the disk. Raises OSError (FileExistsError: the name is taken), and leaves nothing behind then.
    """
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    with contextlib.ExitStack() as undone:
        undone.callback(_forget, path)
        descriptor, name = tempfile.mkstemp(prefix=".akotui-", suffix=".part", dir=path.parent)
        part = Path(name)
        undone.callback(_forget, part)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
        undone.pop_all()  # it is there


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):  # what went wrong before is what is to be told
        path.unlink()
