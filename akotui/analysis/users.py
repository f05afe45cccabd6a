"""Owner usernames on the Controllers: every created_by, and what it is to us."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from akotui.analysis.instances import Instance
from akotui.analysis.subjects import State, UserState, UserSubject, VirtualServiceSubject
from akotui.analysis.usernames import Usernames


def group_users(
    subjects: Iterable[VirtualServiceSubject], instances: Sequence[Instance], names: Usernames
) -> tuple[UserSubject, ...]:
    """Return one subject a username, sorted; the empty name stands for virtual services without created_by."""
    groups: dict[str, list[VirtualServiceSubject]] = defaultdict(list)
    for subject in subjects:
        groups[subject.vs.created_by or ""].append(subject)
    known = tuple(instance for instance in instances if instance.known)
    return tuple(_user(name, tuple(groups[name]), known, names) for name in sorted(groups))


def _user(
    name: str, group: tuple[VirtualServiceSubject, ...], known: tuple[Instance, ...], names: Usernames
) -> UserSubject:
    expected = tuple(sorted(writer.id for writer in names.writers.get(name, ())))
    return UserSubject(name, _state(group, expected), expected, group, known, names.whole)


def _state(group: Sequence[VirtualServiceSubject], expected: tuple[str, ...]) -> UserState:
    states = {subject.state for subject in group}
    if len(expected) > 1 or State.AMBIGUOUS in states:
        return UserState.AMBIGUOUS
    if expected:
        return UserState.KNOWN
    if states <= {State.UNMANAGED}:
        return UserState.NOT_AKO
    return UserState.FOREIGN if states <= {State.UNMANAGED, State.FOREIGN} else UserState.NO_INSTANCE
