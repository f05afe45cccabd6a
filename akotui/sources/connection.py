"""Where a Kubernetes API is and how to reach it: what a kubeconfig comes to, once it was read."""

from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import msgspec

from akotui.sources.credentials import Credentials, Fixed
from akotui.sources.kubernetes_tls import Tls
from akotui.sources.secret import Secret


def _nobody() -> Credentials:
    return Fixed()


class Connection(msgspec.Struct, frozen=True):
    """A server, what is trusted there, and who asks.

    `headers` may repeat a name (Impersonate-Group). `user` and `context` are the kubeconfig's names, for messages.
    `request_timeout` bounds each request but watches, in seconds (None: akotui's own limit). `proxy` is a URL that may
    hold a password. `changed` tells whether what was read of the kubeconfig is no longer what stands there; it reads
    files. `took` is how many seconds reading the kubeconfig took, None where none was read.
    """

    server: str
    tls: Tls = Tls()
    credentials: Credentials = msgspec.field(default_factory=_nobody)
    headers: tuple[tuple[str, str], ...] = ()
    user: str = ""
    context: str = ""
    proxy: Secret | None = None
    request_timeout: float | None = None
    changed: Callable[[], bool] = lambda: False
    took: float | None = None

    @property
    def endpoint(self) -> str:
        """The server's URL, fit to be shown: without user, password, query."""
        parts = urlsplit(self.server)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))

    def cautions(self) -> tuple[str, ...]:
        """Return what a person must know as long as it holds. Reads files."""
        unverified = f"{self.endpoint} is NOT VERIFIED (insecure-skip-tls-verify): whoever answers gets the credentials"
        insecure = (unverified,) if self.tls.insecure and self.server.startswith("https:") else ()
        return (*insecure, "kubeconfig changed; restart to use it") if self.changed() else insecure
