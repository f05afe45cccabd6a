"""`akotui snapshot` as processes: what is saved, what differs after the world has changed, and how they end."""

import asyncio
import json
import os
import stat
import sys
from pathlib import Path
from typing import cast

import pytest
import yaml

from akotui.simulator.simulation import Simulation
from tests.e2e.program import LIMIT, ROOT, Site, akotui
from tests.secrecy import hand

Part = dict[str, object]


@pytest.fixture
def at_once() -> int:
    return 1


async def saved(site: Site, name: str) -> str:
    path = str(site.folder / name)
    ran = await site.akotui("snapshot", "save", path)
    assert (ran.code, ran.out, ran.line) == (0, "", f"saved: {path}")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600  # noqa: PTH116 - of pathlib's the event loop's rule is afraid
    return path


def relabel(site: Site, namespace: str, **labels: str) -> None:
    document = site.simulation.kubernetes.store.read("namespaces", namespace)
    assert document is not None
    metadata = cast("dict[str, object]", document["metadata"])
    metadata["labels"] = labels
    site.simulation.kubernetes.put(document)


def names(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


def shorten(whole: Path, cut: Path) -> None:
    cut.write_bytes(whole.read_bytes()[:5000])


async def test_world_that_changes_is_told_as_things(demo: Site) -> None:
    old = await saved(demo, "old")
    relabel(demo, "storefront", team="nobody")
    new = await saved(demo, "new")
    ran = await akotui("snapshot", "diff", old, new, "-o", "json")
    document = cast("dict[str, list[Part]]", json.loads(ran.out))
    assert (ran.code, ran.err, document["kind"], document["complete"]) == (0, "", "Difference", True)
    assert document["namespaces"] == [
        {
            "name": "storefront",
            "before": {"state": "owned", "claimedBy": ["avi-system"]},
            "after": {"state": "unclaimed", "claimedBy": []},
        }
    ]
    assert {one["rule"] for one in document["introduced"]} == {
        "unclaimed-namespace",
        "stale-virtual-service",
        "leftover-status",
    }
    assert document["fixed"] == []
    assert all(cast("Part", one["after"])["state"] == "stale" for one in document["virtualServices"])
    assert (await akotui("diff", old, new, "--fail-on", "warning", "-o", "json")).code == 1
    back = await akotui("diff", new, old, "-o", "yaml")
    mirrored = cast("dict[str, list[Part]]", yaml.safe_load(back.out))
    assert [one["fingerprint"] for one in mirrored["fixed"]] == [one["fingerprint"] for one in document["introduced"]]


async def test_text_and_markdown_tell_it_and_a_file_takes_it(demo: Site) -> None:
    old = await saved(demo, "old")
    relabel(demo, "storefront", team="nobody")
    new = await saved(demo, "new")
    told = await akotui("diff", old, new)
    assert told.out.splitlines()[0].startswith("+")
    assert "  ~ storefront  claimed by avi-system → nobody\n" in told.out
    assert (await akotui("diff", old, new)).out == told.out
    handed = await akotui("diff", old, new, "-o", "markdown", "--output-file", str(demo.folder / "handover.md"))
    assert (handed.code, handed.out) == (0, "")
    assert "- `storefront` claimed by avi\\-system → nobody\n" in (demo.folder / "handover.md").read_text()


async def test_every_command_that_reads_reads_a_snapshot(demo: Site) -> None:
    old = await saved(demo, "old")
    live = await demo.akotui("get", "inventory", "-o", "json")
    then = await akotui("get", "inventory", "-o", "json", "--from-snapshot", old)
    expected, found = json.loads(live.out), json.loads(then.out)
    for name in ("instances", "namespaces", "virtualServices", "hosts", "users", "coverage"):
        assert found[name] == expected[name], name
    assert [one["fingerprint"] for one in found["findings"]] == [one["fingerprint"] for one in expected["findings"]]
    assert "nothing is read now" in found["sources"][0]["detail"]
    assert (await akotui("check", "--from-snapshot", old)).code == 1
    assert (await akotui("explain", "ns/payments", "--from-snapshot", old)).code == 0
    assert (await akotui("record", str(demo.folder), "--from-snapshot", old)).code == 2


async def test_recordings_and_dumps_are_compared_too(golden: Path, tmp_path: Path) -> None:
    await akotui("record", str(tmp_path / "tape"), "--from-dir", str(golden / "steady"))
    ran = await akotui("diff", str(tmp_path / "tape"), str(golden / "steady"), "--allow-incomplete")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "no difference")


async def test_what_could_not_be_read_is_saved_as_that_and_not_compared(demo: Site) -> None:
    old = await saved(demo, "old")
    demo.simulation.kubernetes.forbid("namespaces")
    new = str(demo.folder / "new")
    ran = await demo.akotui("snapshot", "save", new)
    assert ran.code == 4
    assert "not in it: kubernetes is partial: namespaces" in ran.err
    document = json.loads((found := await akotui("diff", old, new, "-o", "json")).out)
    assert (found.code, document["namespaces"], document["fixed"], document["complete"]) == (4, [], [], False)
    assert (await akotui("diff", old, new, "--allow-incomplete")).code == 0


async def test_cluster_that_does_not_answer_leaves_no_file(tmp_path: Path) -> None:
    async with Simulation() as gone:
        hand(tmp_path / "kubeconfig", gone.kubeconfig())
    source = ("--kubeconfig", str(tmp_path / "kubeconfig"), "--no-avi", "--timeout", "5s")
    ran = await akotui("snapshot", "save", str(tmp_path / "new"), *source)
    assert ran.code == 3
    assert "nothing is saved" in ran.err
    assert not (tmp_path / "new").exists()


async def test_full_disk_leaves_no_file(golden: Path, tmp_path: Path) -> None:
    line = f"ulimit -f 8; exec {sys.executable} -m akotui snapshot save {tmp_path}/new --from-dir {golden / 'steady'}"
    process = await asyncio.create_subprocess_exec(
        "sh", "-c", f"trap '' XFSZ; {line}", cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, err = await asyncio.wait_for(process.communicate(), LIMIT)
    assert process.returncode == 2
    assert "cannot be written: File too large" in err.decode()
    assert names(tmp_path) == []


async def test_files_that_cannot_be_read_are_named(demo: Site) -> None:
    old = await saved(demo, "old")
    cut = demo.folder / "cut"
    shorten(Path(old), cut)
    os.mkfifo(demo.folder / "pipe")
    for name, why in (
        (cut, "is cut off or damaged"),
        (demo.folder / "pipe", "a pipe or a device"),
        ("none", "No such"),
    ):
        ran = await akotui("diff", old, str(name))
        assert ran.code == 2
        assert why in ran.line
        assert str(name) in ran.line
    assert (await demo.akotui("snapshot", "save", old)).line == f"{old}: is there already; a snapshot is a new file"
