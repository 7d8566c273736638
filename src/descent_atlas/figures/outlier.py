"""What an outlier does (E3): how far it pulls the fit of each loss, and how the loss itself grows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures.axes import decade_axis, key, line_handle, plates, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.loss_curves import SLOTS
from descent_atlas.figures.style import Theme
from descent_atlas.words import number

Array = np.ndarray
EXTENSION = "svg"
HUBER_SLOTS = (SLOTS["Huber"], 3, 4)
"""From the largest delta down; further ones begin again."""
PANELS = {
    "shift": ("How far the fit moves", "shift of the offset"),
    "growth": ("How the loss grows", "loss, without outlier = 1"),
}


@dataclass(frozen=True)
class Line:
    """One loss; every array has shape (sizes,)."""

    label: str
    slot: int
    size: Array
    columns: dict[str, Array]
    """shift and growth"""


@dataclass(frozen=True)
class Chart:
    """The losses in the order of their table."""

    lines: list[Line]


def select(inputs: Inputs) -> Chart:
    """Outliers of every size but none, which no logarithmic axis can show."""
    table = inputs.table("e03_outlier")
    table = table[table["size"] > 0]
    lines, hubers = [], 0
    for (name, delta), rows in table.groupby(["loss", "delta"], sort=False, dropna=False):
        if name == "Huber":
            slot = HUBER_SLOTS[hubers % len(HUBER_SLOTS)]
            hubers += 1
            lines.append(_line(f"Huber, δ = {number(delta)}", slot, rows))
        else:
            lines.append(_line(name, SLOTS[name], rows))
    return Chart(lines)


def _line(label: str, slot: int, rows: Table) -> Line:
    columns = {column: rows[column].to_numpy() for column in PANELS}
    return Line(label, slot, rows["size"].to_numpy(), columns)


def draw(chart: Chart, theme: Theme) -> Figure:
    """Two panels on logarithmic axes, where a power of the size is a straight line."""
    figure = sheet(90 + 205 * len(PANELS))
    axes = plates(figure, len(PANELS), 1, sharex=True)
    size = chart.lines[0].size
    for plot, (column, (title, label)) in zip(axes, PANELS.items(), strict=True):
        values = np.concatenate([line.columns[column] for line in chart.lines])
        decade_axis(plot, "x", size[0], size[-1])
        decade_axis(plot, "y", values[values > 0].min() / 1.3, values.max() * 1.3)
        for line in chart.lines:
            mark = theme.mark(line.slot)
            plot.plot(line.size, line.columns[column], color=mark.colour, linestyle=mark.dash, lw=2)
        plot.set_ylabel(label)
        titled(plot, title, "", theme)
    axes[-1].set_xlabel("size of the outlier, in units of the targets")
    key(figure, [line_handle(line.label, theme.mark(line.slot), False) for line in chart.lines], 3)
    return figure


def describe(chart: Chart) -> Caption:
    """Each loss at the largest outlier."""
    told = "; ".join(
        f"{line.label}: shift {number(line.columns['shift'][-1])}, "
        f"loss times {number(line.columns['growth'][-1])}"
        for line in chart.lines
    )
    caption = (
        "One of five targets is moved away; averaged over which it is, and up or down. "
        f"At a size of {number(chart.lines[0].size[-1])}: {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "A rising line is pulled the further the larger the outlier, a flat one has stopped "
            "listening to it. Both axes are logarithmic."
        ),
        alt=f"Line charts against the size of an outlier. {caption}",
    )
