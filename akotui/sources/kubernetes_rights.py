"""What one may do in a cluster, asked of the cluster itself: SelfSubjectAccessReview. No I/O here.

It is the only question that is put as a POST; the API server stores nothing of it. Source: kubernetes.io,
authorization.k8s.io/v1.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from akotui.model.kinds import RESOURCES, VERBS, Kind, Resource
from akotui.model.text import clean
from akotui.sources.kubernetes_wire import DECODE_ERRORS, Answer, refusal

_CREATED: Final = 201


class Right(msgspec.Struct, frozen=True):
    """To do `verb` with a resource: in the whole cluster, or in `namespace`; with every object, or with `name`."""

    verb: str
    group: str
    plural: str
    namespace: str = ""
    name: str = ""

    def __str__(self) -> str:
        """`list ingresses.networking.k8s.io in blue`."""
        named = f" {self.name}" if self.name else ""
        return f"{self.verb} {self.plural}{'.' if self.group else ''}{self.group}{named}" + (
            f" in {self.namespace}" if self.namespace else ""
        )


class _Status(msgspec.Struct, rename="camel"):
    allowed: bool
    reason: str = ""
    evaluation_error: str = ""


class _Review(msgspec.Struct):
    status: _Status


def needed(kind: Kind, namespaces: Sequence[str] = ()) -> Iterator[Right]:
    """Yield the rights that reading a kind takes, namespace by namespace when some were named."""
    resource: Resource = RESOURCES[kind]
    for namespace in namespaces if resource.namespaced and namespaces else ("",):
        for verb in VERBS:
            yield Right(verb, resource.group, resource.plural, namespace, resource.object_name)


def question(right: Right) -> bytes:
    """The body that asks for one right."""
    attributes = {
        "verb": right.verb,
        "group": right.group,
        "resource": right.plural,
        "namespace": right.namespace,
        "name": right.name,
    }
    review = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": {"resourceAttributes": {key: value for key, value in attributes.items() if value}},
    }
    return msgspec.json.encode(review)


def verdict(answer: Answer) -> bool | str:
    """Whether the right is there; or why that cannot be told."""
    if answer.status != _CREATED:
        return f"{answer.status} {refusal(answer)}".strip()
    try:
        status = msgspec.json.decode(answer.body, type=_Review).status
    except DECODE_ERRORS:
        return "the answer is no SelfSubjectAccessReview"
    if not status.allowed and status.evaluation_error:
        return clean(status.evaluation_error, 300)
    return status.allowed
