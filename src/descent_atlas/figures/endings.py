"""How runs ended at each learning rate: stacked shares, a row for each problem or optimizer.

Where these are many, a row for each kind of problem, or one for all optimizers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from descent_atlas.figures.axes import (
    fill_steps,
    key,
    percent_axis,
    rate_axis,
    rate_edges,
    sheet,
    titled,
)
from descent_atlas.figures.caption import Caption, rate, without
from descent_atlas.figures.groups import by_first_tag
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, listing, percent

Array = np.ndarray
EXTENSION = "svg"
MOST = 12
"""More rows than these are joined."""


@dataclass(frozen=True)
class Chart:
    """Runs by row title, variant, learning rate and ending."""

    subject: str
    counts: Table
    """A column for each ending; indexed by (row, variant, learning_rate)."""
    rows: list[str]
    variants: list[str]
    converged: Table
    """The share of converged runs by row title, on the problems that are bounded below."""
    unbounded: list[str]
    """Titles of the others."""

    @property
    def shares(self) -> Table:
        """The share of each ending among the runs at one learning rate."""
        return self.counts.div(self.counts.sum(axis=1), axis=0)


def select(inputs: Inputs) -> Chart:
    """Rows are problems for one optimizer, else optimizers, on one problem or on all."""
    table = inputs.table("endings")
    what = "problem" if "optimizer" in inputs.where else "optimizer"
    other = "optimizer" if what == "problem" else "problem"
    titles = _titles(inputs, what, set(table[what]))
    rows = table.assign(row=table[what].map(titles)).drop(columns=["problem", "optimizer"])
    counts = rows.groupby(["row", "variant", "learning_rate"]).sum()
    bounded = (
        rows[~table["problem"].isin(inputs.unbounded)].groupby("row")[list(counts.columns)].sum()
    )
    return Chart(
        subject=inputs.title(other, inputs.where[other]),
        counts=counts,
        rows=list(dict.fromkeys(titles.values())),
        variants=[name for name in VARIANTS if name in set(table["variant"])],
        converged=bounded["converged"] / bounded.sum(axis=1),
        unbounded=[
            inputs.unbounded[name] for name in sorted(set(table["problem"]) & set(inputs.unbounded))
        ],
    )


def _titles(inputs: Inputs, what: str, names: set[str]) -> dict[str, str]:
    """The title of each one's row, from the top."""
    if what == "optimizer":
        slots = inputs.slots()
        titles = {n: inputs.title(what, n) for n in sorted(names, key=lambda n: slots[n])}
        return titles if len(names) <= MOST else dict.fromkeys(titles, "All optimizers")
    if len(names) <= MOST:
        return {name: inputs.title(what, name) for name in sorted(names)}
    groups = by_first_tag(inputs, names)
    return {name: tag.capitalize() for tag, members in groups.items() for name in members}


def draw(chart: Chart, theme: Theme) -> Figure:
    """Stacked shares over the learning rate, a column for each variant; none where nothing was run."""
    rows, columns = len(chart.rows), len(chart.variants)
    figure = sheet(115 + 92 * rows)
    axes = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
    shares = chart.shares
    ran = {names[:2] for names in shares.index}
    for row, title in enumerate(chart.rows):
        for column, variant in enumerate(chart.variants):
            plot = axes[row, column]
            if (title, variant) in ran:
                _draw_stack(plot, shares.loc[(title, variant)], theme)
            else:
                middle = {"transform": plot.transAxes, "ha": "center", "va": "center"}
                plot.text(0.5, 0.5, "not run", color=theme.muted, **middle)
            note = VARIANTS[variant] if row == 0 else ""
            titled(plot, title if column == 0 else "", note, theme)
    axes[-1, columns // 2].set_xlabel("learning rate α")
    figure.supylabel("runs, in %", fontsize="medium")
    key(figure, _patches(chart, theme), 4)
    return figure


def describe(chart: Chart) -> Caption:
    """The endings over the whole grid, and where each extreme is."""
    totals = chart.counts.sum() / chart.counts.to_numpy().sum()
    common = totals[totals > 0].sort_values(ascending=False, kind="stable")
    told = listing(f"{percent(share)} {ending}" for ending, share in common.items())
    caption = f"{chart.subject}, all runs at all learning rates: {told}.{_extremes(chart)}"
    return Caption(
        caption=caption,
        reading=(
            "At each learning rate the colours divide all runs by how they ended; the most "
            f"frequent ending is {_leading(chart)}."
        ),
        alt=f"Shares of endings against the learning rate, stacked. {caption}",
    )


def _extremes(chart: Chart) -> str:
    """The rows with the most and the fewest converged runs, unless all are alike."""
    shares = chart.converged
    apart = without(chart.unbounded)
    if shares.nunique() < 2:
        return ""
    most, fewest = (
        f"{listing(shares.index[shares == share])} ({percent(share)})"
        for share in (shares.max(), shares.min())
    )
    return f" The most converged for {most}, the fewest for {fewest}{apart}."


def _leading(chart: Chart) -> str:
    """The most frequent ending at the lowest and at the highest learning rate."""
    runs = chart.counts.groupby("learning_rate").sum()
    shares = runs.div(runs.sum(axis=1), axis=0)
    told = []
    for value in dict.fromkeys([shares.index.min(), shares.index.max()]):
        row = shares.loc[value]
        names = listing(row.index[row == row.max()])
        told.append(f"{names} ({percent(row.max())}) at {rate(value)}")
    return listing(told)


def _draw_stack(axes: Axes, shares: Table, theme: Theme) -> None:
    rates = shares.index.to_numpy(float)
    edges = rate_edges(rates)
    low = np.zeros(len(rates))
    for ending in shares.columns:
        high = low + shares[ending].to_numpy()
        if shares[ending].any():
            fill_steps(axes, edges, low, high, theme.endings[ending])
        low = high
    rate_axis(axes, rates, 3)
    axes.set_ylim(0, 1)
    percent_axis(axes.yaxis)
    axes.grid(False)
    axes.tick_params(length=2.5, pad=2)


def _patches(chart: Chart, theme: Theme) -> list[Patch]:
    seen = [ending for ending in chart.counts.columns if chart.counts[ending].any()]
    return [Patch(color=theme.endings[ending], label=ending) for ending in seen]
