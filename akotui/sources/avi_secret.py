"""AKO's own account, from the Secret that AKO reads it from: only when asked for by name, one GET of one object.

AKO may change what it likes on the Controller, so this account may too. Source: AKO helm/ako/templates/secret.yaml and
internal/lib/lib.go (keys), pkg/utils/avi_rest_utils.go (what AKO trusts).
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import msgspec

from akotui.model.text import clean
from akotui.sources.avi_account import Account, AskAccount, AviCredentials
from akotui.sources.connection import Connection
from akotui.sources.credentials import CredentialsFailed
from akotui.sources.gate import Allowance
from akotui.sources.kubernetes import HttpWire
from akotui.sources.kubernetes_reader import Lost
from akotui.sources.kubernetes_wire import DECODE_ERRORS, Answer, refusal
from akotui.sources.secret import Secret

NAME: Final = "avi-secret"
_OK: Final = 200
_NOT_FOUND: Final = 404
_FORBIDDEN: Final = 403

Connect = Callable[[], Awaitable[Connection]]


class _Object(msgspec.Struct):
    data: Mapping[str, str] | None = None


def asking(connect: Connect, namespace: str, *, with_authority: bool) -> AskAccount:
    """Return what reads the Secret of a namespace each time it is called.

    `with_authority`: also take the Controller's authority from it. It raises CredentialsFailed, one line.
    """

    async def ask() -> Account:
        path = f"/api/v1/namespaces/{namespace}/secrets/{NAME}"
        try:
            async with HttpWire(await connect(), allowance=Allowance.AVI_SECRET) as wire:
                answer = await wire.get(path)
        except Lost as error:
            raise CredentialsFailed(f"Secret {namespace}/{NAME} cannot be read: {error}") from None
        return read(answer, namespace, with_authority=with_authority)

    return ask


def read(answer: Answer, namespace: str, *, with_authority: bool) -> Account:
    """Understand the answer. Raises CredentialsFailed; nothing of the Secret's content is ever quoted."""
    what = f"Secret {namespace}/{NAME}"
    if answer.status == _NOT_FOUND:
        raise CredentialsFailed(f"there is no {what}; name the namespace of an AKO instance with --use-avi-secret")
    if answer.status == _FORBIDDEN:
        right = f"akotui rbac --use-avi-secret {namespace} prints the right that it takes"
        raise CredentialsFailed(f"{what} may not be read: 403 {refusal(answer)}; {right}")
    if answer.status != _OK:
        raise CredentialsFailed(f"{what} cannot be read: {answer.status} {refusal(answer)}".rstrip(": "))
    try:
        found = msgspec.json.decode(answer.body, type=_Object).data or {}
    except DECODE_ERRORS:
        raise CredentialsFailed(f"{what} cannot be understood: the answer is no Secret") from None
    username, token, password = (_text(found, key, what) for key in ("username", "authtoken", "password"))
    secret = (token or password).strip("\r\n")
    if not username.strip() or not secret:
        raise CredentialsFailed(f"{what} holds no username with a password or authtoken")
    authority = _text(found, "certificateAuthorityData", what).strip() if with_authority else ""
    account = AviCredentials(clean(username.strip(), 200), Secret(secret), token=bool(token), origin=what)
    caution = f"AKO's own account, which may WRITE, is in use (--use-avi-secret {namespace})"
    return Account(account, authority, caution)


def _text(found: Mapping[str, str], key: str, what: str) -> str:
    try:
        return base64.b64decode(found.get(key, ""), validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        raise CredentialsFailed(f"{what}: its {key} is no text in base64") from None
