"""`akotui rules` and `akotui explain rule/SLUG`: the rules' manual pages; no cluster is read."""

from akotui.cli import output
from akotui.cli.arguments import Arguments
from akotui.cli.exit_codes import Exit
from akotui.report import encoding, pages
from akotui.rules import ALL_RULES


def rules(arguments: Arguments) -> Exit:
    """Print all rules."""
    match arguments.output:
        case "json":
            output.emit(encoding.as_json(pages.document(ALL_RULES)))
        case "markdown":
            output.emit(pages.markdown_table(ALL_RULES))
        case _:
            output.emit(pages.table(ALL_RULES))
    return Exit.OK


def page(slug: str, arguments: Arguments) -> Exit:
    """Print the manual page of one rule."""
    rule = next((one for one in ALL_RULES if one.slug == slug), None)
    if rule is None:
        output.note(f"rule/{slug}: not found; akotui rules lists them")
        return Exit.FINDINGS
    match arguments.output:
        case "json":
            report = encoding.as_json(pages.document((rule,)))
        case "yaml":
            report = encoding.as_yaml(pages.document((rule,)))
        case "markdown":
            report = pages.markdown_page(rule)
        case _:
            report = pages.manual(rule)
    output.emit(report, arguments.output_file)
    return Exit.OK
