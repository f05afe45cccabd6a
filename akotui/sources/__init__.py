"""Where facts come from: the cluster, the Controller, files."""

import sys
from types import ModuleType
from typing import cast

# httpx looks for its own command line when it is loaded, and that for click, rich and pygments: a quarter of the time
# that loading akotui's network takes. It does without when the module is not to be had.
cast("dict[str, ModuleType | None]", sys.modules).setdefault("httpx._main", None)
