"""What a filter may ask of a row besides its cells: `owner:`, `state:`, `ns:`, `sev:` and the labels of `-l`."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from akotui.analysis.estate import Estate
from akotui.analysis.expectations import Expected
from akotui.analysis.findings import Finding, ObjectRef
from akotui.analysis.subjects import InstanceSubject, NamespaceSubject, State, UserSubject, VirtualServiceSubject
from akotui.views import filtering
from akotui.views.pattern_parts import EDGE
from akotui.views.referring import told_of
from akotui.views.table import Tone

_NOBODY: Final = ("nobody",)
_SEVERITIES: Final[Mapping[Tone, tuple[str, ...]]] = MappingProxyType(
    {
        Tone.ERROR: ("error", "err"),
        Tone.ORPHAN: ("error", "err"),
        Tone.MISSING: ("error", "err"),
        Tone.WARNING: ("warning", "wrn"),
        Tone.INFO: ("info", "inf"),
        Tone.UNKNOWN: ("unknown", "unk", "unchecked"),
    }
)


def joined(values: Iterable[str]) -> str:
    """Return values as a text to search: each between two edges."""
    text = EDGE.join(values)
    return f"{EDGE}{text}{EDGE}" if text else ""


def alone(field: str, subject: object) -> bool:
    """Tell whether a field of a row follows from its subject, and from nothing else of the estate (class Fields)."""
    found = told_of(subject)
    if field == filtering.LABEL:
        return isinstance(found, NamespaceSubject | InstanceSubject)
    return field != "ns" or not isinstance(found, Finding)


class Fields:
    """The fields of the rows of one estate; what is looked up is prepared when it is first asked for."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._labels: Mapping[str, Mapping[str, str]] | None = None
        self._services: Mapping[str, VirtualServiceSubject] | None = None

    def text(self, field: str, subject: object, tone: Tone) -> str:
        """Return what to search for a field: casefolded, but for labels, whose case counts."""
        found = told_of(subject)
        match field:
            case filtering.LABEL:
                return joined(f"{key}={value}" for key, value in self._labels_of(found))
            case "sev":
                return joined(_SEVERITIES.get(tone, ()))
            case "owner":
                return joined(owners(found)).casefold()
            case "state":
                return joined(states(found)).casefold()
            case _:
                return joined(self.namespaces(found)).casefold()

    def namespaces(self, subject: object) -> tuple[str, ...]:
        """Return the namespaces that a row is about."""
        match subject:
            case Finding():
                return tuple(dict.fromkeys(name for ref in subject.objects for name in self._of_object(ref)))
            case InstanceSubject():
                return (subject.instance.id,)
            case NamespaceSubject():
                return (subject.namespace.metadata.name,)
            case VirtualServiceSubject() | Expected():
                return subject.namespaces
            case UserSubject():
                return tuple(dict.fromkeys(name for one in subject.virtual_services for name in one.namespaces))
            case _:
                return ()

    def _of_object(self, ref: ObjectRef) -> tuple[str, ...]:
        if ref.kind == "Namespace":
            return (ref.name,)
        if ref.namespace is not None:
            return (ref.namespace,)
        if self._services is None:
            self._services = {one.vs.uuid: one for one in self._estate.virtual_services}
        service = self._services.get(ref.id or "")
        return service.namespaces if service is not None else ()

    def _labels_of(self, subject: object) -> Iterable[tuple[str, str]]:
        if isinstance(subject, NamespaceSubject):
            return subject.namespace.metadata.labels.items()
        if isinstance(subject, InstanceSubject):
            wanted = subject.instance.selector
            return ((wanted.key, wanted.value),) if wanted is not None else ()
        if self._labels is None:
            self._labels = {
                one.namespace.metadata.name: one.namespace.metadata.labels for one in self._estate.namespaces
            }
        known = self._labels
        return (pair for name in self.namespaces(subject) for pair in known.get(name, {}).items())


def owners(subject: object) -> tuple[str, ...]:
    """Return instances and usernames that own, claim or write what a row is about; `nobody` where that is known."""
    match subject:
        case Finding() | Expected():
            return subject.owners
        case InstanceSubject():
            return (subject.instance.id, *subject.instance.users)
        case NamespaceSubject():
            return tuple(one.id for one in subject.claimants) or _NOBODY
        case VirtualServiceSubject():
            named = (subject.vs.created_by, subject.owner, *subject.claimants, *subject.candidates)
            nobody = _NOBODY if subject.state is State.ORPHANED else ()
            return (*(name for name in named if name), *nobody)
        case UserSubject():
            nobody = _NOBODY if subject.known and not subject.expected_of else ()
            return (subject.name, *subject.expected_of, *nobody)
        case _:
            return ()


def states(subject: object) -> tuple[str, ...]:
    """Return the verdict on a row in one word; of a finding, the rule that says so."""
    match subject:
        case Finding():
            return (subject.rule,)
        case InstanceSubject():
            return (subject.instance.health.value,)
        case NamespaceSubject() | VirtualServiceSubject() | UserSubject():
            return (subject.state.value,)
        case Expected():
            return ("confirmed",) if subject.uuids else ("expected",)
        case _:
            return ()
