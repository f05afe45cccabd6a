from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import NamespaceState, Workload
from akotui.model.kinds import Kind
from akotui.rules.unclaimed_namespace import RULE, check
from tests.build import KUBERNETES, instance, namespace_subject

RED = instance("avi-system", selector=("team", "red"))
BLUE = instance("blue", primary=False, selector=("tier", "blue"))
ADVICE = Remedy("give an AKO instance a selector of its own, and web the label it selects")
WEB = Workload("Ingress", "web", "shop")
LOAD_BALANCER = Workload("Service", "web", "lb")


def test_workloads_in_a_namespace_of_nobody_are_reported() -> None:
    judged = namespace_subject("web", labels={"team": "green"}, workloads=(LOAD_BALANCER, WEB), instances=(RED, BLUE))
    (finding,) = check(judged)
    served = "AKO would serve it in a claimed namespace"
    assert finding == Finding(
        rule="unclaimed-namespace",
        severity=Severity.WARNING,
        about="web",
        title="namespace web has 2 workloads for AKO (Ingress: 1 and Service: 1), and no instance claims it",
        objects=(ObjectRef("Namespace", "web"), ObjectRef("Ingress", "shop", "web"), ObjectRef("Service", "lb", "web")),
        owners=(),
        evidence=(
            Evidence(KUBERNETES, Kind.INGRESS, "Ingress/web/shop", "metadata.name", "shop", served),
            Evidence(KUBERNETES, Kind.SERVICE, "Service/web/lb", "metadata.name", "lb", served),
            Evidence(
                KUBERNETES,
                Kind.NAMESPACE,
                "Namespace/web",
                "metadata.labels.team",
                "green",
                "avi-system selects team=red, and this is not it",
            ),
            Evidence(
                KUBERNETES,
                Kind.NAMESPACE,
                "Namespace/web",
                "metadata.labels.tier",
                "",
                "blue selects tier=blue, and this is not it",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            Remedy(
                "let avi-system serve web: it makes virtual services for its workloads",
                "kubectl label namespace web team=red --overwrite",
            ),
            Remedy(
                "let blue serve web: it makes virtual services for its workloads",
                "kubectl label namespace web tier=blue",
            ),
        ),
    )


def test_namespace_without_workloads_is_fine() -> None:
    assert not list(check(namespace_subject(instances=(RED,))))


def test_gateways_need_no_claim() -> None:
    assert not list(check(namespace_subject(workloads=(Workload("Gateway", "shop", "gw"),), instances=(RED,))))


def test_claimed_namespace_is_fine() -> None:
    assert not list(check(namespace_subject(workloads=(WEB,), claimants=(RED,))))


def test_namespace_whose_claims_are_unknown_is_not_judged() -> None:
    assert not list(check(namespace_subject(workloads=(WEB,), state=NamespaceState.UNKNOWN)))
    assert RULE.whole == {Kind.STATEFUL_SET, Kind.CONFIG_MAP}


def test_label_overruled_by_a_block_list_is_left_to_the_other_rule() -> None:
    judged = namespace_subject("web", labels={"team": "red"}, workloads=(WEB,), blockers=(RED,), instances=(RED,))
    assert not list(check(judged))


def test_block_list_of_an_instance_without_selector_is_cited() -> None:
    wide = instance("avi-system", blocked=("web",), settings={"blockedNamespaceList": '["web"]'})
    (finding,) = check(namespace_subject("web", workloads=(WEB,), blockers=(wide,), instances=(wide,)))
    assert (finding.evidence[-1].field, finding.evidence[-1].value) == ("data.blockedNamespaceList", '["web"]')
    assert finding.remedy == (
        Remedy("take web off AKOSettings.blockedNamespaceList of avi-system and restart avi-system"),
    )


def test_cluster_without_instances_gets_advice() -> None:
    (finding,) = check(namespace_subject("web", workloads=(WEB,)))
    assert finding.remedy == (ADVICE,)


def test_label_that_two_instances_select_is_not_proposed() -> None:
    twin = instance("green", primary=False, selector=("team", "red"))
    (finding,) = check(namespace_subject("web", workloads=(WEB,), instances=(RED, BLUE, twin)))
    assert [remedy.command for remedy in finding.remedy] == ["kubectl label namespace web tier=blue"]
    (finding,) = check(namespace_subject("web", workloads=(WEB,), instances=(RED, twin)))
    assert finding.remedy == (ADVICE,)


def test_many_workloads_are_listed_and_only_some_cited() -> None:
    workloads = tuple(Workload("Ingress", "web", f"shop-{number}") for number in range(9))
    (finding,) = check(namespace_subject("web", workloads=workloads))
    assert len(finding.objects) == 10
    assert len(finding.evidence) == 5
