"""The twelve canaries, and the net that catches one wherever it comes out of akotui.

A test lets akotui in with canaries and with nothing else, so that one search finds them all. `tests/watching.py` puts
the net out for every test and pulls it in afterwards.
"""

import base64
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

CANARIES: Final[Mapping[str, str]] = {
    name: f"canary-{place:02}-{name.replace(' ', '-')}"
    for place, name in enumerate(
        (
            "bearer token",
            "token file",
            "basic password",
            "client key",
            "plugin variable",
            "proxy password",
            "refresh token",
            "Controller password",
            "Controller token",
            "AKO password",
        ),
        start=1,
    )
}
"""Ten that a test chooses; the session id and the CSRF token, which the Controller chooses, are the other two."""

BEARER: Final = CANARIES["bearer token"]
PASSWORD: Final = CANARIES["Controller password"]
WRONG: Final = f"{PASSWORD}-wrong"
"""A password that no Controller takes: a person's other one, or this one with a slip; as secret as the right one."""

_CHOSEN: Final = "canary-"
_ISSUED: Final = (f"session{0:020d}", f"csrf{0:020d}")
"""How all of `Sessions.begin` begin (akotui/simulator/sessions.py)."""
_OF_THE_DEMO: Final = ("demo-password", "demo-token")
"""What the simulator itself lets in with: the Controller's password and the cluster's token, where a test sets none."""


def _encoded(secret: bytes) -> Iterable[bytes]:
    """A secret in base64, wherever it stands in what was encoded: what does not depend on the bytes beside it."""
    for before in range(3):
        whole = base64.b64encode(bytes(before) + secret)
        last = (before + len(secret)) * 8 // 6
        yield whole[-(-before * 8 // 6) : last]


def _forms(*secrets: str) -> tuple[bytes, ...]:
    plain = [secret.encode() for secret in secrets]
    return (*plain, *(form for secret in plain for form in _encoded(secret)))


_known: Final = list(_forms(*(f"{_CHOSEN}{tens}" for tens in "01"), *_ISSUED, *_OF_THE_DEMO))
_LONGEST: Final = 128
"""At most so much of a stream is kept to see a secret that comes in two pieces."""


def learn(secrets: Iterable[str]) -> None:
    """Search for these too: what a server or a tool has made, such as the lines of a private key."""
    _known.extend(form for form in _forms(*secrets) if form not in _known)


def learn_keys(files: Iterable[Path]) -> None:
    """Search for the private keys in these PEM files too; their second lines, as the first say what kind they are."""
    lines = [file.read_text().splitlines() for file in files]
    learn(each[at + 2] for each in lines for at, line in enumerate(each) if "PRIVATE KEY" in line and "BEGIN" in line)


def holds_secret(content: bytes) -> bool:
    """Whether a canary stands in it, plain or in base64."""
    return any(form in content for form in _known)


leaks: Final = list[str]()
"""Where a canary was seen since the test began."""


def hear(where: str, content: bytes | str) -> None:
    """Take what akotui gave to the world. A canary in it fails the test when it is over; says where, not which."""
    if holds_secret(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")):
        leaks.append(where)


class Stream:
    """What is heard in pieces, which may end in the middle of a secret."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._end = b""

    def hear(self, piece: bytes) -> None:
        """Take the next piece."""
        hear(self._where, self._end + piece)
        self._end = (self._end + piece)[-_LONGEST:]


_handed: Final = dict[Path, bytes]()


def handed(path: Path) -> Path:
    """Exempt a file that the test itself wrote for akotui to read, for as long as it stays as it is now."""
    _handed[path] = path.read_bytes()
    return path


def hand(path: Path, content: str | bytes, mode: int = 0o600) -> Path:
    """Write such a file."""
    path.touch(mode=mode)
    path.chmod(mode)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return handed(path)


_searched: Final = dict[Path, int]()
"""When each file that outlives its test was written last, so that it is searched once."""


def search(folders: Sequence[Path]) -> None:
    """Take the content and the name of every file below `folders`, but of those that were handed to akotui."""
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        written = path.stat().st_mtime_ns
        if _searched.get(path) == written:
            continue
        content, _searched[path] = path.read_bytes(), written
        if _handed.get(path) != content:
            hear(f"file {path.name}", content)
        hear("the name of a file", str(path))


def taken() -> list[str]:
    """Return where a canary was seen, once each, and forget it and all that was handed over."""
    found = sorted(set(leaks))
    leaks.clear()
    _handed.clear()
    return found
