import asyncio
import json
import signal
import stat
import sys
from pathlib import Path

import httpx

from tests.secrecy import handed


def _credentials(folder: Path) -> tuple[str, str]:
    kubeconfig = json.loads((folder / "kubeconfig").read_text())
    return kubeconfig["users"][0]["user"]["token"], (folder / "avi-password").read_text()


async def test_process_serves_a_scenario_until_it_is_ended(tmp_path: Path) -> None:
    command = ("-m", "akotui.simulator", "--scenario", "all-well", "--dir", str(tmp_path))
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    told = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
    for name in ("kubeconfig", "avi-password"):
        handed(tmp_path / name)  # what the simulator is let in with is what it is asked to write
    token, password = _credentials(tmp_path)
    async with httpx.AsyncClient(trust_env=False) as client:
        headers = {"Authorization": f"Bearer {token}"}
        namespaces = (await client.get(f"{told['kubernetes']}/api/v1/namespaces", headers=headers)).json()
        login = {"username": told["aviUsername"], "password": password}
        assert (await client.post(f"{told['avi']}/login", json=login)).status_code == 200
    assert "avi-system" in {item["metadata"]["name"] for item in namespaces["items"]}
    assert told["aviPasswordFile"] == str(tmp_path / "avi-password")
    assert stat.S_IMODE((tmp_path / "avi-password").stat().st_mode) == 0o600
    process.send_signal(signal.SIGTERM)
    await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
