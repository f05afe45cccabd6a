"""`akotui rbac`: the roles that reading takes. Asks nobody."""

from akotui.cli import output
from akotui.cli.arguments import Arguments
from akotui.cli.exit_codes import Exit
from akotui.cli.namespace_names import check
from akotui.report import roles


def rbac(arguments: Arguments) -> Exit:
    """Print the role.

    Raises:
        UsageError: a name is no namespace's.

    """
    namespace = arguments.use_avi_secret
    if namespace is not None:
        check("--use-avi-secret", namespace)
    if arguments.avi_role:
        output.emit(roles.avi_role(), arguments.output_file)
        output.note("import this on the Controller and give it to akotui's account in all tenants that matter")
        return Exit.OK
    output.emit(roles.cluster_role(namespace or ""), arguments.output_file)
    return Exit.OK
