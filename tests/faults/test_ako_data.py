"""AKO's own objects as they are found: of other versions, damaged, changing while one looks, and very large."""

import json

import pytest

from akotui.analysis.analyse import analyse
from akotui.decode.folding import Fold
from akotui.model.changes import Changed, apply
from akotui.model.facts import ListEnded, Paged, Scope, Upserted
from akotui.model.inventory import Inventory, Table
from akotui.model.kinds import Kind, Plane
from akotui.rules import ALL_RULES
from akotui.views.hosts import listing
from akotui.views.table import Query
from akotui.views.why import explain
from tests.build import MOMENT, ako, cluster, controller, ingress, ingress_class, inventory, namespace
from tests.decode.reading import decoded

CLUSTER = Scope("kubernetes", Plane.KUBERNETES)
CHART_1_7 = {"clusterName": "prod", "controllerIP": "10.0.0.5", "logLevel": "WARN", "shardVSSize": "LARGE"}
CHART_NEWER = {**CHART_1_7, "tenantName": "shop", "quantumFlux": '{"a": [1, 2]}', "": "", "useDefaultSecretsOnly": "x"}


def document(**data: str) -> dict[str, object]:
    metadata = {"name": "avi-k8s-config", "namespace": "avi-system", "uid": "u", "resourceVersion": "1"}
    return {"metadata": metadata, "data": data}


def raw(**data: str) -> bytes:
    return json.dumps(document(**data)).encode()


@pytest.mark.parametrize(("settings", "tenant"), [(CHART_1_7, "admin"), (CHART_NEWER, "shop"), ({}, "admin")])
def test_settings_of_any_version_are_read_with_the_defaults_of_ako(settings: dict[str, str], tenant: str) -> None:
    found = decoded(Kind.CONFIG_MAP, document(**settings))
    stateful_set, _ = ako()
    estate = analyse(None, inventory(cluster(stateful_set, found)), ALL_RULES)
    (subject,) = estate.instances
    one = subject.instance
    assert (one.cluster_name, one.tenant, one.cloud) == (settings.get("clusterName", ""), tenant, "Default-Cloud")
    why = explain(subject, estate, MOMENT)
    assert why is not None
    assert f"clusterName = {one.cluster_name or '?'}" in [step.what for step in why.steps]


@pytest.mark.parametrize("key", ["nodeNetworkList", "vipNetworkList", "bgpPeerLabels"])
@pytest.mark.parametrize("value", ["[{", "null", "7", '{"a": 1}', "[\x1b]52;c;x\x07", "[" * 5000])
def test_damaged_list_is_named_with_its_text_and_the_rest_of_the_settings_counts(key: str, value: str) -> None:
    found = decoded(Kind.CONFIG_MAP, document(clusterName="prod", **{key: value}))
    stateful_set, _ = ako()
    estate = analyse(None, inventory(cluster(stateful_set, found)), ALL_RULES)
    assert estate.instances[0].instance.cluster_name == "prod"
    (finding,) = [one for one in estate.findings if one.rule == "invalid-configuration"]
    assert finding.title == f"AKO instance avi-system cannot use its {key}: it is not a JSON list"
    assert finding.evidence[0].value.startswith(value[:2].replace("\x1b", "␛"))
    assert finding.evidence[0].value.isprintable()


def test_config_map_that_flips_between_two_looks_is_one_change() -> None:
    fold = Fold()
    fold.add(Paged(CLUSTER, Kind.CONFIG_MAP, (raw(clusterName="prod"),), MOMENT))
    fold.add(ListEnded(CLUSTER, Kind.CONFIG_MAP, MOMENT))
    known = apply(Inventory(), fold.take())
    for flip in range(1000):
        fold.add(Upserted(CLUSTER, Kind.CONFIG_MAP, raw(clusterName="prod", deleteConfig=str(bool(flip % 2))), MOMENT))
    (change,) = fold.take()
    assert isinstance(change, Changed)
    settings = apply(known, (change,)).cluster.configmaps.rows["avi-system/avi-k8s-config"].settings
    assert settings["deleteConfig"] == "True"


def test_ingress_of_two_thousand_hosts_is_judged_and_what_another_instance_has_too_is_named() -> None:
    many = tuple(f"h{number:04}.example.com" for number in range(2000))
    read = cluster(
        ako(label=("team", "red")),
        ako("blue", primary=False, label=("tier", "blue")),
        namespace("shop", labels={"team": "red"}),
        namespace("cart", labels={"tier": "blue"}),
        ingress_class(),
        ingress("shop", "wide", hosts=(*many, "*.example.com")),
        ingress("cart", "twin", hosts=(many[7], "*.example.com")),
    )
    estate = analyse(None, inventory(read, controller()), ALL_RULES)
    assert len(listing(estate, Query())) == 2001
    twice = sorted(one.about for one in estate.findings if one.rule == "host-claimed-twice")
    assert twice == ["*.example.com", many[7]]
    (missing,) = [one for one in estate.findings if one.about == "Ingress/shop/wide"]
    why = explain(missing, estate, MOMENT)
    assert why is not None
    assert len(why.steps) + len(why.more) < 2100


@pytest.mark.parametrize("status", [None, {}, [], 7, "odd", {"loadBalancer": 7}, {"loadBalancer": {"ingress": [None]}}])
@pytest.mark.parametrize("kind", [Kind.INGRESS, Kind.SERVICE, Kind.HOST_RULE, Kind.AVI_INFRA_SETTING, Kind.GATEWAY])
def test_object_whose_status_has_another_shape_is_there_or_named(kind: Kind, status: object) -> None:
    metadata = {"name": "web", "namespace": "shop", "uid": "u", "resourceVersion": "1"}
    fold = Fold()
    whole = {"metadata": metadata, "spec": {}, "status": status}
    fold.add(Paged(CLUSTER, kind, (json.dumps(whole).encode(),), MOMENT))
    fold.add(ListEnded(CLUSTER, kind, MOMENT))
    known = apply(Inventory(), fold.take())
    table: Table[object] = getattr(known.cluster, kind.value)
    (key,) = (*table.rows, *table.broken)
    assert "web" in key
