import json
from collections.abc import Mapping

import pytest

from akotui.model.kinds import RESOURCES, Kind
from akotui.sources.discovery import Absent, Discovery, Presence, Served, Unknown, discover, list_path
from akotui.sources.kubernetes_wire import Answer

GROUPS: Mapping[str, tuple[str, ...]] = {
    "apps": ("v1",),
    "networking.k8s.io": ("v1", "v1beta1"),
    "gateway.networking.k8s.io": ("v1beta1", "v1"),
    "ako.vmware.com": ("v1alpha1",),
    "other.example.com": ("v1",),
}
FORBIDDEN = Answer(403, b'{"message":"forbidden"}', "application/json")


def groups(names: Mapping[str, tuple[str, ...]]) -> Answer:
    body = [{"name": name, "versions": [{"version": v} for v in versions]} for name, versions in names.items()]
    return Answer(200, json.dumps({"kind": "APIGroupList", "groups": body}).encode(), "application/json")


def resources(*plurals: str) -> Answer:
    body = {"kind": "APIResourceList", "resources": [{"name": plural} for plural in plurals]}
    return Answer(200, json.dumps(body).encode(), "application/json")


ANSWERS: Mapping[str, Answer] = {
    "/apis": groups(GROUPS),
    "/apis/apps/v1": resources("statefulsets", "statefulsets/status", "deployments"),
    "/apis/networking.k8s.io/v1": resources("ingresses", "ingressclasses"),
    "/apis/gateway.networking.k8s.io/v1": resources("gateways", "gatewayclasses"),
    "/apis/gateway.networking.k8s.io/v1beta1": resources("gateways", "gatewayclasses", "httproutes"),
    "/apis/ako.vmware.com/v1alpha1": resources("aviinfrasettings", "hostrules"),
}


def play(answers: Mapping[str, Answer]) -> Discovery:
    asking = discover()
    path = next(asking)
    while True:
        try:
            path = asking.send(answers[path])
        except StopIteration as end:
            found: Discovery = end.value
            return found


def presence(kind: Kind, **changes: Answer) -> Presence:
    return play({**ANSWERS, **{f"/{key}": answer for key, answer in changes.items()}}).presence[kind]


def test_best_version_that_lists_the_kind_is_taken() -> None:
    found = play(ANSWERS)
    assert found.complete
    assert found.presence[Kind.GATEWAY] == Served("v1")
    assert found.presence[Kind.HTTP_ROUTE] == Served("v1beta1")
    assert found.presence[Kind.AVI_INFRA_SETTING] == Served("v1alpha1")
    assert found.presence[Kind.NAMESPACE] == Served("v1")
    assert set(found.presence) == set(RESOURCES)


def test_group_or_resource_that_discovery_does_not_list_is_absent() -> None:
    assert presence(Kind.ROUTE) == Absent()
    assert presence(Kind.AVI_INFRA_SETTING, **{"apis/ako.vmware.com/v1alpha1": resources("hostrules")}) == Absent()


@pytest.mark.parametrize("answer", [FORBIDDEN, Answer(503), Answer(200, b"<html>", "text/html")])
def test_version_that_cannot_be_read_is_unknown_and_not_absent(answer: Answer) -> None:
    found = play({**ANSWERS, "/apis/ako.vmware.com/v1alpha1": answer})
    assert isinstance(found.presence[Kind.AVI_INFRA_SETTING], Unknown)
    assert not found.complete


@pytest.mark.parametrize("answer", [FORBIDDEN, Answer(500), Answer(200, b"{}"), Answer(200, b"<html>", "text/html")])
def test_without_discovery_built_in_kinds_are_tried_and_others_unknown(answer: Answer) -> None:
    found = play({"/apis": answer}).presence
    assert found[Kind.INGRESS] == Served("v1")
    assert found[Kind.STATEFUL_SET] == Served("v1")
    assert isinstance(found[Kind.GATEWAY], Unknown)
    assert isinstance(found[Kind.ROUTE], Unknown)


def test_built_in_group_whose_version_cannot_be_read_is_tried() -> None:
    assert presence(Kind.STATEFUL_SET, **{"apis/apps/v1": FORBIDDEN}) == Served("v1")


def test_refused_credentials_are_told() -> None:
    assert play({"/apis": Answer(401, b'{"message":"Unauthorized"}')}).unauthorized == "Unauthorized"
    assert play({"/apis": Answer(401)}).unauthorized


def test_kind_served_only_in_a_version_we_cannot_decode_is_unknown() -> None:
    found = play({**ANSWERS, "/apis": groups({**GROUPS, "route.openshift.io": ("v9",)})}).presence[Kind.ROUTE]
    assert found == Unknown("route.openshift.io is served only as v9, which akotui cannot read")


@pytest.mark.parametrize(
    ("kind", "version", "namespace", "path"),
    [
        (Kind.POD, "v1", "", "/api/v1/pods"),
        (Kind.POD, "v1", "blue", "/api/v1/namespaces/blue/pods"),
        (Kind.GATEWAY, "v1beta1", "blue", "/apis/gateway.networking.k8s.io/v1beta1/namespaces/blue/gateways"),
        (Kind.NAMESPACE, "v1", "", "/api/v1/namespaces"),
    ],
)
def test_paths(kind: Kind, version: str, namespace: str, path: str) -> None:
    assert list_path(RESOURCES[kind], version, namespace) == path
