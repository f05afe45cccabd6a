import msgspec
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.estate import Estate, UnreadPart
from akotui.analysis.findings import ObjectRef
from akotui.analysis.subjects import NamespaceState, Origin, State, Workload
from akotui.model.facts import SourceState
from akotui.model.kinds import Kind, Plane
from akotui.views.places import place
from akotui.views.tree import ELSEWHERE, NOBODY, ROOT, UNTOLD, Tree, listing
from akotui.views.tree_path import path
from tests.build import AVI, namespace_subject, virtual_service, virtual_service_subject
from tests.build_estate import (
    BLUE,
    INSTANCES,
    NAMESPACES,
    ORPHAN,
    READ_AT,
    RED,
    USERS,
    VIRTUAL_SERVICES,
    estate,
    finding,
    source,
)

SHOP = Workload("Ingress", "red-web", "shop")
SERVED = msgspec.structs.replace(
    virtual_service_subject(virtual_service("prod--shop"), owner=RED, origins=(Origin(SHOP, found=True),)),
    addresses=("10.9.1.5",),
)
RED_WEB = namespace_subject("red-web", labels={"team": "red"}, claimants=(RED,), workloads=(SHOP,), instances=(RED,))
ESTATE = estate(virtual_services=(*VIRTUAL_SERVICES, SERVED), namespaces=(*NAMESPACES[:2], RED_WEB, NAMESPACES[3]))


def seen(estate: Estate, subject: object) -> list[str]:
    """The tree with the way to a thing open, and this thing too."""
    tree = Tree(estate, "prod")
    opened = path(subject, estate, tree)
    return [row.cells[0] for row in listing(tree.grown(opened), opened).rows()]


def test_way_leads_from_the_cluster_to_the_address() -> None:
    assert seen(ESTATE, SERVED)[:8] == [
        "- cluster prod",
        "  - AKO avi-system",
        "    + ns payments",
        "    - ns red-web",
        "      - ing shop",
        "        - vs prod--shop",
        "            VIP 10.9.1.5",
        "      vs prod--pay",
    ]


def test_namespace_that_two_claim_stands_below_both() -> None:
    tree = Tree(ESTATE, "prod")
    for instance in (RED, BLUE):
        opened = [ROOT, f"{ROOT}\nako {instance.id}"]
        assert "    + ns payments" in [row.cells[0] for row in listing(tree.grown(opened), opened).rows()]


def test_what_belongs_to_no_instance_stands_below_nobody_or_elsewhere() -> None:
    assert "    - ns web" in seen(ESTATE, NAMESPACES[3])
    assert f"      vs {ORPHAN.vs.name}" in seen(ESTATE, NAMESPACES[3])
    assert "      vs legacy" in seen(ESTATE, VIRTUAL_SERVICES[3])


def test_source_that_is_gone_still_stands_in_its_namespace() -> None:
    gone = virtual_service_subject(
        virtual_service("prod--gone"), owner=RED, origins=(Origin(Workload("Service", "red-web", "old"), found=False),)
    )
    tree = Tree(estate(virtual_services=(gone,), namespaces=(RED_WEB,)), "prod")
    opened = [ROOT, f"{ROOT}\nako avi-system", f"{ROOT}\nako avi-system\nns red-web"]
    rows = listing(tree.grown(opened), opened).rows()
    assert [row.cells for row in rows][3:5] == [
        ("        ing shop", "", "no virtual service"),
        ("      + svc old", "∅ gone", "1 virtual service"),
    ]


def test_finding_leads_to_the_first_thing_that_it_is_about() -> None:
    tree = Tree(ESTATE, "prod")
    assert path(finding(), ESTATE, tree)[-1] == f"{ROOT}\nako avi-system\nns payments"
    about = finding(objects=(ObjectRef("Ingress", "shop", "red-web"),))
    assert path(about, ESTATE, tree)[-1].endswith("\nIngress/red-web/shop")
    settings = finding(objects=(ObjectRef("ConfigMap", "avi-k8s-config", "blue"),))
    assert path(settings, ESTATE, tree)[-1] == f"{ROOT}\nako blue"
    assert path(USERS[0], ESTATE, tree)[-1] == f"{ROOT}\nako avi-system"
    assert path(None, ESTATE, tree) == (ROOT,)


