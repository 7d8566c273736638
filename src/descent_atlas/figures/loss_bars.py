"""A few losses as labelled bars: of the five predictions (E3), or at five probabilities (E4)."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.loss_curves import LABEL_SLOTS, SLOTS
from descent_atlas.figures.style import TEXT, Theme, points
from descent_atlas.words import listing, number

EXTENSION = "svg"
HEADROOM = 1.15
"""Of the axis over the highest bar, for its label."""


@dataclass(frozen=True)
class Chart:
    """Bars from left to right."""

    names: list[str]
    values: list[float]
    slots: list[int]
    x_label: str
    scene: str
    reading: str


def select(inputs: Inputs) -> Chart:
    """The losses of E3 or of E4, whichever table there is."""
    if "e03_losses" in inputs.tables:
        table = inputs.table("e03_losses")
        return Chart(
            names=list(table["loss"]),
            values=list(table["value"]),
            slots=[SLOTS[name] for name in table["loss"]],
            x_label="loss function",
            scene="Three losses of the same five predictions",
            reading=(
                "The bars have different units and cannot be ranked: each loss is to be compared "
                "with itself only, for other predictions."
            ),
        )
    table = inputs.table("e04_cross_entropy")
    return Chart(
        names=[number(probability) for probability in table["probability"]],
        values=list(table["loss"]),
        slots=[LABEL_SLOTS[1]] * len(table),
        x_label="predicted probability of the true label",
        scene="Cross-entropy against the probability that was given to the true label",
        reading=(
            "Lower is better. A fall of the probability costs the more the lower it is already: "
            "the loss is its negative logarithm."
        ),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """Upright bars with their values on top."""
    figure = sheet(270)
    axes = figure.subplots()
    colours = [theme.mark(slot).colour for slot in chart.slots]
    bars = axes.bar(chart.names, chart.values, color=colours, width=0.62)
    labels = [number(value) for value in chart.values]
    axes.bar_label(bars, labels, padding=points(4), fontsize=points(TEXT))
    axes.set_ylim(0, HEADROOM * max(chart.values))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.grid(False, axis="x")
    axes.tick_params(axis="x", length=0)
    axes.set(xlabel=chart.x_label, ylabel="loss")
    return figure


def describe(chart: Chart) -> Caption:
    """Every bar's value."""
    told = listing(
        f"{name}: {number(value)}" for name, value in zip(chart.names, chart.values, strict=True)
    )
    caption = f"{chart.scene}. {told}."
    return Caption(
        caption=caption,
        reading=chart.reading,
        alt=f"Bar chart of losses by {chart.x_label}. {caption}",
    )
