r"""What is typed behind `/`: words that must all be found, and what each of them asks.

`web` is text, in any column and in any letter case, brackets and dots as they stand; a word that holds one of
`^ $ * + ? | ( ) \` is a regular expression, `^` and `$` being the edges of a cell. `!` before a word: not so.
`owner:` `state:` `ns:` `sev:` ask that of the row, `-l key=value` the labels of its namespaces, `-f abc` letters in
this order. Quotes hold words together. What cannot be understood is taken as text, and a note says so.
"""

import enum
import re
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from akotui.views.pattern_parts import EDGE, NotAPattern
from akotui.views.patterns import fuzzy, pattern

FIELDS: Final = ("owner", "state", "ns", "sev")
LABEL: Final = "label"
LONGEST: Final = 200
"""Characters of a filter that count."""

_SPECIAL: Final = frozenset("^$*+?|()\\")
_WORD: Final = re.compile(r"""(?P<word>(?:"[^"]*"?|'[^']*'?|[^\s"'])+)""")
_QUOTED: Final = re.compile(r"""("[^"]*"?|'[^']*'?)""")


class Mode(enum.Enum):
    """How a term is looked for."""

    TEXT = "text"
    REGEX = "regex"
    FUZZY = "fuzzy"


class Term(msgspec.Struct, frozen=True):
    """One condition: `text` (casefolded, but for labels) is found in the row, or in one of its fields; or it is not."""

    text: str
    field: str = ""
    mode: Mode = Mode.TEXT
    negated: bool = False

    def test(self) -> Callable[[str], bool]:
        """Return the test of a searched text: cells, casefolded, with an `EDGE` before, between and behind them.

        The test raises NotAPattern when it would take too long.
        """
        found = self._found()
        return (lambda searched: not found(searched)) if self.negated else found

    def _found(self) -> Callable[[str], bool]:
        match self.mode:
            case Mode.TEXT:
                return lambda searched: self.text in searched
            case Mode.REGEX:
                return pattern(self.text)
            case Mode.FUZZY:
                return fuzzy(self.text)

    def narrows(self, other: "Term") -> bool:
        """Tell whether every row with this one surely has the `other` too, because more was typed."""
        if self == other:
            return True
        if (self.field, self.mode, self.negated, other.negated) != (other.field, other.mode, False, False):
            return False
        if self.mode is Mode.TEXT:
            return other.text in self.text
        more = self.text.removeprefix(other.text)
        return more != self.text and more.isalnum()


class Filter(msgspec.Struct, frozen=True):
    """The conditions, all of which a row meets, and what is to be said about how the text was understood."""

    terms: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()

    def narrows(self, other: "Filter") -> bool:
        """Tell whether the rows are surely among those of the `other`."""
        return all(any(term.narrows(before) for term in self.terms) for before in other.terms)

    def plain(self, reason: str) -> "Filter":
        """Return this with its regular expressions taken as text, because of `reason`."""
        terms = tuple(msgspec.structs.replace(one, mode=Mode.TEXT) for one in self.terms)
        regexes = [one.text for one in self.terms if one.mode is Mode.REGEX]
        return Filter(terms, (*self.notes, *(_as_text(text, reason) for text in regexes)))


def understand(text: str) -> Filter:
    """Return the conditions of what was typed. Never fails: an expression that is none is text."""
    terms: list[Term] = []
    notes: list[str] = [f"only the first {LONGEST} characters count"] if len(text) > LONGEST else []
    words = [match["word"] for match in _WORD.finditer(text[:LONGEST])]
    place = 0
    while place < len(words):
        word = words[place]
        negated = word.startswith("!")
        word = word[negated:]
        if word in ("-l", "-f"):
            place += 1
            following = _unquoted(words[place]) if place < len(words) else ""
            found = _labels(following) if word == "-l" else _letters(following)
            if not following:
                notes.append("-l wants key=value behind it" if word == "-l" else "-f wants letters behind it")
        else:
            found = _word(word, notes)
        terms += (msgspec.structs.replace(one, negated=one.negated is not negated) for one in found)
        place += 1
    return Filter(tuple(terms), tuple(notes))


def _word(word: str, notes: list[str]) -> Iterator[Term]:
    """Yield the condition of a word, if it asks anything yet."""
    field, colon, asked = word.partition(":")
    field = field.casefold()
    if not colon or field not in FIELDS:
        field, asked = "", word
    text = _unquoted(asked).casefold()
    if not text:
        return
    if asked == _unquoted(asked) and _SPECIAL.intersection(text):
        source = _expression(asked)
        try:
            pattern(source)
        except NotAPattern as error:
            notes.append(_as_text(text, str(error)))
        else:
            yield Term(source, field, Mode.REGEX)
            return
    yield Term(text, field)


def _expression(text: str) -> str:
    """Return a regular expression in small letters; behind a backslash the case tells a class from its opposite."""
    return re.sub(r"\\.|.", lambda part: part[0] if part[0][0] == "\\" else part[0].casefold(), text)


def _labels(text: str) -> Iterator[Term]:
    """Yield the conditions of a label selector: `a=b`, `a==b`, `a!=b`, `a`, `!a`, with commas between them.

    Kubernetes compares labels whole and by letter case, so this does too.
    """
    for part in filter(None, text.split(",")):
        absent = part.startswith("!")
        key, equals, value = part[absent:].partition("=")
        differs = key.endswith("!") and bool(equals)
        wanted = f"{EDGE}{key.rstrip('!') if differs else key}="
        yield Term(wanted + value.removeprefix("=") + EDGE if equals else wanted, LABEL, negated=absent or differs)


def _letters(text: str) -> Iterator[Term]:
    if text:
        yield Term(text.casefold(), mode=Mode.FUZZY)


def _unquoted(text: str) -> str:
    return _QUOTED.sub(lambda match: match[0].strip(match[0][0]), text)


def _as_text(text: str, reason: str) -> str:
    return f"“{text}” is taken as text: {reason}"
