"""TLS towards a Kubernetes API: whose certificates are trusted, which one is shown. Keys never touch a disk.

Python loads a certificate chain only from a file, so the bytes go into an anonymous one that ends with its descriptor.
"""

import os
import ssl
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from akotui.errors import UsageError
from akotui.named_file import contents
from akotui.sources.secret import Secret


class Material(msgspec.Struct, frozen=True):
    """PEM that stands in the kubeconfig (`inline`) or in a file; a file is read again when it changes."""

    inline: Secret | None = None
    path: str = ""

    def read(self, what: str) -> bytes:
        """Return the PEM. Raises UsageError naming `what` and the file."""
        if self.inline is not None:
            return self.inline.reveal().encode()
        try:
            return contents(self.path)
        except OSError as error:
            raise UsageError(f"{what} {self.path}: {error.strerror or error}") from None

    def stamp(self) -> int:
        """Return a number that changes when the file does; 0 when there is none."""
        try:
            return Path(self.path).stat().st_mtime_ns if self.path else 0
        except OSError:
            return 0


class Tls(msgspec.Struct, frozen=True):
    """What a kubeconfig says about TLS. Without `authority` the system's are trusted.

    `server_name` is the name that the certificate must carry, if it is not the host of the URL.
    """

    authority: Material | None = None
    certificate: Material | None = None
    key: Material | None = None
    insecure: bool = False
    server_name: str = ""

    def stamp(self) -> tuple[int, ...]:
        """Return what changes when one of the files does."""
        return tuple(part.stamp() for part in (self.authority, self.certificate, self.key) if part is not None)

    def check(self) -> None:
        """Raise UsageError naming what cannot be used. The system's own authorities are not loaded for this."""
        if self.authority is not None or self.certificate is not None:
            self.context()

    def context(self, certificate: bytes = b"", key: bytes = b"") -> ssl.SSLContext:
        """Build a context; `certificate` and `key` (of a credential plugin) win over those of the kubeconfig.

        Raises UsageError naming what cannot be used.
        """
        context = self._trusting()
        if not certificate and self.certificate is not None and self.key is not None:
            certificate = self.certificate.read("client certificate")
            key = self.key.read("client key")
        if certificate:
            _show(context, certificate, key)
        return context

    def _trusting(self) -> ssl.SSLContext:
        if self.insecure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # no authorities: none is asked
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            return context
        if self.authority is None:
            return ssl.create_default_context()
        pem = self.authority.read("certificate authority")
        try:
            context = ssl.create_default_context(cadata=pem.decode("ascii"))
        except (ssl.SSLError, UnicodeDecodeError, ValueError) as error:
            raise UsageError(f"the cluster's certificate authority {self.authority.path} is not PEM: {error}") from None
        # private authorities often lack the key identifiers that RFC 5280 wants and Python 3.13 insists on; kubectl
        # does not, and it takes any certificate given as authority for a trust anchor
        context.verify_flags = (context.verify_flags & ~ssl.VERIFY_X509_STRICT) | ssl.VERIFY_X509_PARTIAL_CHAIN
        return context


def _show(context: ssl.SSLContext, certificate: bytes, key: bytes) -> None:
    with _private_file(certificate) as certificate_path, _private_file(key) as key_path:
        try:
            context.load_cert_chain(certificate_path, key_path, password="")  # an encrypted key must not prompt
        except (ssl.SSLError, ValueError, OSError) as error:
            raise UsageError(f"the client certificate or its key cannot be used: {error}") from None


@contextmanager
def _private_file(content: bytes) -> Generator[str]:
    """Yield a path that leads to `content` while this lasts and that no crash can leave behind."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("akotui")
        try:
            os.write(descriptor, content)
            yield f"/proc/self/fd/{descriptor}"
        finally:
            os.close(descriptor)
        return
    with tempfile.NamedTemporaryFile() as file:  # no memfd outside Linux; mode 0600, gone when closed
        file.write(content)
        file.flush()
        yield file.name
