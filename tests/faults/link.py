"""A network link of the kernel's, between two network namespaces, that is cut, unplugged and mended while it is used.

Akotui runs at the near end, in a namespace of its own; the servers' sockets are at the far end, in another. Both ends
have addresses of 127.0.0.0/8 (`route_localnet`): akotui speaks http nowhere else, and nothing can leave the machine.
Loopback itself, taken down, would not do: it fails at once, and the fault that matters most is the one nobody tells.
"""

import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from tests.faults.namespaces import PATIENCE, run, tool, unsharing

FAR_ADDRESS: Final = "127.0.0.1"
"""Where the servers are for who is at the near end: the address that they have here, too."""

_NEAR_ADDRESS: Final = "127.0.0.2"
_MACS: Final = {"near": "02:00:00:00:00:01", "far": "02:00:00:00:00:02"}


class Link:
    """Two namespaces, each held by a process, and the link between. `listening`: sockets at the far end, by port."""

    def __init__(self, near: int, far: int, listening: dict[int, socket.socket]) -> None:
        self.listening = listening
        self._enter = {"near": _entering(near), "far": _entering(far)}
        self._ip("near", "link", "add", "near", "address", _MACS["near"], "type", "veth", *self._peer(far))
        for end in ("near", "far"):
            local = Path("/proc/sys/net/ipv4/conf", end, "route_localnet")
            run(*self._enter[end], "sh", "-c", f"echo 1 > {local}")
        self._ip("near", "addr", "add", _NEAR_ADDRESS, "peer", FAR_ADDRESS, "dev", "near")
        self._ip("far", "addr", "add", FAR_ADDRESS, "peer", _NEAR_ADDRESS, "dev", "far")
        self.mend()

    @property
    def near(self) -> Sequence[str]:
        """What to write before a command that is to run at the near end."""
        return self._enter["near"]

    def cut(self) -> None:
        """Let nothing pass any more, and tell nobody: what the near end sends is lost without a word."""
        self._ip("far", "link", "set", "far", "down")

    def unplug(self) -> None:
        """Take the link away from the near end, whose kernel then knows that there is no network."""
        self._ip("near", "link", "set", "near", "down")

    def mend(self) -> None:
        """Give it back, as it was."""
        for end in ("near", "far"):
            self._ip(end, "link", "set", end, "up")
        # known for good: else the kernel would ask for a peer that is cut off, and tell that it does not answer
        self._ip("near", "neigh", "replace", FAR_ADDRESS, "lladdr", _MACS["far"], "dev", "near", "nud", "permanent")
        self._ip("far", "neigh", "replace", _NEAR_ADDRESS, "lladdr", _MACS["near"], "dev", "far", "nud", "permanent")

    def _peer(self, far: int) -> Sequence[str]:
        return ("peer", "name", "far", "address", _MACS["far"], "netns", str(far))

    def _ip(self, end: str, *words: str) -> None:
        run(*self._enter[end], tool("ip"), *words)


def _entering(pid: int) -> Sequence[str]:
    """The command that runs another one in the namespaces of a process."""
    user = Path(f"/proc/{pid}/ns/user").readlink()
    became_root = ("--user", "--preserve-credentials") if user != Path("/proc/self/ns/user").readlink() else ()
    return (tool("nsenter"), f"--target={pid}", "--net", *became_root)


@contextmanager
def link(*ports: int) -> Generator[Link]:
    """Make a link for as long as the context lasts, with listening sockets on these ports at its far end.

    Raises NotHere when this machine does not allow it.
    """
    with ExitStack() as stack:
        far, listening = stack.enter_context(_far_end(ports))
        command = (*_entering(far), tool("unshare"), "--net", "sh", "-c", "echo; exec cat")
        near = stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        assert near.stdout is not None
        near.stdout.readline()
        yield Link(near.pid, far, listening)


@contextmanager
def _far_end(ports: Sequence[int]) -> Generator[tuple[int, dict[int, socket.socket]]]:
    """A process in a namespace of its own: its number, and sockets of there that listen on these ports."""
    command = (*unsharing("net"), sys.executable, str(Path(__file__).with_name("far_end.py")), *map(str, ports))
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(command, stdin=theirs.fileno())
    with process, ours, ExitStack() as stack:
        ours.settimeout(PATIENCE)
        descriptors = socket.recv_fds(ours, 1, len(ports))[1]
        sockets = [stack.enter_context(socket.socket(fileno=each)) for each in descriptors]
        yield process.pid, dict(zip(ports, sockets, strict=True))
