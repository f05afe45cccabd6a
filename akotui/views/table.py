"""What a table is made of: columns, rows, tones, and the query that chooses rows.

A view is a file of this folder with `COLUMNS`, `listing(estate, query)` and `rows(estate, query)`. Whoever prints it
(a pane, a report) knows nothing of the subject; a view knows nothing of colours, widths of screens, or Textual.
"""

import contextlib
import enum
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from operator import indexOf
from typing import Final, TypeVar, overload

import msgspec

from akotui.views.picked import Picked
from akotui.views.ranked import Ranked, source_of

S = TypeVar("S")

WIDE: Final = 5
"""Columns of this rank and above are for wide output and broad panes only."""


HIDDEN: Final = 1000
"""The rank of a column that is not shown, however much space there is."""


_AROUND: Final = 100
"""Places within which a row is looked for first when others came or went."""


class Tone(enum.Enum):
    """What a cell or a line means; the screen gives each tone a colour, and no tone is colour alone."""

    PLAIN = "plain"
    QUIET = "quiet"
    STRONG = "strong"
    LOUD = "loud"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    UNKNOWN = "unknown"
    ORPHAN = "orphan"
    MISSING = "missing"
    FOREIGN = "foreign"

    __hash__ = object.__hash__  # a member equals itself alone, and an enum's own hash costs ten times as much


class Order(enum.Enum):
    """How the cells of a column compare. Those of AGE are moments (views/ages.py), the newest first."""

    TEXT = "text"
    NUMBER = "number"
    AGE = "age"


class Column(msgspec.Struct, frozen=True):
    """A column: `width` in cells at least, `grow` its share of what is left over.

    Rank 0 is always shown; where space is short the highest rank goes first. `toned`: bears the row's tone. `named`:
    holds names of AKO's making, which begin alike (`prod--`) and are told apart by what follows. `order` is
    how its cells compare; when there are `ranks`, its cells are these, the most urgent first.

    Where not even rank 0 fits, a column that is `told` elsewhere is left out when less than so many cells are left for
    it, and a `signed` one is but the sign with which its cells begin.
    """

    key: str
    title: str
    width: int
    grow: int = 0
    rank: int = 0
    toned: bool = False
    named: bool = False
    told: int = 0
    signed: bool = False
    order: Order = Order.TEXT
    ranks: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Shown only where there is plenty of space, or when asked for."""
        return self.rank >= WIDE


class Row(msgspec.Struct, frozen=True):
    """A row: a key that stays while the object lives, one cell a column, and the tone of its verdict.

    `old`: it rests on facts that are no longer current.
    """

    key: str
    cells: tuple[str, ...]
    tone: Tone = Tone.PLAIN
    old: bool = False


class Step(msgspec.Struct, frozen=True):
    """One object that was narrowed to: the noun of the pane it was chosen in, its row's key there, and its name."""

    noun: str
    key: str
    name: str


class Query(msgspec.Struct, frozen=True):
    """Which rows: those that concern each of these objects; none leaves all.

    `before` are the subjects of the listing that the same query had of the estate before, if somebody kept it: the
    listing is the same without it, and takes longer.
    """

    narrowing: tuple[Step, ...] = ()
    before: Sequence[object] = ()


class Keys(Sequence[str]):
    """The keys of subjects, each made only when asked for."""

    def __init__(self, subjects: Sequence[S], key: Callable[[S], str]) -> None:
        self._at: Callable[[int], str] = lambda index: key(subjects[index])
        self._all: Callable[[], Iterator[str]] = lambda: map(key, subjects)
        self.picked: Callable[[Sequence[int]], Keys] = lambda places: Keys(Picked(subjects, places), key)
        self._length = len(subjects)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        return self._all()

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        return self._at(place) if isinstance(place, int) else list(self._all())[place]


Told = tuple[str, tuple[str, ...], Tone]
"""The first cell of a row, the others, and the tone of the row."""