@given(st.sampled_from([*ESTATE.virtual_services, *ESTATE.namespaces, *INSTANCES]))
def test_everything_has_its_place_and_the_place_has_its_row(subject: object) -> None:
    tree = Tree(ESTATE, "prod")
    last = path(subject, ESTATE, tree)
    (node,) = [one for one in tree.grown(last) if one.key == last[-1]]
    assert node.subject == subject
    assert place(subject) is not None


def test_nothing_of_nobody_leaves_nobody_out() -> None:
    texts = [node.text for node in Tree(estate(namespaces=(), virtual_services=()), "").grown([ROOT])]
    assert texts == ["cluster", "AKO avi-system", "AKO blue", "AKO violet"]
    assert {NOBODY, ELSEWHERE}.isdisjoint(texts)
    assert ORPHAN.state is State.ORPHANED


def told(estate: Estate, *opened: str) -> list[tuple[str, ...]]:
    """State and explanation of every row."""
    keys = ["\n".join((ROOT, *opened[:depth])) for depth in range(len(opened) + 1)]
    return [row.cells for row in listing(Tree(estate, "prod").grown(keys), keys).rows()]


def test_without_a_controller_no_workload_is_said_to_have_no_virtual_service() -> None:
    read = {key: at for key, at in READ_AT.items() if key[1].plane is Plane.KUBERNETES}
    off = estate(virtual_services=(), read_at=read, sources=(source(), source(AVI, SourceState.OFF)))
    assert told(off, NOBODY, "ns web")[-3:] == [
        ("  - nobody", "", "1 namespace with work for AKO, virtual services: not read"),
        ("    - ns web", "▲ unclaimed", "--, claimed by nobody"),
        ("        ing front", "", "virtual services: not read"),
    ]


def test_that_a_workload_has_no_virtual_service_is_said_only_as_far_as_all_was_read() -> None:
    parts = (UnreadPart("pools (tenant admin)", "403"),)
    partly = estate(virtual_services=(), sources=(source(), source(AVI, SourceState.PARTIAL, unread=parts)))
    assert told(partly, NOBODY, "ns web")[-1][2] == "? no virtual service in what was read"
    read = {key: at for key, at in READ_AT.items() if key[1] is not Kind.POOL}
    coming = estate(virtual_services=(), read_at=read, sources=(source(), source(AVI, SourceState.CONNECTING)))
    assert told(coming, NOBODY, "ns web")[-1][2] == "… no virtual service yet"
    assert told(estate(virtual_services=()), NOBODY, "ns web")[-1][2] == "no virtual service"


def test_what_cannot_be_told_to_be_somebody_s_is_not_said_to_be_nobody_s() -> None:
    service = virtual_service_subject(virtual_service("prod--far"), state=State.UNKNOWN, reasons=(), origins=())
    either = virtual_service_subject(virtual_service("prod--two"), state=State.AMBIGUOUS, reasons=(), origins=())
    space = namespace_subject("front", workloads=(SHOP,), state=NamespaceState.UNKNOWN)
    open_ = estate(instances=(), namespaces=(space,), virtual_services=(service, either))
    assert told(open_, UNTOLD) == [
        ("- cluster prod", "", "0 AKO instances, 1 namespace"),
        ("  - owner unknown", "? unknown", "1 namespace, 2 virtual services"),
        ("    + ns front", "? unknown", "--, claimed by ?"),
        ("      vs prod--far", "? unknown", f"{service.vs.created_by}, owner ?"),
        ("      vs prod--two", "? ambiguous", f"{either.vs.created_by}, owner ?"),
    ]
    assert path(service, open_, Tree(open_, "prod"))[1] == f"{ROOT}\n{UNTOLD}"
    assert path(space, open_, Tree(open_, "prod"))[1] == f"{ROOT}\n{UNTOLD}"


def test_tree_of_what_is_not_read_yet_or_cannot_be_read_says_so() -> None:
    assert told(estate(instances=(), namespaces=(), virtual_services=(), read_at={}))[0][1:] == (
        "? unknown",
        "? AKO instances, ? namespaces",
    )
    coming = (source(state=SourceState.CONNECTING),)
    assert told(estate(instances=(), namespaces=(), virtual_services=(), read_at={}, sources=coming))[0][1:] == (
        "… connecting",
        "… AKO instances, … namespaces",
    )
