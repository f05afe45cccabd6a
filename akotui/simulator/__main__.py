"""Serve a scenario or a recorded state until SIGTERM: `python -m akotui.simulator [--scenario NAME | --state PREFIX]`.

Prints one JSON line once both servers listen: their URLs, and with `--dir` the files that hold the credentials.
"""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path

from akotui.simulator.scenarios import DEFAULT, SCENARIOS
from akotui.simulator.simulation import Simulation
from akotui.simulator.states import read


def main() -> None:
    """Parse arguments and serve."""
    parser = argparse.ArgumentParser(prog="python -m akotui.simulator", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--scenario", choices=sorted(SCENARIOS), default=DEFAULT)
    what.add_argument("--state", metavar="PREFIX", help="serve PREFIX.kube.json and PREFIX.avi.json")
    parser.add_argument("--live", action="store_true", help="play the scenario's changes")
    parser.add_argument("--dir", type=Path, help="write kubeconfig and avi-password there")
    options = parser.parse_args()
    state: str | None = options.state
    scenario: str = options.scenario
    live: bool = options.live
    folder: Path | None = options.dir
    asyncio.run(_serve(Simulation(None if state else SCENARIOS[scenario], live=live), state, folder))


async def _serve(simulation: Simulation, state: str | None, folder: Path | None) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    if state:
        simulation.load(read(Path(f"{state}.kube.json")), read(Path(f"{state}.avi.json")))
    async with simulation:
        if state:
            simulation.point_instances_here()
        sys.stdout.write(json.dumps(_told(simulation, folder)) + "\n")
        sys.stdout.flush()
        await ended.wait()


def _told(simulation: Simulation, folder: Path | None) -> dict[str, str]:
    told = {
        "kubernetes": simulation.kubernetes_url,
        "avi": simulation.avi_url,
        "aviUsername": simulation.avi_username,
    }
    return told if folder is None else {**told, **_credentials(simulation, folder)}


def _credentials(simulation: Simulation, folder: Path) -> dict[str, str]:
    files = {"kubeconfig": simulation.kubeconfig(), "avi-password": simulation.avi_password}
    for name, content in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(content, encoding="utf-8")
    return {"kubeconfig": str(folder / "kubeconfig"), "aviPasswordFile": str(folder / "avi-password")}


if __name__ == "__main__":
    main()
