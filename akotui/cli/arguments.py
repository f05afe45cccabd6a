"""The command line's grammar: commands, options, and what their values mean."""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import PurePath
from typing import Final, NoReturn, Protocol

from akotui.cli import output
from akotui.cli.durations import seconds
from akotui.config import DEFAULT_TIMEOUT, FASTEST_RATE, THEMES, ThemeName
from akotui.errors import UsageError
from akotui.model.text import clean

DEFAULT_SCENARIO: Final = "multi-ako"
KINDS: Final = {
    "instances": "instances",
    "ako": "instances",
    "namespaces": "namespaces",
    "ns": "namespaces",
    "virtualservices": "virtualservices",
    "vs": "virtualservices",
    "hosts": "hosts",
    "users": "users",
    "findings": "findings",
    "inventory": "inventory",
}
"""What `get` prints, by every name it may be called."""
DOCUMENTS: Final = ("inventory", "report", "explanation", "names", "rules", "checkup", "whatif", "difference")
"""What `config schema` describes."""
_HELP_WIDTH: Final = 100
SEVERITIES: Final = ("error", "warning", "info")


class Arguments(argparse.Namespace):
    """What was asked for; the values here stand when an option was not given."""

    command: str = ""
    kubeconfig: str | None = None
    context: str | None = None
    as_user: str | None = None
    as_groups: list[str] | None = None
    request_timeout: float = 0.0
    insecure_skip_tls_verify: bool = False
    namespaces: list[str] | None = None
    avi_controllers: list[str] | None = None
    avi_username: str | None = None
    avi_password_file: str | None = None
    avi_token_file: str | None = None
    avi_ca_file: str | None = None
    avi_pin_sha256: str | None = None
    avi_insecure: bool | None = None
    avi_tenants: list[str] | None = None
    avi_version: str | None = None
    avi_rate: float | None = None
    no_avi: bool | None = None
    use_avi_secret: str | None = None
    avi_role: bool = False
    demo: str | None = None
    from_dir: str | None = None
    replay: str | None = None
    from_snapshot: str | None = None
    snapshot_command: str = ""
    file: str = ""
    old: str = ""
    new: str = ""
    folder: str = ""
    lasting: float | None = None
    timeout: float = DEFAULT_TIMEOUT
    output: str = ""
    output_file: str | None = None
    no_headers: bool = False
    color: str = "auto"
    fail_on: str = "error"
    min_severity: str = "info"
    select: Sequence[str] = ()
    skip: Sequence[str] = ()
    baseline: str | None = None
    allow_incomplete: bool = False
    kind: str = ""
    name: str | None = None
    target: str | None = None
    changes: Sequence[str] = ()
    resolve: str | None = None
    scenario: str = DEFAULT_SCENARIO
    list_scenarios: bool = False
    config_command: str = ""
    theme: ThemeName | None = None
    mouse: bool | None = None
    ascii: bool | None = None
    bell: bool | None = None
    document: str = "inventory"


class SupportsWrite(Protocol):
    """Something that text can be written to."""

    def write(self, s: str, /) -> object:
        """Write a text."""
        ...


class Parser(argparse.ArgumentParser):
    """Tells what is wrong in one line, without the whole usage; its help is equally wide everywhere."""

    def format_help(self) -> str:
        """Return the help, wrapped at a fixed width: a pipe gets what a terminal gets."""
        self.formatter_class = partial(argparse.HelpFormatter, width=_HELP_WIDTH)
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Refuse the command line."""
        raise UsageError(f"{clean(message, 500)}; see {self.prog} --help")

    def print_help(self, file: SupportsWrite | None = None) -> None:
        """Write the help as any report is written."""
        if file is None:
            output.emit(self.format_help())
        else:
            super().print_help(file)


def parse(argv: list[str], program: str) -> Arguments:
    """Understand the command line; `program` is the name the user called.

    Raises:
        UsageError: the words make no sense.
        SystemExit: help was asked for and printed.

    """
    arguments = parser(program).parse_args(argv, Arguments())
    arguments.select, arguments.skip = tuple(arguments.select), tuple(arguments.skip)
    return arguments


def called(argv0: str) -> str:
    """How the user called us: the plugin form shows as kubectl's subcommand."""
    return "kubectl akotui" if PurePath(argv0).name.startswith("kubectl-akotui") else "akotui"


