"""Whatever the fleet: the chains of a virtual service say what its verdict says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akotui.analysis import chain_workloads
from akotui.analysis.analyse import analyse
from akotui.analysis.chain import Step
from akotui.analysis.chain_case import open_case
from akotui.model.inventory import Inventory
from akotui.model.kinds import Kind
from tests.analysis.cases import agrees
from tests.build import ako, cluster, controller, ingress, ingress_class, inventory, namespace, virtual_service, vs_vip

NAMES = ("a", "b")
SELECTORS = (("tier", "x"), ("tier", "x"), ("tier", "y"), None)
USERS = ("ako-prod", "ako-prod-blue", "ako-prod-blue", "ako-prod-green", "ako-prod-violet", "ako-other", "x", None)
KINDS = (Kind.NAMESPACE, Kind.STATEFUL_SET, Kind.CONFIG_MAP, Kind.INGRESS, Kind.ROUTE, Kind.INGRESS_CLASS, Kind.VS_VIP)
CLASSES = ("avi-lb", "avi-lb", "avi-lb", "else", None)

instances = st.lists(
    st.tuples(
        st.sampled_from(("avi-system", "blue", "green")),
        st.sampled_from(SELECTORS),
        st.sampled_from((False, False, True)),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one[0],
)
namespaces = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(("x", "x", "y", "")), min_size=1, max_size=2)
ingresses = st.sets(st.sampled_from(("a/web", "b/web", "b/api")), min_size=1)
services = st.lists(
    st.tuples(
        st.sampled_from(USERS),
        st.sets(st.sampled_from(("a/web", "b/web", "b/api"))),
        st.sampled_from(("admin", "admin", "other")),
        st.sampled_from(("prod--host", "prod--Shared-L7-0", "prod--blue-Shared-L7-0")),
        st.sampled_from(("prod", "prod", "prod", "other")),
    ),
    min_size=1,
    max_size=3,
)


@st.composite
def inventories(draw: st.DrawFn) -> Inventory:
    """A few instances, namespaces, Ingresses and virtual services; now and then a kind is not read."""
    fleet = [
        ako(name, primary=name == "avi-system", label=label, deleteConfig="true" if leaving else "false")
        for name, label, leaving in draw(instances)
    ]
    places = [namespace(name, labels={"tier": value}) for name, value in draw(namespaces).items()]
    classes = st.sampled_from(CLASSES)
    objects = [ingress(*key.split("/"), class_name=draw(classes)) for key in sorted(draw(ingresses))]
    made = [
        virtual_service(
            f"{name}-{number}",
            created_by=user,
            ingresses=tuple(sorted(sources)),
            tenant=tenant,
            markers={"clustername": (marker,)},
        )
        for number, (user, sources, tenant, name, marker) in enumerate(draw(services))
    ]
    unread = draw(st.sets(st.sampled_from(KINDS), max_size=1))
    kubernetes = [kind for kind in unread if kind is not Kind.VS_VIP]
    avi = [kind for kind in unread if kind is Kind.VS_VIP]
    return inventory(
        cluster(*fleet, *places, *objects, ingress_class(), unread=kubernetes),
        controller(*made, vs_vip(), unread=avi),
    )


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(inventories())
def test_chains_come_to_the_verdict(read: Inventory) -> None:
    case = open_case(read, analyse(None, read, ()))
    for subject in case.estate.virtual_services:
        assert agrees(subject, case), subject


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(inventories())
def test_every_object_reaches_every_virtual_service_that_names_it(read: Inventory) -> None:
    case = open_case(read, analyse(None, read, ()))
    for workload, subjects in case.made.items():
        reached = {
            link.evidence.object
            for chain in chain_workloads.chains(workload, case)
            for link in chain.links
            if link.step is Step.VIRTUAL_SERVICE
        }
        assert {f"VirtualService/{one.vs.tenant}/{one.vs.name}" for one in subjects} <= reached
