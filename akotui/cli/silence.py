"""What to say when no cluster answered."""

from akotui.analysis.estate import Estate, SourceReport
from akotui.model.kinds import Plane
from akotui.report.composing import detail, read_state


def silence(estate: Estate) -> str:
    """Say why nothing could be evaluated."""
    reasons = (_reason(source) for source in estate.sources if source.scope.plane is Plane.KUBERNETES)
    return f"nothing could be evaluated: {next(reasons, 'no cluster was read')}"


def _reason(source: SourceReport) -> str:
    """The address belongs into the line: stdout, which has it too, may be a file by now."""
    why, endpoint = detail(source), source.health.endpoint
    where = f" ({endpoint})" if endpoint and endpoint not in why else ""
    return f"{source.scope.name}{where} is {read_state(source).value}: {why}".rstrip(": ")
