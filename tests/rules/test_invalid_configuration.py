import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.model.kinds import Kind
from akotui.rules.invalid_configuration import check
from tests.build import KUBERNETES, instance, instance_subject


def test_block_list_that_is_no_list_is_reported() -> None:
    (finding,) = check(instance_subject(instance(settings={"blockedNamespaceList": "kube-system"})))
    assert finding == Finding(
        rule="invalid-configuration",
        severity=Severity.ERROR,
        about="avi-system blockedNamespaceList",
        title="AKO instance avi-system cannot use its blockedNamespaceList: it is not a JSON list",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"),),
        owners=("ako-prod",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/avi-system/avi-k8s-config",
                "data.blockedNamespaceList",
                "kube-system",
                "not a JSON list",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("correct blockedNamespaceList by a Helm upgrade"),
            Remedy(
                "restart avi-system: it reads its settings only at start",
                "kubectl rollout restart statefulset/ako -n avi-system",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("key", "bad", "good"),
    [
        ("clusterName", "prod.eu", "prod_EU-1--x"),
        ("primaryInstance", "yes", "F"),
        ("blockedNamespaceList", '{"a": 1}', '["a"]'),
        ("nodeNetworkList", "[", '[{"networkName": "net"}]'),
        ("vipNetworkList", "net", "[]"),
        ("bgpPeerLabels", "label", '["label"]'),
        ("serviceType", "Nodeport", "NodePort"),
        ("shardVSSize", "HUGE", "DEDICATED"),
        ("passthroughShardSize", "DEDICATED", "LARGE"),
        ("autoFQDN", "long", "flat"),
    ],
)
def test_each_setting_has_its_values(key: str, bad: str, good: str) -> None:
    assert [finding.about for finding in _check(key, bad)] == [f"avi-system {key}"]
    assert not _check(key, good)
    assert not _check(key, "")


def _check(key: str, value: str) -> list[Finding]:
    return list(check(instance_subject(instance(settings={key: value}))))


def test_list_nested_without_end_is_no_list() -> None:
    assert _check("nodeNetworkList", "[" * 100_000)


def test_removed_instance_is_not_judged() -> None:
    removed = instance(settings={"serviceType": "x"}, health=Health.REMOVED)
    assert not list(check(instance_subject(removed)))
