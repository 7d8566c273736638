"""Figures to files, the same bytes every time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from descent_atlas.figures.style import PIXELS_PER_INCH

SHARPNESS = 2
"""Pixels of a picture for each CSS pixel."""
QUALITY = 88


def save(figure: Figure, path: Path) -> None:
    """Write a figure as the kind of file that ``path`` ends with: .svg or .webp."""
    {".svg": save_svg, ".webp": save_webp}[path.suffix](figure, path)


def save_svg(figure: Figure, path: Path) -> None:
    """Lines stay lines; no date, and the ids come from a fixed salt in the theme's settings."""
    FigureCanvasSVG(figure).print_svg(path, metadata={"Date": None, "Creator": None})


def save_webp(figure: Figure, path: Path) -> None:
    """Pixels on a transparent ground."""
    figure.set_dpi(PIXELS_PER_INCH * SHARPNESS)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba()))
    image.save(path, "WEBP", quality=QUALITY, method=6)
