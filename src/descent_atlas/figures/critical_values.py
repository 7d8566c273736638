"""How low a random function is at a critical point with so many downhill directions (E10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key, line_handle, percent_axis, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import listing, number

Array = np.ndarray
EXTENSION = "svg"
SHOWN = 4
"""Dimensions that are drawn: from two to the highest by about equal factors."""


@dataclass(frozen=True)
class Chart:
    """E10's rows by index, for each dimension that is drawn."""

    dimensions: dict[int, Table]


def select(inputs: Inputs) -> Chart:
    """A few dimensions of the table."""
    table = inputs.table("e10_index").sort_values(["dimension", "index"])
    highest = table["dimension"].max()
    chosen = np.unique(np.round(np.geomspace(2, max(2, highest), SHOWN))).astype(int)
    rows = {int(d): table[table["dimension"] == d] for d in chosen}
    return Chart({d: part for d, part in rows.items() if len(part)})


def draw(chart: Chart, theme: Theme) -> Figure:
    """A line for each dimension, the band one standard deviation either side of it."""
    figure = sheet(400)
    axes = figure.add_subplot()
    handles = []
    for slot, (dimension, rows) in enumerate(chart.dimensions.items()):
        mark = theme.mark(slot)
        low, high = (rows["value"] + sign * rows["value_spread"] for sign in (-1, 1))
        axes.fill_between(rows["downhill"], low, high, color=mark.colour, alpha=0.13, linewidth=0)
        axes.plot(
            rows["downhill"],
            rows["value"],
            mark.marker,
            color=mark.colour,
            linestyle=mark.dash,
            markersize=5,
        )
        handles.append(line_handle(f"d = {dimension}", mark))
    percent_axis(axes.xaxis)
    axes.set(
        xlabel="downhill directions, in %",
        ylabel="value of f, in standard deviations",
        xlim=(-0.02, 1.02),
    )
    key(figure, handles, 4)
    return figure


def describe(chart: Chart) -> Caption:
    """How low minima lie, and how far they scatter, in each dimension."""
    told = listing(
        f"{number(rows['value'].iloc[0])} ± {number(rows['value_spread'].iloc[0], 2)} for d = {d}"
        for d, rows in chart.dimensions.items()
    )
    caption = (
        "Value of a random function at its critical points by the share of downhill directions, which "
        f"is zero at a minimum. Minima lie at {told}, in standard deviations from the mean of f."
    )
    return Caption(
        caption=caption,
        reading=(
            "A line that rises from left to right means that low critical points are minima or nearly "
            "so, and high ones are maxima. Marks are means; the bands hold one standard deviation of "
            "single points either side."
        ),
        alt=f"Line chart of a mean value against the share of downhill directions. {caption}",
    )
