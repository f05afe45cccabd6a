"""Settings: what the user said, from flag, environment, context section, configuration file and default, in that order.

The file is TOML. Every key of the top level may also stand in `[contexts."NAME"]`; a Controller's own keys stand in
`[controllers."HOST"]`. Must not hold a secret: passwords and tokens stay in the environment or in their files.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec

from akotui.errors import UsageError
from akotui.named_file import contents

ThemeName = Literal["dark", "light", "ansi"]
"""The palettes: two of true colours, and the terminal's own sixteen."""

THEMES: Final[tuple[ThemeName, ...]] = ("dark", "light", "ansi")

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds that a headless run waits for the sources."""


FASTEST_RATE: Final = 25.0
"""Requests a second to a Controller, which refuses more than about 32 for one client address (Broadcom KB 372209)."""

Rate = Annotated[float, msgspec.Meta(gt=0, le=FASTEST_RATE)]


class ControllerSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer's settings of a Controller; None: not said here. Files are paths."""

    username: str | None = None
    password_file: str | None = None
    token_file: str | None = None
    ca_file: str | None = None
    pin_sha256: str | None = None
    insecure: bool | None = None
    tenants: tuple[str, ...] | None = None
    version: str | None = None
    rate: Rate | None = None


class Ignore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that is known and accepted: `[[ignore]]`.

    `rule` is a slug or `*`, `object` a glob over `Kind/namespace/name`, `reason` says why. `until` is the last day, in
    UTC, on which the entry counts; None for no end.
    """

    rule: Annotated[str, msgspec.Meta(min_length=1)]
    object: Annotated[str, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=1)]
    until: date | None = None


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One layer: flags, the environment, the section of a context, or the top level of the file."""

    avi_controllers: tuple[str, ...] | None = None
    no_avi: bool | None = None
    avi: ControllerSection = ControllerSection()
    controllers: Mapping[str, ControllerSection] = {}
    ignore: tuple[Ignore, ...] = ()


class Configuration(Section, frozen=True, forbid_unknown_fields=True):
    """The whole file. What it says of the terminal holds for every context; None: what fits the terminal."""

    contexts: Mapping[str, Section] = {}
    theme: ThemeName | None = None
    mouse: bool | None = None
    ascii: bool | None = None
    bell: bool | None = None


class ControllerSettings(msgspec.Struct, frozen=True):
    """A Controller to read, as the user named it. Empty strings and 0: not given."""

    address: str
    username: str = ""
    password_file: str = ""
    token_file: str = ""
    ca_file: str = ""
    pin_sha256: str = ""
    insecure: bool = False
    tenants: tuple[str, ...] = ()
    version: str = ""
    rate: float = 0.0


class ClusterSettings(msgspec.Struct, frozen=True):
    """How to reach the cluster, in kubectl's words. `request_timeout` is in seconds, 0 for none."""

    kubeconfig: str | None = None
    context: str | None = None
    as_user: str | None = None
    as_groups: tuple[str, ...] = ()
    request_timeout: float = 0.0
    insecure: bool = False
    namespaces: tuple[str, ...] = ()


class Settings(msgspec.Struct, frozen=True):
    """Everything a run needs to know. At most one of the four is set that stand in place of live sources.

    Those are `demo`, `directory`, `recording` and `snapshot`.

    `use_avi_secret` is the namespace whose Secret holds the account to use, empty for none.
    `elsewhere` is how to treat a Controller that is named only while akotui runs; it has no address yet.
    """

    cluster: ClusterSettings = ClusterSettings()
    controllers: tuple[ControllerSettings, ...] = ()
    elsewhere: ControllerSettings = ControllerSettings("")
    use_avi_secret: str = ""
    no_avi: bool = False
    demo: str | None = None
    directory: str | None = None
    recording: str | None = None
    snapshot: str | None = None
    timeout: float = DEFAULT_TIMEOUT
    ignored: tuple[Ignore, ...] = ()

    @property
    def live(self) -> bool:
        """Whether a cluster and Controllers are read, and nothing in their place."""
        return self.demo is self.directory is self.recording is self.snapshot is None


def path(environ: Mapping[str, str]) -> Path | None:
    """Where the configuration file stands: $AKOTUI_CONFIG, else $XDG_CONFIG_HOME (or ~/.config) + akotui/config.toml.

    None when there is no home.
    """
    if named := environ.get("AKOTUI_CONFIG"):
        return Path(named)
    home = environ.get("XDG_CONFIG_HOME") or (f"{environ['HOME']}/.config" if environ.get("HOME") else "")
    return Path(home, "akotui", "config.toml") if home else None


