"""Proposed changes in words: `ns/shop label:team=red`, `ako/blue selector:tier=gold`, `ako/blue uninstall`."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from akotui.analysis.citing import STATEFUL_SET
from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.instances import Instance
from akotui.analysis.proposals import Proposal, Reconfiguration, Relabelling, Removal, about
from akotui.analysis.wording import command
from akotui.errors import UsageError
from akotui.model.text import clean

LABEL: Final = "label"
UNINSTALL: Final = "uninstall"
NAMESPACE, INSTANCE = "ns", "ako"
OF_NAMESPACE: Final = ("label:KEY=VALUE", "label:KEY-")
OF_INSTANCE: Final = (
    "selector:KEY=VALUE",
    "selector:-",
    "primary:true|false",
    "blocked:NS,NS",
    "blocked:-",
    "serviceType:ClusterIP|NodePort|NodePortLocal",
    "clusterName:NAME",
    "deleteConfig:true|false",
    UNINSTALL,
)
SERVICE_TYPES: Final = ("ClusterIP", "NodePort", "NodePortLocal")
FLAGS: Final = ("true", "false")

_OBJECTS: Final = {"ns": NAMESPACE, "namespace": NAMESPACE, "ako": INSTANCE, "instance": INSTANCE}
_KEY = re.compile(r"(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
_CLUSTER = re.compile(r"[a-zA-Z0-9_-]+")  # AKO lib.IsClusterNameValid
_SETTINGS = ("nsSyncLabelKey", "nsSyncLabelValue")


def parse(words: Sequence[str]) -> tuple[Proposal, ...]:
    """Understand changes: pairs of an object and what becomes of it.

    Raises:
        UsageError: one of them is none; the message says what is possible.

    """
    if not words or len(words) % 2:
        raise UsageError(
            "a change is OBJECT and what becomes of it: ns/shop label:team=red, ako/blue selector:tier=gold,"
            f" ako/blue uninstall{f'; {_said(words[-1])} stands alone' if words else ''}"
        )
    proposals = tuple(_proposal(*pair) for pair in zip(words[::2], words[1::2], strict=True))
    gone: set[str] = set()
    for one in proposals:
        if not isinstance(one, Relabelling) and one.instance in gone:
            raise UsageError(f"{thing(one)} {verb(one)}: is uninstalled before that; write it first, or leave it out")
        if isinstance(one, Removal):
            gone.add(one.instance)
    return proposals


def _proposal(thing: str, verb: str) -> Proposal:
    said, slash, name = thing.partition("/")
    kind = _OBJECTS.get(said.casefold())
    if kind is None or not slash or not name or "/" in name:
        raise UsageError(f"{_said(thing)}: nothing that can be changed here; write ns/NAME or ako/NAMESPACE")
    name = clean(name, 253)
    return _relabelling(name, verb) if kind == NAMESPACE else _of_instance(name, verb)


def _relabelling(name: str, verb: str) -> Relabelling:
    said, colon, rest = verb.partition(":")
    text = rest if colon and said.casefold() == LABEL else verb
    key, equals, value = text.partition("=")
    if not equals and text.endswith("-") and _KEY.fullmatch(text[:-1]):
        return Relabelling(name, text[:-1])
    if equals and _KEY.fullmatch(key) and _VALUE.fullmatch(value):
        return Relabelling(name, key, value)
    raise UsageError(f"{_said(verb)}: no change of a namespace; write {' or '.join(OF_NAMESPACE)}")


def _of_instance(name: str, verb: str) -> Reconfiguration | Removal:
    said, colon, rest = verb.partition(":")
    if not colon and said.casefold() == UNINSTALL:
        return Removal(name)
    settings = _VERBS[said.casefold()](rest) if colon and said.casefold() in _VERBS else None
    if settings is None:
        raise UsageError(f"{_said(verb)}: no change of an AKO instance; write {', '.join(OF_INSTANCE)}")
    return Reconfiguration(name, settings)


Settings = tuple[tuple[str, str], ...] | None


def _selector(text: str) -> Settings:
    if text == "-":
        return tuple((key, "") for key in _SETTINGS)
    key, equals, value = text.partition("=")
    if not (equals and _KEY.fullmatch(key) and value and _VALUE.fullmatch(value)):
        return None
    return tuple(zip(_SETTINGS, (key, value), strict=True))


def _blocked(text: str) -> Settings:
    names = [] if text == "-" else text.split(",")
    if not all(map(_NAME.fullmatch, names)):
        return None
    return (("blockedNamespaceList", msgspec.json.encode(names).decode()),)


def _one_of(key: str, values: Iterable[str]) -> Callable[[str], Settings]:
    by_name = {value.casefold(): value for value in values}
    return lambda text: ((key, by_name[text.casefold()]),) if text.casefold() in by_name else None


def _cluster_name(text: str) -> Settings:
    return (("clusterName", text),) if _CLUSTER.fullmatch(text) else None


_VERBS: Mapping[str, Callable[[str], Settings]] = MappingProxyType(
    {
        "selector": _selector,
        "primary": _one_of("primaryInstance", FLAGS),
        "blocked": _blocked,
        "servicetype": _one_of("serviceType", SERVICE_TYPES),
        "clustername": _cluster_name,
        "deleteconfig": _one_of("deleteConfig", FLAGS),
    }
)


def _said(word: str) -> str:
    return clean(word, 100)


def thing(one: Proposal) -> str:
    """Return the object as it is written: `ns/shop`, `ako/blue`."""
    return f"{NAMESPACE if isinstance(one, Relabelling) else INSTANCE}/{about(one)}"


def verb(one: Proposal) -> str:
    """Return what becomes of it, as it is written."""
    match one:
        case Relabelling():
            return f"{LABEL}:{one.key}{'-' if one.value is None else f'={one.value}'}"
        case Removal():
            return UNINSTALL
        case Reconfiguration():
            return _set(dict(one.settings))


def _set(settings: Mapping[str, str]) -> str:
    if _SETTINGS[0] in settings:
        key, value = (settings.get(name, "") for name in _SETTINGS)
        return f"selector:{key}={value}" if key else "selector:-"
    if "blockedNamespaceList" in settings:
        names = msgspec.json.decode(settings["blockedNamespaceList"], type=list[str])
        return f"blocked:{','.join(names) or '-'}"
    key, value = next(iter(settings.items()))
    return f"{'primary' if key == 'primaryInstance' else key}:{value}"


def spelled(proposals: Iterable[Proposal]) -> str:
    """Return changes in one line, as they are understood again."""
    return " ".join(f"{thing(one)} {verb(one)}" for one in proposals)


def commands(one: Proposal, instance: Instance | None, *, release: str = "", restart: bool = False) -> tuple[str, ...]:
    """Return what a person would type to make the change: text to copy, akotui runs none of it.

    `instance` is the one that is changed, `release` its Helm release where that is known; `restart`: the change works
    only after one. Nothing for an installation that no Helm release is known of, or for names that no command can hold.
    """
    return tuple(filter(None, _commands(one, instance, release, restart=restart)))


def _commands(one: Proposal, instance: Instance | None, release: str, *, restart: bool) -> tuple[str, ...]:
    match one:
        case Relabelling():
            label = f"{one.key}-" if one.value is None else f"{one.key}={one.value}"
            return (command("kubectl", "label", "--overwrite", "namespace", one.namespace, label),)
        case Removal():
            return (command("helm", "uninstall", release, "-n", one.instance),) if release else ()
        case Reconfiguration():
            patch = msgspec.json.encode({"data": dict(one.settings)}).decode()
            patched = ("kubectl", "patch", "configmap", CONFIG_MAP, "-n", one.instance, "--type=merge", "-p", patch)
            name = next(iter(instance.stateful_sets if instance else ()), STATEFUL_SET)
            again = ("kubectl", "rollout", "restart", f"statefulset/{name}", "-n", one.instance)
            return (command(*patched), *((command(*again),) if restart else ()))
