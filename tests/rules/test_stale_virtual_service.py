import pytest

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.subjects import Origin, Reason, State, VirtualServiceSubject, Workload
from akotui.model.kinds import Kind
from akotui.rules.stale_virtual_service import check
from tests.build import AVI, KUBERNETES, instance, virtual_service, virtual_service_subject

SETTINGS = "ConfigMap/avi-system/avi-k8s-config"
OWNER = instance(
    "avi-system",
    selector=("team", "red"),
    settings={"nsSyncLabelKey": "team", "nsSyncLabelValue": "red", "deleteConfig": "true"},
)


def _stale(*reasons: Reason, owner: Instance = OWNER, **fields: object) -> VirtualServiceSubject:
    vs = virtual_service("prod--pay.example.com", cloud="Old-Cloud", tenant="admin")
    return virtual_service_subject(vs, state=State.STALE, reasons=reasons, owner=owner, **fields)


TAKES = "avi-system takes team=red"
EVIDENCE = (
    Evidence(
        AVI,
        Kind.VIRTUAL_SERVICE,
        "VirtualService/admin/prod--pay.example.com",
        "created_by",
        "ako-prod",
        "the username of avi-system",
    ),
    Evidence(
        KUBERNETES,
        Kind.INGRESS,
        "Ingress/shop/web",
        "metadata.name",
        "web",
        "a Kubernetes object it was made from",
    ),
    Evidence(KUBERNETES, Kind.CONFIG_MAP, "ConfigMap/avi-system/avi-k8s-config", "data.nsSyncLabelKey", "team", TAKES),
    Evidence(
        KUBERNETES,
        Kind.CONFIG_MAP,
        "ConfigMap/avi-system/avi-k8s-config",
        "data.nsSyncLabelValue",
        "red",
        TAKES,
    ),
)


def test_namespace_that_its_owner_lost_is_reported() -> None:
    (finding,) = check(_stale(Reason.NAMESPACE_NOT_CLAIMED))
    assert finding == Finding(
        rule="stale-virtual-service",
        severity=Severity.WARNING,
        about="virtualservice-admin-prod--pay.example.com",
        title="virtual service prod--pay.example.com of avi-system is stale: avi-system does not claim namespace shop",
        objects=(
            ObjectRef(
                "VirtualService",
                "prod--pay.example.com",
                tenant="admin",
                id="virtualservice-admin-prod--pay.example.com",
            ),
        ),
        owners=("ako-prod",),
        evidence=EVIDENCE,
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "give shop back to avi-system, if it is to serve it",
                "kubectl label --overwrite namespace shop team=red",
            ),
            Remedy(
                "restart avi-system: at its start it deletes the virtual services it would not make today, this one"
                " among them",
                "kubectl rollout restart statefulset/ako -n avi-system",
            ),
        ),
    )


GONE = (
    Origin(Workload("Ingress", "shop", "pay"), found=False),
    Origin(Workload("Ingress", "shop", "web"), found=False),
)


@pytest.mark.parametrize(
    ("judged", "because"),
    [
        (_stale(Reason.SOURCE_GONE, origins=GONE[:1]), "Ingress/shop/pay is gone"),
        (_stale(Reason.SOURCE_GONE, origins=GONE), "Ingress/shop/pay and Ingress/shop/web are gone"),
        (_stale(Reason.SOURCE_GONE, origins=()), "its source is gone"),
        (_stale(Reason.SOURCE_GONE, Reason.NAMESPACE_GONE, origins=GONE), "namespace shop is gone"),
        (
            _stale(Reason.NAMESPACE_CLAIMED_BY_OTHER, claimants=("blue",)),
            "namespace shop is claimed by blue now",
        ),
        (
            _stale(Reason.TENANT_DIFFERS, tenant_wanted="red"),
            "it is in tenant admin, avi-system would use red",
        ),
        (
            _stale(Reason.CLOUD_DIFFERS, cloud_wanted="New-Cloud"),
            "it is in cloud Old-Cloud, avi-system would use New-Cloud",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_title_says_why(judged: VirtualServiceSubject, because: str) -> None:
    (finding,) = check(judged)
    assert finding.title == f"virtual service prod--pay.example.com of avi-system is stale: {because}"


def test_namespace_that_is_gone_is_cited() -> None:
    (finding,) = check(_stale(Reason.NAMESPACE_GONE))
    assert (finding.evidence[-1].object, finding.evidence[-1].value) == ("Namespace/shop", "absent")


def test_tenant_and_cloud_are_cited_with_where_the_others_come_from() -> None:
    owner = instance("avi-system", cloud="New-Cloud", settings={"cloudName": "New-Cloud"})
    judged = _stale(
        Reason.TENANT_DIFFERS, Reason.CLOUD_DIFFERS, owner=owner, tenant_wanted="red", cloud_wanted="New-Cloud"
    )
    (finding,) = check(judged)
    assert [(cited.field, cited.value, cited.says) for cited in finding.evidence[-4:]] == [
        ("tenant_ref", "admin", "not red"),
        ("metadata.annotations.ako.vmware.com/tenant-name", "red", "the tenant its objects go to"),
        ("cloud_ref", "Old-Cloud", "not New-Cloud"),
        ("data.cloudName", "New-Cloud", "the cloud of avi-system"),
    ]


def test_tenant_of_the_instance_is_cited_from_its_settings() -> None:
    owner = instance("avi-system", tenant="red", settings={"tenantName": "red"})
    (finding,) = check(_stale(Reason.TENANT_DIFFERS, owner=owner, tenant_wanted="red"))
    assert (finding.evidence[-1].object, finding.evidence[-1].field) == (SETTINGS, "data.tenantName")


def test_tenant_of_a_gateway_child_is_cited_from_the_namespace_of_its_gateway() -> None:
    came = tuple(
        Origin(Workload(kind, space, "x"), found=True) for kind, space in (("Gateway", "b"), ("HTTPRoute", "a"))
    )
    (finding,) = check(_stale(Reason.TENANT_DIFFERS, origins=came, namespaces=("a", "b"), tenant_wanted="red"))
    assert [cited.object for cited in finding.evidence if "tenant-name" in cited.field] == ["Namespace/b"]


def test_other_cloud_is_not_mended_by_a_restart() -> None:
    (finding,) = check(_stale(Reason.CLOUD_DIFFERS))
    assert [remedy.command for remedy in finding.remedy] == [""]


def test_owner_that_deletes_its_objects_is_said() -> None:
    owner = instance("avi-system", delete_config=True, settings={"deleteConfig": "true"})
    (finding,) = check(_stale(Reason.USER_MATCHES_INSTANCE, owner=owner))
    assert finding.title.endswith("is stale: avi-system is set to delete its objects (deleteConfig)")
    assert (finding.evidence[-1].field, finding.evidence[-1].value) == ("data.deleteConfig", "true")
    assert finding.remedy[0].text.startswith("if avi-system is to go on serving, turn deleteConfig off")


@pytest.mark.parametrize("state", [State.OWNED, State.UNKNOWN, State.DOUBLE_OWNED, State.ORPHANED])
def test_other_states_are_not_reported(state: State) -> None:
    assert not list(check(virtual_service_subject(state=state, owner=OWNER)))
