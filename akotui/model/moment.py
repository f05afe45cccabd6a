"""A moment with its time zone: one without cannot be put in order with others."""

from datetime import datetime
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A datetime that is refused when it is read from outside without a time zone."""
