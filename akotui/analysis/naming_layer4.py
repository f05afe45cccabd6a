"""The objects of a Service of type LoadBalancer, and those of a Gateway and its HTTPRoutes, by name.

Sources: AKO internal/nodes/avi_model_l4_translator.go, avi_model_advl4_translator.go (shared VIP),
ako-gateway-api/nodes/avi_model_l7_translator.go and avi_model_l7_dedicated_translator.go.
"""

from collections.abc import Iterator
from typing import Final

from akotui.analysis.naming_gateways import Attachment, gateway_child, gateway_parent, gateway_pool
from akotui.analysis.naming_layer7 import Draft
from akotui.analysis.naming_scheme import Scheme
from akotui.analysis.origins import SHARED_VIP
from akotui.analysis.predictions import Made
from akotui.analysis.subjects import Type
from akotui.model.kubernetes import Gateway, RouteRule, Service

DEDICATED: Final = "ako.vmware.com/dedicated-gateway-mode"


def shared_vip(service: Service) -> str:
    """Return the key under which it shares a virtual service, empty when it has one of its own."""
    return service.metadata.annotations.get(SHARED_VIP, "")


def service_drafts(service: Service, scheme: Scheme) -> Iterator[Draft]:
    """Yield virtual service, VSVIP and pools of a LoadBalancer Service."""
    metadata, key = service.metadata, shared_vip(service)
    name = scheme.layer4(metadata.namespace, key or metadata.name)
    subject = f"shared VIP {metadata.namespace}/{key}" if key else f"service {metadata.key}"
    yield Draft(Made.VIRTUAL_SERVICE, name, subject, Type.L4)
    yield Draft(Made.VS_VIP, name, subject)
    for port in service.ports:
        words = f"{port.protocol}-{port.port}"
        yield Draft(Made.POOL, scheme.layer4_pool(metadata.namespace, metadata.name, words, key), f"{subject} {words}")


def is_dedicated(gateway: Gateway) -> bool:
    """Whether the Gateway is one virtual service without children."""
    return gateway.metadata.annotations.get(DEDICATED, "") == "true"


def gateway_drafts(gateway: Gateway, cluster_name: str) -> Iterator[Draft]:
    """Yield virtual service and VSVIP of a Gateway."""
    key = gateway.metadata.key
    name = gateway_parent(cluster_name, key, dedicated=is_dedicated(gateway))
    yield Draft(Made.VIRTUAL_SERVICE, name, f"gateway {key}", Type.GATEWAY_PARENT)
    yield Draft(Made.VS_VIP, name, f"gateway {key}")


def rule_drafts(attachment: Attachment, cluster_name: str, *, dedicated: bool) -> Iterator[Draft]:
    """Yield child, pool group and pools of a rule of an HTTPRoute; on a dedicated Gateway there is no child."""
    name, subject = gateway_child(cluster_name, attachment), _rule_subject(attachment)
    if not dedicated:
        yield Draft(Made.VIRTUAL_SERVICE, name, subject, Type.GATEWAY_CHILD)
    if attachment.rule.backends:
        yield Draft(Made.POOL_GROUP, name, subject)
    for backend in dict.fromkeys(attachment.rule.backends):
        target = f"{backend.namespace}/{backend.name}:{backend.port}"
        yield Draft(Made.POOL, gateway_pool(cluster_name, attachment, backend), f"{subject} {target}")


def _rule_subject(attachment: Attachment) -> str:
    return f"rule {attachment.gateway} {attachment.route} {_rule_words(attachment.rule)}"


def _rule_words(rule: RouteRule) -> str:
    return rule.name or repr(rule.matches)
