"""Text to the parts of a regular expression."""

from typing import Final

from akotui.views.pattern_parts import ANY, EDGE, LONGEST, All, Either, Many, NotAPattern, One, Part

_REPEATS: Final = {"*": (0, True), "+": (1, True), "?": (0, False)}
_NAMED: Final = "dwsDWS"


def read(text: str) -> Part:
    """Return the parts of a regular expression (already casefolded, but for the names of classes).

    Raises:
        NotAPattern: it is none.

    """
    if len(text) > LONGEST:
        raise NotAPattern(f"longer than {LONGEST} characters")
    reading = _Reading(text)
    part = reading.either()
    if reading.more():
        raise NotAPattern("a ) without its (")
    return part


class _Reading:
    """A place in the text, and the grammar from there on."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0

    def more(self) -> bool:
        return self._place < len(self._text)

    def either(self) -> Part:
        parts = [self._all()]
        while self._take("|"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Part:
        parts: list[Part] = []
        while self.more() and self._text[self._place] not in "|)":
            parts.append(self._repeated())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _repeated(self) -> Part:
        part = self._one()
        while self.more() and self._text[self._place] in _REPEATS:
            least, endless = _REPEATS[self._next()]
            part = Many(part, least, endless)
        if self.more() and self._text[self._place] == "{":
            raise NotAPattern("counted repeats {…} are not known here")
        return part

    def _one(self) -> Part:
        letter = self._next()
        match letter:
            case "(":
                return self._group()
            case "[":
                return self._set()
            case "\\":
                return self._escaped()
            case ".":
                return ANY
            case "^" | "$":
                return One(EDGE)
            case "*" | "+" | "?" | "{":
                raise NotAPattern(f"nothing to repeat before {letter}")
            case _:
                return One(letter)

    def _group(self) -> Part:
        if self._take("?") and not self._take(":"):
            raise NotAPattern("(?…) is not known here")
        part = self.either()
        if not self._take(")"):
            raise NotAPattern("a ( without its )")
        return part

    def _escaped(self) -> One:
        if not self.more():
            raise NotAPattern("nothing behind the last \\")
        letter = self._next()
        if letter in _NAMED:
            return One(classes=letter)
        if letter.isalnum():
            raise NotAPattern(f"\\{letter} is not known here")
        return One(letter)

    def _set(self) -> One:
        negated, letters, classes, first = self._take("^"), "", "", True
        ranges: list[tuple[str, str]] = []
        while first or not self._take("]"):
            if not self.more():
                raise NotAPattern("a [ without its ]")
            first = False
            one = self._escaped() if self._take("\\") else One(self._next())
            if one.letters and self._text[self._place : self._place + 1] == "-" and self._ends_range():
                self._place += 1
                ranges.append((one.letters, self._next()))
            letters, classes = letters + one.letters, classes + one.classes
        return One(letters, tuple(ranges), classes, negated)

    def _ends_range(self) -> bool:
        return self._text[self._place + 1 : self._place + 2] not in ("", "]")

    def _take(self, letter: str) -> bool:
        found = self._text[self._place : self._place + 1] == letter
        self._place += found
        return found

    def _next(self) -> str:
        self._place += 1
        return self._text[self._place - 1]
