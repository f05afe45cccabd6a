from datetime import timedelta

import msgspec
import pytest

from akotui.analysis.analyse import analyse
from akotui.analysis.findings import Confidence, Coverage, Evidence, Finding, ObjectRef, Remedy, Severity
from akotui.analysis.foreseen import Foreseen, Standing
from akotui.analysis.instances import Health
from akotui.model.avi import Tenant
from akotui.model.inventory import Cluster
from akotui.model.kinds import Kind
from akotui.rules.missing_virtual_service import RULE, check
from tests.build import (
    AVI,
    KUBERNETES,
    MOMENT,
    ako,
    cluster,
    controller,
    gateway,
    gateway_class,
    ingress,
    ingress_class,
    instance,
    inventory,
    namespace,
    route,
    service,
    virtual_service,
    workload_subject,
)

RED = instance(selector=("team", "red"), settings={"nsSyncLabelKey": "team", "nsSyncLabelValue": "red"})
HOST = "shop.example.com"
CHILD = "prod--shop.example.com"
SERVED = virtual_service(ingresses=("shop/web",), hosts=(HOST,))


def finding(*names: Evidence, hosts: tuple[str, ...] = (HOST,), settle: tuple[Remedy, ...] = ()) -> Finding:
    """The whole finding about Ingress shop/web; `names` is what its evidence says of names."""
    place, settings = "Ingress/shop/web", "ConfigMap/avi-system/avi-k8s-config"
    age = "older than the 5 minutes that AKO is given"
    unserved = "no virtual service of this cluster serves it"
    chosen = "avi-system takes team=red"
    return Finding(
        rule="missing-virtual-service",
        severity=Severity.WARNING,
        about="Ingress/shop/web",
        title="Ingress/shop/web of avi-system has no virtual service",
        objects=(ObjectRef("Ingress", "web", "shop"),),
        owners=("ako-prod",),
        evidence=(
            Evidence(KUBERNETES, Kind.INGRESS, place, "metadata.creationTimestamp", "2026-11-01T00:00:00Z", age),
            *(Evidence(KUBERNETES, Kind.INGRESS, place, "host", host, unserved) for host in hosts),
            *names,
            Evidence(KUBERNETES, Kind.CONFIG_MAP, settings, "data.nsSyncLabelKey", "team", chosen),
            Evidence(KUBERNETES, Kind.CONFIG_MAP, settings, "data.nsSyncLabelValue", "red", chosen),
            Evidence(
                KUBERNETES,
                Kind.STATEFUL_SET,
                "StatefulSet/avi-system/ako",
                "status.readyReplicas",
                "1",
                "avi-system runs",
            ),
        ),
        confidence=Confidence.CERTAIN,
        remedy=(
            *settle,
            Remedy(
                "look at the events of Ingress/shop/web and at the log of avi-system for it",
                "kubectl describe ingress web -n shop",
            ),
            Remedy(
                "restart avi-system: at its start it makes what is missing, and deletes what it would not make today",
                "kubectl rollout restart statefulset/ako -n avi-system",
            ),
        ),
    )


def told(*foreseen: Foreseen, hosts: tuple[str, ...] = (HOST,)) -> Finding:
    (found,) = check(workload_subject(server=RED, hosts=hosts, unserved=hosts, foreseen=foreseen))
    return found


def called(value: str, says: str) -> Evidence:
    return Evidence(KUBERNETES, Kind.INGRESS, "Ingress/shop/web", "spec", value, says)


def there(field: str, value: str, says: str, name: str = CHILD) -> Evidence:
    return Evidence(AVI, Kind.VIRTUAL_SERVICE, f"VirtualService/admin/{name}", field, value, says)


WOULD = "what avi-system would call the virtual service for shop.example.com in tenant admin"
REFUSED = "virtualservice-1 has this name and is not of avi-system: the Controller refuses another of it (409)"
SETTLE = Remedy(
    "see who needs what has the name prod--shop.example.com: while it stands, avi-system is refused another of that"
    " name",
    "akotui explain vs/admin/prod--shop.example.com",
)


