"""A real etcd and kube-apiserver, started and stopped by the scripts beside this file."""

import os
import shlex
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
BUILT: Final = HERE.parent.parent / ".kube-binaries" / "bin"
HOW_TO_GET: Final = (
    "no kube-apiserver: run tests/kube/build.sh .kube-binaries (about 3 minutes, Debian), or point "
    "KUBEBUILDER_ASSETS at a folder of envtest binaries"
)


def binaries() -> Path | None:
    """Return the folder that holds kube-apiserver and etcd, None when there is none."""
    named = os.environ.get("KUBEBUILDER_ASSETS")
    folders = [Path(named)] if named else [BUILT]
    return next((folder for folder in folders if all((folder / name).exists() for name in PROGRAMS)), None)


PROGRAMS: Final = ("kube-apiserver", "etcd")


@dataclass(frozen=True, slots=True)
class KubeServer:
    """A running API server. `kubeconfig` is its administrator's, `viewer_kubeconfig` that of a user without rights."""

    url: str
    ca: Path
    admin_token: str
    viewer_token: str
    folder: Path

    @property
    def kubeconfig(self) -> Path:
        """The administrator's, with a token."""
        return self.folder / "kubeconfig-admin"

    @property
    def certificate_kubeconfig(self) -> Path:
        """The administrator's, with a client certificate."""
        return self.folder / "kubeconfig-cert"

    @property
    def viewer_kubeconfig(self) -> Path:
        """That of user `viewer`, who may do nothing until somebody grants it."""
        return self.folder / "kubeconfig-viewer"


def start(folder: Path, assets: Path, port: int, *flags: str) -> KubeServer:
    """Start both programs in `folder` on `port` and the two after it; again after a stop, the objects are kept."""
    _run("start.sh", str(folder), str(port), *flags, assets=assets)
    pairs = (line.split("=", 1) for line in (folder / "env").read_text().splitlines())
    known = {name: shlex.split(value)[0] for name, value in pairs}
    return KubeServer(
        known["KUBE_URL"], Path(known["KUBE_CA"]), known["KUBE_ADMIN_TOKEN"], known["KUBE_VIEWER_TOKEN"], folder
    )


def stop(folder: Path, *programs: str) -> None:
    """Stop `apiserver`, `etcd`, or both, by their pids."""
    _run("stop.sh", str(folder), *programs)


def free_port() -> int:
    """Return a port that is free on loopback, and the two after it too."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as first:
            port: int = first.getsockname()[1]
            try:
                for offset in (1, 2):
                    socket.create_server(("127.0.0.1", port + offset)).close()
            except OSError:
                continue
        return port


def _run(script: str, *arguments: str, assets: Path | None = None) -> None:
    environment = {**os.environ, "KUBEBUILDER_ASSETS": str(assets)} if assets else None
    done = subprocess.run(
        [str(HERE / script), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=150,
        check=False,
    )
    if done.returncode:
        raise AssertionError(f"{script}: {done.stdout[-2000:]}")
