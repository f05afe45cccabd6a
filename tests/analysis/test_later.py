"""What is made late: once, when somebody looks, and then as if it had been made at once."""

from collections.abc import Iterator, Sequence
from unittest.mock import patch

import pytest

from akotui.analysis import surveying
from akotui.analysis.analyse import analyse
from akotui.analysis.estate import looked_at
from akotui.analysis.later import Later, Listed, made, rows_of
from akotui.analysis.namespaces import Surroundings, describe_namespaces
from akotui.analysis.subjects import NamespaceSubject, Workload
from akotui.model.inventory import Inventory
from akotui.model.kubernetes import Namespace
from akotui.rules import ALL_RULES
from tests.analysis.golden import golden
from tests.build import ako, cluster, controller, ingress, ingress_class, inventory, namespace, virtual_service

LABELS = {"team": "shop"}


def plain() -> Inventory:
    """One instance, its namespace, and an Ingress with its virtual service: all as it should be."""
    read = cluster(*ako(label=("team", "shop")), namespace(labels=LABELS), ingress(), ingress_class())
    return inventory(read, controller(virtual_service(ingresses=("shop/web",), hosts=("shop.example.com",))))


def test_value_is_made_when_it_is_asked_for_and_once() -> None:
    asked: list[int] = []
    one = Later(lambda: asked.append(1) or len(asked))
    assert asked == []
    assert (one.value, one.value, asked) == (1, 1, [1])
    assert made("as it is").value == "as it is"


def test_list_that_is_made_late_is_as_good_as_its_tuple() -> None:
    listed, pair = Listed(lambda: ("a", "b")), ("a", "b")
    assert [listed == pair, pair == listed, listed == Listed(lambda: pair)] == [True] * 3
    assert [listed == ("a",), listed == Listed(lambda: ("a",))] == [False] * 2
    assert (len(listed), listed[1], listed[:1], "b" in listed, [*reversed(listed)]) == (
        2,
        "b",
        ("a",),
        True,
        ["b", "a"],
    )
    assert (hash(listed), repr(listed)) == (hash(pair), repr(pair))
    assert rows_of(listed) is rows_of(listed) is rows_of(rows_of(listed))


def test_what_is_plain_is_described_when_somebody_looks() -> None:
    described: list[str] = []

    def noting(spaces: Sequence[Namespace], around: Surroundings) -> Iterator[NamespaceSubject]:
        described.extend(one.metadata.name for one in spaces)
        return describe_namespaces(spaces, around)

    with patch.object(surveying, "describe_namespaces", noting):
        estate = analyse(None, plain(), ALL_RULES)
        assert described == []
        assert [one.workloads for one in estate.namespaces] == [(Workload("Ingress", "shop", "web"),)]
        assert described == ["shop"]
        looked_at(estate)
    assert described == ["shop"]


@pytest.mark.parametrize("state", ["steady", "gateway", "deleted"])
def test_estate_that_was_looked_at_equals_the_next_one_of_the_same(state: str) -> None:
    read = golden(state)
    first = looked_at(analyse(None, read, ALL_RULES))
    again = analyse(first, read, ALL_RULES)
    assert first == again
    assert again.namespaces is first.namespaces
    assert again.hosts is first.hosts
