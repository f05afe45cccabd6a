import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Origin, Reason, State, UserState, Workload
from akotui.model.avi import VirtualService
from akotui.model.kinds import Kind
from akotui.rules.cluster_name_in_use_elsewhere import RULE, check
from tests.build import (
    AVI,
    KUBERNETES,
    ako,
    cluster,
    controller,
    instance,
    inventory,
    namespace,
    service,
    user_subject,
    virtual_service,
    virtual_service_subject,
)

STRANGE = virtual_service_subject(
    virtual_service("prod--far-db"),
    state=State.AMBIGUOUS,
    reasons=(Reason.USER_MATCHES_INSTANCE, Reason.SOURCE_GONE),
    confidence=Confidence.POSSIBLE,
    candidates=("avi-system",),
    origins=(Origin(Workload("Service", "far", "db"), found=False),),
)
OWN = instance(settings={"clusterName": "prod"})
PLACE = "VirtualService/admin/prod--far-db"


def test_username_of_mostly_sourceless_objects_is_reported() -> None:
    (finding,) = check(user_subject("ako-prod", STRANGE, state=UserState.AMBIGUOUS, instances=(OWN,)))
    assert finding == Finding(
        rule="cluster-name-in-use-elsewhere",
        severity=Severity.WARNING,
        about="ako-prod",
        title="1 of 1 virtual services of ako-prod have no source here: they are of avi-system, or of another cluster"
        " named prod",
        objects=(ObjectRef("VirtualService", "prod--far-db", tenant="admin", id=STRANGE.vs.uuid),),
        owners=("ako-prod",),
        evidence=(
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/avi-system/avi-k8s-config",
                "data.clusterName",
                "prod",
                "avi-system writes ako-prod",
            ),
            Evidence(AVI, Kind.VIRTUAL_SERVICE, PLACE, "created_by", "ako-prod", "the same username"),
            Evidence(
                KUBERNETES,
                Kind.SERVICE,
                "Service/far/db",
                "metadata.name",
                "absent",
                "its source is not in this cluster",
            ),
        ),
        confidence=Confidence.POSSIBLE,
        remedy=(
            Remedy(
                "find out whether another cluster with clusterName prod uses this Controller, before avi-system"
                " restarts or gets deleteConfig: it would delete what that cluster serves"
            ),
            Remedy("what decides: whether _last_modified of these goes on moving while no instance here runs"),
        ),
    )


def test_ambiguity_of_another_cause_is_not_this() -> None:
    other = virtual_service_subject(state=State.AMBIGUOUS, reasons=(Reason.USER_MATCHES_INSTANCE,))
    assert not list(check(user_subject("ako-prod", other, instances=(OWN,))))


def _services(*places: str) -> list[VirtualService]:
    return [virtual_service(f"prod--{place}-db", services=(f"{place}/db",)) for place in places]


@pytest.mark.parametrize(
    ("gone", "there", "state"),
    [(5, 4, State.AMBIGUOUS), (5, 5, State.STALE), (4, 0, State.STALE), (9, 0, State.AMBIGUOUS)],
)
def test_more_than_half_and_at_least_five_make_doubt(gone: int, there: int, state: State) -> None:
    far = _services(*(f"far{number}" for number in range(gone)))
    near = _services(*(f"near{number}" for number in range(there)))
    read = cluster(ako(), *[(namespace(f"near{number}"), service(f"near{number}")) for number in range(there)])
    estate = analyse(None, inventory(read, controller(*far, *near, virtual_service("prod--Shared-L7-0"))), (RULE,))
    verdicts = {one.vs.name: one.state for one in estate.virtual_services}
    assert {verdicts[one.name] for one in far} == {state}
    assert {verdicts[one.name] for one in near} <= {State.OWNED}
    assert bool(estate.findings) is (state is State.AMBIGUOUS)