def test_ingress_without_virtual_service_is_reported() -> None:
    assert told() == finding()


def test_name_that_is_free_is_told() -> None:
    free = Foreseen((HOST,), "admin", CHILD, standing=Standing(AVI))
    absent = there("name", "absent", "no virtual service of that name in tenant admin")
    assert told(free) == finding(called(CHILD, WOULD), absent)


@pytest.mark.parametrize("user", ["ako-prod-blue", "ako-test", "admin", None])
def test_name_that_another_has_is_told_to_be_refused(user: str | None) -> None:
    taken = Foreseen((HOST,), "admin", CHILD, standing=Standing(AVI, "virtualservice-1", user))
    held = there("created_by", user or "", REFUSED)
    assert told(taken) == finding(called(CHILD, WOULD), held, settle=(SETTLE,))


def test_name_that_its_own_server_has_is_not_refused() -> None:
    own = Foreseen((HOST,), "admin", CHILD, standing=Standing(AVI, "virtualservice-1", "ako-prod"))
    says = "virtualservice-1 has this name, and avi-system writes this username"
    assert told(own) == finding(called(CHILD, WOULD), there("created_by", "ako-prod", says))


def test_name_of_which_nobody_knows_whether_it_is_taken_says_so() -> None:
    open_ = Foreseen((HOST,), "admin", CHILD)
    assert told(open_) == finding(called(CHILD, f"{WOULD}; whether one of that name is there is not known"))


def test_doubtful_name_proposes_nothing() -> None:
    doubtful = Foreseen((HOST,), "admin", CHILD, doubt="HostRules were not read")
    taken = msgspec.structs.replace(doubtful, standing=Standing(AVI, "virtualservice-1", "ako-test"))
    name = called(CHILD, f"{WOULD} (HostRules were not read)")
    assert told(taken) == finding(name, there("created_by", "ako-test", REFUSED))


def test_name_that_none_can_tell_says_why() -> None:
    unnamed = Foreseen((HOST,), doubt="AviInfraSetting gold is not Accepted")
    says = f"no name of a virtual service for {HOST} can be foretold: AviInfraSetting gold is not Accepted"
    assert told(unnamed) == finding(called("not foretold", says))


def test_hosts_on_a_shared_virtual_service_are_told_together() -> None:
    hosts, parent = ("a.example.com", "b.example.com"), "prod--Shared-L7-6"
    shared = Foreseen(hosts, "admin", parent, shared=True, standing=Standing(AVI, "virtualservice-6", "ako-prod"))
    says = (
        "the shared virtual service on which avi-system would serve a.example.com and b.example.com in tenant admin",
        "virtualservice-6 has this name, and avi-system writes this username",
    )
    evidence = called(parent, says[0]), there("created_by", "ako-prod", says[1], parent)
    assert told(shared, hosts=hosts) == finding(*evidence, hosts=hosts)


@pytest.mark.parametrize(
    ("thing", "name", "user"),
    [(gateway(), "ako-gw-prod--shop-gw-EVH", "ako-gw-prod-avi-system"), (service(), "prod--shop-db", "ako-prod")],
    ids=["gateway", "service"],
)
def test_gateway_and_service_have_one_name(thing: object, name: str, user: str) -> None:
    read = cluster(ako(gateway=True), namespace(), gateway_class(), thing, absent=(Kind.ROUTE,))
    free, own, other = (
        _one(read, *(virtual_service(name, created_by=by, uuid="virtualservice-1", markers={}) for by in made))
        for made in ((), (user,), ("ako-test",))
    )
    place = f"VirtualService/admin/{name}"
    calls = free.evidence[1]
    assert (calls.value, calls.says) == (name, "what avi-system would call the virtual service of it in tenant admin")
    assert [(one.evidence[2].field, one.evidence[2].object) for one in (free, own, other)] == [
        ("name", place), ("created_by", place), ("created_by", place)
    ]  # fmt: skip
    assert (own.evidence[2].value, other.evidence[2].says) == (user, REFUSED)
    assert [len(one.remedy) for one in (free, own, other)] == [2, 2, 3]
    kept = msgspec.structs.replace(free, evidence=(), remedy=())
    assert [msgspec.structs.replace(one, evidence=(), remedy=()) for one in (own, other)] == [kept, kept]


