"""The errors akotui raises on purpose.

AkotuiError
├── UsageError      the command line, the settings or a file that was named cannot be used: exit code 2
│   └── NoContext   the kubeconfig has no such context, or none is named: the screen offers those that there are
├── NothingRead     no cluster answered, or it refused the credentials: exit code 3
├── Unseen          one object that somebody wants to see could not be read: shown in its place
├── Broken          a bug in akotui that the screen has survived: exit code 70 when it is left
└── Refused         a request that akotui must never send was stopped at the gate (a bug in akotui)

A broken object or an unreachable Controller is no error: it is data, and stands on the screen.
"""


class AkotuiError(Exception):
    """The root. Its text is one line that names the thing and the next step."""


class UsageError(AkotuiError):
    """The command line, the settings or a named file cannot be used."""


class NoContext(UsageError):
    """The kubeconfig does not have the context that was asked for, or none was asked for and it names none."""


class NothingRead(AkotuiError):
    """Nothing could be evaluated."""


class Unseen(AkotuiError):
    """One object could not be shown; the text says why."""


class Broken(AkotuiError):
    """A bug that did not end the program; the text says where its trace is."""


class Refused(AkotuiError):
    """A request that would not be read-only was stopped before it left."""
