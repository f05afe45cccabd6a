"""Names as strings: the forms AKO's code gives them, each computed once by hand or taken from AKO's own tests."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from akotui.analysis.naming_gateways import (
    Attachment,
    gateway_child,
    gateway_parent,
    gateway_pool,
    rule_words,
)
from akotui.analysis.naming_hashes import fnv1a, sha1, shard
from akotui.analysis.naming_scheme import Branch, Scheme, scheme_of
from akotui.model.kubernetes import HeaderMatch, RouteBackend, RouteMatch, RouteRule
from tests.build import instance

HOST = "shop.example.com"
PRIMARY = Scheme("prod")
BLUE = Scheme("prod", "blue-")
EVH = Scheme("prod", "blue-", evh=True)
CLUSTER = Scheme("cluster")
ROOT = RouteRule(matches=(RouteMatch("/"),))


def child(rule: RouteRule) -> str:
    return gateway_child("prod", Attachment("team-a/web", "team-a/r1", rule))


EXAMPLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "1 primary, SNI, LARGE": (PRIMARY.parent(HOST, 8, ""), "prod--Shared-L7-6"),
        "2 non-primary, SNI, LARGE": (BLUE.parent(HOST, 8, ""), "prod--blue-Shared-L7-6"),
        "3 MEDIUM": (PRIMARY.parent(HOST, 4, ""), "prod--Shared-L7-2"),
        "3 SMALL": (PRIMARY.parent(HOST, 1, ""), "prod--Shared-L7-0"),
        "4 non-primary, infra by class": (BLUE.parent(HOST, 1, "gold-"), "prod--blue-Shared-L7-gold-0"),
        "5 SNI child of the primary": (PRIMARY.child(HOST, ""), "prod--shop.example.com"),
        "5 SNI child of a non-primary": (BLUE.child(HOST, ""), "prod--shop.example.com"),
        "5 with infra": (BLUE.child(HOST, "gold-"), "prod--gold-shop.example.com"),
        "6 dedicated": (BLUE.dedicated(HOST, ""), "prod--shop.example.com-L7-dedicated"),
        "6 with infra": (PRIMARY.dedicated(HOST, "gold-"), "prod--gold-shop.example.com-L7-dedicated"),
        "7 EVH parent": (EVH.parent(HOST, 8, ""), "prod--blue-Shared-L7-EVH-6"),
        "7 with infra": (EVH.parent(HOST, 8, "gold-"), "prod--blue-Shared-L7-EVH-gold-6"),
        "8 VIP per namespace": (EVH.namespace_parent("team-a", ""), "prod--blue-Shared-L7-EVH-NS-team-a"),
        "9 EVH child": (EVH.child(HOST, ""), "prod--a9bab4601557c1e0fd7f22c881a4ece1b879f8fa"),
        "9 with infra": (EVH.child(HOST, "gold-"), "prod--562411331c1b53e5cb03c08aa853b48dc7a5da29"),
        "10 EVH dedicated": (EVH.dedicated(HOST, ""), "prod--63fd644c10afd885d4dea7826b92c148404d3783-EVH"),
        "11 L4": (PRIMARY.layer4("team-a", "db"), "prod--team-a-db"),
        "11 L4 with EVH": (EVH.layer4("team-a", "db"), "prod--67a20c6f0ca10d8d0dac82f90783049d038c206c"),
        "12 L4 pool": (PRIMARY.layer4_pool("team-a", "db", "TCP-5432"), "prod--team-a-db-TCP-5432"),
        "13 passthrough SMALL": (BLUE.passthrough(HOST, 1, ""), "prod--blue-Shared-Passthrough-0"),
        "13 passthrough LARGE": (BLUE.passthrough(HOST, 8, ""), "prod--blue-Shared-Passthrough-6"),
        "14 Gateway": (gateway_parent("prod", "team-a/web"), "ako-gw-prod--team-a-web-EVH"),
        "15 its child": (child(ROOT), "ako-gw-prod--82be9b681bb8d0f8afa728529e03999f32484dca"),
        "16 named rule": (child(RouteRule("rule-a")), "ako-gw-prod--fb3b45c9b0aa7f0d38b407eff048baf99b9308be"),
        "17 ako-crd-operator": (
            f"ako-crd-operator-prod--{sha1('team-a-hm1')}",
            "ako-crd-operator-prod--2316161cb34be05f217c9df8278021061941f6de",
        ),
        "18 shards": (str([shard(f"{each}.example.com", 8) for each in "abcde"]), "[3, 2, 1, 0, 7]"),
        # AKO tests/ingresstests/l7_rest_test.go and l7_graph_test.go
        "foo.com": (CLUSTER.parent("foo.com", 8, ""), "cluster--Shared-L7-0"),
        "bar.com": (CLUSTER.parent("bar.com", 8, ""), "cluster--Shared-L7-1"),
        "xyz.com": (CLUSTER.parent("xyz.com", 8, ""), "cluster--Shared-L7-3"),
        "insecure pool": (
            CLUSTER.insecure_pool(Branch("default", "ingress-multihost", "foobar.com", "/bar")),
            "cluster--foobar.com_bar-default-ingress-multihost",
        ),
        # AKO tests/dedicatedevhtests/l7_evh_crd_test.go
        "EVH dedicated of foo.com": (
            Scheme("cluster", evh=True).dedicated("foo.com", ""),
            "cluster--fc94484f7312a22cfb5bcc517b05649e256c24a8-EVH",
        ),
        "shared VIP": (PRIMARY.layer4_pool("team-a", "db", "TCP-1", "key"), "prod--team-a-db-key-TCP-1"),
        "dedicated Gateway": (
            gateway_parent("prod", "team-a/web", dedicated=True),
            "ako-gw-prod--team-a-web-L7-dedicated-EVH",
        ),
    }
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_name(example: str) -> None:
    computed, written = EXAMPLES[example]
    assert computed == written


def test_hashes_of_known_inputs() -> None:
    assert fnv1a("") == 0x811C9DC5
    assert fnv1a("foobar") == 0xBF9CF968  # the FNV authors' own test vector
    assert fnv1a(HOST) == 2691765862
    assert sha1("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d"


def test_shards_of_one_and_of_none() -> None:
    assert shard(HOST, 1) == 0
    assert shard(HOST, 0) == fnv1a(HOST)


def test_the_json_of_matches_is_that_of_go() -> None:
    assert rule_words(ROOT) == '[{"PathMatch":{"Path":"/","Type":"PathPrefix"},"HeaderMatch":[]}]'
    assert fnv1a(rule_words(ROOT)) == 3678547134
    headers = (HeaderMatch("x-a", "1<2&3", "Exact"), HeaderMatch("é"))
    rule = RouteRule(matches=(RouteMatch("/b", "Exact", headers), RouteMatch("/a"), RouteMatch(None)))
    assert rule_words(rule) == (
        '[{"PathMatch":null,"HeaderMatch":[]},{"PathMatch":{"Path":"/a","Type":"PathPrefix"},"HeaderMatch":[]},'
        '{"PathMatch":{"Path":"/b","Type":"Exact"},"HeaderMatch":'
        '[{"Type":"Exact","Name":"x-a","Value":"1\\u003c2\\u00263"},{"Type":"","Name":"é","Value":""}]}]'
    )


def test_gateway_pools_tell_backends_apart() -> None:
    attachment = Attachment("team-a/web", "team-a/r1", ROOT)
    near, far = RouteBackend("team-a", "web", 80), RouteBackend("team-b", "web", 80)
    words = "team-a-web-team-a-r1-3678547134-team-a-web-80"
    assert gateway_pool("prod", attachment, near) == f"ako-gw-prod--{sha1(words)}"
    assert gateway_pool("prod", attachment, near) != gateway_pool("prod", attachment, far)


@pytest.mark.parametrize(
    ("settings", "shards", "passthrough"),
    [
        ({}, 8, 1),
        ({"passthroughShardSize": "LARGE"}, 8, 8),
        ({"passhthroughShardSize": "MEDIUM"}, 8, 4),
        ({"passthroughShardSize": "HUGE"}, 8, 1),
    ],
)
def test_passthrough_has_shards_of_its_own(settings: dict[str, str], shards: int, passthrough: int) -> None:
    made = scheme_of(instance(settings=settings))
    assert (made.shards, made.passthrough_shards) == (shards, passthrough)


def test_scheme_follows_the_instance() -> None:
    blue = instance("blue", primary=False, enable_evh=True, shard_size="HUGE", settings={"vipPerNamespace": "true"})
    assert scheme_of(blue) == Scheme("prod", "blue-", evh=True, vip_per_namespace=True, shards=1)
    assert scheme_of(instance(settings={"vipPerNamespace": "true"})) == Scheme("prod")
