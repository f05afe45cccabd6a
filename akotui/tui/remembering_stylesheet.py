"""A style sheet that looks up once what it says of widgets that stand alike: same classes, same states, all the way up.

Textual goes through all of its rules again whenever a widget gets the keys or loses them, for the widget, its scroll
bar and each of its component classes: a sixth of the time of going to another pane. Found again is what was found.
"""

from collections.abc import Hashable, Mapping
from typing import Final, Self, cast
from weakref import WeakKeyDictionary

import msgspec
from textual.app import App
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.widget import Widget

MOST: Final = 4096
"""Standings that are remembered; an app has some hundred."""

Standing = tuple[Hashable, ...]
"""All that rules ask of a node and of those around it, from the app down to it."""


class Found(msgspec.Struct, frozen=True):
    """The rules that hold for a standing, and on what those depend that might (`_DEPENDING`)."""

    rules: RulesMap
    depending: tuple[object, ...]


_DEPENDING: Final = ("_has_hover_style", "_has_focus_within", "_has_order_style", "_has_odd_or_even")
"""What a style sheet tells a node of that, too (textual.dom.DOMNode)."""


class RememberingStylesheet(Stylesheet):
    """In the place of an app's own. What depends on a node's place among its siblings is looked up each time."""

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._found: dict[Standing, Found] = {}
        self._found_in: object = None
        self._given = WeakKeyDictionary[DOMNode, Mapping[str, object]]()

    @classmethod
    def instead_of(cls, other: Stylesheet) -> Self:
        """Return one with the variables of another that has no rules yet."""
        return cls(variables=other._variables)  # noqa: SLF001 - to make them anew takes a millisecond

    def apply(
        self,
        node: DOMNode,
        *,
        animate: bool = False,
        cache: dict[tuple[object, ...], RulesMap] | None = None,
    ) -> None:
        """Give a node the styles that hold for it (as Textual's own does)."""
        del cache
        if self._found_in is not self.rules or len(self._found) > MOST:
            self._found_in = self.rules
            self._found.clear()
        standing = standing_of(node)
        found = self._found.get(standing)
        if found is None:
            told: dict[tuple[object, ...], RulesMap] = {}
            super().apply(node, animate=animate, cache=told)  # pyright: ignore[reportUnknownMemberType] - dict of what
            self._given.pop(node, None)
            for rules in told.values():
                self._given[node] = rules
                self._found[standing] = Found(rules, tuple(getattr(node, name) for name in _DEPENDING))
            return
        for name, depends in zip(_DEPENDING, found.depending, strict=True):
            setattr(node, name, depends)
        self._give(node, found.rules, animate=animate)
        self._process_component_classes(node)

    def _give(self, node: DOMNode, rules: RulesMap, *, animate: bool) -> None:
        """Change what differs from what the node was given last."""
        before, given = self._given.get(node), cast("Mapping[str, object]", rules)
        self._given[node] = given
        if before is None or (animate and "transitions" in rules):
            self.replace_rules(node, rules, animate=animate)
        elif before != given:
            for name in before.keys() | given.keys():
                if before.get(name) != given.get(name):
                    setattr(node.styles.base, name, given.get(name))
            node.notify_style_update()

    def _process_component_classes(self, node: DOMNode) -> None:
        """Look up the component classes of a node, unless all of them are known to be as before."""
        standing = standing_of(node)
        before = node._component_styles  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - Textual keeps them there
        for name in node._get_component_classes():  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as Textual does
            found = self._found.get((*standing, component(name)))
            given = before[name].node if name in before else None
            if found is None or given is None or self._given.get(given) != found.rules:
                super()._process_component_classes(node)
                return


def standing_of(node: DOMNode) -> Standing:
    """Return how a node stands."""
    return tuple(map(_state, node.css_path_nodes))


def component(name: str) -> Hashable:
    """Return the state of what stands for a component class (as Textual's style sheet makes it)."""
    return DOMNode, None, frozenset({name})


def _state(node: DOMNode) -> Hashable:
    known = type(node), node.id, node.classes
    if isinstance(node, Widget):
        return *known, node.mouse_hover, node.has_focus, node.is_disabled, node.can_focus
    return (*known, node.pseudo_classes) if isinstance(node, App) else known
