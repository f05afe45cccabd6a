import pytest

from akotui.model.facts import SourceState
from akotui.sources.kubernetes_health import summarise
from akotui.sources.kubernetes_protocol import Condition, Reading

READ = Condition(Reading.READ, ever=True)
PENDING = Condition()
LOST = Condition(Reading.LOST, "refused")
LOST_AFTER = Condition(Reading.LOST, "refused", ever=True)
FORBIDDEN = Condition(Reading.FORBIDDEN, "403 list pods")
FAILED = Condition(Reading.FAILED, "500 list routes")
UNAUTHORIZED = Condition(Reading.UNAUTHORIZED, "401")


@pytest.mark.parametrize(
    ("conditions", "silent", "state"),
    [
        ([], "", SourceState.CONNECTING),
        ([READ, PENDING], "", SourceState.CONNECTING),
        ([READ, READ], "", SourceState.LIVE),
        ([READ, FORBIDDEN], "", SourceState.PARTIAL),
        ([READ, FAILED], "", SourceState.PARTIAL),
        ([FORBIDDEN, FORBIDDEN], "", SourceState.FORBIDDEN),
        ([FAILED, FAILED], "", SourceState.UNREACHABLE),
        ([LOST], "", SourceState.UNREACHABLE),
        ([READ, LOST_AFTER], "", SourceState.STALE),
        ([READ, READ], "no answer", SourceState.STALE),
        ([PENDING], "no answer", SourceState.UNREACHABLE),
        ([READ, UNAUTHORIZED], "", SourceState.UNAUTHORIZED),
    ],
)
def test_state_of_the_cluster(conditions: list[Condition], silent: str, state: SourceState) -> None:
    assert summarise(conditions, silent=silent)[0] is state


def test_detail_names_reasons_once_and_not_without_end() -> None:
    many = [Condition(Reading.FORBIDDEN, f"403 list kind{n}") for n in range(5)]
    _, detail = summarise([READ, FORBIDDEN, FORBIDDEN, *many])
    assert detail == "403 list pods; 403 list kind0; 403 list kind1; and 3 more"


def test_live_cluster_tells_its_version() -> None:
    assert summarise([READ], version="v1.34.2") == (SourceState.LIVE, "Kubernetes v1.34.2")
    assert summarise([READ], version="v1.34.2", skew="its clock is off") == (
        SourceState.LIVE,
        "Kubernetes v1.34.2; its clock is off",
    )


def test_cluster_that_is_still_read_tells_its_version_and_how_far_long_lists_are() -> None:
    coming = Condition(Reading.PENDING, "ingresses.networking.k8s.io: 2,000 so far")
    found = summarise([READ, coming, Condition()], version="v1.31.2")
    assert found == (
        SourceState.CONNECTING,
        "Kubernetes v1.31.2; ingresses.networking.k8s.io: 2,000 so far; 2 of 3 kinds not read yet",
    )


def test_connecting_cluster_tells_how_long_its_kubeconfig_took() -> None:
    assert summarise([], took=0.0124) == (SourceState.CONNECTING, "kubeconfig 12 ms")
    answers = "kubeconfig 12 ms; Kubernetes v1.31; 1 of 2 kinds not read yet"
    assert summarise([READ, PENDING], version="v1.31", took=0.0124) == (SourceState.CONNECTING, answers)
    assert summarise([READ], version="v1.31", took=0.0124) == (SourceState.LIVE, "Kubernetes v1.31")
    waits = "credential plugin sh has not answered"
    assert summarise([], awaited=waits, took=0.0124) == (SourceState.CONNECTING, waits)
