import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akotui.errors import UsageError
from akotui.sources import kubernetes_package
from akotui.sources.kubeconfig_file import alone

Strategy = st.SearchStrategy[object]

NAMES: Strategy = st.sampled_from(["a", "b", "ü", ""])
SCALARS: Strategy = st.none() | st.booleans() | st.integers() | st.sampled_from(["", "x", "2026-11-22", "null", "1e3"])
BODIES: Strategy = st.dictionaries(st.sampled_from(["server", "token"]), SCALARS | st.lists(SCALARS, max_size=2))
ENTRY: Mapping[str, Strategy] = {"name": NAMES, "context": BODIES, "cluster": st.none() | BODIES, "user": BODIES}
ENTRIES: Strategy = st.lists(st.fixed_dictionaries(ENTRY))
CONFIG: Mapping[str, Strategy] = {
    "contexts": st.none() | ENTRIES, "clusters": ENTRIES, "users": ENTRIES, "current-context": SCALARS
}  # fmt: skip
FILES: st.SearchStrategy[dict[str, object]] = st.fixed_dictionaries({}, optional=CONFIG)
ODD = ("", "null", "[]", "a: b: c", "contexts: x", "contexts: [x]", "users: [{}]", "users: [{name: 1}]",
       "users: {a: b}", "clusters: [{name: a, cluster: b}]", "[" * 100_000, "\x00")  # fmt: skip


@given(content=FILES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # the file is written anew each time
def test_one_file_reads_as_the_package_reads_it(tmp_path: Path, content: dict[str, object]) -> None:
    file = tmp_path / "config"
    file.write_text(json.dumps(content), encoding="utf-8")
    read = alone(str(file))
    assert read is not None
    assert read == kubernetes_package.merge(str(file))


def test_file_that_does_not_exist_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text("current-context: here\n")
    read = alone(os.pathsep.join(["", str(tmp_path / "gone"), str(file)]))
    assert read is not None
    assert (read.files, read.current) == ((str(file),), "here")


def test_two_files_are_left_to_the_package(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text("current-context: here\n")
    assert alone(os.pathsep.join([str(tmp_path / "one"), str(tmp_path / "two")])) is None
    assert alone(str(tmp_path / "gone")) is None


@pytest.mark.parametrize("text", ODD)
def test_odd_file_is_left_to_the_package_which_refuses_it(tmp_path: Path, text: str) -> None:
    (tmp_path / "config").write_text(text)
    assert alone(str(tmp_path / "config")) is None
    with pytest.raises(UsageError):
        kubernetes_package.merge(str(tmp_path / "config"))


def test_plain_kubeconfig_does_not_load_the_package(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(
        "current-context: c\ncontexts: [{name: c, context: {cluster: c, user: u}}]\n"
        "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:6443'}}]\nusers: [{name: u, user: {token: t}}]\n"
    )
    program = (
        "import asyncio, sys\nfrom akotui.sources.kubeconfig import load\n"
        "asyncio.run(load(kubeconfig=sys.argv[1], environ={}))\nsys.exit('kubernetes' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(file)], check=False, timeout=60)
    assert ran.returncode == 0
