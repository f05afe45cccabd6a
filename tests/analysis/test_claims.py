from hypothesis import given
from hypothesis import strategies as st

from akotui.analysis.claims import find_claims, matched
from akotui.analysis.discovery import find_instances
from akotui.analysis.instances import Instance
from akotui.model.inventory import Extent
from akotui.model.kinds import Kind
from akotui.model.kubernetes import Namespace
from tests.build import ako, cluster, config_map, instance, namespace, stateful_set, table

WORDS = st.sampled_from(["", " ", "a", "b", "a ", "A"])
NAMES = ["n1", "n2", "n3", "n4"]
SETTINGS = {"clusterName": "prod"}


@st.composite
def instances(draw: st.DrawFn) -> tuple[Instance, ...]:
    made = (
        ako(
            name,
            label=(draw(WORDS), draw(WORDS)),
            blockedNamespaceList="[" + ",".join(f'"{each}"' for each in draw(st.sets(st.sampled_from(NAMES)))) + "]",
        )
        for name in draw(st.lists(st.sampled_from(["i1", "i2", "i3", "i4"]), unique=True))
    )
    return find_instances(cluster(*made))


@st.composite
def namespaces(draw: st.DrawFn) -> tuple[Namespace, ...]:
    labels = st.dictionaries(WORDS, WORDS, max_size=3)
    return tuple(namespace(name, labels=draw(labels)) for name in draw(st.lists(st.sampled_from(NAMES), unique=True)))


def accepts(one: Instance, space: Namespace) -> bool:
    """The rule of the documentation, word by word and without the code under test."""
    key, value = one.settings.get("nsSyncLabelKey", ""), one.settings.get("nsSyncLabelValue", "")
    if key.strip() == "" or value.strip() == "":
        return True
    return key in space.metadata.labels and space.metadata.labels[key] == value


@given(instances(), namespaces())
def test_claims_agree_with_a_naive_model(found: tuple[Instance, ...], spaces: tuple[Namespace, ...]) -> None:
    claims = find_claims(table(*spaces), found)
    for space in spaces:
        name = space.metadata.name
        accepting = [one for one in found if accepts(one, space)]
        assert list(claims.on(name).claimants) == [one for one in accepting if name not in one.blocked]
        assert list(claims.on(name).blockers) == [one for one in accepting if name in one.blocked]
    for one in found:
        names = [space.metadata.name for space in spaces if one in claims.on(space.metadata.name).claimants]
        assert list(matched(claims).get(one.id, ())) == sorted(names)


def test_instance_that_is_down_keeps_its_claim() -> None:
    (down,) = find_instances(cluster(stateful_set(ready=0), config_map()))
    assert find_claims(table(namespace()), (down,)).on("shop").claimants == (down,)


def test_neither_removed_nor_unconfigured_instances_claim() -> None:
    found = find_instances(cluster(config_map("violet"), stateful_set("blue")))
    assert find_claims(table(namespace()), found).on("shop").claimants == ()


def test_nothing_is_excluded_by_itself() -> None:
    (open_to_all,) = find_instances(cluster(ako()))
    claims = find_claims(table(namespace("kube-system"), namespace("avi-system")), (open_to_all,))
    assert [claims.on(name).claimants for name in ("kube-system", "avi-system")] == [(open_to_all,)] * 2


def test_namespace_that_was_not_seen_is_gone_only_when_all_were_read() -> None:
    (one,) = find_instances(cluster(ako()))
    assert find_claims(table(namespace()), (one,)).on("other").exists is False
    assert find_claims(table(namespace(), extent=Extent.PARTIAL), (one,)).on("other").exists is None
    assert find_claims(cluster(unread=(Kind.NAMESPACE,)).namespaces, (one,)).on("other").exists is None


def test_settings_that_were_not_read_claim_nothing() -> None:
    assert find_claims(table(namespace()), (instance(),)).on("shop").claimants == ()
