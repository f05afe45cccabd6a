"""What to ask a Controller for `akotui doctor`: one login, one object of each kind, no more. No I/O."""

from typing import Final

import msgspec

from akotui.model.checkup import Check, failed, passed, unknown
from akotui.model.kinds import AVI_TYPES, Kind
from akotui.model.text import clean
from akotui.sources.avi_conversation import Conversation, Denied, RoundOver, Talk

_CORRECT: Final = "correct the address, the account or its password, then try again"
_ROLE: Final = "akotui rbac --avi prints a role that is enough; give it to the account in all tenants that matter"
_SHOWN: Final = 8


class _Tenant(msgspec.Struct):
    name: str = ""


class _Tenants(msgspec.Struct):
    count: int = 0
    results: list[_Tenant] = []


def examination(conversation: Conversation, name: str, tenants: tuple[str, ...]) -> Talk[tuple[Check, ...]]:
    """Log in and ask; `name` is the Controller's. `tenants` are those that were asked for, empty for all."""
    what = f"avi {name}"
    try:
        try:
            yield from conversation.get("/api/cluster", tenant=tenants[0] if tenants else "*")
            cluster = passed(f"{what} cluster", "may read it")
        except Denied as denied:
            cluster = failed(f"{what} cluster", denied.reason, _ROLE)
        checks = [_login(conversation, what), cluster]
    except RoundOver as over:
        rest = unknown(f"{what} rights", "not asked: nobody is logged in", _CORRECT)
        return failed(f"{what} login", clean(over.detail, 400), _CORRECT), rest
    for kind in [kind for kind in AVI_TYPES if kind is not Kind.CLUSTER]:
        check = yield from _list(conversation, what, kind, tenants)
        checks.append(check)
    return tuple(checks)


def _login(conversation: Conversation, what: str) -> Check:
    session = conversation.session
    who = clean((session.user if session else "") or conversation.credentials.username, 100)
    says = f"logged in as {who}, API version {conversation.version}"
    if session is not None and session.superuser:
        return passed(f"{what} login", f"{says}; this account may change everything", _ROLE)
    return passed(f"{what} login", says)


def _list(conversation: Conversation, what: str, kind: Kind, tenants: tuple[str, ...]) -> Talk[Check]:
    """Ask for a page of a kind: of tenants as many as there may be, of the others one object."""
    name = f"{what} {kind.value}"
    size = "200" if kind is Kind.TENANT else "1"
    fields = ("fields", "uuid,name") if AVI_TYPES[kind].fields else ("include", "config")
    body = b""
    try:
        for tenant in tenants or ("*",):
            answer = yield from conversation.get(
                f"/api/{AVI_TYPES[kind].path}", (("page", "1"), ("page_size", size), fields), tenant=tenant
            )
            body = answer.body
    except Denied as denied:
        return failed(name, denied.reason, _ROLE)
    except RoundOver as over:
        return unknown(name, clean(over.detail, 400), "try again when it answers")
    return _tenants(name, body) if kind is Kind.TENANT else passed(name, "may read them")


def _tenants(name: str, body: bytes) -> Check:
    try:
        found = msgspec.json.decode(body, type=_Tenants)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return unknown(name, "the answer is no list of tenants", "is this an Avi Controller?")
    names = [clean(tenant.name, 60) for tenant in found.results if tenant.name]
    more = f" and {max(found.count, len(names)) - _SHOWN} more" if max(found.count, len(names)) > _SHOWN else ""
    if not names:
        return failed(name, "sees no tenant", _ROLE)
    return passed(name, f"sees {', '.join(names[:_SHOWN])}{more}")
