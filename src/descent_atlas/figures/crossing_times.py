"""How long each optimizer takes to leave a saddle or cross a plateau, at one rate for all and its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.comparison.sooner import COMMON_RATE
from descent_atlas.figures.axes import banded, decade_axis, key, line_handle, selected, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import counted, listing, number

EXTENSION = "svg"
REGIMES = {"same rate": f"all with α = {COMMON_RATE}", "best rate": "each at its best α"}
ROW = 20
"""CSS pixels for each optimizer within a problem's band."""


@dataclass(frozen=True)
class Chart:
    """Median times with their intervals."""

    table: Table
    """problem, optimizer, regime, median, median_low, median_high, arrived, edge, runs"""
    problems: dict[str, str]
    optimizers: dict[str, str]
    slots: dict[str, int]

    def rows(self, problem: str, regime: str) -> Table:
        """The optimizers on one problem in one regime."""
        table = self.table
        return table[(table["problem"] == problem) & (table["regime"] == regime)]

    @property
    def latest(self) -> float:
        """Beyond every time that is known."""
        return 3 * float(np.nanmax(self.table[["median", "median_high"]].to_numpy(float)))


def select(inputs: Inputs) -> Chart:
    """The shared rate, and each optimizer's best one."""
    table = inputs.table("e08_summary")
    shared = (table["regime"] == "same rate") & np.isclose(table["learning_rate"], COMMON_RATE)
    table = table[shared | (table["regime"] == "best rate")]
    slots = inputs.slots()
    names = sorted(table["optimizer"].unique(), key=lambda name: slots[name])
    return Chart(
        table=table,
        problems={name: inputs.title("problem", name) for name in table["problem"].unique()},
        optimizers={name: inputs.title("optimizer", name) for name in names},
        slots=slots,
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A band for each problem, a column for each regime, a dot with an interval for each optimizer."""
    band = len(chart.optimizers) + 1
    figure = sheet(100 + ROW * band * len(chart.problems))
    columns = figure.subplots(1, len(REGIMES), squeeze=False, sharey=True)[0]
    for axes, (regime, title) in zip(columns, REGIMES.items(), strict=True):
        banded(axes, list(chart.problems.values()), band, theme)
        for place, problem in enumerate(chart.problems):
            _draw_band(axes, chart, chart.rows(problem, regime), place * band, theme)
        axes.set_title(title, loc="left", fontsize="medium", color=theme.muted)
        decade_axis(axes, "x", 0.7, chart.latest)
        axes.set_xlabel("iterations")
    marks = [(title, theme.mark(chart.slots[name])) for name, title in chart.optimizers.items()]
    key(figure, [line_handle(title, replace(mark, dash="none")) for title, mark in marks], 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The medians, regime by regime."""
    told = [
        f"{title}, {words}: {_extremes(chart, chart.rows(name, regime))}"
        for name, title in chart.problems.items()
        for regime, words in REGIMES.items()
    ]
    starts = int(chart.table["runs"].max())
    caption = (
        f"Median iterations to the goal over {counted(starts, 'start')}: the shortest, plain "
        f"descent’s and the longest. {'; '.join(told)}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Further left is sooner, on a logarithmic axis; lines are the bootstrap’s 95 % intervals "
            "of the median. A mark at the right border without a line stands for a median that never comes."
        ),
        alt=f"Dot plot of times with intervals, a band for each problem. {caption}",
    )


def _draw_band(axes: Axes, chart: Chart, rows: Table, top: int, theme: Theme) -> None:
    for row in rows.itertuples():
        y = top + list(chart.optimizers).index(row.optimizer) + 1
        mark = theme.mark(chart.slots[row.optimizer])
        known = np.isfinite(row.median)
        if known:
            # An open end: the interval reaches as far as the axis does.
            high = row.median_high if np.isfinite(row.median_high) else chart.latest
            # No time is below one iteration but zero, which a logarithmic axis does not have.
            low = max(row.median_low, 0.7)
            axes.plot([low, high], [y, y], color=mark.colour, lw=1.6, alpha=0.75)
        x = row.median if known else chart.latest
        selected(axes, max(x, 0.7), y, mark, bool(row.edge), theme)


def _extremes(chart: Chart, rows: Table) -> str:
    """The shortest and the longest median, and plain descent's."""
    medians = rows.set_index("optimizer")["median"].dropna()
    if medians.empty:
        return "none arrives"
    shown = dict.fromkeys([medians.idxmin(), "gradient_descent", medians.idxmax()])
    known = [name for name in shown if name in medians.index]
    return listing(f"{chart.optimizers[name]} {number(medians[name])}" for name in known)
