"""How reliably each optimizer solves each problem at its best learning rate, with 95 % intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, PercentFormatter

from descent_atlas.figures.axes import key, line_handle, sheet
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import Mark, Theme
from descent_atlas.figures.words import VARIANTS, Caption, listing, percent

EXTENSION = "svg"
ROW = 12
"""CSS pixels for each optimizer within a problem's band."""


@dataclass(frozen=True)
class Chart:
    """Best-rate success of every optimizer on every problem."""

    table: pd.DataFrame
    """problem, optimizer, variant, success_rate, success_low, success_high, edge"""
    problems: dict[str, str]
    """Titles by name, from the top."""
    optimizers: dict[str, str]
    """Titles by name, in the order of their slots."""
    slots: dict[str, int]
    variants: list[str]


def select(inputs: Inputs) -> Chart:
    """All rows of the table of best rates."""
    table = inputs.table("best_rates")
    slots = inputs.slots()
    optimizers = sorted(table["optimizer"].unique(), key=lambda name: slots[name])
    return Chart(
        table=table,
        problems={name: inputs.title("problem", name) for name in sorted(table["problem"].unique())},
        optimizers={name: inputs.title("optimizer", name) for name in optimizers},
        slots=slots,
        variants=[name for name in VARIANTS if name in set(table["variant"])],
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A band for each problem, a column for each variant, a mark with its interval for each optimizer."""
    band = len(chart.optimizers) + 1
    figure = sheet(120 + ROW * band * len(chart.problems))
    columns = figure.subplots(1, len(chart.variants), squeeze=False, sharey=True)[0]
    for axes, variant in zip(columns, chart.variants, strict=True):
        rows = chart.table[chart.table["variant"] == variant]
        for place, problem in enumerate(chart.problems):
            if place % 2 == 0:
                axes.axhspan(place * band - 0.5, (place + 1) * band - 0.5, color=theme.faint, alpha=0.55, lw=0)
            own = rows[rows["problem"] == problem].set_index("optimizer")
            for line, optimizer in enumerate(chart.optimizers):
                if optimizer in own.index:
                    mark = theme.mark(chart.slots[optimizer])
                    _draw_interval(axes, own.loc[optimizer], place * band + line + 0.5, mark, theme)
        _finish(axes, VARIANTS[variant], theme)
    middles = [(place + 0.5) * band - 0.5 for place in range(len(chart.problems))]
    columns[0].set_yticks(middles, list(chart.problems.values()))
    columns[0].set_ylim(len(chart.problems) * band - 0.5, -0.5)
    columns[len(columns) // 2].set_xlabel("share of runs that succeed")
    handles = [
        line_handle(title, Mark(mark.colour, mark.marker, "none"))
        for name, title in chart.optimizers.items()
        for mark in [theme.mark(chart.slots[name])]
    ]
    key(figure, handles, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The mean success of each optimizer, and the problems that nobody solves."""
    first = chart.table[chart.table["variant"] == chart.variants[0]]
    means = first.groupby("optimizer")["success_rate"].mean()
    told = listing(f"{title} {percent(means[name])}" for name, title in chart.optimizers.items())
    best = first.groupby("problem")["success_rate"].max()
    unsolved = [title for name, title in chart.problems.items() if best.get(name) == 0]
    nobody = f" No optimizer ever solves {listing(unsolved)}." if unsolved else ""
    edges = int(chart.table["edge"].fillna("").ne("").sum())
    flagged = f" {edges} best rates are the grid’s first or last (hollow marks)." if edges else ""
    caption = (
        f"Success at the best learning rate, {VARIANTS[chart.variants[0]]}, averaged over "
        f"{len(chart.problems)} problems: {told}.{nobody}{flagged}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Further right is more reliable. The rate was selected on half of the starts and is judged on "
            "the other half; lines are Wilson’s 95 % intervals: where they overlap widely, the difference "
            "may be chance."
        ),
        alt=f"Dot plot of success rates with intervals, a band for each problem. {caption}",
    )


def _draw_interval(axes: Axes, row: pd.Series, y: float, mark: Mark, theme: Theme) -> None:
    hollow = isinstance(row["edge"], str) and row["edge"] != ""
    axes.plot([row["success_low"], row["success_high"]], [y, y], color=mark.colour, lw=1.6, alpha=0.75)
    axes.plot(
        row["success_rate"],
        y,
        mark.marker,
        ms=6.5,
        mfc=theme.paper if hollow else mark.colour,
        mec=mark.colour if hollow else theme.paper,
        mew=0.8,
        clip_on=False,
        zorder=5,
    )


def _finish(axes: Axes, title: str, theme: Theme) -> None:
    axes.set_title(title, loc="left", fontsize="medium", color=theme.muted)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_locator(FixedLocator([0, 0.5, 1]))
    axes.xaxis.set_major_formatter(PercentFormatter(1, symbol="\u202f%"))
    axes.grid(False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
