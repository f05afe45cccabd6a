import pytest

from akotui.analysis.roles import role
from akotui.analysis.subjects import Type
from tests.build import markers, virtual_service


@pytest.mark.parametrize(
    ("name", "type_", "expected"),
    [
        ("prod--Shared-L7-6", "VS_TYPE_VH_PARENT", Type.SHARED_PARENT),
        ("prod--blue-Shared-L7-gold-0", "VS_TYPE_VH_PARENT", Type.SHARED_PARENT),
        ("prod--blue-Shared-L7-EVH-6", "VS_TYPE_VH_PARENT", Type.SHARED_PARENT),
        ("prod--blue-Shared-L7-EVH-NS-team-a", "VS_TYPE_VH_PARENT", Type.NAMESPACE_PARENT),
        ("prod--blue-Shared-L7-EVH-gold-NS-team-a", "VS_TYPE_VH_PARENT", Type.NAMESPACE_PARENT),
        ("prod--shop.example.com", "VS_TYPE_VH_CHILD", Type.CHILD),
        ("prod--shop.example.com-L7-dedicated", "VS_TYPE_NORMAL", Type.DEDICATED),
        ("prod--63fd644c10afd885d4dea7826b92c148404d3783-EVH", "VS_TYPE_NORMAL", Type.DEDICATED),
        ("prod--blue-Shared-Passthrough-0-insecure", "", Type.PASSTHROUGH),
        ("ako-gw-prod--team-a-web-EVH", "VS_TYPE_VH_PARENT", Type.GATEWAY_PARENT),
        ("ako-gw-prod--82be9b681bb8d0f8afa728529e03999f32484dca", "VS_TYPE_VH_CHILD", Type.GATEWAY_CHILD),
        ("handmade", "VS_TYPE_NORMAL", Type.UNKNOWN),
    ],
)
def test_role_follows_the_literals_of_the_name_and_the_type(name: str, type_: str, expected: Type) -> None:
    assert role(virtual_service(name, type=type_)) is expected


def test_layer_four_is_told_by_its_service_or_its_shared_address() -> None:
    assert role(virtual_service("prod--0a", services=("shop/db",))) is Type.L4
    assert role(virtual_service("prod--0a", markers=markers(Namespace="shop", ServiceName="db"))) is Type.L4
    assert role(virtual_service("prod--0a", markers=markers(Namespace="shop", GatewayName="key"))) is Type.L4
