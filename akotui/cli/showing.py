"""What is to be shown on the screen, and how: all that is known before anything is read."""

from dataclasses import dataclass

from akotui.analysis.acknowledging import Acknowledgement
from akotui.cli.arguments import Arguments
from akotui.cli.environment import Environment
from akotui.config import Settings
from akotui.tui.appearance import Appearance


@dataclass(frozen=True, slots=True)
class Showing:
    """The settings and what they were made of; `title` names the cluster, `ignored` are findings that stand apart."""

    settings: Settings
    arguments: Arguments
    environment: Environment
    appearance: Appearance
    ignored: tuple[Acknowledgement, ...]
    title: str
