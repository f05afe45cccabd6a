from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Health
from akotui.model.kinds import Kind
from akotui.rules.versions_differ import check
from tests.build import KUBERNETES, estate_subject, instance

OLD = instance("blue", primary=False, version="1.12.1")


def test_two_versions_are_reported() -> None:
    (finding,) = check(estate_subject(instance(), OLD))
    assert finding == Finding(
        rule="versions-differ",
        severity=Severity.WARNING,
        about="cluster",
        title="AKO versions differ: avi-system runs 2.2.1 and blue runs 1.12.1",
        objects=(ObjectRef("StatefulSet", "ako", "avi-system"), ObjectRef("StatefulSet", "ako", "blue")),
        owners=("ako-prod", "ako-prod-blue"),
        evidence=(_version("avi-system", "2.2.1"), _version("blue", "1.12.1")),
        confidence=Confidence.CERTAIN,
        remedy=(Remedy("upgrade all of them to one version by their Helm releases, the primary first"),),
    )


def _version(namespace: str, version: str) -> Evidence:
    says = f"of {namespace}, by its image tag or app.kubernetes.io/version or helm.sh/chart"
    return Evidence(KUBERNETES, Kind.STATEFUL_SET, f"StatefulSet/{namespace}/ako", "version", version, says)


def test_one_version_is_fine() -> None:
    assert not list(check(estate_subject(instance(), instance("blue", primary=False))))


def test_unknown_version_is_not_compared() -> None:
    assert not list(check(estate_subject(instance(), instance("blue", version=""))))


def test_removed_instance_is_not_compared() -> None:
    assert not list(check(estate_subject(instance(), instance("blue", version="1.0", health=Health.REMOVED))))
