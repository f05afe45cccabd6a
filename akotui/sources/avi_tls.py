"""Whom akotui takes for the Controller: a certificate from a known CA, from a given one, or exactly one certificate.

The portal's own certificate is self-signed and often without a usable name, hence the pin; a pin is compared when
the handshake is complete and before anything, credentials above all, is sent.
"""

import hashlib
import re
import ssl
from pathlib import Path

from akotui.errors import UsageError
from akotui.named_file import contents

_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


def _pinned(fingerprint: str) -> type[ssl.SSLObject]:
    """An SSL object whose handshake fails unless the peer's certificate has `fingerprint` (SHA-256, lower hex)."""

    class PinnedObject(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            seen = hashlib.sha256(self.getpeercert(binary_form=True) or b"").hexdigest()
            if seen != fingerprint:
                raise ssl.SSLCertVerificationError(1, f"pin mismatch: pinned {fingerprint}, presented {seen}")

    return PinnedObject


def _unverified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # no authorities: none is asked
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _with_ca(path: str) -> ssl.SSLContext:
    try:
        pem = contents(Path(path).expanduser()).decode("ascii")
    except OSError as error:
        raise UsageError(f"--avi-ca-file {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise UsageError(f"--avi-ca-file {path}: this is not PEM; convert it: openssl x509 -inform der") from None
    return trusting(pem, f"--avi-ca-file {path}")


def trusting(pem: str, source: str) -> ssl.SSLContext:
    """Return how to verify a Controller against the authorities of `pem` alone. Raises UsageError naming `source`."""
    if "-----BEGIN CERTIFICATE-----" not in pem:  # an empty text would silently mean the system's CAs
        raise UsageError(f"{source}: no certificate in it; it needs a PEM block BEGIN CERTIFICATE")
    try:
        context = ssl.create_default_context(cadata=pem)
    except (ssl.SSLError, ValueError):
        raise UsageError(f"{source}: a certificate in it is damaged; save the PEM again") from None
    # Python 3.13 turned this on by default; private CAs without an Authority Key Identifier fail on it.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def tls_context(*, ca_file: str | None = None, pin_sha256: str | None = None, insecure: bool = False) -> ssl.SSLContext:
    """Return how to verify a Controller; without arguments, against the system's CAs. Raises UsageError."""
    if sum(map(bool, (ca_file, pin_sha256, insecure))) > 1:
        raise UsageError("--avi-ca-file, --avi-pin-sha256, --avi-insecure: give one of them")
    if insecure:
        return _unverified()
    if pin_sha256:
        fingerprint = re.sub(r"[:\s]", "", pin_sha256).lower().removeprefix("sha256")
        if not _FINGERPRINT.fullmatch(fingerprint):
            raise UsageError(f"--avi-pin-sha256 {pin_sha256}: expected 64 hexadecimal digits, as openssl x509 prints")
        context = _unverified()
        context.sslobject_class = _pinned(fingerprint)
        return context
    return _with_ca(ca_file) if ca_file else ssl.create_default_context()