def _one(read: Cluster, *made: object) -> Finding:
    (found,) = analyse(None, inventory(read, controller(*made)), (RULE,)).findings
    return found


def test_name_that_another_has_does_not_make_a_finding() -> None:
    taken = Foreseen((HOST,), "admin", CHILD, standing=Standing(AVI, "virtualservice-1", "ako-test"))
    subject = workload_subject(server=RED, hosts=(HOST,), virtual_services=(CHILD,), foreseen=(taken,))
    assert not list(check(subject))


def test_single_host_that_nothing_serves_is_named() -> None:
    hosts = (HOST, "api.example.com")
    (finding,) = check(
        workload_subject(server=RED, hosts=hosts, unserved=hosts[1:], virtual_services=("prod--shop.example.com",))
    )
    assert finding.title == "Ingress/shop/web of avi-system has no virtual service for api.example.com"


@pytest.mark.parametrize(
    "fields",
    [
        {"virtual_services": ("prod--shop.example.com",), "unserved": ()},
        {"contested": (HOST,)},
        {"settled": False},
        {"located": None},
        {"ours": False},
        {"refused": True},
        {"claimants": (RED, instance("blue", primary=False))},
        {"servers": ()},
        {"servers": (msgspec.structs.replace(RED, health=Health.DOWN),)},
        {"servers": (msgspec.structs.replace(RED, delete_config=True),)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_served_contested_young_and_unserveable_workloads_are_fine(fields: dict[str, object]) -> None:
    subject = workload_subject(server=RED, hosts=(HOST,), unserved=(HOST,))
    assert not list(check(msgspec.structs.replace(subject, **fields)))


def test_instance_of_which_one_replica_runs_should_serve_all_the_same() -> None:
    half = msgspec.structs.replace(RED, health=Health.DEGRADED)
    (finding,) = check(workload_subject(server=half, hosts=(HOST,), unserved=(HOST,)))
    assert finding.about == "Ingress/shop/web"


SHOP = namespace("shop", labels={"team": "red"})
PARTS = (ako(label=("team", "red")), SHOP, ingress_class(), gateway_class())


def _missing(*objects: object, served: tuple[object, ...] = (), unread: tuple[Kind, ...] = ()) -> list[str]:
    read = cluster(*PARTS, *objects, unread=unread)
    return [finding.about for finding in analyse(None, inventory(read, controller(served)), (RULE,)).findings]


def test_every_kind_of_workload_is_judged() -> None:
    assert _missing(ingress(), service()) == ["Ingress/shop/web", "Service/shop/db"]
    assert _missing(ingress(), served=(SERVED,)) == []


def test_gateway_is_judged_with_the_container_that_serves_it() -> None:
    assert _missing(gateway()) == []
    with_container = (ako(label=("team", "red"), gateway=True), SHOP, gateway_class(), gateway("elsewhere"))
    estate = analyse(None, inventory(cluster(*with_container), controller()), (RULE,))
    assert [finding.about for finding in estate.findings] == ["Gateway/elsewhere/gw"]
    assert estate.findings[0].owners == ("ako-gw-prod-avi-system",)


def test_on_openshift_the_route_counts() -> None:
    read = cluster(*PARTS, ingress(), route(), absent=())
    findings = analyse(None, inventory(read, controller()), (RULE,)).findings
    assert [finding.about for finding in findings] == ["Route/shop/web"]


def test_ingress_with_nothing_but_a_default_backend_gets_none() -> None:
    assert _missing(ingress(hosts=())) == []


def test_new_workload_is_given_its_time() -> None:
    young = ingress()
    created = msgspec.structs.replace(young.metadata, created=MOMENT - timedelta(minutes=4))
    assert _missing(msgspec.structs.replace(young, metadata=created)) == []
    created = msgspec.structs.replace(young.metadata, created=MOMENT - timedelta(minutes=5))
    assert _missing(msgspec.structs.replace(young, metadata=created)) == ["Ingress/shop/web"]


def test_virtual_service_on_another_controller_is_not_missing() -> None:
    elsewhere = ako("blue", primary=False, label=("team", "red"), controllerIP="other.test")
    read = cluster(elsewhere, ako(label=("team", "green")), SHOP, ingress_class(), ingress())
    estate = analyse(None, inventory(read, controller()), (RULE,))
    unseen = "the Controller of blue (other.test) is not known to be read"
    assert (estate.findings, estate.coverage) == ((), (Coverage("missing-virtual-service", "partial", unseen),))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind in RULE.whole])
def test_nothing_is_missing_while_it_may_be_unread(kind: Kind) -> None:
    read = cluster(*PARTS, ingress(), partial=(kind,))
    estate = analyse(None, inventory(read, controller(partial=(kind,))), (RULE,))
    assert (estate.findings, estate.coverage[0].status) == ((), "not-run")


def test_nothing_is_missing_in_a_tenant_that_the_controller_does_not_show() -> None:
    hidden = namespace("shop", labels={"team": "red"}, annotations={"ako.vmware.com/tenant-name": "tenant-b"})
    read = cluster(ako(label=("team", "red")), hidden, ingress_class(), ingress())
    shown = tuple(Tenant(f"tenant-{name}", name) for name in ("admin", "tenant-b"))
    alone, both = inventory(read, controller(*shown[:1])), inventory(read, controller(*shown))
    lacking, whole = analyse(None, alone, (RULE,)), analyse(None, both, (RULE,))
    assert lacking.findings == ()
    unseen = "tenant tenant-b not shown by the Controller to this account"
    assert lacking.coverage == (Coverage("missing-virtual-service", "partial", unseen),)
    assert [(one.about, one.confidence) for one in whole.findings] == [("Ingress/shop/web", Confidence.CERTAIN)]
    assert whole.coverage == (Coverage("missing-virtual-service", "ran"),)


def test_service_that_shares_its_address_may_be_in_the_tenant_of_the_instance() -> None:
    shared = service(annotations={"ako.vmware.com/enable-shared-vip": "together"})
    moved = namespace("shop", labels={"team": "red"}, annotations={"ako.vmware.com/tenant-name": "tenant-b"})
    read = cluster(ako(label=("team", "red"), tenantName="tenant-a"), moved, shared)
    shown = tuple(Tenant(f"tenant-{name}", name) for name in ("tenant-b", "tenant-a"))
    found = [analyse(None, inventory(read, controller(*some)), (RULE,)).findings for some in (shown[:1], shown)]
    assert [[one.about for one in findings] for findings in found] == [[], ["Service/shop/db"]]


def test_what_another_hidden_tenant_may_hold_makes_it_likely() -> None:
    elsewhere = namespace("bar", annotations={"ako.vmware.com/tenant-name": "tenant-b"})
    read = cluster(*PARTS, elsewhere, ingress())
    (finding,) = analyse(None, inventory(read, controller()), (RULE,)).findings
    assert (finding.about, finding.confidence) == ("Ingress/shop/web", Confidence.LIKELY)


def test_gateway_in_a_namespace_that_was_not_read_is_not_judged() -> None:
    read = cluster(ako(gateway=True), gateway_class(), gateway("elsewhere"), partial=(Kind.NAMESPACE,))
    assert not analyse(None, inventory(read, controller()), (RULE,)).findings


def test_tenant_that_a_namespace_now_asks_for_is_looked_at_anew() -> None:
    read = cluster(*PARTS, ingress())
    moved = namespace("shop", labels={"team": "red"}, annotations={"ako.vmware.com/tenant-name": "tenant-b"})
    there = controller(Tenant("tenant-admin", "admin"))
    before = analyse(None, inventory(read, there), (RULE,))
    now = inventory(msgspec.structs.replace(read, namespaces=cluster(moved).namespaces), there)
    assert (len(before.findings), analyse(before, now, (RULE,)).findings) == (1, ())
