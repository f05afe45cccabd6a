"""The account akotui uses on a Controller."""

from collections.abc import Awaitable, Callable

import msgspec

from akotui.sources.secret import Secret


class AviCredentials(msgspec.Struct, frozen=True):
    """One account. `token`: the secret is a token, not a password. `file` is where it was read from, if from a file.

    `origin` says for people where else it comes from; it is no secret.
    """

    username: str
    secret: Secret
    token: bool = False
    file: str = ""
    origin: str = ""


class Account(msgspec.Struct, frozen=True):
    """What is known for a login: the credentials, and, where they come with one, the authority to trust (PEM).

    `caution` is what a person must know as long as they are in use.
    """

    credentials: AviCredentials
    authority: str = ""
    caution: str = ""


AskAccount = Callable[[], Awaitable[Account]]
"""Returns the account as it is now. Raises CredentialsFailed, one line with the next step."""
