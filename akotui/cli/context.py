"""Which context of the kubeconfig is in use, to find its section in the configuration, and who may read the file."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec
import yaml

from akotui.config import Settings
from akotui.model.text import clean
from akotui.sources.yaml_depth import check_depth


class _Kubeconfig(msgspec.Struct):
    current: str | None = msgspec.field(name="current-context", default=None)


def current(kubeconfig: str | None, environ: Mapping[str, str]) -> str | None:
    """Return the name of the current context, None when no file names one.

    A file that cannot be read is silent here: whoever connects reads it again and says what is wrong.
    """
    for path in _paths(kubeconfig, environ):
        try:
            text = path.read_bytes()
            check_depth(text)
            found = msgspec.convert(yaml.load(text, yaml.CSafeLoader), _Kubeconfig)
        except (OSError, yaml.YAMLError, msgspec.ValidationError, ValueError, RecursionError):
            continue
        if found.current:
            return found.current
    return None


def title(chosen: Settings, environ: Mapping[str, str]) -> str:
    """Return what a screen or a recording calls what is read: the context, or what stands in its place."""
    named = chosen.demo or chosen.directory or chosen.recording or chosen.cluster.context
    return clean(named or current(chosen.cluster.kubeconfig, environ) or "", 200)


def open_to_others(kubeconfig: str | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line for each file that every user of this machine may read: credentials stand in them."""
    modes = {path: _mode(path) for path in _paths(kubeconfig, environ)}
    return tuple(
        f"kubeconfig {path} can be read by everybody (mode {mode:04o}); run: chmod 600 {path}"
        for path, mode in modes.items()
        if mode & stat.S_IROTH
    )


def _mode(path: Path) -> int:
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0


def _paths(kubeconfig: str | None, environ: Mapping[str, str]) -> list[Path]:
    if kubeconfig:
        return [Path(kubeconfig)]
    if listed := environ.get("KUBECONFIG"):
        return [Path(part) for part in listed.split(os.pathsep) if part]
    home = environ.get("HOME")
    return [Path(home, ".kube", "config")] if home else []