def load(environ: Mapping[str, str]) -> Configuration:
    """Read the configuration file; without one, an empty configuration.

    Raises:
        UsageError: the file named by $AKOTUI_CONFIG is missing, or the file cannot be read or understood.

    """
    where = path(environ)
    if where is None:
        return Configuration()
    try:
        text = contents(where).decode("utf-8")
    except FileNotFoundError:
        if environ.get("AKOTUI_CONFIG"):
            raise UsageError(f"{where}: no such file; AKOTUI_CONFIG names it") from None
        return Configuration()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{where}: cannot be read: {_reason(error)}") from None
    return _beside(parse(text, str(where)), where.parent, environ.get("HOME", ""))


def parse(text: str, name: str) -> Configuration:
    """Understand `text`; `name` is the file's name for the message.

    Raises:
        UsageError: no TOML, an unknown key or a value of the wrong type; names the line.

    """
    import tomllib  # noqa: PLC0415 - start-up time: many have no such file

    try:
        return msgspec.convert(tomllib.loads(text), Configuration)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: {error}") from None
    except msgspec.ValidationError as error:
        words = str(error)
        keys = re.findall(r"unknown field `([^`]+)`", words) or re.findall(r"\.([A-Za-z_0-9]+)", words)
        raise UsageError(f"{name}{_line(text, keys)}: {words}") from None


def resolve(flags: Section, environ: Mapping[str, str], file: Configuration, context: str | None) -> Settings:
    """Lay the layers over each other; the result holds the Controllers and what is ignored.

    Addresses come from the first layer that names any; a `[controllers."HOST"]` section names one. What a layer says
    of all Controllers (`avi`) loses against what the same file says of one.
    """
    section = file.contexts.get(context, Section()) if context else Section()
    layers = (flags, environment(environ), section, file)
    no_avi = next((layer.no_avi for layer in layers if layer.no_avi is not None), False)
    secrets = any(environ.get(name) for name in ("AKOTUI_AVI_PASSWORD", "AKOTUI_AVI_TOKEN"))
    controllers = tuple(_controller(address, layers, secrets=secrets) for address in _addresses(layers))
    return Settings(
        controllers=() if no_avi else controllers,
        elsewhere=_controller("", layers, secrets=secrets),
        no_avi=no_avi,
        ignored=(*section.ignore, *file.ignore),
    )


def environment(environ: Mapping[str, str]) -> Section:
    """What the environment says; several Controllers are separated by commas or blanks."""
    named = tuple(part for part in re.split(r"[,\s]+", environ.get("AKOTUI_AVI_CONTROLLER", "")) if part)
    username = environ.get("AKOTUI_AVI_USERNAME") or None
    return Section(avi_controllers=named or None, avi=ControllerSection(username=username))


def _addresses(layers: Iterable[Section]) -> tuple[str, ...]:
    for layer in layers:
        named = (*(layer.avi_controllers or ()), *layer.controllers)
        if named:
            return tuple(dict.fromkeys(named))
    return ()


def _controller(address: str, layers: tuple[Section, ...], *, secrets: bool) -> ControllerSettings:
    parts = (
        (depth, part) for depth, layer in enumerate(layers) for part in (layer.controllers.get(address), layer.avi)
    )
    said = [_without_files(part) if secrets and depth > 0 else part for depth, part in parts if part is not None]
    found: dict[str, object] = {"address": address}
    for name in ControllerSection.__struct_fields__:
        values: list[object] = [getattr(part, name) for part in said]
        found[name] = next((value for value in values if value is not None), None)
    return msgspec.convert({name: value for name, value in found.items() if value is not None}, ControllerSettings)


def _without_files(part: ControllerSection) -> ControllerSection:
    """A secret in the environment stands above a file that the configuration names."""
    return msgspec.structs.replace(part, password_file=None, token_file=None)


def _beside(file: Configuration, folder: Path, home: str) -> Configuration:
    """Paths in the file are relative to the file."""

    def placed(value: str | None) -> str | None:
        if value is None:
            return None
        return str(Path(home, value[2:]) if home and value.startswith("~/") else folder / value)

    def moved(part: ControllerSection) -> ControllerSection:
        return msgspec.structs.replace(
            part,
            password_file=placed(part.password_file),
            token_file=placed(part.token_file),
            ca_file=placed(part.ca_file),
        )

    def settled(section: Section) -> Section:
        named = {name: moved(part) for name, part in section.controllers.items()}
        return msgspec.structs.replace(section, avi=moved(section.avi), controllers=named)

    contexts = {name: settled(section) for name, section in file.contexts.items()}
    top = settled(file)
    return msgspec.structs.replace(file, avi=top.avi, controllers=top.controllers, contexts=contexts)


def _line(text: str, keys: list[str]) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if keys and re.search(rf"(^|[.\[\"']){re.escape(keys[-1])}\b", line.strip()):
            return f", line {number}"
    return ""


def _reason(error: OSError | UnicodeDecodeError) -> str:
    return (error.strerror or "") if isinstance(error, OSError) else "not UTF-8 text"