def parser(program: str) -> Parser:
    """Build the grammar."""
    top = _parser(
        program,
        "Which AKO instances share a cluster, who owns which Avi virtual service, what is orphaned or owned twice. "
        "Read-only. Without a command: the live screen.",
    )
    _sources(top)
    _terminal(top)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)

    def command(name: str, says: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=says, description=says, allow_abbrev=False, argument_default=argparse.SUPPRESS
        )

    demo = command("demo", "the live screen on a simulated cluster and Controller; needs nothing else")
    demo.add_argument("--scenario", metavar="NAME", help=f"what the simulation shows (default {DEFAULT_SCENARIO})")
    demo.add_argument("--list", action="store_true", dest="list_scenarios", help="print the scenarios and end")
    _terminal(demo)
    record = command("record", "write what a cluster and its Controllers tell to a file, until it is ended")
    record.add_argument("folder", metavar="DIR", help="where the recording is made, as a new file; it holds no secrets")
    record.add_argument("--for", metavar="DURATION", type=_lasting, dest="lasting", help="end after so long")
    _sources(record)
    replay = command("replay", "the live screen on a recording, with time controls; contacts nothing")
    replay.add_argument("replay", metavar="PATH", help="the recording, or a folder that holds one")
    _terminal(replay)
    _snapshot(command("snapshot", "save all that is known in a file, and compare two such files"))
    _differ(command("diff", "what changed between two snapshots, recordings or dumps: akotui snapshot diff"))
    _check(command("check", "run all rules once and print what they find"))
    _get(command("get", "print a table, or the inventory"))
    _names(command("names", "the Avi names of a Kubernetes object, or the object behind an Avi name"))
    _explain(command("explain", "why an object is as it is: the chain to its owner and its address"))
    _whatif(command("whatif", "what changes would lead to, before anyone makes them; changes nothing"))
    listed = command("rules", "print all rules")
    listed.add_argument("-o", "--output", choices=("table", "json", "markdown"), help="the form (default table)")
    _rbac(command("rbac", "print the least rights that reading takes, as a ClusterRole or a Controller's role"))
    examined = command("doctor", "look at everything akotui needs: cluster, rights, Controller, terminal")
    _sources(examined)
    _output(examined, ("table", "json"))
    version = command("version", "print the version")
    version.add_argument("-o", "--output", choices=("table", "json"))
    configuration = command("config", "about settings and documents")
    nested = configuration.add_subparsers(dest="config_command", metavar="COMMAND", required=True, parser_class=Parser)
    schema = nested.add_parser("schema", help="print the JSON Schema of a document", argument_default=argparse.SUPPRESS)
    schema.add_argument("--document", choices=DOCUMENTS, help="which document (default inventory)")
    return top


def _parser(program: str, description: str) -> Parser:
    return Parser(program, description=description, allow_abbrev=False, argument_default=argparse.SUPPRESS)


