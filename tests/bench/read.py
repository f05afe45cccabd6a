"""The whole read, beside what a user would script: `python -m tests.bench.read [--scale 1] [--rounds 3]`.

One server process holds 10,000 namespaces, 20,000 Ingresses, 10,000 virtual services and 50 instances in memory. In
turn, round by round, on the same servers:

- `akotui check`: reads everything, judges it, prints the report;
- `kubectl get ns,ingress -A`, then `curl | jq` over the Controller's pages: names and owners, no judgement;
- `curl | jq` for everything: the same lists without kubectl.

Figures are medians of the rounds; the ratios are what counts. The peak is the largest process of a command.

Goals: `akotui check` takes at least 5 times less processor time than `kubectl` with `curl | jq`, at least 2 times less
than `curl | jq` for everything, and at most 200 MiB. All three are reached, on 2 cores that did nothing else:

- to kubectl with curl | jq: 5.7 (6.25 s to 1.09 s of processor time)
- to curl | jq for everything: 3.1 (3.4 s)
- peak: 126 MiB (kubectl 790 MiB, jq 440 MiB)

Beside a load of 3 the first was 5.3, beside one of 6 4.6 and 4.9: what comes after a wait finds no cache warm.

akotui asks a Controller for 110 pages at the pace of the screen, 50 s in all; the others ask for 50 at once.
Of 1.27 s (beside other work) about 0.32 are analysis and rules, 0.31 making objects of what was read, 0.12 reading
the JSON, 0.06 inflating it, 0.19 imports; the rest goes for requests.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass

from tests.bench import fleet

PAGE = 200
LOGIN = (
    'curl -sf -c "$F/jar" -o /dev/null -H "Content-Type: application/json" '
    '-d "{\\"username\\": \\"$AVI_USER\\", \\"password\\": \\"$(cat "$F/password")\\"}" "$AVI/login"\n'
)
PAGES = (
    'for p in $(seq 1 "$PAGES"); do curl -sf -b "$F/jar" -H "X-Avi-Version: 30.2.1" -H "X-Avi-Tenant: *" '
    f'"$AVI/api/virtualservice?page_size={PAGE}&include_name=true&page=$p"'
    " | jq -r '.results[] | [.name, .created_by, .tenant_ref] | @tsv'; done\n"
)
KUBECTL = "kubectl get ns,ingress -A\n"
LISTS = (
    "curl -sf \"$KUBE/api/v1/namespaces\" | jq -r '.items[] | [.metadata.name, (.metadata.labels | tostring)] | @tsv'\n"
    'curl -sf "$KUBE/apis/networking.k8s.io/v1/ingresses" | '
    "jq -r '.items[] | [.metadata.namespace, .metadata.name, (.spec.rules[].host)] | @tsv'\n"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One finished command: seconds of wall and CPU (with its children), largest resident set in MiB, exit code."""

    wall: float
    cpu: float
    peak: float
    code: int


def measure(command: list[str], environment: Mapping[str, str]) -> Run:
    """Run a command to its end, its output thrown away."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


@contextlib.contextmanager
def served(scale: float, *options: str) -> Generator[dict[str, str]]:
    """The fleet in a process of its own; yields the environment that tells the commands where it is."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.server", "--scale", str(scale), "--folder", folder, *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            try:
                if server.stdout is None:
                    raise RuntimeError("the server has no output")
                urls: dict[str, str] = json.loads(server.stdout.readline())
                pages = -(-fleet.Size().scaled(scale).virtual_services // PAGE)
                yield {
                    "PATH": os.environ["PATH"], "HOME": folder, "KUBECONFIG": f"{folder}/kubeconfig", "F": folder,
                    "KUBE": urls["kubernetes"], "AVI": urls["avi"], "AVI_USER": urls["user"], "PAGES": str(pages),
                    "LC_ALL": "C.UTF-8", "SERVER": str(server.pid),
                }  # fmt: skip
            finally:
                server.terminate()
        if server.returncode:
            raise RuntimeError("the server was asked for what akotui may not ask for")


def commands(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """The commands that are compared, those whose programs this machine has."""
    akotui = [
        sys.executable, "-m", "akotui", "check", "--avi-controller", environment["AVI"],
        "--avi-username", environment["AVI_USER"], "--avi-password-file", f"{environment['F']}/password",
    ]  # fmt: skip
    found = {"akotui check": akotui}
    if shutil.which("jq") and shutil.which("curl"):
        if shutil.which("kubectl"):
            found["kubectl + curl | jq"] = ["bash", "-c", "set -e\n" + KUBECTL + LOGIN + PAGES]
        found["curl | jq"] = ["bash", "-c", "set -e -o pipefail\n" + LISTS + LOGIN + PAGES]
    return found


def compare(scale: float, rounds: int) -> dict[str, list[Run]]:
    """All commands in turn, after one uncounted round."""
    with served(scale) as environment:
        compared = commands(environment)
        runs: dict[str, list[Run]] = {name: [] for name in compared}
        for number in range(rounds + 1):
            for name, command in compared.items():
                run = measure(command, environment)
                if number:
                    runs[name].append(run)
    return runs


def report(runs: Mapping[str, list[Run]]) -> str:
    """The figures as a table, and the ratios to akotui."""
    lines = [f"{'command':<22}{'wall s':>9}{'cpu s':>9}{'peak MiB':>10}{'exit':>6}{'cpu ratio':>11}"]
    ours = statistics.median(run.cpu for run in runs["akotui check"])
    for name, each in runs.items():
        wall, cpu, peak = (
            statistics.median(values) for values in zip(*((r.wall, r.cpu, r.peak) for r in each), strict=True)
        )
        lines.append(f"{name:<22}{wall:>9.2f}{cpu:>9.2f}{peak:>10.0f}{each[-1].code:>6}{cpu / ours:>11.1f}")
    return "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=1.0, help="1: the fleet above; 0.01: a hundredth of it")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    print(report(compare(given.scale, given.rounds)))  # noqa: T201 - the figures are what this program is for
