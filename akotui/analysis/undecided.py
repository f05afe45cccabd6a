"""What of the known instances cannot be told although every kind was read: rules that need it run in part only."""

from collections.abc import Sequence

from akotui.analysis.configuration import CONFIG_MAP
from akotui.analysis.instances import ConfigState, Instance
from akotui.analysis.wording import listed


def settings(instances: Sequence[Instance]) -> str:
    """Return which instances have no settings: primary or not, selector and username are anybody's guess."""
    lacking = [one.id for one in instances if not one.settings]
    return f"configmaps: no {CONFIG_MAP} of {listed(lacking)}" if lacking else ""


def config_states(instances: Sequence[Instance]) -> str:
    """Return of which running instances nobody can tell whether they run with the settings their ConfigMap has."""
    running = (one for one in instances if one.ready or one.started)
    lacking = [one.id for one in running if one.config_state is ConfigState.UNKNOWN]
    return f"the last change of {CONFIG_MAP} or the last start is not known of {listed(lacking)}" if lacking else ""