def _terminal(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("terminal")
    group.add_argument("--theme", choices=THEMES, help="the colours (default dark; over ssh and in tmux ansi)")
    group.add_argument("--mouse", action=argparse.BooleanOptionalAction, help="use the mouse (default not over ssh)")
    group.add_argument("--ascii", action="store_true", help="ASCII signs alone (default without a UTF-8 locale)")
    group.add_argument("--bell", action="store_true", help="ring for errors that are new")


def _check(command: argparse.ArgumentParser) -> None:
    _sources(command)
    _output(command, ("table", "json", "yaml"))
    group = command.add_argument_group("judging")
    group.add_argument("--fail-on", choices=(*SEVERITIES, "never"), help="exit 1 from this severity (default error)")
    group.add_argument("--min-severity", choices=SEVERITIES, help="leave out rules that are less severe")
    group.add_argument("--select", type=_chosen, action="extend", metavar="SLUG,…", help="only these rules; repeat")
    group.add_argument("--skip", type=_slugs, action="extend", metavar="SLUG,…", help="all rules but these; repeat")
    group.add_argument("--baseline", metavar="FILE", help="an earlier report: only findings not in it fail")
    group.add_argument("--allow-incomplete", action="store_true", help="exit 0, not 4, when a rule could not run")


def _snapshot(command: argparse.ArgumentParser) -> None:
    nested = command.add_subparsers(dest="snapshot_command", metavar="COMMAND", required=True, parser_class=Parser)

    def part(name: str, says: str) -> argparse.ArgumentParser:
        return nested.add_parser(
            name, help=says, description=says, allow_abbrev=False, argument_default=argparse.SUPPRESS
        )

    save = part("save", "read everything once and write it to a new file, which holds no secrets")
    save.add_argument("file", metavar="FILE", help="the file; it must not be there yet")
    save.add_argument("--allow-incomplete", action="store_true", help="exit 0, not 4, when something could not be read")
    _sources(save)
    _differ(part("diff", "what changed between two snapshots, recordings or dumps"))


def _differ(command: argparse.ArgumentParser) -> None:
    command.add_argument("old", metavar="OLD", help="a snapshot, a recording as it ends, or a dump: what was")
    command.add_argument("new", metavar="NEW", help="another: what is")
    _output(command, ("table", "json", "yaml", "markdown"))
    group = command.add_argument_group("judging")
    group.add_argument(
        "--fail-on", choices=(*SEVERITIES, "never"), help="exit 1 for what was introduced from this severity on"
    )
    group.add_argument("--allow-incomplete", action="store_true", help="exit 0, not 4, when not all could be compared")


def _get(command: argparse.ArgumentParser) -> None:
    command.add_argument("kind", metavar="KIND", type=_kind, help=", ".join(KINDS))
    command.add_argument("name", metavar="NAME", nargs="?", help="only the object of this name (or uuid)")
    _sources(command)
    _output(command, ("table", "wide", "json", "yaml", "jsonl", "name"))
    command.add_argument("--no-headers", action="store_true", help="leave out the line of titles")


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "target",
        metavar="OBJECT",
        help="vs/[TENANT/]NAME, vs/UUID, ns/NAME, ingress/NS/NAME, service/…, gateway/…, httproute/…, route/…,"
        " host/FQDN, ip/ADDRESS, user/USERNAME, ako/NAMESPACE, rule/SLUG",
    )
    _sources(command)
    _output(command, ("table", "markdown", "json", "yaml"))


def _whatif(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "changes",
        metavar="OBJECT CHANGE",
        nargs="+",
        help="ns/NAME label:KEY=VALUE or label:KEY-; ako/NAMESPACE selector:KEY=VALUE, selector:-, primary:true,"
        " blocked:NS,NS, blocked:-, serviceType:TYPE, clusterName:NAME, deleteConfig:true or uninstall; several pairs"
        " are made together",
    )
    _sources(command)
    _output(command, ("table", "markdown", "json", "yaml"))
    group = command.add_argument_group("judging")
    group.add_argument(
        "--fail-on", choices=(*SEVERITIES, "never"), help="exit 1 when one as severe is introduced (default error)"
    )
    group.add_argument("--allow-incomplete", action="store_true", help="exit 0, not 4, when a rule could not run")


def _names(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "target",
        metavar="OBJECT",
        nargs="?",
        help="ingress/NS/NAME, service/…, route/…, gateway/…, httproute/…, host/FQDN or ns/NAME",
    )
    command.add_argument("--resolve", metavar="NAME", help="an Avi name, hashed or not; TENANT/NAME for one tenant")
    _sources(command)
    _output(command, ("table", "wide", "json", "yaml"))
    command.add_argument("--no-headers", action="store_true", help="leave out the line of titles")


def _rbac(command: argparse.ArgumentParser) -> None:
    form = command.add_mutually_exclusive_group()
    form.add_argument("--avi", action="store_true", dest="avi_role", help="the Controller's role, as JSON")
    form.add_argument(
        "--use-avi-secret", metavar="NAMESPACE", help="add the right to get the Secret avi-secret in this namespace"
    )
    command.add_argument("--output-file", metavar="FILE", help="write it there instead of stdout")


