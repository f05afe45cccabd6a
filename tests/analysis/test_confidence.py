import pytest

from akotui.analysis.confidence import of_settings, of_username, weakest
from akotui.analysis.findings import Confidence
from akotui.analysis.instances import ConfigState
from akotui.analysis.subjects import Reason, State
from akotui.model.avi import VirtualService
from akotui.model.inventory import Cluster
from akotui.model.kinds import Kind
from tests.analysis.verdicts import verdict
from tests.build import (
    MOMENT,
    ako,
    cluster,
    config_map,
    ingress,
    ingress_class,
    markers,
    namespace,
    pod,
    stateful_set,
    virtual_service,
)

CERTAIN, LIKELY, POSSIBLE = Confidence


def test_statement_is_as_sure_as_its_least_sure_part() -> None:
    assert weakest((CERTAIN, POSSIBLE, LIKELY)) is POSSIBLE
    assert weakest(()) is CERTAIN


def test_username_needs_a_second_witness() -> None:
    assert of_username(marked=True) is CERTAIN
    assert of_username(marked=False) is LIKELY
    assert of_username(marked=True, whole=False) is LIKELY


def test_settings_are_those_that_run_unless_they_changed_since() -> None:
    assert of_settings(()) is CERTAIN


HERE = (ako(), namespace(), ingress(), ingress_class())
MARKED, PLAIN = virtual_service(ingresses=("shop/web",)), virtual_service(ingresses=("shop/web",), markers={})
FOREIGN = virtual_service("x--a", created_by="ako-x", markers=markers("x"))


@pytest.mark.parametrize(
    ("read", "vs", "state", "confidence"),
    [
        (cluster(*HERE), MARKED, State.OWNED, CERTAIN),
        (cluster(*HERE), PLAIN, State.OWNED, LIKELY),
        (cluster(*HERE, partial=(Kind.STATEFUL_SET,)), MARKED, State.OWNED, LIKELY),
        (cluster(namespace(), ako("blue", primary=False)), MARKED, State.ORPHANED, CERTAIN),
        (cluster(namespace(), ako("blue", primary=False)), PLAIN, State.ORPHANED, LIKELY),
        (cluster(*HERE), FOREIGN, State.FOREIGN, CERTAIN),
        (cluster(*HERE, ako("blue")), MARKED, State.AMBIGUOUS, POSSIBLE),
        (cluster(ako(), ingress(), ingress_class(), unread=(Kind.NAMESPACE,)), MARKED, State.UNKNOWN, POSSIBLE),
    ],
)
def test_verdicts_are_as_sure_as_their_witnesses(
    read: Cluster, vs: VirtualService, state: State, confidence: Confidence
) -> None:
    found = verdict(read, vs)
    assert (found.state, found.confidence) == (state, confidence)


def test_claims_of_settings_that_may_not_run_are_likely() -> None:
    late = config_map(changed=MOMENT, nsSyncLabelKey="team", nsSyncLabelValue="red")
    started = pod(started=MOMENT.replace(hour=1))
    found = verdict(cluster(stateful_set(), late, started, namespace(), ingress(), ingress_class()), MARKED)
    assert found.instance is not None
    assert found.instance.config_state is ConfigState.RESTART_NEEDED
    assert (found.state, found.reasons) == (State.STALE, (Reason.NAMESPACE_NOT_CLAIMED,))
    assert found.confidence is LIKELY
