"""What to say when no cluster answered."""

from akotui.analysis.estate import Estate
from akotui.model.kinds import Plane
from akotui.report.composing import detail, read_state


def silence(estate: Estate) -> str:
    """Say why nothing could be evaluated."""
    reasons = (
        f"{source.scope.name} is {read_state(source.health.state).value}: {detail(source)}".rstrip(": ")
        for source in estate.sources
        if source.scope.plane is Plane.KUBERNETES
    )
    return f"nothing could be evaluated: {next(reasons, 'no cluster was read')}"
