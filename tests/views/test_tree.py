import msgspec
from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.estate import Estate
from akotui.analysis.findings import ObjectRef
from akotui.analysis.subjects import Origin, State, Workload
from akotui.views.places import place
from akotui.views.tree import ELSEWHERE, NOBODY, ROOT, Tree, listing
from akotui.views.tree_path import path
from tests.build import namespace_subject, virtual_service, virtual_service_subject
from tests.build_estate import BLUE, INSTANCES, NAMESPACES, ORPHAN, RED, USERS, VIRTUAL_SERVICES, estate, finding

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
