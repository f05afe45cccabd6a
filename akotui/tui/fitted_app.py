"""What an app does to fit its terminal: palette, ASCII, window title, bell."""

from collections.abc import Sequence

from textual.app import App
from textual.filter import LineFilter, Monochrome, NoColor

from akotui.analysis.estate import Estate
from akotui.tui.appearance import USUAL, Appearance
from akotui.tui.ascii_filter import AsciiFilter
from akotui.tui.palette import THEMES
from akotui.views.titles import title

_KEEP_TITLE = "\x1b[22;2t"
_GIVE_TITLE_BACK = "\x1b[23;2t"
"""The terminal keeps the window's title on a stack (XTWINOPS); one without it ignores both."""


_NO_COLOR, _ASCII = NoColor(), AsciiFilter()


class FittedApp(App[None]):
    """Looks as the terminal allows; its window is named by what is wrong."""

    appearance: Appearance = USUAL
    """What the terminal allows; to be set before the app runs."""
    _named: str = ""

    def on_load(self) -> None:
        """Take the palette before there is anything whose styles would have to be looked up again."""
        self._disable_tooltips = self._disable_notifications = True  # akotui has none; each is a widget of each screen
        for theme in THEMES.values():
            self.register_theme(theme)
        self.VERTICAL_BREAKPOINTS = [(0, "-tiny"), (10, "-low"), (16, "-tall")]  # the main screen has its own
        self.theme = "ansi" if self.no_color else self.appearance.theme
        self.set_class(self.appearance.ascii, "-ascii", update=False)

    def refresh_css(self, animate: bool = True) -> None:  # noqa: FBT001, FBT002 - Textual's
        """Look styles up again; before the first screen there are none, and Textual would parse all sheets twice."""
        if self.screen_stack:
            super().refresh_css(animate=animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters, and that of ASCII where nothing else can be shown.

        With NO_COLOR nothing is painted grey, as Textual would: the terminal's own colours are left as they are.
        """
        filters = [_NO_COLOR if isinstance(one, Monochrome) else one for one in super().get_line_filters()]
        return (*filters, _ASCII) if self.appearance.ascii else filters

    def name_window(self, cluster: str, estate: Estate) -> None:
        """Tell in the window's title how bad it is: a list of windows then shows it, too."""
        named = title(cluster, estate)
        if named != self._named:
            self.to_terminal(("" if self._named else _KEEP_TITLE) + f"\x1b]2;{named}\a")
            self._named = named

    def give_title_back(self) -> None:
        """Leave the window as it was found."""
        if self._named:
            self.to_terminal(_GIVE_TITLE_BACK)
            self._named = ""

    def action_stand_still(self) -> None:
        """Leave to the shell, with the window as it was found: `come_back` names it again."""
        self.give_title_back()
        self.action_suspend_process()

    def to_terminal(self, sequence: str) -> None:
        """Write what is no text of a screen."""
        if self._driver is not None:
            self._driver.write(sequence)
