"""A widget that paints in tones: each tone is looked up in the style sheet when it is first painted.

Textual would look up every tone for every widget whenever one of them changes its class: a dozen for each of a dozen,
several times before anything is seen. Most widgets paint three.

What was painted is kept with them, line by line: that the keys come or go changes the frame, and nothing inside.
"""

import contextlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Self

from rich.style import Style
from textual.css.styles import RenderStyles
from textual.dom import DOMNode, NoScreen
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from akotui.tui.gathering import GatheringScreen
from akotui.tui.sturdy import Sturdy
from akotui.tui.widgets.painting import TONES
from akotui.views.table import Tone


class Toned(Sturdy, Widget):
    """Has a component class `tone--…` for each tone without declaring it.

    Of several bases it comes after Textual's: the first is the one whose style sheet a widget inherits.
    """

    _tones: Mapping[Tone, Style] = MappingProxyType({})
    _painted: dict[int, tuple[object, Strip]] | None = None
    _look: tuple[object, ...] = ()

    def painted(self, y: int, of: object, paint: Callable[[], Strip]) -> Strip:
        """Return line `y`; the very one from before while what it is made `of` is equal, and styles are."""
        if self._painted is None:
            self._painted = {}
        known = self._painted.get(y)
        if known is None or known[0] != of:
            known = self._painted[y] = of, paint()
        return known[1]

    def paint(self, tone: Tone) -> Style:
        """Return the style of a tone. It is kept until styles change: Textual forgets its own with every refresh."""
        if tone not in self._tones:
            self._tones = {**self._tones, tone: self.get_component_rich_style(f"tone--{tone.value}")}
        return self._tones[tone]

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Have lines painted anew; those that the screen gathers are its own affair."""
        if regions and self.is_mounted and repaint and not (layout or recompose):
            with contextlib.suppress(NoScreen):  # it is being taken away
                screen = self.screen  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - Screen of what
                if isinstance(screen, GatheringScreen) and screen.gathered(self, *regions):
                    return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Forget what was looked up in other styles: tones depend on the theme, and on what the widget looks like."""
        look = (self.app.theme, self.rich_style)  # pyright: ignore[reportUnknownMemberType] - App of what
        if look != self._look:
            self._look, self._tones, self._painted = look, {}, None
        super().notify_style_update()

    def get_component_styles(self, *names: str) -> RenderStyles:
        """Look tones up first (Textual asks here, and keeps what it makes of them until styles change)."""
        for name in TONES.intersection(names):
            node = DOMNode(classes=name)
            node._attach(self)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - as Textual does for those declared
            self.app.stylesheet.apply(node, animate=False)  # pyright: ignore[reportUnknownMemberType] - App of what
            self._component_styles[name] = node.styles
        return super().get_component_styles(*names)
