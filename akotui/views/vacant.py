"""What a table says when it has no rows: nothing yet, nothing found, nothing readable, or nothing wrong."""

from akotui.analysis.estate import Estate
from akotui.model.facts import PLUGIN, SourceState
from akotui.views import loading, triage
from akotui.views.lines import Line, Span, line
from akotui.views.table import Query, Tone

_TITLES = {
    "findings": "findings",
    "instances": "AKO instances",
    "namespaces": "namespaces",
    "virtual-services": "virtual services",
    "users": "owner usernames",
}


def vacant(estate: Estate, noun: str, query: Query, asked: str = "") -> tuple[Line, ...]:
    """Return the lines for the empty table of a noun (a key as in `triage.number`).

    `asked` is what leaves rows out, in the words of the footer.
    """
    number = triage.number(estate, noun)
    if "…" in number:
        return loading.page(estate) if noun == "findings" else _loading(estate, noun)
    if number == "?":
        return (line(f"? {_TITLES[noun]}: could not be read, so nothing is known.", Tone.UNKNOWN),)
    if said := filtered_out(asked):
        return said
    if query.narrowing:
        return none_of(query)
    if not estate.instances:
        return _no_instance()
    return triage.summary(estate) if noun == "findings" else (line(f"No {_TITLES[noun]}."),)


def filtered_out(asked: str) -> tuple[Line, ...]:
    """Return that no row is left by what was asked for; nothing when nothing was."""
    return (line(f"No row is left by {asked}. Esc clears it."),) if asked else ()


def none_of(query: Query) -> tuple[Line, ...]:
    """Return that nothing concerns what was narrowed to."""
    return (line(f"None that concerns {' and '.join(step.name for step in query.narrowing)}. Esc goes back."),)


def _loading(estate: Estate, noun: str) -> tuple[Line, ...]:
    coming = [report for report in estate.sources if report.health.state is SourceState.CONNECTING]
    waiting = [report.scope.name for report in coming]
    plugins = [report.health.detail for report in coming if report.health.detail.startswith(PLUGIN)]
    return (
        line(f"… reading {_TITLES[noun]}" + (f" ({', '.join(waiting)})" if waiting else ""), Tone.UNKNOWN),
        *(line(f"  {detail}", Tone.UNKNOWN) for detail in plugins),
        line("  Panes fill as each source answers. All keys work now, q quits.", Tone.QUIET),
    )


def _no_instance() -> tuple[Line, ...]:
    return (
        line("No AKO instance found.", Tone.STRONG),
        line("  Looked in all readable namespaces for StatefulSets that run AKO and for ConfigMaps avi-k8s-config."),
        (
            Span("  :ctx", Tone.STRONG),
            Span(" another context   "),
            Span("akotui demo", Tone.STRONG),
            Span(" a simulated one"),
        ),
    )
