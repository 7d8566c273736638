"""Surfaces in three dimensions, in the colours of the contours of the same landscape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.colors import LightSource
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.contour import Landscape
from descent_atlas.figures.style import Theme

Array = np.ndarray

STEEP = 0.1
"""Heights are drawn on a log scale where half of the domain is below this share of the range."""
SURFACE_POINTS = 120
"""Points of the surface along an axis."""
VIEW = {"elev": 38, "azim": -58}
FLATTENED = (1, 1, 0.62)
"""The sides of the box that a surface fills."""


@dataclass(frozen=True)
class Relief:
    """The surface of a landscape: its gap to the lowest value, and how high that is drawn."""

    x: Array
    y: Array
    gap: Array
    """(y, x)"""
    lowest: float
    steep: bool
    """Whether heights are on a log scale."""

    @classmethod
    def of(cls, plane: Landscape) -> Relief:
        """Of a landscape, thinned to SURFACE_POINTS along an axis."""
        stride = max(1, len(plane.x) // SURFACE_POINTS)
        gap = plane.gap[::stride, ::stride]
        steep = bool(np.median(gap) < STEEP * gap.max())
        return cls(plane.x[::stride], plane.y[::stride], gap, float(plane.values.min()), steep)

    def height(self, gap: Array) -> Array:
        """How high a gap is drawn."""
        return np.log10(1 + gap) if self.steep else gap

    @property
    def label(self) -> str:
        """Of the vertical axis."""
        return "log₁₀(1 + gap)" if self.steep else "gap to lowest"


def draw_surface(axes: Any, plane: Landscape, theme: Theme, ticks: int = 4) -> Relief:
    """The gap as height, with about ``ticks`` ticks an axis."""
    relief = Relief.of(plane)
    height = relief.height(relief.gap)
    axes.plot_surface(
        *np.meshgrid(relief.x, relief.y),
        height,
        facecolors=_lit(relief.gap, height, plane.levels, theme),
        rstride=1,
        cstride=1,
        linewidth=0,
        antialiased=False,
        shade=False,
    )
    axes.view_init(**VIEW)
    axes.set_box_aspect(FLATTENED, zoom=1.06)
    axes.set(xlabel="θ₁", ylabel="θ₂", zlabel=relief.label)
    for axis in (axes.xaxis, axes.yaxis, axes.zaxis):
        axis.set_major_locator(MaxNLocator(ticks, steps=[1, 2, 5, 10]))
        axis.set_pane_color((0, 0, 0, 0))
        axis.line.set_color(theme.muted)
        axis._axinfo["grid"].update(color=theme.faint, linewidth=0.7)
    return relief


def _lit(gap: Array, height: Array, levels: Array, theme: Theme) -> Array:
    """The colours of a surface, softly lit from the upper left."""
    shares = np.log(np.maximum(gap, levels[0]) / levels[0]) / np.log(levels[-1] / levels[0])
    colours = theme.colour_map(theme.relief)(np.clip(shares, 0, 1))[..., :3]
    relief = height / np.ptp(height) * len(height)
    return LightSource(315, 50).shade_rgb(
        colours, relief, fraction=0.8, vert_exag=0.5, blend_mode="soft"
    )
