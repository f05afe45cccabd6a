"""Whether one may do something, answered as an API server does: SelfSubjectAccessReview, of which nothing is stored."""

from collections.abc import Callable
from typing import Final

import msgspec

from akotui.simulator.documents import Object, encode
from akotui.simulator.http import Reply

PATH: Final = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"


class _Attributes(msgspec.Struct):
    resource: str
    namespace: str = ""


class _Spec(msgspec.Struct):
    asked: _Attributes = msgspec.field(name="resourceAttributes")


class _Review(msgspec.Struct):
    spec: _Spec


def answer(body: bytes, may: Callable[[str, str], bool]) -> Reply:
    """Answer the review in `body`; `may` says of a plural and a namespace whether it is allowed."""
    try:
        asked = msgspec.json.decode(body, type=_Review).spec.asked
    except msgspec.MsgspecError:
        return Reply(400, encode({"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 400}))
    allowed = may(asked.resource, asked.namespace)
    status: Object = {"allowed": allowed, "reason": "" if allowed else "no rule allows it"}
    head: Object = {"kind": "SelfSubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "metadata": {}}
    return Reply(201, encode({**head, "status": status}))
