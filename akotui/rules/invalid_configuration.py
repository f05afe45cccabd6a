"""A setting of an AKO instance has a value that AKO cannot use.

What it finds:
    In the ConfigMap of a known AKO instance: a clusterName with other characters than letters, digits, - and _; a
    blockedNamespaceList, nodeNetworkList, vipNetworkList or bgpPeerLabels that is no JSON list; an unknown serviceType,
    shardVSSize, passthroughShardSize or autoFQDN; a primaryInstance that is neither true nor false.

Why it matters:
    With a bad cluster name AKO does not synchronise anything. Others it takes silently for something else: an
    unparsable primaryInstance is true, an unknown shard size means one shard.

Example:
    blockedNamespaceList: kube-system instead of ["kube-system"].
    Scenario: rough-edges

What to do:
    Correct the setting in the Helm values and restart the instance.

How sure:
    Certain: the value was read. Likely when the ConfigMap was changed after the instance started. AKO
    internal/lib/lib.go IsClusterNameValid has the characters, cmd/ako-main/main.go the flag, docs/values.md the values.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import msgspec

from akotui.analysis import citing
from akotui.analysis.findings import Finding, Remedy, Rule, Severity
from akotui.analysis.instances import Instance
from akotui.analysis.remedies import restart
from akotui.analysis.subjects import InstanceSubject
from akotui.model.kinds import Kind

SLUG: Final = "invalid-configuration"

_NAME = re.compile("[a-zA-Z0-9_-]*")


def check(subject: InstanceSubject) -> Iterator[Finding]:
    """One finding a setting."""
    one = subject.instance
    for key, (fits, wanted) in _CHECKS.items():
        value = one.settings.get(key, "").strip()
        if citing.configured((one,)) and value and not fits(value):
            yield _finding(one, key, wanted)


def _finding(one: Instance, key: str, wanted: str) -> Finding:
    return Finding(
        rule=SLUG,
        severity=Severity.ERROR,
        about=f"{one.id} {key}",
        title=f"AKO instance {one.id} cannot use its {key}: it is not {wanted}",
        objects=(citing.instance_ref(one),),
        owners=citing.users((one,)),
        evidence=(citing.setting(one, key, used="", says=f"not {wanted}"),),
        confidence=citing.sure((one,)),
        remedy=(Remedy(f"correct {key} by a Helm upgrade"), restart(one)),
    )


def _is_list(value: str) -> bool:
    try:
        msgspec.json.decode(value, type=list[object])
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _is_one_of(*values: str) -> tuple[Callable[[str], bool], str]:
    return frozenset(values).__contains__, f"one of {', '.join(values)}"


def _is_name(value: str) -> bool:
    return _NAME.fullmatch(value) is not None


def _is_flag(value: str) -> bool:
    return value in _FLAGS


_FLAGS: Final = frozenset(["1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False"])
"""What Go's strconv.ParseBool takes."""

_LIST: Final = (_is_list, "a JSON list")

_CHECKS: Final[Mapping[str, tuple[Callable[[str], bool], str]]] = MappingProxyType(
    {
        "clusterName": (_is_name, "made of letters, digits, - and _ only"),
        "primaryInstance": (_is_flag, "true or false, so AKO takes it for true"),
        "blockedNamespaceList": _LIST,
        "nodeNetworkList": _LIST,
        "vipNetworkList": _LIST,
        "bgpPeerLabels": _LIST,
        "serviceType": _is_one_of("ClusterIP", "NodePort", "NodePortLocal"),
        "shardVSSize": _is_one_of("LARGE", "MEDIUM", "SMALL", "DEDICATED"),
        "passthroughShardSize": _is_one_of("LARGE", "MEDIUM", "SMALL"),
        "autoFQDN": _is_one_of("default", "flat", "disabled"),
    }
)

RULE = Rule(
    slug=SLUG,
    severity=Severity.ERROR,
    subject=InstanceSubject,
    check=check,
    page=__doc__ or "",
    needs=frozenset({Kind.STATEFUL_SET, Kind.CONFIG_MAP}),
)
