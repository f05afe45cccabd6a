"""What is pasted, freed of escapes before Textual's parser sees it.

Terminals mark what is pasted (bracketed paste) and most take the escapes out of it; some do not. The parser of Textual
8.2.8 takes one within a paste for the beginning of a key: a `q` that was pasted behind it would be pressed.
"""

from typing import Final

START: Final = "\x1b[200~"
END: Final = "\x1b[201~"
_ESCAPE: Final = "\x1b"


class Pasting:
    """Passes on what the terminal sends, in pieces as they come; holds back no more than the beginning of an end."""

    def __init__(self) -> None:
        self.inside = False
        self._held = ""
        self._last = ""

    def cleaned(self, text: str) -> str:
        """Return `text` without the escapes that are pasted; what is not pasted is as it came, at once."""
        passed: list[str] = []
        while text:
            text = self._within(text, passed) if self.inside else self._outside(text, passed)
        return "".join(passed)

    def broken_off(self) -> str:
        """Return the end of a paste of which the end was lost, so that keys are keys again; nothing when none is."""
        if not self.inside:
            return ""
        self.inside, self._held = False, ""
        return END

    def _outside(self, text: str, passed: list[str]) -> str:
        """Pass on all until a paste begins; return what is pasted."""
        joined = self._last + text
        at = joined.find(START)
        if at < 0:
            self._last = joined[1 - len(START) :]
            passed.append(text)
            return ""
        begun = at + len(START) - len(self._last)
        passed.append(text[:begun])
        self._last, self.inside = "", True
        return text[begun:]

    def _within(self, text: str, passed: list[str]) -> str:
        """Pass on what is pasted, and its end; return what comes after it."""
        joined = self._held + text
        at = joined.find(END)
        if at >= 0:
            passed += (joined[:at].replace(_ESCAPE, ""), END)
            self._held, self.inside = "", False
            return joined[at + len(END) :]
        kept = next(size for size in range(len(END) - 1, -1, -1) if joined.endswith(END[:size]))
        self._held = joined[len(joined) - kept :]
        passed.append(joined[: len(joined) - kept].replace(_ESCAPE, ""))
        return ""
