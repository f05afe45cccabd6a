"""What is asked for is understood as people type it, and as reports write it."""

import pytest

from akotui.analysis.asking import Asked, parse
from akotui.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("ingress/shop/web", Asked("ingress", "web", "shop")),
        ("Ingress/shop/web", Asked("ingress", "web", "shop")),
        ("HTTPRoute/shop/web", Asked("httproute", "web", "shop")),
        ("vs/admin/prod--web", Asked("vs", "admin/prod--web")),
        ("VirtualService/admin/prod--web", Asked("vs", "admin/prod--web")),
        ("Namespace/shop", Asked("ns", "shop")),
        ("host/Shop.example.com", Asked("host", "Shop.example.com")),
    ],
)
def test_object_is_understood_as_it_is_typed_and_as_it_is_printed(typed: str, asked: Asked) -> None:
    assert parse(typed) == asked


@pytest.mark.parametrize("typed", ["", "Ingress", "Ingress/web", "StatefulSet/avi-system/ako", "Namespace/shop/web"])
def test_what_cannot_be_explained_is_refused_with_the_forms(typed: str) -> None:
    with pytest.raises(UsageError, match="nothing that can be explained; write vs/"):
        parse(typed)
