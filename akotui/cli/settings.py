"""From the command line, the environment and the configuration file to settings."""

from collections.abc import Mapping

import msgspec

from akotui import config
from akotui.cli import context
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.cli.namespace_names import check
from akotui.config import ClusterSettings, Configuration, ControllerSection, Section, Settings
from akotui.errors import UsageError


def settings(arguments: Arguments, environment: Environment) -> Settings:
    """Return the settings of this run.

    Raises:
        UsageError: the configuration file cannot be used.

    """
    file = _file(arguments, environment)
    name = arguments.context or (context.current(arguments.kubeconfig, environment.said) if file.contexts else None)
    known: Mapping[str, str] = {**environment.said, **environment.secrets}
    resolved = config.resolve(_flags(arguments), known, file, name)
    return msgspec.structs.replace(
        resolved,
        cluster=_cluster(arguments),
        demo=arguments.demo,
        directory=arguments.from_dir,
        recording=arguments.replay,
        snapshot=arguments.from_snapshot,
        timeout=arguments.timeout,
        use_avi_secret=_secret_of(arguments),
    )


def _secret_of(arguments: Arguments) -> str:
    """The namespace whose account to use. It is said for one run, so nothing else that is said for it may differ."""
    namespace = arguments.use_avi_secret
    if namespace is None:
        return ""
    check("--use-avi-secret", namespace)
    others = {
        "--avi-username": arguments.avi_username,
        "--avi-password-file": arguments.avi_password_file,
        "--avi-token-file": arguments.avi_token_file,
    }
    for option, value in others.items():
        if value is not None:
            raise UsageError(f"--use-avi-secret and {option}: give one of them")
    return namespace


def _file(arguments: Arguments, environment: Environment) -> Configuration:
    """A demo has no settings; of files, which name no cluster's section, only what is ignored everywhere counts."""
    if arguments.demo is not None:
        return Configuration()
    file = config.load(environment.said)
    of_files = any(one is not None for one in (arguments.from_dir, arguments.replay, arguments.from_snapshot))
    of_files |= bool(arguments.old)
    return Configuration(ignore=file.ignore) if of_files else file


def _cluster(arguments: Arguments) -> ClusterSettings:
    return ClusterSettings(
        kubeconfig=arguments.kubeconfig,
        context=arguments.context,
        as_user=arguments.as_user,
        as_groups=tuple(arguments.as_groups or ()),
        request_timeout=arguments.request_timeout,
        insecure=arguments.insecure_skip_tls_verify,
        namespaces=tuple(dict.fromkeys(arguments.namespaces or ())),
    )


def _flags(arguments: Arguments) -> Section:
    return Section(
        avi_controllers=tuple(arguments.avi_controllers) if arguments.avi_controllers else None,
        no_avi=arguments.no_avi,
        avi=ControllerSection(
            username=arguments.avi_username,
            password_file=arguments.avi_password_file,
            token_file=arguments.avi_token_file,
            ca_file=arguments.avi_ca_file,
            pin_sha256=arguments.avi_pin_sha256,
            insecure=arguments.avi_insecure,
            tenants=tuple(arguments.avi_tenants) if arguments.avi_tenants else None,
            version=arguments.avi_version,
            rate=arguments.avi_rate,
        ),
    )
