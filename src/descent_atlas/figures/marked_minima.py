"""A curve with every local minimum marked, and the learning rate up to which descent can rest there (E9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import SMALL, Theme, points
from descent_atlas.words import listing, number

Array = np.ndarray
EXTENSION = "svg"
EVERY = 2
"""Of the curve's points one in so many is drawn."""


@dataclass(frozen=True)
class Chart:
    """The curve and its minima."""

    curve: Array
    """(points, 2)"""
    minima: Table
    """x, f, limit, lowest"""


def select(inputs: Inputs) -> Chart:
    """All of both tables."""
    curve = inputs.tables["e09_curve"][["x", "f"]].to_numpy()[::EVERY]
    return Chart(curve, inputs.tables["e09_minima"].sort_values("x"))


def draw(chart: Chart, theme: Theme) -> Figure:
    """Under each minimum stands its stability limit."""
    figure = sheet(360)
    axes = figure.add_subplot()
    axes.plot(*chart.curve.T, color=theme.mark(0).colour, linewidth=2)
    ring: dict[str, Any] = {"mfc": theme.paper, "mec": theme.ink, "mew": 1.4}
    star: dict[str, Any] = {"color": theme.ink, "mec": theme.paper, "mew": 0.8}
    for row in chart.minima.itertuples():
        marker, size, looks = ("*", 14, star) if row.lowest else ("o", 7, ring)
        axes.plot(row.x, row.f, marker, ms=size, zorder=4, **looks)
        axes.annotate(
            number(row.limit),
            (row.x, row.f),
            (0, points(-12)),
            textcoords="offset points",
            ha="center",
            va="top",
            color=theme.muted,
            fontsize=points(SMALL),
        )
    low, high = chart.curve[:, 1].min(), chart.curve[:, 1].max()
    axes.set(xlabel="x", ylabel="f(x)", xlim=(chart.curve[0, 0] - 0.15, chart.curve[-1, 0] + 0.15))
    # Room for the words under the lowest minimum.
    axes.set_ylim(low - 0.2 * (high - low), high + 0.05 * (high - low))
    handles = [
        mark_handle("local minimum", "o", 7, **ring),
        mark_handle("the lowest", "*", 13, **star),
    ]
    key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """Where the minima are, and the range of their limits."""
    lowest = chart.minima[chart.minima["lowest"]].iloc[0]
    others = listing(number(x) for x in chart.minima.loc[~chart.minima["lowest"], "x"])
    limits = chart.minima["limit"]
    caption = (
        f"The curve has {len(chart.minima)} local minima in the plot: the lowest at {number(lowest['x'])}, "
        f"where it is {number(lowest['f'])}, the others at {others}. The largest learning "
        f"rate at which descent can rest in one of them is from {number(limits.min())} "
        f"to {number(limits.max())}."
    )
    return Caption(
        caption=caption,
        reading=(
            "The number under a minimum is the largest learning rate at which gradient descent can settle "
            "there, twice the inverse of the curvature."
        ),
        alt=f"A rippled parabola with its minima marked. {caption}",
    )
