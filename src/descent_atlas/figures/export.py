"""Figures to files, the same bytes every time."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from descent_atlas.figures.style import PIXELS_PER_INCH

SHARPNESS = 2
"""Pixels of a picture for each CSS pixel."""
QUALITY = 72
OUTLINE = re.compile(r' (?:d|transform)="[^"]*"')
DIGITS = re.compile(r"(\.\d\d)\d+")
"""Hundredths of a point are finer than any screen; the rest would be half of the file."""
SCALE = re.compile(r"(scale\([^)]*\))")
"""Of glyphs, by hundredths: the digits matter."""
LAYOUT = re.compile(r"<!--.*?-->|(?<=>)\s+(?=<)", re.DOTALL)
"""Comments, and white space between tags."""
GROUP = re.compile(r'<g id="[^"]*">')
"""Nothing refers to a group by its id."""
STROKE = re.compile(r"\s*([MLQCz])\s*")
"""A letter of a path needs no space around it."""
GLYPH = "DejaVuSans-"


def save(figure: Figure, path: Path, paper: str, lossless: bool = False) -> None:
    """Write a figure as the kind of file that ``path`` ends with: .svg, or .webp on ``paper``."""
    if path.suffix == ".svg":
        save_svg(figure, path)
    else:
        save_webp(figure, path, paper, lossless)


def save_svg(figure: Figure, path: Path) -> None:
    """Lines stay lines; no date, and the ids come from a fixed salt in the theme's settings."""
    text = io.StringIO()
    FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None, "Creator": None})
    path.write_text(compact(text.getvalue()), encoding="utf-8")


def compact(drawing: str) -> str:
    """The same drawing in two thirds of the bytes."""
    short = OUTLINE.sub(_rounded, GROUP.sub("<g>", LAYOUT.sub("", drawing)))
    return short.replace(f'"{GLYPH}', '"g-').replace(f'"#{GLYPH}', '"#g-')


def _rounded(attribute: re.Match[str]) -> str:
    if attribute.group().startswith(" d="):
        return STROKE.sub(r"\1", DIGITS.sub(r"\1", attribute.group()))
    parts = SCALE.split(attribute.group())
    return "".join(p if p.startswith("scale") else DIGITS.sub(r"\1", p) for p in parts)


def save_webp(figure: Figure, path: Path, paper: str, lossless: bool) -> None:
    """Pixels on the theme's paper: a transparent ground would double the file, since WebP keeps
    every seam between two colours of a contour plot without loss. ``lossless`` suits flat colours."""
    figure.set_dpi(PIXELS_PER_INCH * SHARPNESS)
    figure.set_facecolor(paper)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    image.save(path, "WEBP", lossless=lossless, quality=QUALITY, method=4)
