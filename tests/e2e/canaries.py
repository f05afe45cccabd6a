"""Secrets that must be seen nowhere: twelve canaries, and the search for them in everything a run leaves behind."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from akotui.simulator.simulation import Simulation

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


heard: Final = dict[str, bytes]()
"""What the programs and screens of the test that runs have said, by where they said it."""


def hear(where: str, content: bytes) -> None:
    """Keep it, so that it is looked through after the test."""
    heard[f"{where} {len(heard) + 1}"] = content


def issued(simulation: Simulation) -> Iterator[str]:
    """Every session id and CSRF token that the simulated Controller has given out."""
    for number in range(1, simulation.avi.sessions.opened + 1):
        yield f"session{number:026d}"
        yield f"csrf{number:028d}"


def secrets_of(simulation: Simulation) -> tuple[str, ...]:
    """What a site's program was let in with."""
    account = simulation.avi.account
    known = (simulation.kubernetes_token, account.password, account.token, *issued(simulation))
    return tuple(secret for secret in known if secret)


def refuse_secrets(secrets: Iterable[str], places: Mapping[str, bytes]) -> None:
    """Fail when a secret, plain or in base64, is in one of `places` (name to content); says where, not which."""
    forms = [form for secret in secrets for form in (secret.encode(), base64.b64encode(secret.encode()))]
    found = sorted(name for name, content in places.items() if any(form in content for form in forms))
    assert found == [], f"a secret is in {found}"


def files_below(folder: Path, *, but: Iterable[Path] = ()) -> Mapping[str, bytes]:
    """The content of every file below `folder`, and its name, `but` those that a test put there itself."""
    left_out = frozenset(but)
    files = [path for path in folder.rglob("*") if path.is_file() and path not in left_out]
    return {str(path): path.read_bytes() + str(path).encode() for path in files}


def running(pid: int) -> Mapping[str, bytes]:
    """The arguments of a process and of its children, as everybody on the machine can see them."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    pids = [pid, *(int(child) for task in tasks for child in task.read_text().split())]
    return {f"arguments of {one}": Path(f"/proc/{one}/cmdline").read_bytes() for one in pids}
