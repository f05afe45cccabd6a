"""Owner usernames: every created_by on the Controllers and all that known instances write, and what each is to us."""

from collections.abc import Sequence

from akotui.analysis.instances import Instance
from akotui.analysis.readings import readings
from akotui.analysis.subjects import State, UserState, UserSubject, VirtualServiceSubject
from akotui.analysis.usernames import Usernames


def describe_user(
    name: str, group: tuple[VirtualServiceSubject, ...], known: tuple[Instance, ...], names: Usernames
) -> UserSubject:
    """Return a username as a subject; the empty name stands for virtual services without created_by."""
    expected = tuple(sorted(writer.id for writer in names.writers.get(name, ())))
    state = _state(group, expected)
    removed = (names.removed[name],) if name in names.removed and not expected else ()
    return UserSubject(name, state, expected, group, known, names.whole, removed, _readings(name, state, group))


def _readings(name: str, state: UserState, group: Sequence[VirtualServiceSubject]) -> tuple[str, ...]:
    if state is not UserState.NO_INSTANCE:
        return ()
    return tuple(map(str, readings(name, {one.cluster_name for one in group if one.cluster_name})))


def _state(group: Sequence[VirtualServiceSubject], expected: tuple[str, ...]) -> UserState:
    states = {subject.state for subject in group}
    if len(expected) > 1 or State.AMBIGUOUS in states:
        return UserState.AMBIGUOUS
    if expected:
        return UserState.KNOWN
    if State.UNKNOWN in states:  # an instance that could not be read may write it: that none does is not known
        return UserState.AMBIGUOUS
    if states <= {State.UNMANAGED}:
        return UserState.NOT_AKO
    return UserState.FOREIGN if states <= {State.UNMANAGED, State.FOREIGN} else UserState.NO_INSTANCE
