"""The account akotui uses on a Controller."""

import msgspec

from akotui.sources.secret import Secret


class AviCredentials(msgspec.Struct, frozen=True):
    """One account. `token`: the secret is a token, not a password. `file` is where it was read from, if from a file."""

    username: str
    secret: Secret
    token: bool = False
    file: str = ""
