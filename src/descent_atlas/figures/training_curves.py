"""Losses in training and on held-out samples, epoch by epoch, over many runs (E11)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import decade_axis, key, line_handle, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, number, percent

Array = np.ndarray
EXTENSION = "svg"
BAND = (0.1, 0.9)
"""The quantiles between which the band lies."""
HEADROOM = 1.3
"""The axis of the held-out loss ends at so many times the highest loss at the end of a run."""


@dataclass(frozen=True)
class Curves:
    """The runs of one optimizer on one size of training set, from the first epoch on.

    Each loss is the low end of the band, the median and the high end, shape (3, epochs).
    """

    title: str
    slot: int
    epochs: Array
    training: Array
    held_out: Array

    @property
    def best(self) -> int:
        """Where in ``epochs`` the median held-out loss is lowest."""
        return int(np.argmin(self.held_out[1]))


@dataclass(frozen=True)
class Chart:
    """For each number of training samples the optimizers' curves, and how many runs each has."""

    rows: dict[int, list[Curves]]
    runs: int


def select(inputs: Inputs) -> Chart:
    """Quantiles over the runs; the start itself has no place on a logarithmic axis."""
    table = inputs.tables["e11_training"]
    table, slots = table[table["epoch"] > 0], inputs.slots()
    rows: dict[int, list[Curves]] = {}
    for (samples, name), group in table.groupby(["samples", "optimizer"]):
        losses = (_quantiles(group, column) for column in ("training_loss", "held_out_loss"))
        epochs = np.sort(group["epoch"].unique())
        curves = Curves(inputs.title("optimizer", name), slots[name], epochs, *losses)
        rows.setdefault(int(samples), []).append(curves)
    ordered = {
        samples: sorted(curves, key=lambda one: one.slot) for samples, curves in rows.items()
    }
    return Chart(ordered, table["seed"].nunique())


def draw(chart: Chart, theme: Theme) -> Figure:
    """A row for each training set: the training loss at the left, the held-out loss at the right."""
    figure = sheet(75 + 205 * len(chart.rows))
    plots = figure.subplots(len(chart.rows), 2, squeeze=False)
    every = np.concatenate([c.training.ravel() for row in chart.rows.values() for c in row])
    for (left, right), (samples, row) in zip(plots, chart.rows.items(), strict=True):
        for curves in row:
            _draw_curves(left, curves, curves.training, theme)
            _draw_curves(right, curves, curves.held_out, theme)
            _mark_best(left, right, curves, theme)
        decade_axis(left, "y", every.min() / 1.6, every.max() * 1.6, 4)
        right.set_ylim(0, HEADROOM * max(curves.held_out[2, -1] for curves in row))
        right.yaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        for axes in (left, right):
            decade_axis(axes, "x", row[0].epochs[0], row[0].epochs[-1], 5)
        left.set(xlabel="epoch", ylabel="loss")
        right.set(xlabel="epoch")
        titled(left, f"{count(samples)} samples", "training loss", theme)
        titled(right, "", "held-out loss", theme)
    key(figure, _handles(chart, theme), 3)
    return figure


def describe(chart: Chart) -> Caption:
    """Where the held-out loss is lowest, and where it ends."""
    told = ". ".join(
        f"{count(samples)} samples: {'; '.join(_story(curves) for curves in row)}"
        for samples, row in chart.rows.items()
    )
    caption = (
        f"Losses of {count(chart.runs)} runs for each training set and optimizer, and where the "
        f"median held-out loss is lowest and how it ends. {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            f"Lines are medians, bands hold the middle {percent(BAND[1] - BAND[0])} of the runs, and "
            "marks stand where the median held-out loss is lowest. Right of them the training loss, "
            "on its logarithmic scale, goes on falling; where the held-out loss rises meanwhile, "
            "longer training makes the network worse. The steep beginning of the held-out loss is "
            "cut off."
        ),
        alt=f"Line charts of training and held-out loss against epochs. {caption}",
    )


def _quantiles(group: Table, column: str) -> Array:
    quantiles = group.groupby("epoch")[column].quantile([BAND[0], 0.5, BAND[1]])
    values: Array = quantiles.unstack().sort_index().to_numpy().T
    return values


def _draw_curves(axes: Axes, curves: Curves, loss: Array, theme: Theme) -> None:
    mark = theme.mark(curves.slot)
    axes.fill_between(curves.epochs, loss[0], loss[2], color=mark.colour, alpha=0.22, linewidth=0)
    axes.plot(curves.epochs, loss[1], color=mark.colour, linestyle=mark.dash)


def _mark_best(left: Axes, right: Axes, curves: Curves, theme: Theme) -> None:
    """The lowest held-out loss, and where the training loss is at that epoch."""
    mark = theme.mark(curves.slot)
    for axes, loss in ((left, curves.training), (right, curves.held_out)):
        place = curves.epochs[curves.best], loss[1, curves.best]
        (point,) = axes.plot(*place, mark.marker, ms=7.5, mfc=mark.colour, mec=theme.paper, mew=0.8)
        point.set_zorder(5)


def _story(curves: Curves) -> str:
    median = curves.held_out[1]
    return (
        f"{curves.title} {number(median[curves.best])} at epoch "
        f"{count(curves.epochs[curves.best])}, {number(median[-1])} at epoch "
        f"{count(curves.epochs[-1])}"
    )


def _handles(chart: Chart, theme: Theme) -> list[Line2D | Patch]:
    marks = {c.title: theme.mark(c.slot) for row in chart.rows.values() for c in row}
    lines = [line_handle(label, mark) for label, mark in marks.items()]
    return [
        *lines,
        Patch(color=theme.muted, alpha=0.35, label=f"{percent(BAND[1] - BAND[0])} of the runs"),
    ]
