"""Losses and their gradients: against the error (E3), and against the predicted probability (E4)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import decade_axis, key, line_handle, plates, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import listing, minus, number

Array = np.ndarray
EXTENSION = "svg"
SLOTS = {"MSE": 0, "MAE": 1, "Huber": 2}
"""The looks of the losses for regression."""
LABEL_SLOTS = {1: 0, 0: 5}
"""The looks of cross-entropy for each true label."""
SQUARED_SLOT = 1
PANEL = 175
"""CSS pixels of a panel's height."""


@dataclass(frozen=True)
class Line:
    """One curve."""

    label: str
    slot: int
    x: Array
    y: Array


@dataclass(frozen=True)
class Panel:
    """Curves on common axes."""

    title: str
    y_label: str
    lines: tuple[Line, ...]
    log_y: bool = False


@dataclass(frozen=True)
class Chart:
    """Panels one above the other, and what they come to."""

    x_label: str
    panels: tuple[Panel, ...]
    scene: str
    told: str
    reading: str


def select(inputs: Inputs) -> Chart:
    """The losses of E3 or of E4, whichever table there is."""
    if "e03_curves" in inputs.tables:
        return regression(inputs.table("e03_curves"))
    return classification(inputs.table("e04_curves"))


def regression(table: Table) -> Chart:
    """Loss and gradient of a single prediction against its error."""
    groups = {name: table[table["loss"] == name] for name in SLOTS}
    low, high = (number(end) for end in (table["error"].min(), table["error"].max()))
    ends = [(name, rows.iloc[-1]) for name, rows in groups.items()]
    told = "; ".join(
        f"{name} {number(end['value'])} with a gradient of {number(end['gradient'])}"
        for name, end in ends
    )
    panels = [
        Panel(
            title,
            column,
            tuple(
                Line(name, SLOTS[name], rows["error"].to_numpy(), rows[column].to_numpy())
                for name, rows in groups.items()
            ),
        )
        for title, column in (("The loss", "value"), ("Its gradient", "gradient"))
    ]
    return Chart(
        x_label="error = prediction − target",
        panels=(Panel("The loss", "loss", panels[0].lines), panels[1]),
        scene=f"{listing(groups)} of one prediction, for errors from {low} to {high}",
        told=f"At an error of {high}: {told}",
        reading=(
            "The lower panel is the slope of the upper one: how hard a prediction with this error "
            "pulls. A jump in it is a kink above."
        ),
    )


def classification(table: Table) -> Chart:
    """Cross-entropy for either label, and its gradient in the logit beside squared error's."""
    labels = {label: table[table["label"] == label] for label in LABEL_SLOTS}

    def lines(column: str) -> tuple[Line, ...]:
        return tuple(
            Line(
                f"cross-entropy, true label {label}",
                LABEL_SLOTS[label],
                rows["probability"].to_numpy(),
                np.abs(rows[column].to_numpy()),
            )
            for label, rows in labels.items()
        )

    true = labels[1]
    squared = np.abs(true["squared_logit_gradient"].to_numpy())
    probability = true["probability"].to_numpy()
    beside = Line("squared error, true label 1", SQUARED_SLOT, probability, squared)
    return Chart(
        x_label="predicted probability of label 1",
        panels=(
            Panel("The loss", "loss", lines("loss")),
            Panel("Size of its gradient in the probability", "size", lines("gradient"), log_y=True),
            Panel("Size of its gradient in the logit", "size", (*lines("logit_gradient"), beside)),
        ),
        scene="Cross-entropy of one prediction, and how steep it is",
        told=_told(true.iloc[0], float(squared.max()), float(probability[squared.argmax()])),
        reading=(
            "Steep means a strong pull back. For the true label 1, confidently wrong is at the "
            "left, confidently right at the right."
        ),
    )


def _told(wrong: Table, steepest: float, where: float) -> str:
    return (
        f"For the true label 1 and a predicted probability of {number(wrong['probability'])} the "
        f"loss is {number(wrong['loss'])}, and its gradient {number(wrong['gradient'])} in the "
        f"probability and {number(wrong['logit_gradient'], 2)} in the logit, where that of squared "
        f"error is {number(wrong['squared_logit_gradient'], 2)}: it is steepest, "
        f"{number(steepest, 2)}, at a probability of {number(where, 2)}"
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """Panels that share the horizontal axis."""
    names = {line.label: line.slot for panel in chart.panels for line in panel.lines}
    short = max(map(len, names)) < 15
    figure = sheet(40 + (30 if short else 60) + PANEL * len(chart.panels))
    axes = plates(figure, len(chart.panels), 1, sharex=True)
    for plot, panel in zip(axes, chart.panels, strict=True):
        _draw_panel(plot, panel, theme)
    axes[-1].set_xlabel(chart.x_label)
    handles = [line_handle(label, theme.mark(slot), False) for label, slot in names.items()]
    key(figure, handles, 3 if short else 2)
    return figure


def _draw_panel(axes: Axes, panel: Panel, theme: Theme) -> None:
    for line in panel.lines:
        mark = theme.mark(line.slot)
        axes.plot(line.x, line.y, color=mark.colour, linestyle=mark.dash, linewidth=2)
    x = panel.lines[0].x
    axes.set_xlim(x[0], x[-1])
    if panel.log_y:
        values = np.concatenate([line.y for line in panel.lines])
        decade_axis(axes, "y", values.min() / 1.2, values.max() * 1.2)
    else:
        axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        axes.yaxis.set_major_formatter(lambda value, _: minus(f"{value:g}"))
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(lambda value, _: minus(f"{value:g}"))
    axes.set_ylabel(panel.y_label)
    titled(axes, panel.title, "", theme)


def describe(chart: Chart) -> Caption:
    """What each loss comes to at the far end."""
    caption = f"{chart.scene}. {chart.told}."
    return Caption(
        caption=caption,
        reading=chart.reading,
        alt=f"Line charts of losses and gradients against the {chart.x_label}. {caption}",
    )
