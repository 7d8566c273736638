"""A smooth random function of two parameters, with all of its critical points by kind (E10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import key, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import Theme
from descent_atlas.words import counted, listing, number

Array = np.ndarray
EXTENSION = "webp"
LEVELS = 15
KINDS = (
    ("minimum", "minima", "o"),
    ("saddle point", "saddle points", "X"),
    ("maximum", "maxima", "^"),
)
"""Name, plural and marker by index, the number of downhill directions."""
SLOTS = (0, 1, 5)
"""Their colours."""


@dataclass(frozen=True)
class Chart:
    """The function on a grid, (y, x), and its critical points."""

    x: Array
    y: Array
    values: Array
    points: Array
    """(count, 2)"""
    index: Array
    heights: Array
    """f at the points"""

    @property
    def counts(self) -> list[int]:
        """How many there are of each kind."""
        return np.bincount(self.index, minlength=len(KINDS)).tolist()


def select(inputs: Inputs) -> Chart:
    """The one function that is given."""
    (arrays,) = inputs.landscapes.values()
    return Chart(
        arrays["axis_x"],
        arrays["axis_y"],
        arrays["values"],
        arrays["points"],
        arrays["index"],
        arrays["point_values"],
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """Contours at equal steps of the value, a mark for each critical point."""
    figure = sheet(560)
    axes = figure.add_subplot()
    levels = np.linspace(chart.values.min(), chart.values.max(), LEVELS)
    colours = theme.colour_map(theme.ground)
    axes.contourf(chart.x, chart.y, chart.values, levels, cmap=colours)
    lines: Any = {"colors": theme.muted, "linewidths": 0.5, "linestyles": "solid", "alpha": 0.6}
    axes.contour(chart.x, chart.y, chart.values, levels, **lines)
    handles = _draw_points(axes, chart, theme)
    axes.set(xlabel="θ₁", ylabel="θ₂", box_aspect=1)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    key(figure, handles, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """How many there are of each kind, and how high they lie."""
    kinds = [
        counted(count, name) if count == 1 else f"{count} {plural}"
        for count, (name, plural, _) in zip(chart.counts, KINDS, strict=True)
    ]
    heights = [
        f"{number(chart.heights[chart.index == index].mean(), 2)} at the {plural}"
        for index, (_, plural, _) in enumerate(KINDS)
        if (chart.index == index).any()
    ]
    caption = (
        f"All critical points of a smooth random function of two parameters: {listing(kinds)}. Its "
        f"mean value is {listing(heights)}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Darker is lower, and contour lines stand at equal steps of the value. The function "
            "repeats itself beyond each border, so on its torus minima and maxima together are exactly "
            "as many as saddle points."
        ),
        alt=f"Contour plot of a hilly landscape with marked points. {caption}",
    )


def _draw_points(axes: Axes, chart: Chart, theme: Theme) -> list[Artist]:
    """A mark for each critical point; what the key says of them."""
    handles: list[Artist] = []
    for index, (name, _, marker) in enumerate(KINDS):
        colour = theme.mark(SLOTS[index]).colour
        looks: Any = {"color": colour, "mec": theme.paper, "mew": 1.0}
        points = chart.points[chart.index == index]
        axes.plot(*points.T, marker, ms=10, ls="none", clip_on=False, zorder=5, **looks)
        handles.append(mark_handle(name, marker, 9, **looks))
    return handles
