"""What rules say: severity, confidence, evidence, remedy, finding; and what a rule is."""

import enum
import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Generic, TypeVar

import msgspec

from akotui.analysis.instances import Instance
from akotui.model.facts import Scope
from akotui.model.kinds import Kind

S = TypeVar("S")


class Severity(enum.Enum):
    """How bad it is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Confidence(enum.Enum):
    """How sure it is: certain (read, nothing contradicts), likely (one step inferred), possible (cannot be told)."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


class Lag(enum.Enum):
    """Whether lag between Kubernetes, AKO and the Controller can make a finding (analysis/grace.py).

    `excluded`: it cannot, whatever the rule's grace. `likely`: something it rests on was changed so lately that the
    others need not have followed.
    """

    EXCLUDED = "excluded"
    POSSIBLE = "possible"
    LIKELY = "likely"


class ObjectRef(msgspec.Struct, frozen=True, order=True, gc=False):
    """An object a finding speaks of. `kind` is the API's word (VirtualService, Namespace, StatefulSet, …)."""

    kind: str
    name: str
    namespace: str | None = None
    tenant: str | None = None
    id: str | None = None


class Evidence(msgspec.Struct, frozen=True, gc=False):
    """One field that was read: where (`scope`, `kind`, `object`), which, what it held, and what that says.

    The moment is not kept here: it is that of the table (`Estate.read_at`), so that an unchanged fact stays equal
    over polls. `object` is `Kind/namespace/name` for Kubernetes, `VirtualService/tenant/name` for the Controller.
    """

    scope: Scope
    kind: Kind
    object: str
    field: str
    value: str
    says: str


class Remedy(msgspec.Struct, frozen=True, gc=False):
    """What a person could do. `command` is text to copy (empty: none); akotui runs none."""

    text: str
    command: str = ""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One rule's statement about one subject. `about` names the fact stably over runs (the fingerprint's input).

    `lag` matters to rules with a grace alone.
    """

    rule: str
    severity: Severity
    about: str
    title: str
    objects: tuple[ObjectRef, ...]
    owners: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    confidence: Confidence
    remedy: tuple[Remedy, ...]
    lag: Lag = Lag.POSSIBLE

    @property
    def fingerprint(self) -> str:
        """Twenty hex digits, equal over runs for the same fact."""
        return hashlib.sha256(f"{self.rule}\0{self.about}".encode()).hexdigest()[:20]


def _nothing(_: Sequence[Instance]) -> str:
    return ""


class Rule(msgspec.Struct, Generic[S], frozen=True):
    """A named check over one kind of subject: the namespaces, hosts and objects that are plain are not looked at.

    What is plain stands in analysis/suspects.py.
    `needs`: kinds the rule reads object by object; one that is read in part makes the rule `partial`, one that is not
    read at all `not-run`. `whole`: kinds that must be read completely, because the rule concludes from absence or from
    their sum; otherwise the rule does not run. `traces`: kinds that lead to single subjects and whose lack leaves those
    undecided, the others sound; one that is lacking makes the rule `partial`, never `not-run`. `grace`: how long a
    finding must stand before it is told (analysis/grace.py). `metadata`: of the kinds above,
    those whose service_metadata the rule reads; when that of one object is lost, the kind is not whole for this rule.
    `undecided` says what of the known instances the rule needs and nobody can tell, empty when nothing; otherwise it is
    `partial` although every kind was read. `page` is the module's docstring: the rule's manual page, whose first line
    is its summary.
    """

    slug: str
    severity: Severity
    subject: type[S]
    check: Callable[[S], Iterable[Finding]]
    page: str
    needs: frozenset[Kind] = frozenset()
    whole: frozenset[Kind] = frozenset()
    traces: frozenset[Kind] = frozenset()
    grace: timedelta = timedelta()
    metadata: frozenset[Kind] = frozenset()
    undecided: Callable[[Sequence[Instance]], str] = _nothing


class Coverage(msgspec.Struct, frozen=True, gc=False):
    """How a rule ran: `status` is ran, partial or not-run; `reason` names what was missing."""

    rule: str
    status: str
    reason: str = ""
