"""The difference of two estates: what is told, what is not known, and that both directions agree."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from akotui.analysis.analyse import analyse
from akotui.analysis.differences import (
    Altered,
    Claim,
    Difference,
    InstanceChange,
    NamespaceChange,
    NotCompared,
    Ownership,
    Part,
    Side,
    VirtualServiceChange,
    difference,
)
from akotui.analysis.estate import Estate, UnreadPart
from akotui.analysis.findings import Coverage, Finding
from akotui.analysis.instances import Health as InstanceHealth
from akotui.analysis.settings import Turn
from akotui.analysis.subjects import NamespaceState, State
from akotui.model.facts import Scope, SourceState
from akotui.model.inventory import Health
from akotui.model.kinds import Kind, Plane
from akotui.rules import ALL_RULES
from tests.analysis import losses
from tests.analysis.fleets import Fleet, fleets, inventory_of
from tests.build import AVI, KUBERNETES, instance_subject, namespace_subject, virtual_service, virtual_service_subject
from tests.build_estate import BLUE, INSTANCES, NAMESPACES, READ_AT, RED, VIRTUAL_SERVICES, estate, finding, source

ABLE = tuple(Coverage(one.rule, "ran") for one in estate().coverage)
OLD = estate(coverage=ABLE)
OTHER_SIDE = {Side.BEFORE: Side.AFTER, Side.AFTER: Side.BEFORE}


def now(**fields: object) -> Difference:
    """What differs between an estate of which all was read and one with these fields."""
    return difference(OLD, msgspec.structs.replace(OLD, **fields))


def without(kind: Kind) -> dict[tuple[Scope, Kind], object]:
    return {key: at for key, at in READ_AT.items() if key[1] is not kind}


def test_estate_does_not_differ_from_itself() -> None:
    found = difference(OLD, OLD)
    assert not found.differs
    assert (found.not_compared, found.unchanged) == ((), OLD.findings)


def test_finding_is_introduced_fixed_altered_or_unchanged() -> None:
    claimed, orphaned = OLD.findings
    more = msgspec.structs.replace(orphaned, title="2 virtual services of ako-prod-violet have no AKO instance")
    news = finding("host shop.example.com is served twice")
    found = now(findings=(news, more))
    assert (found.introduced, found.fixed, found.unchanged) == ((news,), (claimed,), ())
    assert found.altered == (Altered(orphaned, more),)


def test_finding_whose_rule_did_not_run_whole_is_not_known_to_be_fixed() -> None:
    partial = tuple(Coverage(one.rule, "partial", "services: torn read") for one in ABLE)
    found = now(findings=(), coverage=partial)
    assert (found.fixed, found.perhaps_fixed) == ((), OLD.findings)
    rules = ("double-owned-namespace", "gateways-served-twice", "orphaned-virtual-service")
    assert found.not_compared == (NotCompared(Part.FINDINGS, Side.AFTER, "services: torn read", rules),)


def test_finding_whose_rule_did_not_run_before_is_not_known_to_be_new() -> None:
    found = difference(estate(coverage=(), findings=()), OLD)
    assert (found.introduced, found.perhaps_introduced) == ((), OLD.findings)


def test_instance_tells_its_health_and_each_setting_that_differs() -> None:
    turned = msgspec.structs.replace(
        BLUE,
        settings={"clusterName": "prod", "serviceType": "NodePort", "logLevel": "DEBUG", "apiToken": "hunter2"},
        service_type="NodePort",
        health=InstanceHealth.DOWN,
    )
    found = now(instances=(INSTANCES[0], instance_subject(turned), INSTANCES[2]))
    settings = (Turn("serviceType", "ClusterIP", "NodePort"), Turn("logLevel", "", "DEBUG"))
    assert found.instances == (InstanceChange("blue", InstanceHealth.READY, InstanceHealth.DOWN, settings),)


def test_instance_that_goes_is_told_with_all_it_had() -> None:
    (change,) = now(instances=INSTANCES[1:]).instances
    assert (change.id, change.before, change.after) == ("avi-system", InstanceHealth.READY, None)
    assert Turn("selector", "team=red", "") in change.settings


def test_settings_that_were_not_read_did_not_change() -> None:
    bare = msgspec.structs.replace(RED, settings={}, selector=None, label_key="", label_value="")
    assert now(instances=(instance_subject(bare), *INSTANCES[1:])).instances == ()


def test_leader_that_one_side_does_not_know_did_not_change() -> None:
    led = msgspec.structs.replace(RED, leader="ako-0")
    elsewhere = msgspec.structs.replace(RED, leader="ako-1")
    before = msgspec.structs.replace(OLD, instances=(instance_subject(led), *INSTANCES[1:]))
    after = msgspec.structs.replace(OLD, instances=(instance_subject(elsewhere), *INSTANCES[1:]))
    assert difference(OLD, before).instances == ()
    assert difference(before, after).instances[0].settings == (Turn("leader", "ako-0", "ako-1"),)


def test_claims_on_a_namespace_are_compared() -> None:
    new = namespace_subject("launch", claimants=(RED,))
    moved = namespace_subject("blue-api", claimants=(RED,))
    found = now(namespaces=(moved, new, *NAMESPACES[1:3]))
    owned, nobody = NamespaceState.OWNED, NamespaceState.UNCLAIMED
    assert found.namespaces == (
        NamespaceChange("blue-api", Claim(owned, ("blue",)), Claim(owned, ("avi-system",))),
        NamespaceChange("launch", None, Claim(owned, ("avi-system",))),
        NamespaceChange("web", Claim(nobody, ()), None),
    )


def test_claims_that_could_not_be_decided_did_not_change() -> None:
    lost = namespace_subject("blue-api", state=NamespaceState.UNKNOWN)
    found = now(namespaces=(lost, *NAMESPACES[1:]))
    assert found.namespaces == ()
    reason = "who claims them could not be decided"
    assert found.not_compared == (NotCompared(Part.NAMESPACES, Side.AFTER, reason, ("blue-api",)),)


def test_owner_of_a_virtual_service_is_compared() -> None:
    pay, red, orphan, legacy = VIRTUAL_SERVICES
    given = msgspec.structs.replace(orphan, state=State.OWNED, owner="blue")
    new = virtual_service_subject(virtual_service("prod--new", created_by="ako-prod"), owner=RED)
    found = now(virtual_services=(new, pay, given, legacy))
    nobodys, before = (
        Ownership(State.ORPHANED, None, "ako-prod-violet"),
        Ownership(State.OWNED, "avi-system", "ako-prod"),
    )
    assert found.virtual_services == (
        VirtualServiceChange("admin", "prod--new", new.vs.uuid, None, before),
        VirtualServiceChange("admin", "prod--red", red.vs.uuid, before, None),
        VirtualServiceChange(
            "admin", "prod--shop-cart", orphan.vs.uuid, nobodys, Ownership(State.OWNED, "blue", "ako-prod-violet")
        ),
    )


def test_virtual_service_whose_owner_could_not_be_decided_did_not_change() -> None:
    pay = msgspec.structs.replace(VIRTUAL_SERVICES[0], state=State.UNKNOWN, owner=None)
    found = now(virtual_services=(pay, *VIRTUAL_SERVICES[1:]))
    assert found.virtual_services == ()
    reason = "whose they are could not be decided"
    assert found.not_compared == (NotCompared(Part.VIRTUAL_SERVICES, Side.AFTER, reason, ("admin/prod--pay",)),)


def test_what_is_not_found_among_some_is_not_gone() -> None:
    some = source(unread=(UnreadPart("namespaces", "read only in single namespaces"),), at=None)
    found = now(namespaces=NAMESPACES[1:], sources=(some, source(AVI)))
    assert found.namespaces == ()
    reason = "namespaces: read only in single namespaces"
    assert found.not_compared == (NotCompared(Part.NAMESPACES, Side.AFTER, reason, ("blue-api",)),)


def test_what_was_not_read_at_all_is_one_gap_and_no_list() -> None:
    lost = source(AVI, SourceState.UNREACHABLE, health=Health(SourceState.UNREACHABLE, "connection refused"))
    found = now(virtual_services=(), read_at=without(Kind.VIRTUAL_SERVICE), sources=(source(), lost))
    assert found.virtual_services == ()
    reason = "avi.test is unreachable: connection refused"
    assert found.not_compared == (NotCompared(Part.VIRTUAL_SERVICES, Side.AFTER, reason),)


def test_instance_that_was_not_read_is_not_gone() -> None:
    found = now(instances=(), read_at=without(Kind.STATEFUL_SET))
    assert found.instances == ()
    assert found.not_compared[0].part is Part.INSTANCES


def test_virtual_service_of_a_tenant_that_is_not_shown_any_more_is_not_gone() -> None:
    ten = virtual_service_subject(virtual_service("prod--ten", tenant="ten", created_by="ako-prod"), owner=RED)
    before = msgspec.structs.replace(
        OLD, virtual_services=(*VIRTUAL_SERVICES, ten), tenants={AVI: frozenset({"admin", "ten"})}
    )
    found = difference(before, OLD)
    assert found.virtual_services == ()
    reason = "tenant ten is not shown by the Controller"
    assert found.not_compared == (NotCompared(Part.VIRTUAL_SERVICES, Side.AFTER, reason, ("ten/prod--ten",)),)


def test_controller_under_another_address_is_the_same_when_it_holds_the_same_virtual_service() -> None:
    moved = Scope("10.0.0.5", Plane.AVI)
    parts = finding("pools are left over", rule="orphaned-virtual-service", about="avi.test ako-prod")
    before = msgspec.structs.replace(OLD, findings=(parts,))
    after = estate(
        coverage=ABLE,
        sources=(source(), source(moved)),
        virtual_services=tuple(msgspec.structs.replace(one, scope=moved) for one in VIRTUAL_SERVICES[1:]),
        findings=(msgspec.structs.replace(parts, about="10.0.0.5 ako-prod"),),
        read_at={(KUBERNETES if key[0] is KUBERNETES else moved, key[1]): at for key, at in READ_AT.items()},
        tenants={moved: frozenset({"admin"})},
    )
    found = difference(before, after)
    assert [one.name for one in found.virtual_services] == ["prod--pay"]
    assert (len(found.unchanged), found.introduced, found.fixed, found.not_compared) == (1, (), (), ())


def test_two_clusters_are_told_from_one_that_changed() -> None:
    def of(uid: str) -> Estate:
        (system,) = (namespace_subject("kube-system"),)
        named = msgspec.structs.replace(system.namespace.metadata, uid=uid)
        space = msgspec.structs.replace(system.namespace, metadata=named)
        return estate(namespaces=(msgspec.structs.replace(system, namespace=space),))

    assert difference(of("a"), of("b")).other_cluster
    assert not difference(of("a"), of("a")).other_cluster
    assert not difference(of("a"), of("")).other_cluster


@st.composite
def estates(draw: st.DrawFn, fleet: Fleet) -> Estate:
    """A fleet as it is seen: whole, or with a kind or a tenant that could not be read."""
    whole = inventory_of(fleet)
    how = draw(st.sampled_from(["whole", "unread", "part", "tenant"]))
    kind = draw(st.sampled_from(Kind))
    if how == "unread":
        whole = losses.unread(whole, kind)
    elif how == "part":
        keys = sorted(losses.table_of(whole, kind).rows)
        whole = losses.in_part(whole, kind, draw(st.sets(st.sampled_from(keys))) if keys else ())
    elif how == "tenant":
        whole = losses.hidden(whole, draw(st.sampled_from(["admin", "ten"])))
    return analyse(None, whole, ALL_RULES)


def mirrored(found: Difference) -> Difference:
    """The same with both sides exchanged."""
    return Difference(
        found.fixed,
        found.introduced,
        tuple(Altered(one.after, one.before) for one in found.altered),
        found.unchanged,
        found.perhaps_fixed,
        found.perhaps_introduced,
        tuple(
            InstanceChange(
                one.id,
                one.after,
                one.before,
                tuple(Turn(each.setting, each.after, each.before) for each in one.settings),
            )
            for one in found.instances
        ),
        tuple(msgspec.structs.replace(one, before=one.after, after=one.before) for one in found.namespaces),
        tuple(msgspec.structs.replace(one, before=one.after, after=one.before) for one in found.virtual_services),
        tuple(msgspec.structs.replace(one, side=OTHER_SIDE[one.side]) for one in found.not_compared),
        found.other_cluster,
    )


def unordered(found: Difference) -> dict[str, object]:
    """Its parts, findings by what they are: those on both sides are told as they are afterwards, in that order."""

    def facts(findings: tuple[Finding, ...]) -> list[str]:
        return sorted(one.fingerprint for one in findings)

    lists = {
        name: facts(getattr(found, name))
        for name in ("introduced", "fixed", "unchanged", "perhaps_introduced", "perhaps_fixed")
    }
    altered = sorted((one.before.fingerprint, one.before.title, one.after.title) for one in found.altered)
    gaps = frozenset(found.not_compared)
    return {
        **lists,
        "altered": altered,
        "gaps": gaps,
        "rest": (found.instances, found.namespaces, found.virtual_services),
    }


@given(st.data(), fleets(), fleets())
@settings(max_examples=60, deadline=None)
def test_both_directions_agree(data: st.DataObject, first: Fleet, second: Fleet) -> None:
    before, after = data.draw(estates(first)), data.draw(estates(second))
    assert unordered(mirrored(difference(before, after))) == unordered(difference(after, before))


@given(st.data(), fleets())
@settings(max_examples=60, deadline=None)
def test_less_that_is_read_makes_no_difference(data: st.DataObject, fleet: Fleet) -> None:
    """What is lacking afterwards is never gone or fixed."""
    whole, less = analyse(None, inventory_of(fleet), ALL_RULES), data.draw(estates(fleet))
    found = difference(whole, less)
    assert found.fixed == ()
    assert not any(one.after is None for one in (*found.instances, *found.namespaces, *found.virtual_services))
    again = difference(whole, analyse(None, inventory_of(fleet), ALL_RULES))
    assert not again.differs
