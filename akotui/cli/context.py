"""The contexts of the kubeconfig, which one is in use (its section of the configuration counts), who may read it."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from akotui.cli import output
from akotui.config import Settings
from akotui.model.text import clean
from akotui.named_file import contents
from akotui.sources.yaml_depth import check_depth

S = TypeVar("S")


class _Kubeconfig(msgspec.Struct):
    current: str | None = msgspec.field(name="current-context", default=None)


class _Context(msgspec.Struct):
    name: str


class _Contexts(msgspec.Struct):
    contexts: list[_Context] | None = None


def names(kubeconfig: str | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of all contexts, in the order of the files; a file that cannot be read has none."""
    found = [_read(path, _Contexts) for path in _paths(kubeconfig, environ)]
    return tuple(dict.fromkeys(one.name for each in found if each is not None for one in each.contexts or ()))


def current(kubeconfig: str | None, environ: Mapping[str, str]) -> str | None:
    """Return the name of the current context, None when no file names one.

    A file that cannot be read is silent here: whoever connects reads it again and says what is wrong.
    """
    for path in _paths(kubeconfig, environ):
        found = _read(path, _Kubeconfig)
        if found is not None and found.current:
            return found.current
    return None


def _read(path: Path, shape: type[S]) -> S | None:
    try:
        text = contents(path)
        check_depth(text)
        return msgspec.convert(yaml.load(text, yaml.CSafeLoader), shape)
    except (OSError, yaml.YAMLError, msgspec.ValidationError, ValueError, RecursionError):
        return None


def title(chosen: Settings, environ: Mapping[str, str]) -> str:
    """Return what a screen or a recording calls what is read: the context, or what stands in its place."""
    named = chosen.demo or chosen.directory or chosen.recording or chosen.snapshot or chosen.cluster.context
    return clean(named or current(chosen.cluster.kubeconfig, environ) or "", 200)


def open_to_others(kubeconfig: str | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line for each file that every user of this machine may read: credentials stand in them."""
    modes = {path: _mode(path) for path in _paths(kubeconfig, environ)}
    return tuple(
        f"kubeconfig {path} can be read by everybody (mode {mode:04o}); run: chmod 600 {path}"
        for path, mode in modes.items()
        if mode & stat.S_IROTH
    )


def warn_of_open_files(settings: Settings) -> None:
    """Say which kubeconfig anybody may read, when one is going to be."""
    if settings.live:
        for warning in open_to_others(settings.cluster.kubeconfig, os.environ):
            output.note(warning)


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