def _output(command: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    group = command.add_argument_group("output")
    group.add_argument("-o", "--output", choices=formats, help="the form (default table)")
    group.add_argument("--output-file", metavar="FILE", help="write the report there instead of stdout")
    group.add_argument("--color", choices=("auto", "always", "never"), help="colour (default auto: on a terminal)")


def _sources(command: argparse.ArgumentParser) -> None:
    cluster = command.add_argument_group("cluster")
    cluster.add_argument("--kubeconfig", metavar="FILE", help="the kubeconfig (default $KUBECONFIG, ~/.kube/config)")
    cluster.add_argument("--context", metavar="NAME", help="the kubeconfig's context")
    cluster.add_argument("--as", metavar="USER", dest="as_user", help="act as this user")
    cluster.add_argument("--as-group", metavar="GROUP", dest="as_groups", action="append", help="act as this group")
    cluster.add_argument("--request-timeout", metavar="DURATION", type=_duration, help="limit of one request")
    cluster.add_argument("--insecure-skip-tls-verify", action="store_true", help="do not verify the API server")
    cluster.add_argument(
        "-n", "--namespace", metavar="NAME", dest="namespaces", action="append", help="read only this namespace; repeat"
    )
    _controller(command.add_argument_group("Avi Controller"))
    instead = command.add_argument_group("in place of live sources").add_mutually_exclusive_group()
    instead.add_argument("--demo", metavar="SCENARIO", nargs="?", const=DEFAULT_SCENARIO, help="a simulation")
    instead.add_argument(
        "--from-dir", metavar="DIR", help="a dump: lists over all namespaces (kubectl get -A -o json), Avi answers"
    )
    instead.add_argument("--from-snapshot", metavar="FILE", help="a snapshot of akotui snapshot save: as it was then")
    instead.add_argument("--replay", metavar="PATH", help="a recording of akotui record, as it ends")
    command.add_argument("--timeout", metavar="DURATION", type=_duration, help="give the sources so long (default 60s)")


def _controller(group: argparse._ArgumentGroup) -> None:  # pyright: ignore[reportPrivateUsage] - has no public name
    group.add_argument(
        "--avi-controller", metavar="HOST[:PORT]|URL", dest="avi_controllers", action="append", help="read this; repeat"
    )
    group.add_argument("--avi-username", metavar="NAME", help="the account (or $AKOTUI_AVI_USERNAME)")
    group.add_argument("--avi-password-file", metavar="FILE", help="its password (or $AKOTUI_AVI_PASSWORD)")
    group.add_argument("--avi-token-file", metavar="FILE", help="its token (or $AKOTUI_AVI_TOKEN)")
    group.add_argument(
        "--use-avi-secret", metavar="NAMESPACE", help="use AKO's own account, which may write, from this namespace"
    )
    group.add_argument("--avi-ca-file", metavar="FILE", help="the certificates to trust")
    group.add_argument("--avi-pin-sha256", metavar="HEX", help="trust only the certificate with this fingerprint")
    group.add_argument("--avi-insecure", action="store_true", help="do not verify the Controller")
    group.add_argument(
        "--avi-tenant", metavar="NAME", dest="avi_tenants", action="append", help="read only this tenant; repeat"
    )
    group.add_argument("--avi-version", metavar="VERSION", help="the API version to speak")
    group.add_argument(
        "--avi-rate",
        metavar="N",
        type=_rate,
        help=f"requests a second to a Controller (default 2, at most {FASTEST_RATE:g}: it refuses more than about 32"
        " for one client address, which AKO may share)",
    )
    group.add_argument("--no-avi", action="store_true", help="read no Controller")


def _duration(text: str) -> float:
    try:
        return seconds(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= FASTEST_RATE:
        raise argparse.ArgumentTypeError(f"not a rate: {text}; write a number up to {FASTEST_RATE:g}")
    return rate


def _lasting(text: str) -> float:
    length = _duration(text)
    if not length:
        raise argparse.ArgumentTypeError("no time at all; write 10m")
    return length


def _kind(text: str) -> str:
    if text not in KINDS:
        raise argparse.ArgumentTypeError(f"no such kind: {text}; choose from {', '.join(KINDS)}")
    return KINDS[text]


def _slugs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _chosen(text: str) -> tuple[str, ...]:
    """An empty choice is refused: taken for all rules, it would be the opposite of what was asked for."""
    slugs = _slugs(text)
    if not slugs:
        raise argparse.ArgumentTypeError("names no rule; akotui rules lists them")
    return slugs
