"""The commands: one list, from which the `:` line, the command palette (ctrl+p) and the help page are made.

A command is a line in `COMMANDS` and a message that whoever owns the matter handles (`textual.on`, on the main screen
or on the app: messages of commands bubble from the one to the other). A command without an argument needs no message
of its own: `does` names the action that a key does too.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from textual.message import Message

from akotui.analysis.estate import Estate
from akotui.analysis.subjects import Workload
from akotui.model.text import clean
from akotui.tui.messages import (
    AccessWanted,
    ActionWanted,
    AviWanted,
    ContextWanted,
    DifferenceWanted,
    ExplainWanted,
    FilterWanted,
    LoginWanted,
    MomentWanted,
    PaneWanted,
    SaveWanted,
    SnapshotWanted,
    SortWanted,
    SpeedWanted,
    ThemeWanted,
    WhatIfWanted,
)
from akotui.tui.palette import THEMES

_SHOWN: Final = 60
_NEAREST: Final = 3
_OFFERED: Final = 100
"""As many words are offered that begin with what was typed, and as many that hold it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What arguments are completed from: what is known, the columns of the pane in use, the kubeconfig's contexts."""

    estate: Estate
    columns: Sequence[str] = ()
    contexts: Sequence[str] = ()


def _nothing(_: Scene) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name and other names, what follows it, one line of help, and the message that it becomes.

    `argument` names what follows: empty for nothing, `[NAME]` for what may be left out. `offers` are the words that
    complete it; `continues` are all that it can become where it is of several words.
    """

    name: str
    help: str
    message: Callable[[str], Message]
    argument: str = ""
    aliases: tuple[str, ...] = ()
    offers: Callable[[Scene], Iterable[str]] = _nothing
    continues: Callable[[str, Scene], Iterable[str]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Its name, then the others."""
        return (self.name, *self.aliases)

    @property
    def usage(self) -> str:
        """As it is written: `:sort COLUMN`."""
        return f":{self.name} {self.argument}".rstrip()

    @property
    def needs_argument(self) -> bool:
        """Whether nothing can be done without what follows."""
        return bool(self.argument) and not self.argument.startswith("[")


def does(action: str) -> Callable[[str], Message]:
    """Return the message of a command that is an action: `app.quit`, or one of the main screen."""
    return lambda _: ActionWanted(action)


def goes_to(noun: str) -> Callable[[str], Message]:
    """Return the message of a command that goes to a pane, and narrows to a row of it when one is named."""
    return lambda name: PaneWanted(noun, name)


def _instances(scene: Scene) -> Iterable[str]:
    return (one.instance.id for one in scene.estate.instances)


def _namespaces(scene: Scene) -> Iterable[str]:
    return (one.namespace.metadata.name for one in scene.estate.namespaces)


def _users(scene: Scene) -> Iterable[str]:
    return (one.name for one in scene.estate.users if one.name)


def _services(scene: Scene) -> Iterable[str]:
    return (one.vs.name for one in scene.estate.virtual_services)


def _rules(_: Scene) -> Iterable[str]:
    from akotui.rules import ALL_RULES  # noqa: PLC0415 - start-up time

    return (rule.slug for rule in ALL_RULES)


def _explained(scene: Scene) -> Iterable[str]:
    """Yield rules, then all that `akotui explain` takes: `ns/shop`, `ingress/shop/web`."""
    yield from _rules(scene)
    yield from (f"ako/{name}" for name in _instances(scene))
    yield from (f"ns/{name}" for name in _namespaces(scene))
    yield from (f"user/{name}" for name in _users(scene))
    yield from (f"vs/{name}" for name in _services(scene))
    yield from (f"host/{one.fqdn}" for one in scene.estate.hosts)
    for work in _workloads(scene.estate):
        yield f"{work.kind.lower()}/{work.namespace}/{work.name}"


def _workloads(estate: Estate) -> Iterable[Workload]:
    """Return the objects of AKO's classes by namespace, then those about which there is a question: HTTPRoutes, too."""
    held = (work for space in estate.namespaces for work in space.workloads)
    return dict.fromkeys((*held, *(one.workload for one in estate.workloads)))


def _columns(scene: Scene) -> Iterable[str]:
    return scene.columns


def _proposed(typed: str, scene: Scene) -> Iterable[str]:
    from akotui.views.proposing import continuations  # noqa: PLC0415 - start-up time

    return continuations(typed, scene.estate)


def _contexts(scene: Scene) -> Iterable[str]:
    return scene.contexts


_PANES: Final = ("ako", "ns", "vs", "owners")
_KINDS: Final = frozenset(
    {
        *("po", "pod", "pods", "deploy", "deployment", "deployments", "dp", "sts", "statefulset", "statefulsets", "ds"),
        *("svc", "service", "services", "ing", "ingress", "ingresses", "route", "routes", "gw", "gateway", "gateways"),
        *("httproute", "httproutes", "no", "node", "nodes", "cm", "configmap", "configmaps", "sec", "secret"),
        *("secrets", "ev", "event", "events", "job", "jobs", "rs", "ep", "endpoints", "crd", "crds"),
    }
)
"""What fingers that know k9s and kubectl list by."""

_CTX: Final = ("context", "contexts")