class Cells:
    """The cells of subjects, each made by itself: for whoever wants some of them, or all of them and no rows.

    `alike`: subjects of which this is the same differ in the first cell alone; the others are made once for all.
    """

    def __init__(
        self,
        subjects: Sequence[S],
        makers: Sequence[Callable[[S], str]],
        tone: Callable[[S], Tone],
        alike: Callable[[S], Hashable] | None = None,
    ) -> None:
        first, *others = makers

        def every() -> Iterator[Told]:
            whole = tuple(subjects)
            firsts = map(first, whole)
            if alike is None:
                columns = [[*map(make, whole)] for make in others]
                return zip(firsts, zip(*columns, strict=True), map(tone, whole), strict=True)
            kinds = [*map(alike, whole)]
            examples = dict(zip(kinds, whole, strict=True))
            made = {kind: (tuple([make(one) for make in others]), tone(one)) for kind, one in examples.items()}
            return ((name, *made[kind]) for name, kind in zip(firsts, kinds, strict=True))

        self.column: Callable[[int], Iterable[str]] = lambda column: map(makers[column], subjects)
        self.every = every
        self.picked: Callable[[Sequence[int]], Cells] = lambda places: Cells(
            Picked(subjects, places), makers, tone, alike
        )
        self.as_came: Callable[[], Cells] = lambda: Cells(source_of(subjects), makers, tone, alike)


class Listing:
    """The subjects a query chose, in order, and their rows, each made only when asked for.

    A screen shows forty of ten thousand rows, so nothing is formatted before it is seen. `form` names what the rows
    depend on besides their subjects. Without `cells` those of a row are made with it. `came` makes the same listing in
    the order in which the subjects came, where that is another.
    """

    def __init__(
        self,
        keys: Sequence[str],
        subjects: Sequence[object],
        make: Callable[[int], Row],
        form: str = "",
        *,
        cells: Cells | None = None,
        came: "Callable[[], Listing] | None" = None,
    ) -> None:
        self._came = came
        self.keys = keys
        self.subjects = subjects
        self.row = make
        self.form = form
        self.cells = cells

    def __len__(self) -> int:
        return len(self.keys)

    def as_came(self) -> "Listing":
        """Return the same rows in the order in which their subjects came, whatever their ranks."""
        return self._came() if self._came is not None else self

    def picked(self, places: Sequence[int]) -> "Listing":
        """Return the rows at these places; each, and its key, is still made only when it is asked for."""
        keys, row = self.keys, self.row
        return Listing(
            keys.picked(places) if isinstance(keys, Keys) else Picked(keys, places),
            Picked(self.subjects, places),
            lambda index: row(places[index]),
            self.form,
            cells=self.cells.picked(places) if self.cells is not None else None,
        )

    def came(self, place: int) -> int | None:
        """Return as which one the subject of a row came, if these are in an order of their own."""
        return self.subjects.places[place] if isinstance(self.subjects, Picked) else None

    def find(self, key: str, near: int, subject: object = None, came: int | None = None) -> int | None:
        """Return the place of a key, at once when it stands at `near` or not far from there; None when it is gone.

        Farther away it is looked for as the one that `came` so before, and as `subject`, if that is what its row is
        still about: many keys take long to make.
        """
        same = self.subjects.found(came) if came is not None and isinstance(self.subjects, Picked) else None
        around = range(max(0, near - _AROUND), min(len(self), near + _AROUND))
        first = (place for place in (near, same) if place is not None and place < len(self))
        for place in (*first, *around):
            if self.keys[place] == key:
                return place
        found = _place(map(id, self.subjects), id(subject)) if subject is not None else None
        return _place(self.keys, key) if found is None else found

    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(self.row(index) for index in range(len(self.keys)))

    def column(self, number: int) -> Iterable[str]:
        """One cell of every row."""
        if self.cells is not None:
            return self.cells.column(number)
        return (self.row(place).cells[number] for place in range(len(self)))

    def every(self) -> Iterator[Told]:
        """All cells, and the tones of the rows."""
        if self.cells is not None:
            return self.cells.every()
        return ((row.cells[0], row.cells[1:], row.tone) for row in map(self.row, range(len(self))))


def _place(values: Iterable[object], wanted: object) -> int | None:
    with contextlib.suppress(ValueError):
        return indexOf(values, wanted)
    return None


def listed(
    subjects: Sequence[S],
    row: Callable[[S], Row],
    key: Callable[[S], str],
    form: str = "",
    *,
    cells: Cells | None = None,
) -> Listing:
    """Return the listing of `subjects`, in their order; `cells` are theirs, each by itself."""

    def came() -> Listing:
        return listed(source_of(subjects), row, key, form, cells=cells.as_came() if cells is not None else None)

    return Listing(
        Keys(subjects, key),
        subjects,
        lambda index: row(subjects[index]),
        form,
        cells=cells,
        came=came if isinstance(subjects, Ranked) else None,
    )
