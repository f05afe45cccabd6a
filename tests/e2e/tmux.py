"""A real tmux of its own with one window, in which a shell runs: what is seen there, and keys."""

import asyncio
import contextlib
import os
import shlex
from collections.abc import AsyncGenerator, Callable, Mapping
from pathlib import Path
from typing import Final

from tests.e2e.program import LIMIT, PROGRAM, ROOT

PROMPT: Final = "ready>"
_SETTINGS: Final = """\
set -s set-clipboard on
set -g default-terminal tmux-256color
set -g status off
"""
_ELSEWHERE: Final = ("SSH_TTY", "SSH_CLIENT", "SSH_CONNECTION", "TMUX", "STY", "NO_COLOR", "COLORTERM")
"""What would tell the program of another terminal than this one."""


class Tmux:
    """A server, and a client of it that is told whenever something is written."""

    def __init__(self, server: tuple[str, ...], client: asyncio.subprocess.Process) -> None:
        self._server = server
        self._client = client

    async def ask(self, *command: str) -> str:
        """Run a command of tmux; return what it says."""
        return await _run(*self._server, *command)

    async def press(self, *keys: str) -> None:
        """Press keys by the names that tmux gives them."""
        await self.ask("send-keys", *keys)

    async def type(self, text: str) -> None:
        """Type a line, and Enter."""
        await self.ask("send-keys", "-l", text)
        await self.press("Enter")

    async def resize(self, width: int, height: int) -> None:
        """Make the window so large."""
        await self.ask("resize-window", "-x", str(width), "-y", str(height))

    async def seen(self, *options: str) -> str:
        """Return what is on the screen."""
        return await self.ask("capture-pane", "-p", *options)

    async def until(self, condition: Callable[[str], object], *options: str) -> str:
        """Wait until what is on the screen satisfies `condition`, and return it; `-e` tells its colours, too."""
        text, output = "", self._client.stdout
        assert output is not None
        try:
            async with asyncio.timeout(LIMIT):
                while not condition(text := await self.seen(*options)):
                    await output.readline()
        except TimeoutError:
            raise AssertionError(f"not seen within {LIMIT:g} s; on the screen:\n{text}") from None
        return text


@contextlib.asynccontextmanager
async def tmux(folder: Path, size: tuple[int, int]) -> AsyncGenerator[Tmux]:
    """Start a tmux with a shell that waits for commands."""
    settings, profile = folder / "tmux.conf", folder / "profile"
    settings.write_text(_SETTINGS)
    profile.write_text(f"PS1='{PROMPT} '\n")
    server = ("tmux", "-u", "-S", str(folder / "tmux"), "-f", str(settings))
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    said = {**kept, "ENV": str(profile), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    width, height = map(str, size)
    await _run(*server, "new-session", "-d", "-x", width, "-y", height, "exec sh -i", environ=said)
    client = await asyncio.create_subprocess_exec(
        *server, "-C", "attach", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=said
    )
    try:
        made = Tmux(server, client)
        await made.resize(*size)
        await made.until(lambda text: PROMPT in text)
        yield made
    finally:
        await _run(*server, "kill-server")
        await client.communicate()


def program(*argv: str) -> str:
    """Return a line for the shell that starts akotui."""
    return shlex.join((*PROGRAM, *argv))


async def _run(*argv: str, environ: Mapping[str, str] | None = None) -> str:
    process = await asyncio.create_subprocess_exec(*argv, stdout=asyncio.subprocess.PIPE, env=environ)
    out, _ = await asyncio.wait_for(process.communicate(), LIMIT)
    assert process.returncode == 0, argv
    return out.decode()
