"""What kubeconfig files say, merged into one. Private to kubeconfig.py and those that read the files for it."""

from collections.abc import Mapping

import msgspec


class Entry(msgspec.Struct, frozen=True):
    """A context, cluster or user as it stands in `file`."""

    name: str
    body: Mapping[str, object]
    file: str


class Merged(msgspec.Struct, frozen=True):
    """All kubeconfig files as one; of two entries of one name the first counts, as for kubectl."""

    files: tuple[str, ...]
    current: str
    contexts: tuple[Entry, ...]
    clusters: tuple[Entry, ...]
    users: tuple[Entry, ...]
