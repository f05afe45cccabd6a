"""The commands that read no cluster: rules, version, schema, scenarios."""

import msgspec

from akotui import __version__
from akotui.analysis.manual import summary
from akotui.report.width import padded, width
from akotui.rules import ALL_RULES


def rules() -> str:
    """All rules: slug, severity, what they read, one line."""
    rows = [
        (
            rule.slug,
            rule.severity.value,
            summary(rule),
            ", ".join(sorted(kind.value for kind in rule.needs | rule.whole)) or "--",
        )
        for rule in ALL_RULES
    ]
    return columns([("RULE", "SEVERITY", "FINDS", "READS"), *rows])


def columns(rows: list[tuple[str, ...]]) -> str:
    """Lines of cells, aligned."""
    widths = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = ("  ".join(padded(cell, cells) for cell, cells in zip(row, widths, strict=True)) for row in rows)
    return "".join(f"{line.rstrip()}\n" for line in lines)


def version(form: str) -> str:
    """The version, as a word or as JSON."""
    if form == "json":
        return msgspec.json.encode({"version": __version__}).decode() + "\n"
    return f"akotui {__version__}\n"
