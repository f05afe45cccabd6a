"""Runs a credential plugin to its end: without any terminal, or in front of ours as a shell runs a program.

Whatever happens, a plugin that is ended goes with its whole process group, and the terminal is as it was. What a plugin
that ended well leaves behind, or puts into a session of its own (an agent, a browser), is its own affair.
"""

import asyncio
import contextlib
import os
import signal
import termios
from collections.abc import AsyncGenerator, Coroutine, Generator, Mapping
from typing import Final

import msgspec

STDOUT_LIMIT: Final = 2**20
STDERR_LIMIT: Final = 64 * 2**10
_TERMINAL: Final = "/dev/tty"
_CONTROL_CHARACTERS: Final = 6
"""The place of the control characters in what termios gives."""
_DISABLED: Final = b"\0"
"""No character (Linux _POSIX_VDISABLE)."""


_groups: Final = set[int]()
"""The plugins that run, each the first of its process group; for `kill_all`, which nobody can hand anything."""


class Output(msgspec.Struct):
    """How a plugin ended and what it wrote; on a terminal its stderr went there."""

    code: int
    stdout: bytes
    stderr: bytes = b""


async def alone(command: tuple[str, ...], environment: Mapping[str, str]) -> Output:
    """Run without input and without a controlling terminal: a prompt must not reach the user's keyboard.

    Raises OSError when it cannot be run.
    """
    child = await _begun(
        asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    )
    async with _none_left(child):
        stdout, stderr = await asyncio.gather(
            _read_up_to(child.stdout, STDOUT_LIMIT), _read_up_to(child.stderr, STDERR_LIMIT)
        )
        return Output(await child.wait(), stdout, stderr)


async def in_front(command: tuple[str, ...], environment: Mapping[str, str]) -> Output:
    """Run with our terminal as its input and its stderr; only its stdout, which bears the credential, is ours.

    As with kubectl (client-go plugin/pkg/client/auth/exec/exec.go). It is a process group of its own, so that Ctrl-C
    ends it and not akotui. Raises OSError when it cannot be run, or there is no terminal.
    """
    terminal = os.open(_TERMINAL, os.O_RDWR | os.O_NOCTTY)
    try:
        with _kept(terminal):
            child = await _begun(
                asyncio.create_subprocess_exec(
                    *command,
                    stdin=terminal,
                    stdout=asyncio.subprocess.PIPE,
                    stderr=terminal,
                    env=environment,
                    process_group=0,
                )
            )
            async with _none_left(child):
                _put_in_front(terminal, child.pid)
                stdout = await _read_up_to(child.stdout, STDOUT_LIMIT)
                return Output(await child.wait(), stdout)
    finally:
        os.close(terminal)


def kill_all() -> None:
    """Kill every plugin that runs: for a program that ends at once, from a signal's handler."""
    for group in tuple(_groups):
        _kill(group)


@contextlib.contextmanager
def _kept(terminal: int) -> Generator[None]:
    """Give the terminal back to our process group, in the modes it had; Ctrl-Z is none: nobody could undo it."""
    group, modes = os.tcgetpgrp(terminal), termios.tcgetattr(terminal)
    without = termios.tcgetattr(terminal)
    without[_CONTROL_CHARACTERS][termios.VSUSP] = _DISABLED
    termios.tcsetattr(terminal, termios.TCSADRAIN, without)
    try:
        yield
    finally:
        # who is not in front is stopped for taking the terminal, unless it blocks that signal
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTTOU})
        try:
            os.tcsetpgrp(terminal, group)
            termios.tcsetattr(terminal, termios.TCSANOW, modes)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _put_in_front(terminal: int, group: int) -> None:
    """Let a process group have the keys. It may be over already; it may have been stopped for reading too early."""
    with contextlib.suppress(OSError):
        os.tcsetpgrp(terminal, group)
        os.killpg(group, signal.SIGCONT)


async def _read_up_to(stream: asyncio.StreamReader | None, limit: int) -> bytes:
    """Read to the end and keep one byte more than `limit`, so that too much can be told from just enough."""
    kept = bytearray()
    while stream is not None and (chunk := await stream.read(2**16)):
        kept += chunk[: limit + 1 - len(kept)]
    return bytes(kept)


async def _begun(beginning: Coroutine[None, None, asyncio.subprocess.Process]) -> asyncio.subprocess.Process:
    """Wait until it runs; interrupted meanwhile, end it with all that it started: asyncio would kill it alone."""

    async def noted() -> asyncio.subprocess.Process:
        child = await beginning
        _groups.add(child.pid)
        return child

    begun = asyncio.ensure_future(noted())
    try:
        return await asyncio.shield(begun)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            child = await begun
            _kill(child.pid)
            await child.wait()
            _groups.discard(child.pid)
        raise


@contextlib.asynccontextmanager
async def _none_left(child: asyncio.subprocess.Process) -> AsyncGenerator[None]:
    """A plugin that is not let come to its end is killed, and so is all that it started, even where it has ended."""
    try:
        yield
    except BaseException:
        _kill(child.pid)
        raise
    finally:
        await child.wait()
        _groups.discard(child.pid)


def _kill(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
