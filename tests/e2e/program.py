"""The program as a process of its own, and the site that it is pointed at."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from akotui.simulator.simulation import Simulation
from tests.politeness import QUICK
from tests.secrecy import hand

ROOT: Final = Path(__file__).parents[2]
LIMIT: Final = 40.0
"""Seconds after which a test stops waiting for a process."""


class Document(msgspec.Struct, rename="camel"):
    """What the tests look at in an Inventory or a Report."""

    complete: bool
    sources: list[dict[str, object]]
    instances: list[dict[str, object]]
    findings: list[dict[str, object]]
    coverage: list[dict[str, str]]
    namespaces: list[dict[str, object]] = []
    virtual_services: list[dict[str, object]] = []
    hosts: list[dict[str, object]] = []
    users: list[dict[str, object]] = []

    def source(self, kind: str) -> dict[str, object]:
        """Return the only source of a kind."""
        (found,) = [one for one in self.sources if one["kind"] == kind]
        return found

    def unread(self, kind: str) -> str:
        """Return as text what the only source of a kind could not read."""
        return json.dumps(self.source(kind)["unread"], ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that has ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Document:
        """The JSON on its stdout."""
        return msgspec.json.decode(self.out, type=Document)

    @property
    def line(self) -> str:
        """Its only line on stderr, without the name of the program."""
        (line,) = self.err.splitlines()
        assert line.startswith("akotui: "), line
        return line.removeprefix("akotui: ")


PROGRAM: Final = (sys.executable, "-m", "akotui")


async def akotui(*argv: str, environ: Mapping[str, str] | None = None, program: Sequence[str] = PROGRAM) -> Ran:
    """Run a command to its end. However it ends, it must not end in a traceback."""
    process = await asyncio.create_subprocess_exec(
        *program,
        *argv,
        cwd=ROOT,
        env={**os.environ, **(environ or {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), LIMIT)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    ran = Ran(process.returncode or 0, out.decode(), err.decode())
    assert "Traceback" not in ran.out + ran.err, ran.err
    assert "internal error" not in ran.err, ran.err
    return ran


class Site:
    """A simulated cluster and Controller, and the files that let the program in."""

    def __init__(self, simulation: Simulation, folder: Path) -> None:
        self.simulation = simulation
        self.folder = folder
        self.kubeconfig = hand(folder / "kubeconfig", simulation.kubeconfig())
        self.password = hand(folder / "password", simulation.avi_password)

    @property
    def cluster(self) -> Sequence[str]:
        """The options that name the cluster."""
        return ("--kubeconfig", str(self.kubeconfig))

    @property
    def controller(self) -> Sequence[str]:
        """The options that name the Controller and the account, and a pace that takes no time."""
        simulation = self.simulation
        account = ("--avi-username", simulation.avi_username, "--avi-password-file", str(self.password))
        return ("--avi-controller", simulation.avi_url, *account, "--avi-rate", str(QUICK))

    async def akotui(self, *argv: str) -> Ran:
        """Run a command on both."""
        return await self.run(*argv, *self.cluster, *self.controller)

    async def run(self, *argv: str) -> Ran:
        """Run a command with these options alone."""
        return await akotui(*argv)
