"""The environment, with the secrets taken out so that no child process inherits them."""

from collections.abc import Mapping, MutableMapping
from typing import Final

SECRETS: Final = ("AKOTUI_AVI_PASSWORD", "AKOTUI_AVI_TOKEN")


class Environment:
    """What the environment said when we started. `secrets` holds the passwords and tokens; never shown."""

    def __init__(self, said: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        self.said = said
        self.secrets = secrets

    def __repr__(self) -> str:
        return f"Environment({len(self.said)} variables)"


def take(environ: MutableMapping[str, str]) -> Environment:
    """Remove the secrets from `environ` and return both parts."""
    secrets = {name: environ.pop(name) for name in SECRETS if name in environ}
    return Environment(dict(environ), secrets)
