"""What of an AKO instance people compare: its settings, by the ConfigMap's names, and what else of it can turn."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import msgspec

from akotui.analysis.instances import Health, Instance
from akotui.model.secrecy import tells


class Turn(msgspec.Struct, frozen=True, order=True, gc=False):
    """A setting that is not the same on two sides; empty where it is not set, or the instance not there."""

    setting: str
    before: str
    after: str


_CONFIGURED: Final[Mapping[str, Callable[[Instance], str]]] = {
    "clusterName": lambda one: one.cluster_name,
    "primaryInstance": lambda one: str(one.primary).lower(),
    "selector": lambda one: f"{one.label_key}={one.label_value}" if one.label_key or one.label_value else "",
    "blockedNamespaceList": lambda one: ", ".join(one.blocked),
    "controllerIP": lambda one: one.controller,
    "tenantName": lambda one: one.tenant,
    "cloudName": lambda one: one.cloud,
    "serviceType": lambda one: one.service_type,
    "shardVSSize": lambda one: one.shard_size,
    "enableEVH": lambda one: str(one.enable_evh).lower(),
    "deleteConfig": lambda one: str(one.delete_config).lower(),
}
_DEPLOYED: Final[Mapping[str, Callable[[Instance], str]]] = {
    "gateway container": lambda one: "there" if one.gateway_api else "",
    "version": lambda one: one.version,
    "replicas": lambda one: str(one.replicas),
}
_IN_OTHER_WORDS: Final = frozenset({*_CONFIGURED, "nsSyncLabelKey", "nsSyncLabelValue"})


def turns(before: Instance | None, after: Instance | None) -> Iterator[Turn]:
    """Yield what differs, None standing for an instance that is not there; of one alone all that it has.

    A ConfigMap that was not read on one side tells no difference, nor does a setting that tells of a secret, which
    recordings leave out.
    """
    if _is_read(before) and _is_read(after):
        yield from _told(_CONFIGURED, before, after)
    yield from _told(_DEPLOYED, before, after)
    if _is_read(before) and _is_read(after):
        yield from _others(before.settings if before else {}, after.settings if after else {})


def _is_read(one: Instance | None) -> bool:
    return one is None or bool(one.settings) or one.health is Health.NO_CONFIG


def _told(
    settings: Mapping[str, Callable[[Instance], str]], before: Instance | None, after: Instance | None
) -> Iterator[Turn]:
    for setting, read in settings.items():
        was, now = (read(one) if one else "" for one in (before, after))
        if was != now:
            yield Turn(setting, was, now)


def _others(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Turn]:
    """What the ConfigMap says besides."""
    if before == after:
        return
    for setting in sorted({*before, *after} - _IN_OTHER_WORDS):
        was, now = before.get(setting, ""), after.get(setting, "")
        if was != now and not tells(setting):
            yield Turn(setting, was, now)
