import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Pointer
from akotui.model.kinds import Kind
from akotui.rules.leftover_status import RULE, check
from tests.build import (
    AKO,
    KUBERNETES,
    ako,
    cluster,
    ingress,
    ingress_class,
    instance,
    inventory,
    namespace,
    service,
    workload_subject,
)

POINTER = Pointer("shop.example.com", "virtualservice-9", "cluster-1", found=True)


def test_address_that_nobody_keeps_up_is_reported() -> None:
    (finding,) = check(workload_subject(pointers=(POINTER,), addresses=("10.0.0.1",)))
    place = "Ingress/shop/web"
    assert finding == Finding(
        rule="leftover-status",
        severity=Severity.INFO,
        about=place,
        title="Ingress/shop/web still shows 10.0.0.1, and no instance claims namespace shop",
        objects=(ObjectRef("Ingress", "web", "shop"),),
        owners=(),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.INGRESS,
                place,
                "metadata.annotations.ako.vmware.com/host-fqdn-vs-uuid-map",
                "virtualservice-9",
                "AKO noted the virtual service that serves shop.example.com",
            ),
            Evidence(
                KUBERNETES,
                Kind.INGRESS,
                place,
                "status.loadBalancer.ingress",
                "10.0.0.1",
                "AKO wrote this address",
            ),
            Evidence(
                KUBERNETES,
                Kind.NAMESPACE,
                "Namespace/shop",
                "metadata.name",
                "shop",
                "no known AKO instance accepts this namespace",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy("give namespace shop the label of the instance that is to serve it"),
            Remedy("or remove AKO's annotations and the status, when nobody is to serve it"),
        ),
    )


@pytest.mark.parametrize(
    "fields",
    [{"claimants": (instance(),)}, {"claimants": None}, {"addresses": ()}],
    ids=["claimed", "unread", "nothing written"],
)
def test_claimed_unread_and_clean_objects_are_fine(fields: dict[str, object]) -> None:
    subject = workload_subject(addresses=("10.0.0.1",))
    assert not list(check(msgspec.structs.replace(subject, **fields)))


def _left(*objects: object, label: str = "red") -> list[str]:
    read = cluster(ako(label=("team", "red")), namespace("shop", labels={"team": label}), ingress_class(), *objects)
    return [finding.about for finding in analyse(None, inventory(read), (RULE,)).findings]


def test_status_of_ako_s_class_is_its_own() -> None:
    assert _left(ingress(addresses=("10.0.0.1",)), label="blue") == ["Ingress/shop/web"]
    assert _left(ingress(addresses=("10.0.0.1",))) == []
    assert _left(ingress(class_name="nginx", addresses=("10.0.0.1",)), label="blue") == []


def test_address_of_a_service_without_class_may_be_anybody_s() -> None:
    plain = msgspec.structs.replace(service(), addresses=("10.0.0.1",))
    classed = msgspec.structs.replace(service(load_balancer_class=AKO), addresses=("10.0.0.1",))
    assert _left(plain, label="blue") == []
    assert _left(classed, label="blue") == ["Service/shop/db"]
