"""What the only server of a workload would call the virtual services it lacks, and what stands under these names."""

import msgspec

from akotui.model.facts import Scope


class Standing(msgspec.Struct, frozen=True, gc=False):
    """What a Controller has under a name in a tenant: a virtual service, or nothing (`uuid` empty)."""

    scope: Scope
    uuid: str = ""
    created_by: str | None = None


class Foreseen(msgspec.Struct, frozen=True, gc=False):
    """A name that is foretold for some hosts of a workload, or for all of it (no hosts).

    `name` is empty where none can be told; then `doubt` says why, else why it may be another. `shared`: it stands for
    more than these hosts. `standing` is None when it is not known what the Controller has under it.
    """

    hosts: tuple[str, ...]
    tenant: str = ""
    name: str = ""
    shared: bool = False
    doubt: str = ""
    standing: Standing | None = None
