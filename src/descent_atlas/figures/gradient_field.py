"""The gradient all over a bowl, and at the points at which it is read (E2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import Stroke, withStroke

from descent_atlas.figures import contour
from descent_atlas.figures.axes import key, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.contour import Landscape
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import SMALL, Theme, points
from descent_atlas.words import listing, number, point

Array = np.ndarray
EXTENSION = "webp"
LONGEST = 0.95
"""Of the quiet arrows, in distances between neighbours."""
ENLARGED = 3
"""How much longer, for the same gradient, an arrow at a point that is read is drawn."""


@dataclass(frozen=True)
class Chart:
    """A landscape, arrows all over it, and the points that are read."""

    landscape: Landscape
    feet: Array
    """(arrows, 2)"""
    gradients: Array
    """(arrows, 2)"""
    table: Table
    """x, y, gradient_x, gradient_y, gradient_norm, critical"""

    @property
    def scale(self) -> float:
        """Length on the plot for each unit of the gradient, in the quiet arrows."""
        distance = np.diff(np.unique(self.feet[:, 0])).min()
        return float(LONGEST * distance / np.linalg.norm(self.gradients, axis=1).max())


def select(inputs: Inputs) -> Chart:
    """The one field with the table of points."""
    (arrays,) = inputs.landscapes.values()
    landscape = Landscape.from_arrays(arrays)
    return Chart(landscape, arrays["feet"], arrays["gradients"], inputs.table("e02_gradients"))


def draw(chart: Chart, theme: Theme) -> Figure:
    """Quiet arrows on contours; the points and their arrows in front."""
    figure = sheet(555)
    axes = figure.add_subplot()
    contour.draw_ground(axes, chart.landscape, theme, theme.ground)
    quiet = {"color": theme.muted, "width": 0.0035, "pivot": "mid"}
    _draw_arrows(axes, chart.feet, chart.gradients, chart.scale, **quiet)
    colour = theme.mark(1).colour
    for row in chart.table.itertuples():
        place, slope = np.array([[row.x, row.y]]), np.array([[row.gradient_x, row.gradient_y]])
        if not row.critical:
            _draw_arrows(axes, place, slope, ENLARGED * chart.scale, color=colour, width=0.009)
        axes.plot(*place[0], "o", ms=8, zorder=6, **_looks(bool(row.critical), theme))
        _label(axes, place[0], row.gradient_y < 0, theme)
    axes.set(xlabel="x", ylabel="y")
    key(figure, _handles(chart, theme), 2)
    return figure


def describe(chart: Chart) -> Caption:
    """The gradient's length at each point, and which of them are critical."""
    told = listing(
        f"{number(row.gradient_norm)} at {point((row.x, row.y))}"
        for row in chart.table.itertuples()
    )
    critical = chart.table[chart.table["critical"]]
    where = listing(point(place) for place in critical[["x", "y"]].to_numpy())
    verb = "are critical points" if len(critical) > 1 else "is a critical point"
    found = f"{where} {verb}" if where else "none of them is a critical point"
    caption = f"The gradient over an elliptic bowl. Its length is {told}; {found}."
    return Caption(
        caption=caption,
        reading=(
            "Arrows point where the bowl rises fastest, at right angles to the contour lines, and "
            "are longer where it is steeper; those at the marked points are drawn "
            f"{ENLARGED} times as long. Darker is lower."
        ),
        alt=f"Contour plot with arrows. {caption}",
    )


def _draw_arrows(axes: Axes, feet: Array, slopes: Array, scale: float, **looks: Any) -> None:
    axes.quiver(
        *feet.T, *(scale * slopes).T, angles="xy", scale_units="xy", scale=1, zorder=4, **looks
    )


def _label(axes: Axes, place: Array, above: bool, theme: Theme) -> None:
    """The coordinates of a point, on the side that its arrow leaves free."""
    axes.annotate(
        point(place.tolist()),
        tuple(place),
        (0, points(11 if above else -11)),
        textcoords="offset points",
        ha="center",
        va="bottom" if above else "top",
        fontsize=points(SMALL),
        zorder=7,
        path_effects=[withStroke(linewidth=3, foreground=theme.paper), Stroke(linewidth=0)],
    )


def _looks(critical: bool, theme: Theme) -> dict[str, Any]:
    """A ring where the gradient vanishes, a disk elsewhere."""
    if critical:
        return {"mfc": theme.paper, "mec": theme.mark(1).colour, "mew": 2.0}
    return {"color": theme.mark(1).colour, "mec": theme.paper, "mew": 0.9}


def _handles(chart: Chart, theme: Theme) -> list[Line2D]:
    kinds = {False: "not critical", True: "critical: no gradient"}
    return [
        mark_handle(label, "o", 8, **_looks(critical, theme))
        for critical, label in kinds.items()
        if (chart.table["critical"] == critical).any()
    ]
