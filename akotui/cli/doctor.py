"""`akotui doctor`: looks at everything akotui needs, and says of each what to do. Whatever is wrong is one line."""

import asyncio
import os
import platform
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Final

import msgspec

from akotui import __version__
from akotui.cli import context, output, terminal_examination
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.exit_codes import Exit
from akotui.cli.live import LiveSources
from akotui.cli.settings import settings
from akotui.cli.terminal_examination import Terminal
from akotui.cli.wiring import until_signal
from akotui.config import ControllerSettings, Settings
from akotui.engine import Source
from akotui.errors import UsageError
from akotui.model.checkup import Check, Outcome, failed, passed, unknown
from akotui.report import checkup, encoding, paint
from akotui.sources import kubernetes_examination
from akotui.sources.avi import AviSource
from akotui.sources.credentials import awaited
from akotui.sources.kubernetes import KubernetesSource
from akotui.sources.off import OffSource

_KUBECONFIG: Final = "kubeconfig"
_NAMING: Final = "name it with --avi-controller, and give --avi-username and --avi-password-file; or say --no-avi"
_MENDING: Final = "correct what is named, or give another --kubeconfig or --context"


def doctor(arguments: Arguments, environment: Environment) -> Exit:
    """Print what was found and return the exit code.

    Raises:
        UsageError: the command line or the configuration cannot be used.

    """
    chosen = settings(arguments, environment)
    for option, files in (("--from-dir", chosen.directory), ("--replay", chosen.recording)):
        if files is not None:
            raise UsageError(f"{option}: there is nothing to examine in files; akotui check {option} reads them")
    checks = [_versions(), *_sources_examined(chosen, environment)]
    checks += terminal_examination.examine(_terminal(environment))
    if arguments.output == "json":
        output.emit(encoding.as_json(checkup.document(checks, datetime.now(UTC))), arguments.output_file)
    else:
        in_colour = output.coloured(arguments.color, environment.said, to_file=arguments.output_file is not None)
        output.emit(checkup.text(checks, paint.coloured if in_colour else paint.plain), arguments.output_file)
    return exit_code(checks)


def exit_code(checks: Sequence[Check]) -> Exit:
    """As everywhere: a kubeconfig that cannot be used is 2, a cluster that does not answer 3, any other failure 1.

    Otherwise 4 when something that reading depends on could not be found out. A terminal that does not tell everything
    about itself keeps nobody from reading.
    """
    bad = [one.name for one in checks if one.outcome is Outcome.FAIL]
    if _KUBECONFIG in bad:
        return Exit.USAGE
    if kubernetes_examination.CLUSTER in bad:
        return Exit.NOTHING_READ
    if bad:
        return Exit.FINDINGS
    open_ = [one.name for one in checks if one.outcome is Outcome.UNKNOWN]
    return Exit.INCOMPLETE if set(open_) - set(terminal_examination.NAMES) else Exit.OK


def _versions() -> Check:
    says = f"akotui {__version__}, Python {platform.python_version()}, {ssl.OPENSSL_VERSION}, {platform.system()}"
    return passed("versions", says)


def _terminal(environment: Environment) -> Terminal:
    try:
        attached = sys.stdin.isatty() and sys.stdout.isatty()
        found = os.get_terminal_size(sys.stdout.fileno()) if attached else None
    except (OSError, ValueError, AttributeError):
        attached, found = False, None
    size = (found.columns, found.lines) if found is not None and found.columns else None
    return Terminal(environment.said, attached, size, getattr(sys.stdout, "encoding", "") or "utf-8")


def _sources_examined(chosen: Settings, environment: Environment) -> list[Check]:
    checks: list[Check] = []
    until_signal(lambda: _examine_all(chosen, environment, checks.append))
    return checks


async def _examine_all(chosen: Settings, environment: Environment, note: Callable[[Check], None]) -> None:
    """Note what is found, as it is found: what was found in time stays."""
    async with AsyncExitStack() as stack:
        sources, complaints = await _sources(chosen, environment.secrets, stack)
        for source in sources:
            waits = ""
            try:
                async with asyncio.timeout(chosen.timeout):
                    async for found in _examine(source, chosen, environment.said):
                        if isinstance(found, Check):
                            note(found)
                        else:
                            waits = found
            except TimeoutError:
                note(_late(source.scope.name, chosen.timeout, waits))
        for complaint in complaints:
            note(complaint)


def _late(name: str, seconds: float, waits: str) -> Check:
    if waits:
        return unknown(
            f"{name} in time", f"{waits} within {seconds:g} s", "run it by hand to see why, or give a longer --timeout"
        )
    return unknown(f"{name} in time", f"not done within {seconds:g} s", "give it a longer --timeout")


async def _sources(
    chosen: Settings, secrets: Mapping[str, str], stack: AsyncExitStack
) -> tuple[tuple[Source, ...], list[Check]]:
    """The sources that can be opened, and what is wrong with the settings of the others."""
    if chosen.demo is not None:
        from akotui.cli import simulated  # noqa: PLC0415 - loads the servers

        return await simulated.sources(chosen.demo, stack, follow=False), []
    replace = msgspec.structs.replace
    complaints: list[Check] = []
    usable: list[ControllerSettings] = []
    for one in chosen.controllers:
        try:
            LiveSources(replace(chosen, controllers=(one,)), secrets, follow=False)
        except UsageError as error:
            complaints.append(failed("avi settings", str(error), "correct the option, or the file that it names"))
        else:
            usable.append(one)
    live = LiveSources(replace(chosen, controllers=tuple(usable)), secrets, follow=False)
    return live.sources if usable or not complaints else live.sources[:1], complaints


async def _examine(source: Source, chosen: Settings, environ: Mapping[str, str]) -> AsyncIterator[Check | str]:
    """Yield what is found, and, as text, who has not answered, empty once that is over."""
    match source:
        case KubernetesSource():
            async for found in _cluster(source, chosen, environ):
                yield found
        case AviSource():
            for caution in source.cautions:
                yield failed(f"avi {source.scope.name} certificate", caution, "give --avi-ca-file or --avi-pin-sha256")
            for check in await source.examine():
                yield check
        case OffSource(why=why) if chosen.no_avi:
            yield passed("avi", f"{why}: no Controller is read")
        case OffSource(why=why):
            yield unknown(f"avi {source.scope.name}".removesuffix(" avi"), why, _NAMING)
        case _:
            return


async def _cluster(
    source: KubernetesSource, chosen: Settings, environ: Mapping[str, str]
) -> AsyncIterator[Check | str]:
    try:
        connection = await source.connected()
    except UsageError as error:
        yield failed(_KUBECONFIG, str(error), _MENDING)
        yield unknown("rights", "not asked: no cluster is known", _MENDING)
        return
    who = f", user {connection.user}" if connection.user else ""
    yield passed(_KUBECONFIG, f"context {connection.context or 'none'}{who}, server {connection.endpoint}")
    for line in context.open_to_others(chosen.cluster.kubeconfig, environ) if chosen.demo is None else ():
        says, _, remedy = line.partition("; run: ")
        yield failed("kubeconfig mode", says, remedy)
    async for waits in awaited(connection.credentials):
        yield waits
    async for check in kubernetes_examination.examine(connection, chosen.cluster.namespaces, chosen.use_avi_secret):
        yield check
