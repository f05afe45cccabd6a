import msgspec

from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Origin, Reason, State, VirtualServiceSubject, Workload
from akotui.model.kinds import Kind
from akotui.rules.orphaned_virtual_service import RULE, check
from tests.build import AVI, KUBERNETES, instance, markers, user_subject, virtual_service, virtual_service_subject

VIOLET = "ako-prod-violet"
PRIMARY = instance("avi-system", settings={"clusterName": "prod", "primaryInstance": "true"})


def _orphan(name: str, *reasons: Reason, user: str | None = VIOLET, **fields: object) -> VirtualServiceSubject:
    made = virtual_service_subject(
        virtual_service(name, created_by=user),
        state=State.ORPHANED,
        reasons=reasons or (Reason.USER_MATCHES_NO_INSTANCE,),
    )
    return msgspec.structs.replace(made, **fields)


def test_orphans_of_one_user_are_one_finding() -> None:
    cart = Origin(Workload("Service", "shop", "cart"), found=True)
    first = _orphan("prod--shop-cart", origins=(cart,))
    second = _orphan("prod--a.example.com", origins=(Origin(Workload("Ingress", "shop", "web"), found=False),))
    (finding,) = check(user_subject(VIOLET, first, second, instances=(PRIMARY,)))
    place = "VirtualService/admin/prod--a.example.com"
    assert finding == Finding(
        rule="orphaned-virtual-service",
        severity=Severity.ERROR,
        about=VIOLET,
        title="2 virtual services of ako-prod-violet have no AKO instance",
        objects=(_ref("prod--a.example.com"), _ref("prod--shop-cart")),
        owners=(VIOLET,),
        evidence=(
            Evidence(
                AVI,
                Kind.VIRTUAL_SERVICE,
                place,
                "created_by",
                VIOLET,
                "no known AKO instance writes this username",
            ),
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/avi-system/avi-k8s-config",
                "data.clusterName",
                "prod",
                "avi-system writes ako-prod",
            ),
            Evidence(AVI, Kind.VIRTUAL_SERVICE, place, "markers.clustername", "prod", "AKO made it for this cluster"),
            _source(Kind.INGRESS, "Ingress/shop/web", "absent"),
            _source(Kind.SERVICE, "Service/shop/cart", "cart"),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "bring back the instance that writes ako-prod-violet: it takes its objects over again, and deletes"
                " them when its deleteConfig is set to true"
            ),
            Remedy(
                "to give shop to another instance, label it for that instance; it gets 409 for the same names until"
                " the orphans are removed"
            ),
            Remedy("or remove them on the Controller by hand: what they still serve goes down with them"),
        ),
    )


def _ref(name: str) -> ObjectRef:
    return ObjectRef("VirtualService", name, tenant="admin", id=f"virtualservice-admin-{name}")


def _source(kind: Kind, place: str, presence: str) -> Evidence:
    says = "a Kubernetes object it was made from"
    return Evidence(KUBERNETES, kind, place, "metadata.name", presence, says)


def test_single_orphan_is_named() -> None:
    (finding,) = check(user_subject(VIOLET, _orphan("prod--shop-cart"), instances=(PRIMARY,)))
    assert finding.title == "virtual service prod--shop-cart of ako-prod-violet has no AKO instance"


def test_removed_instance_is_said() -> None:
    (finding,) = check(user_subject(VIOLET, _orphan("prod--a", Reason.INSTANCE_REMOVED), instances=(PRIMARY,)))
    assert finding.title.endswith("has no AKO instance: the instance was removed, its ConfigMap is left")


def test_instance_that_became_primary_is_named() -> None:
    orphan = _orphan("prod--a", Reason.PRIMARY_FLAG_CHANGED, user="ako-prod-avi-system")
    (finding,) = check(user_subject("ako-prod-avi-system", orphan, instances=(PRIMARY,)))
    assert finding.title.endswith("has no AKO instance: avi-system is primary now and writes ako-prod")
    assert [(cited.field, cited.value, cited.says) for cited in finding.evidence[1:3]] == [
        ("data.clusterName", "prod", "avi-system writes ako-prod"),
        ("data.primaryInstance", "true", "avi-system is primary"),
    ]


def test_lost_primary_is_said() -> None:
    orphan = _orphan("prod--a", Reason.PRIMARY_FLAG_CHANGED, user="ako-prod")
    (finding,) = check(user_subject("ako-prod", orphan, instances=(instance("blue", primary=False),)))
    assert finding.title.endswith("has no AKO instance: no primary writes it now")


def test_orphan_without_created_by_is_reported() -> None:
    (finding,) = check(user_subject("", _orphan("prod--a", user=None), instances=(PRIMARY,)))
    assert finding.title == "virtual service prod--a without created_by has no AKO instance"
    assert finding.owners == ()
    assert [remedy.text.split()[0] for remedy in finding.remedy] == ["to", "or"]


def test_cluster_without_instances_is_evidence() -> None:
    (finding,) = check(user_subject(VIOLET, _orphan("prod--a")))
    assert finding.evidence[1].says == "the cluster has no AKO instance"


def test_least_sure_orphan_decides_how_sure_it_is() -> None:
    unsure = _orphan("prod--b", confidence=Confidence.LIKELY)
    (finding,) = check(user_subject(VIOLET, _orphan("prod--a"), unsure))
    assert finding.confidence is Confidence.LIKELY


def test_fingerprint_outlives_a_further_orphan() -> None:
    (one,) = check(user_subject(VIOLET, _orphan("prod--a")))
    (two,) = check(user_subject(VIOLET, _orphan("prod--a"), _orphan("prod--b")))
    assert one.fingerprint == two.fingerprint


def test_owned_foreign_and_unknown_are_no_orphans() -> None:
    states = (State.OWNED, State.FOREIGN, State.UNKNOWN, State.AMBIGUOUS, State.UNMANAGED)
    others = (virtual_service_subject(virtual_service(markers=markers("other")), state=state) for state in states)
    assert not list(check(user_subject(VIOLET, *others, instances=(PRIMARY,))))


def test_leftovers_of_a_renamed_cluster_are_another_rule() -> None:
    assert not list(check(user_subject(VIOLET, _orphan("prod--a", Reason.CLUSTER_RENAMED))))


def test_some_stateful_sets_are_not_enough() -> None:
    assert RULE.whole == {Kind.STATEFUL_SET, Kind.CONFIG_MAP}
