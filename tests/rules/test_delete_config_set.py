from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.model.kinds import Kind
from akotui.rules.delete_config_set import check
from tests.build import KUBERNETES, instance, instance_subject


def test_instance_that_deletes_its_objects_is_reported() -> None:
    going = instance(
        "blue", primary=False, delete_config=True, deletion_status="Started", settings={"deleteConfig": "true"}
    )
    (finding,) = check(instance_subject(going, virtual_services=7))
    assert finding == Finding(
        rule="delete-config-set",
        severity=Severity.WARNING,
        about="blue",
        title="AKO instance blue is set to delete its objects (Started); 7 virtual services left",
        objects=(ObjectRef("StatefulSet", "ako", "blue"),),
        owners=("ako-prod-blue",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/blue/avi-k8s-config",
                "data.deleteConfig",
                "true",
                "whether AKO deletes its objects and makes none",
            ),
            Evidence(
                KUBERNETES,
                Kind.STATEFUL_SET,
                "StatefulSet/blue/ako",
                "metadata.annotations.AviObjectDeletionStatus",
                "Started",
                "how far AKO says it is",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "if that is not intended, turn it off: blue makes its objects again; set the Helm value too, or the"
                " next upgrade undoes it",
                "kubectl patch configmap avi-k8s-config -n blue --type=merge"
                """ -p '{"data":{"deleteConfig":"false"}}'""",
            ),
        ),
    )


def test_finished_deletion_says_so() -> None:
    (finding,) = check(instance_subject(instance("blue", deletion_status="Done"), virtual_services=0))
    assert finding.title == "AKO instance blue was set to delete its objects (Done)"


def test_instance_that_keeps_its_objects_is_fine() -> None:
    assert not list(check(instance_subject()))
