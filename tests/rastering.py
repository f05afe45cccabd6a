"""SVG to PNG, the same on every machine: one renderer, and fonts that come with the development's packages.

Textual's SVG asks for Fira Code, which has all signs of the screen but `✗` and `↵`; those come from Inter.
"""

import io
import re
from hashlib import sha256
from html import escape, unescape
from importlib.resources import files
from pathlib import Path
from typing import Final

import resvg_py
from PIL import Image, PngImagePlugin

_FONTS: Final = ("fontpkg_fira_code/FiraCode[wght].ttf", "fontpkg_inter/Inter[opsz,wght].ttf")
_COLOURS: Final = 256
"""A screen has few; without the palette a picture is more than twice as large."""

_CELL: Final = 12.2
"""Width of a character in the SVG."""

_SIGNS: Final = "✗↵"
_SMALLER: Final = ' font-size="17"'
"""The other font's signs are wider than a cell."""

_TEXT: Final = re.compile(r'<text ([^>]*?)x="([0-9.]+)" ([^>]*?)textLength="[0-9.]+"([^>]*)>([^<]*[✗↵][^<]*)</text>')
_RUNS: Final = re.compile(r"[✗↵]|[^✗↵]+")
_DRAWN_FROM: Final = "Drawn-From"


def digest(svg: str) -> str:
    """Return what tells one SVG from another."""
    return sha256(svg.encode()).hexdigest()


def png(svg: str) -> bytes:
    """Draw an SVG; the picture says which one it was drawn from."""
    drawn = resvg_py.svg_to_bytes(
        svg_string=_TEXT.sub(_apart, svg),
        skip_system_fonts=True,
        font_files=[_font(name) for name in _FONTS],
        font_family="Fira Code",
        monospace_family="Fira Code",
    )
    told = PngImagePlugin.PngInfo()
    told.add_text(_DRAWN_FROM, digest(svg))
    written = io.BytesIO()
    picture = Image.open(io.BytesIO(bytes(drawn))).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(written, "PNG", optimize=True, pnginfo=told)
    return written.getvalue()


def drawn_from(path: Path) -> str:
    """Return the digest of the SVG that a PNG was drawn from, empty when it does not say."""
    with Image.open(path) as picture:
        return str(picture.info.get(_DRAWN_FROM, ""))


def _apart(found: re.Match[str]) -> str:
    """Cut a text into runs of one font: the renderer would take all of it from the font that one sign needs."""
    before, x, middle, after, text = found.groups()
    return "".join(
        f'<text {before}x="{float(x) + _CELL * run.start():.1f}" {middle}textLength="{_CELL * len(run[0]):.1f}"{after}'
        f"{_SMALLER if run[0] in _SIGNS else ''}>{escape(run[0])}</text>"
        for run in _RUNS.finditer(unescape(text))
    )


def _font(name: str) -> str:
    package, _, file = name.partition("/")
    return str(files(package).joinpath("files", file))
