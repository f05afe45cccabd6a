"""What is copied of an explanation, and what is said about it."""

import enum
import os
from datetime import datetime

from akotui.tui.clipboard import maybe_tmux, osc52
from akotui.views.markdown import markdown
from akotui.views.why import Why


class Form(enum.Enum):
    """What to copy; the value is how a message names it."""

    REMEDY = "remedy"
    EXPLANATION = "explanation"


def copy(why: Why | None, form: Form, now: datetime) -> tuple[str | None, str]:
    """Return the sequence for the terminal (None: nothing is to be sent) and the message for who asked.

    Whether the terminal takes it cannot be known: OSC 52 has no answer.
    """
    text = _text(why, form, now)
    if not text:
        return None, f"nothing to copy: this row has no {form.value}"
    return copy_text(text, form.value)


def copy_text(text: str, called: str) -> tuple[str | None, str]:
    """Return the same for a text by what it is called; an empty one is none."""
    if not text:
        return None, f"nothing to copy: there is no {called or 'command'} here"
    sequence = osc52(text, os.environ)
    if sequence is None:
        return None, f"the {called} is too long for a terminal's clipboard"
    allowed = "tmux lets it through: set -s set-clipboard on" if maybe_tmux(os.environ) else "this terminal allows it"
    return sequence, f"copied the {called}, if {allowed} (OSC 52)"


def _text(why: Why | None, form: Form, now: datetime) -> str:
    """Return all of it as Markdown, or the first remedy: its command, its words when it has none."""
    if why is None:
        return ""
    if form is Form.EXPLANATION:
        return markdown(why, now)
    return next((one.command or one.text for one in why.remedies), "")
