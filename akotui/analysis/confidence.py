"""When a verdict is certain, likely or possible: all of it in this place.

- certain: what decides was read, whole, and its witnesses agree: the username is, character by character, that of
  exactly one known instance (or of none), and the marker names the cluster.
- likely: one step is inferred. The marker is missing, so that only the username tells the cluster; not all instances
  could be read, so that another may write the same username; the settings that decide were changed after the instance
  started, so that it may run with others; an object of a former cluster name; a source that is gone while not all
  virtual services of its owner could be read.
- possible: it cannot be told which of several it is (ambiguous), or what is needed could not be read (unknown).

A finding is as sure as the least sure thing it says.
"""

from collections.abc import Iterable

from akotui.analysis.findings import Confidence
from akotui.analysis.instances import ConfigState, Instance

_ORDER = tuple(Confidence)


def weakest(every: Iterable[Confidence]) -> Confidence:
    """Return the least sure of these; certain when there are none."""
    return max(every, key=_ORDER.index, default=Confidence.CERTAIN)


def of_username(*, marked: bool, whole: bool = True) -> Confidence:
    """How sure a username is as a witness. `marked`: a marker says the same; `whole`: all instances were read."""
    return Confidence.CERTAIN if marked and whole else Confidence.LIKELY


def of_settings(instances: Iterable[Instance]) -> Confidence:
    """How far settings that were read are those that run: AKO reads them at its start only (cmd/ako-main/main.go)."""
    outdated = any(one.config_state is ConfigState.RESTART_NEEDED for one in instances)
    return Confidence.LIKELY if outdated else Confidence.CERTAIN
