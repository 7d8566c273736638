"""All critical points of a problem in the plane on its contours, each kind with a mark of its own."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.figures import contour
from descent_atlas.figures.axes import key, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.contour import Landscape
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.kinds import KINDS, kind_handles, kinds_of, kinds_told
from descent_atlas.figures.style import Theme
from descent_atlas.words import listing, number, point

Array = np.ndarray
EXTENSION = "webp"
SIZES = {30: 10.0, 150: 7.5}
"""How large a mark is, in points, up to so many of them."""
SMALLEST = 5.0
NAMED = 4
"""Points of a kind that a caption lists."""
PASSES = 8
"""Up to so many saddle points have their contour line drawn."""


@dataclass(frozen=True)
class Chart:
    """A landscape, and the rows of a table of critical points that lie on it."""

    title: str
    landscape: Landscape
    points: Table

    @property
    def mark_size(self) -> float:
        """Smaller where there are many."""
        return next((size for most, size in SIZES.items() if len(self.points) <= most), SMALLEST)

    @property
    def passes(self) -> Array:
        """The values at the saddle points, above the lowest on the landscape, while they are few."""
        values = self.points.loc[self.points["kind"] == "saddle", "value"].to_numpy(float)
        # Equal but for rounding, they share a line.
        gaps = np.unique((values - self.landscape.values.min()).round(9))
        return gaps if len(values) <= PASSES else np.empty(0)


def select(inputs: Inputs) -> Chart:
    """The one landscape, with those rows of the one table that are of its problem."""
    (arrays,) = inputs.landscapes.values()
    (name,) = inputs.tables
    return Chart(
        title=inputs.title("problem", inputs.where["problem"]),
        landscape=Landscape.from_arrays(arrays),
        points=inputs.table(name),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """Quiet contours under the marks."""
    kinds = kinds_of(chart.points)
    figure = sheet(520 if not kinds else 548)
    axes = figure.add_subplot()
    contour.draw_ground(axes, chart.landscape, theme, theme.ground)
    _draw_passes(axes, chart, theme)
    for name, points in kinds.items():
        axes.plot(
            points["x"],
            points["y"],
            KINDS[name].marker,
            ms=chart.mark_size,
            ls="none",
            clip_on=False,
            zorder=5,
            **KINDS[name].looks(theme),
        )
    axes.set(xlabel="θ₁", ylabel="θ₂")
    if kinds:
        key(figure, kind_handles(kinds, theme), 4)
    return figure


def describe(chart: Chart) -> Caption:
    """How many there are of each kind; where they lie and how high, as long as they are few."""
    caption = f"The critical points of {chart.title}: {kinds_told(chart.points)}.{_places(chart)}"
    if chart.points.empty:
        caption = f"{chart.title}: no critical points are listed in its domain."
    return Caption(
        caption=caption,
        reading=(
            "Darker is lower. Contour lines close round a minimum or a maximum."
            f"{_passes_told(chart)}{_degenerate_told(chart)}"
        ),
        alt=f"Contour plot with marked points. {caption}",
    )


def _draw_passes(axes: Axes, chart: Chart, theme: Theme) -> None:
    """The contour line through each saddle point."""
    if len(chart.passes):
        plane = chart.landscape
        colour = theme.mark(KINDS["saddle"].slot).colour
        axes.contour(
            plane.x, plane.y, plane.gap, chart.passes, colors=colour, linewidths=1.1, alpha=0.8
        )


def _passes_told(chart: Chart) -> str:
    if "saddle" not in kinds_of(chart.points):
        return ""
    lines = "; the coloured lines are the contours that cross there" if len(chart.passes) else ""
    return f" A saddle point is a pass, up along one axis and down along the other{lines}."


def _degenerate_told(chart: Chart) -> str:
    if "degenerate" not in kinds_of(chart.points):
        return ""
    return (
        " At a degenerate point the Hessian is singular, so its eigenvalues cannot tell the kind."
    )


def _places(chart: Chart) -> str:
    told = []
    for name, points in kinds_of(chart.points).items():
        if len(points) <= NAMED:
            where = listing(
                f"{point((row.x, row.y))} with value {number(row.value)}"
                for row in points.itertuples()
            )
            noun = KINDS[name].title if len(points) == 1 else KINDS[name].plural
            told.append(f" The {noun}: {where}.")
    return "".join(told)
