from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.subjects import Part, PartsSubject
from akotui.model.kinds import Kind
from akotui.rules.leftover_objects import RULE, check
from tests.build import (
    AVI,
    KUBERNETES,
    ako,
    cluster,
    controller,
    data_script_set,
    http_policy_set,
    instance,
    inventory,
    l4_policy_set,
    markers,
    namespace,
    pool,
    pool_group,
    tenant,
    virtual_service,
)

PART = Part("Pool", "admin", "prod--maps", "pool-1")
RED = instance(settings={"clusterName": "prod"})
PLACE = "Pool/admin/prod--maps"


def test_parts_of_an_instance_that_is_gone_are_reported() -> None:
    (finding,) = check(PartsSubject(AVI, "ako-prod-violet", (PART,), instances=(RED,)))
    assert finding == Finding(
        rule="leftover-objects",
        severity=Severity.INFO,
        about="avi.test ako-prod-violet",
        title="1 pool of ako-prod-violet left over: no AKO instance writes this username",
        objects=(ObjectRef("Pool", "prod--maps", tenant="admin", id="pool-1"),),
        owners=("ako-prod-violet",),
        evidence=(
            Evidence(AVI, Kind.POOL, PLACE, "created_by", "ako-prod-violet", "no known instance writes it"),
            Evidence(
                KUBERNETES,
                Kind.CONFIG_MAP,
                "ConfigMap/avi-system/avi-k8s-config",
                "data.clusterName",
                "prod",
                "avi-system writes ako-prod",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(Remedy("remove them on the Controller by hand, after the virtual services that still use them"),),
    )


def test_parts_that_nothing_uses_are_reported_with_their_owner() -> None:
    group = Part("PoolGroup", "admin", "prod--maps", "poolgroup-1")
    (finding,) = check(PartsSubject(AVI, "ako-prod", (PART, group), ("avi-system",), (RED,)))
    assert finding.title == "1 pool and 1 pool group of ako-prod left over: nothing uses them"
    assert finding.confidence is Confidence.LIKELY
    assert [remedy.command for remedy in finding.remedy] == ["kubectl rollout restart statefulset/ako -n avi-system"]


def test_no_parts_are_no_finding() -> None:
    assert not list(check(PartsSubject(AVI, "ako-prod", ())))


def _left(*objects: object) -> list[str]:
    estate = analyse(None, inventory(cluster(ako()), controller(objects)), (RULE,))
    return [part.name for finding in estate.findings for part in finding.objects]


OWN = pool("prod--shop", ingress="shop/web")


def test_pool_in_a_group_that_a_virtual_service_uses_is_needed() -> None:
    group = pool_group("prod--group", OWN)
    assert _left(OWN, group, virtual_service(pool_group=group.uuid)) == []
    assert _left(OWN) == ["prod--shop"]


def test_pool_that_a_policy_chooses_shares_its_source_with_the_virtual_service() -> None:
    l4 = pool("prod--shop-db-TCP-80", markers=markers(Namespace="shop", ServiceName="db"))
    assert _left(l4, virtual_service("prod--shop-db", services=("shop/db",))) == []
    assert _left(l4, virtual_service("prod--bar-db", services=("bar/db",))) == ["prod--shop-db-TCP-80"]


def test_datascript_set_named_like_a_virtual_service_is_needed() -> None:
    script = data_script_set("prod--Shared-L7-0")
    assert _left(script, virtual_service("prod--Shared-L7-0")) == []
    assert _left(script) == ["prod--Shared-L7-0"]


def test_policy_set_that_a_virtual_service_refers_to_is_needed() -> None:
    http, l4 = http_policy_set(), l4_policy_set()
    using = virtual_service("prod--x", policies=(http.uuid, l4.uuid), ingresses=("shop/web",))
    assert _left(http, l4, using) == []
    assert _left(http, l4, virtual_service("prod--x")) == ["prod--shop-shop.example.com", "prod--shop-db"]


def test_policy_sets_of_an_instance_that_is_gone_are_reported() -> None:
    left = http_policy_set("prod--maps-maps.example.com", created_by="ako-prod-violet")
    estate = analyse(None, inventory(cluster(ako()), controller(left)), (RULE,))
    (finding,) = estate.findings
    assert finding.title == "1 HTTP policy set of ako-prod-violet left over: no AKO instance writes this username"
    place = "HTTPPolicySet/admin/prod--maps-maps.example.com"
    says = "no known instance writes it"
    assert finding.evidence[0] == Evidence(AVI, Kind.HTTP_POLICY_SET, place, "created_by", "ako-prod-violet", says)
    assert estate.coverage[0].status == "ran"


def test_default_backend_of_the_gateway_container_is_kept() -> None:
    kept = http_policy_set("ako-gw-prod--default-backend", created_by="ako-gw-prod-avi-system")
    estate = analyse(None, inventory(cluster(ako(gateway=True)), controller(kept)), (RULE,))
    assert estate.findings == ()


def test_policy_sets_that_are_not_read_leave_the_rest_sound() -> None:
    estate = analyse(None, inventory(cluster(ako()), controller(OWN, unread=(Kind.HTTP_POLICY_SET,))), (RULE,))
    assert [part.name for one in estate.findings for part in one.objects] == ["prod--shop"]
    assert (estate.coverage[0].status, estate.coverage[0].reason) == ("partial", "httppolicysets: not readable")


def test_parts_of_other_clusters_and_people_are_none_of_ours() -> None:
    foreign = pool("other--a", created_by="ako-other", markers=markers("other"), ingress="a/b")
    by_hand = pool("erp", created_by=None, markers={})
    assert _left(foreign, by_hand) == []


def test_part_that_tells_no_source_is_not_judged() -> None:
    assert _left(pool("prod--something")) == []


def test_part_of_an_unknown_user_is_left_only_when_all_instances_are_known() -> None:
    orphan = pool("prod--maps", created_by="ako-prod-violet", ingress="maps/web")
    assert _left(orphan) == ["prod--maps"]
    estate = analyse(None, inventory(cluster(ako(), partial=(Kind.STATEFUL_SET,)), controller(orphan)), (RULE,))
    assert (estate.findings, estate.coverage[0].status) == ((), "not-run")


def test_part_whose_virtual_service_may_lie_in_a_hidden_tenant_is_not_left() -> None:
    gold = namespace(annotations={"ako.vmware.com/tenant-name": "gold"})

    def left(*tenants: object) -> tuple[int, str]:
        estate = analyse(None, inventory(cluster(ako(), gold), controller(OWN, *tenants)), (RULE,))
        return len(estate.findings), estate.coverage[0].status

    assert left(tenant("admin"), tenant("gold")) == (1, "ran")
    assert left(tenant("admin")) == (0, "partial")
