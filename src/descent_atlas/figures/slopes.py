"""How fast a function rises from a point, in every direction (E2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from descent_atlas.figures.axes import key, line_handle, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import listing, number, point

EXTENSION = "svg"


@dataclass(frozen=True)
class Chart:
    """The slopes by angle, by the point that they leave from; the gradient at each point."""

    slopes: Table
    """x, y, angle, slope"""
    gradients: Table
    """x, y, gradient_x, gradient_y, gradient_norm, critical"""


def select(inputs: Inputs) -> Chart:
    """All points."""
    return Chart(inputs.table("e02_slopes"), inputs.table("e02_gradients"))


def draw(chart: Chart, theme: Theme) -> Figure:
    """A curve for each point, with a mark at the gradient's direction and length."""
    figure = sheet(385)
    axes = figure.add_subplot()
    axes.axhline(0, color=theme.muted, linewidth=0.8)
    handles = []
    for slot, row in enumerate(chart.gradients.itertuples()):
        mark = theme.mark(slot)
        curve = chart.slopes[(chart.slopes["x"] == row.x) & (chart.slopes["y"] == row.y)]
        axes.plot(curve["angle"], curve["slope"], color=mark.colour, linestyle=mark.dash)
        handles.append(line_handle(f"from {point((row.x, row.y))}", mark, marker=False))
        if not row.critical:
            looks: dict[str, Any] = {"color": mark.colour, "mec": theme.paper, "mew": 1.0}
            axes.plot(_angle(row), row.gradient_norm, "o", ms=9, zorder=5, **looks)
    axes.set(xlabel="direction, in degrees from the x axis", ylabel="slope of f", xlim=(0, 360))
    axes.xaxis.set_major_locator(FixedLocator(range(0, 361, 90)))
    looks = {"color": theme.muted, "mec": theme.paper, "mew": 1.0}
    key(figure, [*handles, mark_handle("the gradient", "o", 9, **looks)], 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The steepest of the slopes from each point, and the gradient there."""
    caption = (
        "The slope of the elliptic bowl in every direction, measured by small steps. The steepest "
        f"found: {listing((_told(chart, row) for row in chart.gradients.itertuples()), '; ')}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Each curve is a cosine. It peaks in the direction of the gradient, at the gradient’s "
            "length (the marks); a right angle away, along the contour line, the slope is zero; "
            "straight against the gradient the way down is just as steep. At a critical point every "
            "direction is level."
        ),
        alt=f"Line chart of slopes against the direction. {caption}",
    )


def _angle(row: Table) -> float:
    return float(np.degrees(np.arctan2(row.gradient_y, row.gradient_x)) % 360)


def _told(chart: Chart, row: Table) -> str:
    curve = chart.slopes[(chart.slopes["x"] == row.x) & (chart.slopes["y"] == row.y)]
    if row.critical:
        return f"none from {point((row.x, row.y))}, where all is level"
    best = curve.loc[curve["slope"].idxmax()]
    return (
        f"{number(best['slope'])} from {point((row.x, row.y))}, at {number(best['angle'])}° (the "
        f"gradient: {number(row.gradient_norm)} at {number(_angle(row))}°)"
    )
