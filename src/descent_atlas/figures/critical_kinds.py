"""The share of minima among the critical points of a random function, against the dimension (E10)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import decade_axis, key, line_handle, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Mark, Theme
from descent_atlas.words import count, counted, number

Array = np.ndarray
EXTENSION = "svg"
SLOTS = {"saddles": 1, "minima": 0}
"""The looks of each kind."""
NAMES = {"saddles": "saddle points", "minima": "minima"}
PICTURES = {"coin_flip": "a coin for each direction", "plain_goe": "a plain random matrix"}
"""What the share of minima would be if the Hessian were something simpler."""
ROOM = 3
"""The axis goes down to the rarest measured minima divided by this; no line stretches it further."""


@dataclass(frozen=True)
class Chart:
    """Rows of E10's tables, by kind, ordered by dimension."""

    measured: dict[str, Table]
    counted: dict[str, Table]
    functions: int

    @property
    def minima(self) -> Table:
        """The measured shares of minima."""
        return self.measured["minima"]

    @property
    def floor(self) -> float:
        """The lower end of the axis."""
        return float(self.minima["low"].min() / ROOM)


def select(inputs: Inputs) -> Chart:
    """Saddles and minima; maxima are as many as minima."""
    tables = [
        inputs.table(name).sort_values("dimension") for name in ("e10_dimension", "e10_fields")
    ]
    measured, counts = (
        {kind: table[(table["kind"] == kind) & (table["fraction"] > 0)] for kind in SLOTS}
        for table in tables
    )
    return Chart(measured, counts, int(counts["minima"]["fields"].sum()))


def draw(chart: Chart, theme: Theme) -> Figure:
    """Lines are exact, marks with intervals measured."""
    figure = sheet(430)
    axes = figure.add_subplot()
    for place, column in enumerate(PICTURES, start=1):
        _draw_picture(axes, chart.minima, column, theme.mark(place), theme)
    for kind, slot in SLOTS.items():
        mark = theme.mark(slot)
        rows = chart.measured[kind]
        axes.plot(rows["dimension"], rows["theory"], color=mark.colour, zorder=3)
        _draw_shares(axes, rows, mark, mark.colour, 0.0)
        _draw_shares(axes, chart.counted[kind], mark, theme.paper, 0.28)
    decade_axis(axes, "y", chart.floor, 2, 8)
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    axes.set(xlabel="dimension d", ylabel="share of all critical points")
    lines = [line_handle(NAMES[kind], theme.mark(slot)) for kind, slot in SLOTS.items()]
    hollow = {"mfc": theme.paper, "mec": theme.ink, "mew": 1.4}
    counts = mark_handle("counted on functions", "o", 5.5, **hollow)
    pictures = [
        line_handle(label, Mark(theme.muted, "", theme.mark(place).dash), marker=False)
        for place, label in enumerate(PICTURES.values(), start=1)
    ]
    key(figure, [*lines, counts, *pictures], 2)
    return figure


def describe(chart: Chart) -> Caption:
    """The shares in a low and in the highest dimension, and how measurement and theory agree."""
    rows = chart.minima
    inside = int(((rows["low"] <= rows["theory"]) & (rows["theory"] <= rows["high"])).sum())
    saddles = chart.measured["saddles"]
    first = rows[rows["dimension"].isin(saddles["dimension"])].iloc[0]
    last, ratio = rows.iloc[-1], float(f"{saddles['per_minimum'].iloc[-1]:.2g}")
    caption = (
        "Kinds of critical points of smooth random functions. The share of minima falls from "
        f"{_told(first)} to {_told(last)}, where there are about {count(ratio)} saddle points for each "
        f"minimum. The exact share lies within {inside} of the {len(rows)} measured intervals. Hollow "
        f"marks: all critical points of {counted(chart.functions, 'random function')} on a torus."
    )
    return Caption(
        caption=caption,
        reading=(
            "The axis is logarithmic, so a straight fall means that each further dimension makes "
            "minima rarer by the same factor. Lines are exact, marks are measured with their 95 % "
            "intervals, most of which are smaller than the mark. Broken lines are what minima would be if "
            "a coin were thrown for each direction, or if the Hessian were a plain random matrix."
        ),
        alt=f"Line chart, shares on a logarithmic axis against the dimension. {caption}",
    )


def _told(row: Table) -> str:
    return f"{number(row['fraction'], 2)} in dimension {row['dimension']}"


def _draw_shares(axes: Axes, rows: Table, mark: Mark, fill: str, aside: float) -> None:
    """Marks with their intervals, a little to the right where others are in the same place."""
    x = rows["dimension"] + aside
    axes.vlines(x, rows["low"], rows["high"], color=mark.colour, linewidth=1.6, zorder=4)
    axes.plot(
        x,
        rows["fraction"],
        mark.marker,
        color=mark.colour,
        markerfacecolor=fill,
        markeredgewidth=1.3,
        markersize=5,
        zorder=5,
    )


def _draw_picture(axes: Axes, rows: Table, column: str, mark: Mark, theme: Theme) -> None:
    axes.plot(
        rows["dimension"], rows[column], color=theme.muted, linestyle=mark.dash, linewidth=1.5
    )
