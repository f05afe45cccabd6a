"""Regular expressions that cannot hang the screen.

Python's own engine tries every way to match, so a text and an expression can be made that take it hours. Here the
expression becomes an automaton that reads each character of the text once, whatever the two are; its states are made
when they are first needed, and only so many of them.
"""

from collections.abc import Callable, Iterator
from typing import Final

from akotui.views.pattern_parts import ANY, All, Either, Many, NotAPattern, One, Part
from akotui.views.pattern_reading import read
from akotui.views.pattern_speed import quick

MOST: Final = 2000
"""States that may be made: each costs some ten microseconds once. Usual expressions need fewer than fifty."""

_FOUND: Final = -1


def pattern(text: str) -> Callable[[str], bool]:
    """Return the test whether the expression occurs in a text (both casefolded, cells between `EDGE`s).

    The test raises NotAPattern when the automaton would grow too large.

    Raises:
        NotAPattern: it is no expression.

    """
    return _test(read(text))


def fuzzy(text: str) -> Callable[[str], bool]:
    """Return the test whether the letters of `text` occur in this order within a cell."""
    parts: list[Part] = [One(text[0])]
    for letter in text[1:]:
        parts += [Many(ANY, 0, endless=True), One(letter)]
    return _test(All(tuple(parts)))


def literal(part: Part) -> str | None:
    """Return the text that a part stands for, when it stands for one only."""
    match part:
        case One(letters, (), "", False) if len(letters) == 1:
            return letters
        case All(parts):
            texts = [literal(one) for one in parts]
            return None if None in texts else "".join(text for text in texts if text)
        case _:
            return None


def needed(part: Part) -> tuple[str, ...]:
    """Return texts that occur wherever the part does: looking for these first is much quicker."""
    match part:
        case Many(repeated, least=1):
            return needed(repeated)
        case All(parts):
            return tuple(_runs(parts))
        case _:
            text = literal(part)
            return (text,) if text else ()


def _runs(parts: tuple[Part, ...]) -> Iterator[str]:
    run = ""
    for one in parts:
        text = literal(one)
        if text is not None:
            run += text
            continue
        if run:
            yield run
        run = ""
        yield from needed(one)
    if run:
        yield run


def _test(part: Part) -> Callable[[str], bool]:
    text = literal(part)
    if text is not None:
        return lambda searched: text in searched
    if isinstance(part, Either):
        tests = [_test(one) for one in part.parts]
        return lambda searched: any(test(searched) for test in tests)
    wanted, search = needed(part), quick(part) or Automaton(part).occurs
    return lambda searched: all(text in searched for text in wanted) and search(searched)


class Automaton:
    """The expression as sets of places in it that one can be at; a set is a state, made when it is reached."""

    def __init__(self, part: Part) -> None:
        self._steps: list[tuple[One, int]] = []
        self._leaps: list[tuple[int, ...]] = []
        self._end = self._place()
        self._begin = self._closure({self._build(part, self._end)})
        self._sets: list[frozenset[int]] = []
        self._numbers: dict[frozenset[int], int] = {}
        self._table: list[dict[str, int]] = []
        self._first = self._number(self._begin)

    @property
    def states(self) -> int:
        """How many states were made so far."""
        return len(self._sets)

    def occurs(self, text: str) -> bool:
        """Tell whether the expression matches anywhere in `text`."""
        state, table = self._first, self._table
        if state == _FOUND:
            return True
        for letter in text:
            following = table[state].get(letter)
            state = self._step(state, letter) if following is None else following
            if state < 0:
                return True
        return False

    def _step(self, state: int, letter: str) -> int:
        reached = {self._steps[place][1] for place in self._sets[state] if self._steps[place][0].takes(letter)}
        number = self._number(self._closure(reached) | self._begin)
        self._table[state][letter] = number
        return number

    def _number(self, places: frozenset[int]) -> int:
        if self._end in places:
            return _FOUND
        if places not in self._numbers:
            if len(self._sets) >= MOST:
                raise NotAPattern("too much to look for at once")
            self._numbers[places] = len(self._sets)
            self._sets.append(places)
            self._table.append({})
        return self._numbers[places]

    def _closure(self, places: set[int]) -> frozenset[int]:
        """Return the places that read a character, and the end, as far as they are reached without reading any."""
        seen, left = set(places), list(places)
        while left:
            for further in self._leaps[left.pop()]:
                if further not in seen:
                    seen.add(further)
                    left.append(further)
        return frozenset(place for place in seen if place == self._end or not self._leaps[place])

    def _build(self, part: Part, then: int) -> int:
        """Add a part that leads to the place `then`; return the place at which it begins."""
        match part:
            case One():
                return self._place(reads=(part, then))
            case All(parts):
                for one in reversed(parts):
                    then = self._build(one, then)
                return then
            case Either(parts):
                return self._place(leaps=tuple(self._build(one, then) for one in parts))
            case Many(repeated, least, endless):
                return self._repeat(repeated, then, least=least, endless=endless)

    def _repeat(self, part: Part, then: int, *, least: int, endless: bool) -> int:
        if not endless:
            return self._place(leaps=(self._build(part, then), then))
        again = self._place()
        begin = self._build(part, again)
        self._leaps[again] = (begin, then)
        return begin if least else again

    def _place(self, reads: tuple[One, int] = (ANY, 0), leaps: tuple[int, ...] = ()) -> int:
        self._steps.append(reads)
        self._leaps.append(leaps)
        return len(self._steps) - 1
