"""A widget that paints in tones: each tone is looked up in the style sheet when it is first painted.

Textual would look up every tone for every widget whenever one of them changes its class: a dozen for each of a dozen,
several times before anything is seen. Most widgets paint three.
"""

from collections.abc import Mapping
from types import MappingProxyType

from rich.style import Style
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.widget import Widget

from akotui.tui.sturdy import Sturdy
from akotui.tui.widgets.painting import TONES
from akotui.views.table import Tone


class Toned(Sturdy, Widget):
    """Has a component class `tone--…` for each tone without declaring it.

    Of several bases it comes after Textual's: the first is the one whose style sheet a widget inherits.
    """

    _tones: Mapping[Tone, Style] = MappingProxyType({})

    def paint(self, tone: Tone) -> Style:
        """Return the style of a tone. It is kept until styles change: Textual forgets its own with every refresh."""
        if tone not in self._tones:
            self._tones = {**self._tones, tone: self.get_component_rich_style(f"tone--{tone.value}")}
        return self._tones[tone]

    def notify_style_update(self) -> None:
        """Forget what was looked up in other styles."""
        self._tones = {}
        super().notify_style_update()

    def get_component_styles(self, *names: str) -> RenderStyles:
        """Look tones up first (Textual asks here, and keeps what it makes of them until styles change)."""
        for name in TONES.intersection(names):
            node = DOMNode(classes=name)
            node._attach(self)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as Textual does for those declared
            self.app.stylesheet.apply(node, animate=False)  # pyright: ignore[reportUnknownMemberType] - App of what
            self._component_styles[name] = node.styles
        return super().get_component_styles(*names)
