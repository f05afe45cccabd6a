"""Where the account for a Controller comes from: a file only its owner can read, or the environment.

Never an argument: arguments show in process lists.
"""

import os
import stat
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from akotui.errors import UsageError
from akotui.named_file import contents
from akotui.sources.avi_account import AviCredentials
from akotui.sources.secret import Secret

__all__ = ["AviCredentials", "load", "read_secret", "renewed", "stamp"]

LARGEST: Final = 64 * 1024
"""The largest credentials file read, in bytes; tokens are far smaller."""

_FOREIGN: Final = stat.S_IRWXG | stat.S_IRWXO


def load(
    username: str | None, password_file: str | None, token_file: str | None, environ: Mapping[str, str]
) -> AviCredentials | None:
    """Return the account to use, or None when none was given at all.

    A file wins over the environment, a token over a password. Raises UsageError, one line, when what was given is
    incomplete or its file is missing, open to others, or not text.
    """
    if password_file and token_file:
        raise UsageError("--avi-password-file and --avi-token-file: give one of them")
    name = username or environ.get("AKOTUI_AVI_USERNAME", "")
    file = token_file or password_file
    token = bool(token_file)
    if file:
        secret = read_secret(file)
    elif found := environ.get("AKOTUI_AVI_TOKEN"):
        secret, token = Secret(found), True
    elif found := environ.get("AKOTUI_AVI_PASSWORD"):
        secret = Secret(found)
    elif username:
        raise UsageError(
            f"--avi-username {username}: no secret goes with it; give --avi-token-file or --avi-password-file,"
            " or set AKOTUI_AVI_TOKEN or AKOTUI_AVI_PASSWORD"
        )
    else:
        return None
    if not name:
        raise UsageError("a password or token for Avi was given without a user; add --avi-username NAME")
    return AviCredentials(name, secret, token=token, file=file or "")


def read_secret(path: str) -> Secret:
    """Read the one line in a file that only its owner may read. Raises UsageError."""
    try:
        content = contents(Path(path).expanduser(), LARGEST, piped=True, accept=partial(_refuse_foreign, path))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; write the secret into a file with mode 600") from None
    try:
        text = content.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: this is not text; the file holds the secret and nothing else") from None
    if not text or not text.isprintable():
        raise UsageError(f"{path}: expected one line with the secret and nothing else")
    return Secret(text)


def _refuse_foreign(path: str, found: os.stat_result) -> None:
    if found.st_uid not in (os.geteuid(), 0):
        raise UsageError(f"{path}: it belongs to another user (uid {found.st_uid}); use a file of your own")
    if found.st_mode & _FOREIGN:
        mode = stat.S_IMODE(found.st_mode)
        raise UsageError(f"{path}: others may read it (mode {mode:04o}); run: chmod 600 {path}")


def stamp(credentials: AviCredentials) -> tuple[int, int, int]:
    """Return what changes when the file behind `credentials` does; always the same without a readable file."""
    if not credentials.file:
        return (0, 0, 0)
    try:
        found = Path(credentials.file).expanduser().stat()
    except OSError:
        return (0, 0, 0)
    return (found.st_mtime_ns, found.st_ino, found.st_size)


def source(credentials: AviCredentials) -> str:
    """Name where the secret came from, so that the name changes when the secret may have; it holds nothing of it."""
    if credentials.file:
        return f"{credentials.file} {stamp(credentials)}"
    return credentials.origin or "given otherwise"


def renewed(credentials: AviCredentials) -> AviCredentials:
    """Read the file behind `credentials` again; what cannot be read now stays as it was."""
    if not credentials.file:
        return credentials
    try:
        return msgspec.structs.replace(credentials, secret=read_secret(credentials.file))
    except UsageError:
        return credentials
