"""What is loaded when: the first frame needs no network client, and no Kubernetes API client is ever built."""

import asyncio
import json
import os
import sys

from tests.e2e.program import LIMIT, ROOT, Site

CHECK = """
import json, sys
from akotui.__main__ import main
code = main(sys.argv[1:])
sys.stderr.write(json.dumps([code, sorted(sys.modules)]))
"""
FIRST_FRAME = """
import asyncio, json, sys
from akotui.tui.app import AkotuiApp
from akotui.cli import screen as shell

async def main():
    seen = []
    async def open_engine():
        seen.append(sorted(sys.modules))
        return await asyncio.Event().wait()
    async with AkotuiApp(open_engine).run_test() as pilot:
        while not seen:
            await pilot.pause()
        sys.stderr.write(json.dumps([0, seen[0]]))

asyncio.run(main())
"""


async def loaded(code: str, *argv: str) -> set[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        code,
        *argv,
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, err = await asyncio.wait_for(process.communicate(), LIMIT)
    ended, modules = json.loads(err.splitlines()[-1])
    assert ended == 0, err.decode()
    return set(modules)


async def test_check_of_the_cluster_of_one_kubeconfig_loads_nothing_of_the_package(site: Site) -> None:
    modules = await loaded(CHECK, "check", *site.cluster, *site.controller)
    assert "akotui.sources.kubernetes" in modules
    assert modules.isdisjoint({"kubernetes", "textual", "click"})


async def test_merging_kubeconfigs_loads_the_configuration_half_of_the_package_only(site: Site) -> None:
    option, file = site.cluster
    modules = await loaded(CHECK, "check", option, os.pathsep.join([file, file]), *site.controller)
    assert "kubernetes.config" in modules
    assert {name for name in modules if name.startswith("kubernetes.client.api.")} <= {"kubernetes.client.api"}
    assert "textual" not in modules


async def test_first_frame_is_painted_before_anything_heavy_is_loaded() -> None:
    heavy = {"kubernetes", "httpx", "akotui.sources.kubernetes", "akotui.sources.avi", "akotui.simulator.simulation"}
    engine = {"akotui.engine", "akotui.rules", "akotui.decode", "akotui.analysis.analyse"}
    assert (heavy | engine).isdisjoint(await loaded(FIRST_FRAME))
