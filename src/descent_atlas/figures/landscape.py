"""A problem's objective over its domain: a surface and its contours, or a curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from descent_atlas.figures import contour, relief
from descent_atlas.figures.axes import key, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.contour import Landscape
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, listing, number, point

Array = np.ndarray
EXTENSION = "webp"
STAR = ("#ffffff", "#17304f")
"""Fill and edge of a star on the relief's colours."""
NAMED = 4
"""Minimisers that a caption lists."""


@dataclass(frozen=True)
class Chart:
    """A landscape over one parameter or two."""

    title: str
    x: Array
    values: Array
    minimum: float
    minimisers: Array
    """(count, dimension)"""
    plane: Landscape | None
    """None for one parameter."""
    complete: bool = True
    """Whether these are all minimisers, and not some of a curve."""

    @property
    def lowest_inside(self) -> Array:
        """The grid's interior local minima, as indices; for one parameter only."""
        inner = self.values[1:-1]
        return 1 + np.flatnonzero((inner < self.values[:-2]) & (inner < self.values[2:]))


def select(inputs: Inputs) -> Chart:
    """The landscape of the one problem that is given."""
    ((name, arrays),) = inputs.landscapes.items()
    x, values = arrays["axis_x"], arrays["values"]
    return Chart(
        title=inputs.title("problem", name),
        x=x,
        values=values,
        minimum=float(arrays["minimum"]),
        minimisers=np.reshape(arrays["minimisers"], (-1, values.ndim)),
        plane=Landscape.from_arrays(arrays) if values.ndim == 2 else None,
        complete=bool(arrays.get("complete", True)),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A surface above contours, or a curve."""
    return _curve(chart, theme) if chart.plane is None else _surface(chart, chart.plane, theme)


def describe(chart: Chart) -> Caption:
    """The range of values, and where the lowest are."""
    low = number(chart.minimum)
    where = [point(minimiser) for minimiser in chart.minimisers[:NAMED]]
    places = f"its minimum {low} is reached at {listing(where)}"
    if not chart.complete:
        places = f"its minimum {low} is reached all along a curve, of which some points are marked"
    elif len(chart.minimisers) > NAMED:
        places = f"its minimum {low} is reached at {count(len(chart.minimisers))} points"
    elif not where:
        places = f"it has no minimum, only a lowest value {low} in the domain"
    caption = (
        f"{chart.title} over its domain: {places}; its values rise to {number(chart.values.max())}."
    )
    if chart.plane is None:
        rings = len(chart.lowest_inside)
        minima = "1 local minimum" if rings == 1 else f"{count(rings)} local minima"
        caption = f"{caption} Its curve has {minima} inside the domain."
        marks = ["rings mark local minima"] if rings else []
        marks += ["stars mark the global minimiser"] if where else []
        reading = f"{'; '.join(['The height is the objective, which a descent lowers', *marks])}."
    else:
        reading = (
            "Darker is lower; from one contour line to the next the gap to the lowest value grows "
            "by the same factor, so lines crowd where the landscape is steep for its height."
        )
    shape = "Curve" if chart.plane is None else "Surface and contour plot"
    return Caption(caption=caption, reading=reading, alt=f"{shape}: {caption}")


def _curve(chart: Chart, theme: Theme) -> Figure:
    figure = sheet(330)
    axes = figure.add_subplot()
    axes.plot(chart.x, chart.values, color=theme.mark(0).colour, linewidth=2)
    local = chart.lowest_inside
    axes.plot(
        chart.x[local], chart.values[local], "o", ms=7, mfc=theme.paper, mec=theme.ink, mew=1.4
    )
    heights = np.interp(chart.minimisers[:, 0], chart.x, chart.values)
    axes.plot(
        chart.minimisers[:, 0], heights, "*", ms=14, color=theme.ink, mec=theme.paper, mew=0.8
    )
    axes.set(xlabel="θ", ylabel="f(θ)", xlim=(chart.x[0], chart.x[-1]))
    stars = [_star(theme.ink, theme.paper)] if len(chart.minimisers) else []
    rings = [_ring(theme)] if len(local) else []
    if stars or rings:
        key(figure, [*stars, *rings], 2)
    return figure


def _surface(chart: Chart, plane: Landscape, theme: Theme) -> Figure:
    figure = sheet(850)
    layout = figure.add_gridspec(2, 1, height_ratios=(0.84, 1))
    relief.draw_surface(figure.add_subplot(layout[0], projection="3d"), plane, theme)
    flat = figure.add_subplot(layout[1])
    contour.draw_ground(flat, plane, theme, theme.relief)
    contour.draw_minimisers(flat, plane, *STAR)
    flat.set(xlabel="θ₁", ylabel="θ₂")
    if len(chart.minimisers):
        key(figure, [_star(*STAR)], 1)
    return figure


def _star(colour: str, edge: str) -> Line2D:
    looks: dict[str, Any] = {"linestyle": "none", "marker": "*", "color": colour, "mec": edge}
    return Line2D([], [], ms=12, mew=0.9, label="global minimiser", **looks)


def _ring(theme: Theme) -> Line2D:
    return Line2D(
        [],
        [],
        linestyle="none",
        marker="o",
        mfc=theme.paper,
        mec=theme.ink,
        mew=1.4,
        ms=7,
        label="local minimum",
    )