COMMANDS: Final[tuple[Command, ...]] = (
    Command("findings", "the findings", goes_to("findings"), aliases=("f",)),
    Command("ako", "AKO instances; narrow to one", goes_to("instances"), "[NAME]", ("instances",), _instances),
    Command("ns", "namespaces; narrow to one", goes_to("namespaces"), "[NAME]", ("namespaces",), _namespaces),
    Command("vs", "virtual services; narrow to one", goes_to("virtual-services"), "[NAME]", offers=_services),
    Command("owners", "owner usernames; narrow to one", goes_to("users"), "[NAME]", ("users", "owner"), _users),
    Command("timeline", "what changed in this session", goes_to("timeline"), aliases=("t",)),
    Command("tree", "the cluster as a tree, from the row", does("app.tree"), aliases=("xray",)),
    Command("yaml", "the object behind the row, read now", does("app.yaml")),
    Command("explain", "an object from end to end; a rule's page", ExplainWanted, "OBJECT|RULE", offers=_explained),
    Command(
        "whatif",
        "what changes would lead to; changes nothing",
        WhatIfWanted,
        "OBJECT CHANGE",
        continues=_proposed,
    ),
    Command("blast", "blast radius of the row: what hangs on it; removes nothing", does("app.blast")),
    Command("filter", "filter the rows of the pane; without: all", FilterWanted, "[TEXT]"),
    Command("sort", "sort; again: the other way; without: as at first", SortWanted, "[COLUMN]", offers=_columns),
    Command("save", "save the pane's rows as CSV, in a new file", SaveWanted, "[FILE]"),
    Command("snapshot", "save all that is known in a new file: the baseline", SnapshotWanted, "[FILE]"),
    Command("diff", "what changed since the baseline, or since a snapshot", DifferenceWanted, "[FILE]"),
    Command(
        "acknowledged", "the findings that the configuration ignores", does("screen.acknowledged"), aliases=("ack",)
    ),
    Command("avi", "log in to a Controller; hide one", AviWanted, "login|off", offers=lambda _: ("login", "off")),
    Command("login", "log in to the cluster: leaves the terminal to its credential plugin", lambda _: LoginWanted()),
    Command("access", "what is read, with which permission, and how that went", lambda _: AccessWanted()),
    Command("theme", "other colours", ThemeWanted, "|".join(THEMES), offers=lambda _: THEMES),
    Command("ctx", "go over to another context; without: choose one", ContextWanted, "[NAME]", _CTX, _contexts),
    Command("at", "a recording at another time: 03:10, +5m, -1h, start, end", MomentWanted, "TIME"),
    Command("speed", "play a recording so many times as fast", SpeedWanted, "N"),
    Command("refresh", "read everything again now", does("app.refresh")),
    Command("pause", "hold the rows still, and go on", does("app.pause")),
    Command("header", "hide the header, and show it again", does("app.fold_header")),
    Command("suspend", "leave to the shell; fg comes back", does("app.stand_still")),
    Command("help", "all keys, commands and signs", does("app.help"), aliases=("h",)),
    Command("q", "quit at once", does("app.quit"), aliases=("quit", "q!", "exit")),
)
"""In the order of the help page."""

BY_NAME: Final[Mapping[str, Command]] = MappingProxyType({name: one for one in COMMANDS for name in one.names})


def understand(text: str) -> Message | str:
    """Return the message of what was typed behind the colon; where there is none, one line that says why."""
    name, _, argument = text.strip().removeprefix(":").partition(" ")
    command, argument = BY_NAME.get(name.casefold()), argument.strip()
    if command is None:
        return _unknown(clean(name, _SHOWN))
    if argument and not command.argument:
        return f":{command.name} takes nothing behind it"
    if command.needs_argument and not argument:
        return f"{command.usage}: {command.help}; {command.argument} is missing"
    return command.message(argument)


def _unknown(name: str) -> str:
    if name.casefold() in _KINDS:
        return f":{name} is no command: :tree shows workloads; {', '.join(f':{one}' for one in _PANES)} are the tables"
    nearest = difflib.get_close_matches(name.casefold(), BY_NAME, _NEAREST, cutoff=0.5)
    near = nearest or [other for other in BY_NAME if name and other.startswith(name[0].casefold())][:_NEAREST]
    told = f"nearest: {', '.join(f':{other}' for other in near)}" if near else ":help lists them"
    return f":{name} is no command; {told}"


def complete(text: str, scene: Scene) -> tuple[str, ...]:
    """Return the lines that `text` (without the colon) can become: a command, or one with its argument.

    An argument may also be completed from its middle; those that begin with what was typed stand first.
    """
    name, blank, argument = text.lstrip().partition(" ")
    if not blank:
        return tuple(
            other for one in COMMANDS for other in one.names[:1] if other.startswith(name.casefold())
        ) or tuple(other for other in BY_NAME if other.startswith(name.casefold()))
    command, wanted = BY_NAME.get(name.casefold()), argument.strip().casefold()
    if command is None:
        return ()
    if command.continues is not None:
        return tuple(f"{name} {text}" for text in islice(command.continues(argument.lstrip(), scene), _OFFERED))
    begin = (word for word in command.offers(scene) if word.casefold().startswith(wanted))
    inside = (word for word in command.offers(scene) if wanted in word.casefold()[1:])
    fitting = dict.fromkeys((*islice(begin, _OFFERED), *islice(inside, _OFFERED)))
    return tuple(f"{name} {word}" for word in fitting)
