import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import ConfigState
from akotui.model.kinds import Kind
from akotui.rules.restart_needed import check
from tests.build import KUBERNETES, instance, instance_subject


def test_settings_newer_than_the_container_are_reported() -> None:
    blue = instance(
        "blue",
        primary=False,
        config_state=ConfigState.RESTART_NEEDED,
        started="2026-11-20T08:00:00Z",
        configured="2026-11-21T09:30:00Z",
    )
    (finding,) = check(instance_subject(blue))
    assert finding == Finding(
        rule="restart-needed",
        severity=Severity.WARNING,
        about="blue",
        title="AKO instance blue runs with older settings than its ConfigMap has",
        objects=(ObjectRef("StatefulSet", "ako", "blue"),),
        owners=("ako-prod-blue",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/blue/avi-k8s-config",
                "metadata.managedFields.time",
                "2026-11-21T09:30:00Z",
                "changed after the start of container ako",
            ),
            Evidence(
                KUBERNETES,
                Kind.POD,
                "Pod/blue/ako-0",
                "status.containerStatuses.state.running.startedAt",
                "2026-11-20T08:00:00Z",
                "AKO reads its settings only at start",
            ),
        ),
        confidence=Confidence.LIKELY,
        remedy=(
            Remedy(
                "restart blue: what the ConfigMap says comes into force; namespaces it no longer claims are cleared",
                "kubectl rollout restart statefulset/ako -n blue",
            ),
        ),
    )


@pytest.mark.parametrize("state", [ConfigState.CURRENT, ConfigState.UNKNOWN])
def test_current_or_unknown_settings_are_not_reported(state: ConfigState) -> None:
    assert not list(check(instance_subject(instance(config_state=state))))
