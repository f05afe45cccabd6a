"""What a list and watch machine can ask for, as parameters of the Kubernetes API. No I/O here.

Source: the Kubernetes API concepts page for `limit`, `continue`, `resourceVersion`, `resourceVersionMatch` and
bookmarks.
"""

from typing import Final

import msgspec

from akotui.model.kinds import Resource

PAGE: Final = 1000
"""Objects asked for at a time: few requests, and a page of pods (10 MB) is read in less time than a key may wait."""

Parameters = tuple[tuple[str, str], ...]


class List(msgspec.Struct, frozen=True):
    """Ask for a page."""

    parameters: Parameters


class Watch(msgspec.Struct, frozen=True):
    """Open a watch that the server ends after `seconds`."""

    parameters: Parameters
    seconds: int


class Wait(msgspec.Struct, frozen=True):
    """Do nothing for so many seconds, or until somebody asks for it."""

    seconds: float


Step = List | Watch | Wait


def first_page(resource: Resource, *, full: bool = False, exactly: str = "") -> List:
    """Ask for the newest state in pages, `full` in one, or for the state at the resourceVersion `exactly`."""
    exact = (("resourceVersion", exactly), ("resourceVersionMatch", "Exact")) if exactly else ()
    return List((*_narrowed(resource), *(() if full else (("limit", str(PAGE)),)), *exact))


def page_after(resource: Resource, token: str) -> List:
    """Ask for the page that `token` of the page before stands for; it carries the resourceVersion, too."""
    return List((*_narrowed(resource), ("limit", str(PAGE)), ("continue", token)))


def watch(resource: Resource, resource_version: str, seconds: int) -> Watch:
    """Ask for everything after `resource_version`, with bookmarks, for so many seconds."""
    parameters = (
        ("watch", "true"),
        ("allowWatchBookmarks", "true"),
        ("resourceVersion", resource_version),
        ("timeoutSeconds", str(seconds)),
        *_narrowed(resource),
    )
    return Watch(parameters, seconds)


def _narrowed(resource: Resource) -> Parameters:
    return (("fieldSelector", resource.field_selector),) if resource.field_selector else ()
