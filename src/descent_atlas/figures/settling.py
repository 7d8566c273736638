"""Whether descents with a constant learning rate come to rest (E3), for losses with and without a kink."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import decade_axis, key, line_handle, plates, sheet, titled
from descent_atlas.figures.caption import Caption, rate
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.loss_curves import SLOTS
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, number

Array = np.ndarray
EXTENSION = "svg"
FLOOR = 1e-6
"""Where the axis ends: a descent that is nearer has come to rest for the eye."""
RATES = 2
"""Panels, from the largest learning rate down."""


@dataclass(frozen=True)
class Line:
    """One descent's distance from the best offset, by iteration."""

    label: str
    slot: int
    distance: Array


@dataclass(frozen=True)
class Panel:
    """Descents at the same learning rate."""

    learning_rate: float
    lines: tuple[Line, ...]
    swings: dict[str, float]
    """By loss, over the last iterations of the whole descent"""


@dataclass(frozen=True)
class Chart:
    """One panel for each learning rate that is shown."""

    panels: list[Panel]


def select(inputs: Inputs) -> Chart:
    """The largest learning rates."""
    trace, settled = inputs.table("e03_descent"), inputs.table("e03_settling")
    trace, settled = (table[table["schedule"] == "constant"] for table in (trace, settled))
    rates = sorted(trace["learning_rate"].unique(), reverse=True)[:RATES]
    return Chart([_panel(rate, trace, settled) for rate in rates])


def _panel(learning_rate: float, trace: Table, settled: Table) -> Panel:
    rows = trace[trace["learning_rate"] == learning_rate]
    lines = tuple(
        Line(name, slot, rows.loc[rows["loss"] == name, "distance"].to_numpy())
        for name, slot in SLOTS.items()
    )
    ends = settled[settled["learning_rate"] == learning_rate]
    return Panel(learning_rate, lines, ends.set_index("loss")["swing"].to_dict())


def draw(chart: Chart, theme: Theme) -> Figure:
    """The panels share their axes."""
    figure = sheet(90 + 200 * len(chart.panels))
    axes = plates(figure, len(chart.panels), 1, sharex=True)
    for plot, panel in zip(axes, chart.panels, strict=True):
        _draw_panel(plot, panel, theme)
    axes[-1].set_xlabel("iteration")
    # Solid, every one: dashes would be lost in the zigzag.
    handles = [
        line_handle(line.label, replace(theme.mark(line.slot), dash="solid"), False)
        for line in chart.panels[0].lines
    ]
    key(figure, handles, 3)
    return figure


def _draw_panel(axes: Axes, panel: Panel, theme: Theme) -> None:
    decade_axis(axes, "y", FLOOR, 2 * max(line.distance[0] for line in panel.lines), 4)
    for line in panel.lines:
        shown = np.maximum(line.distance, FLOOR / 10)
        axes.plot(shown, color=theme.mark(line.slot).colour, linewidth=1.8)
    axes.set_xlim(0, len(panel.lines[0].distance) - 1)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10], integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: count(value))
    axes.set_ylabel("distance to the best")
    titled(axes, rate(panel.learning_rate), "", theme)


def describe(chart: Chart) -> Caption:
    """How each loss's descents end."""
    told = "; ".join(
        f"at {rate(panel.learning_rate)} "
        + ", ".join(
            f"{name} swings by {number(swing)}" if swing > FLOOR else f"{name} is at rest"
            for name, swing in panel.swings.items()
        )
        for panel in chart.panels
    )
    caption = f"Descent on one parameter with a constant learning rate. In the end, {told}."
    return Caption(
        caption=caption,
        reading=(
            "A line that falls goes on improving. A flat, jagged band is a descent that jumps to "
            "and fro across the minimum; its height follows the learning rate."
        ),
        alt=f"Line charts of the distance to the best offset, logarithmic, by iteration. {caption}",
    )
