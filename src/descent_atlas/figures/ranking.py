"""The optimizers on one problem, from the quickest to those that never arrive, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from descent_atlas.figures.axes import decade_axis, key, mark_handle, percent_axis, selected, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import named_rows
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, count, counted, listing, number, percent

EXTENSION = "svg"
ROW = 20
SHARED = ("winner", "close")
"""The outcomes of those that are too close to call."""
LOWEST = 1e-8
"""No gap is drawn lower, as the tightest target is there."""
MOST = 6
"""So many are named in a caption."""


@dataclass(frozen=True)
class Measure:
    """What the ranking goes by, the less the better."""

    column: str
    label: str
    told: str
    absent: str

    @property
    def ends(self) -> tuple[str, str]:
        """The columns of its interval."""
        stem = self.column.removesuffix("_median")
        return f"{stem}_low", f"{stem}_high"


TIME = Measure("ert", "expected running time", "in expected running time", "never")
ESCAPE = Measure("escape_time", "iterations to escape", "in the time to escape", "never")
GAP = Measure("final_gap_median", "median final gap", "in the median final gap", "all left")


@dataclass(frozen=True)
class Chart:
    """One problem in one variant."""

    problem: str
    variant: str
    measure: Measure
    table: Table
    """Indexed by optimizer, the best first: title, slot, value, low, high, edge, success_…, outcome"""
    runs: int

    @property
    def shared(self) -> Table:
        """Which are too close to the best to call, the best among them."""
        return self.table["outcome"].isin(SHARED)


def select(inputs: Inputs) -> Chart:
    """By expected running time; where nobody succeeds by time of escape, or else by final gap."""
    best = inputs.table("best_rates").set_index("optimizer")
    measure = TIME if best["ert"].notna().any() else GAP
    if inputs.where["problem"] in inputs.unbounded and best["escape_time"].notna().any():
        measure = ESCAPE
    winners = inputs.table("choosing_winners").set_index("optimizer")["outcome"]
    slots = inputs.slots()
    low, high = (best[end] if end in best else best[measure.column] for end in measure.ends)
    table = best.assign(
        title=[inputs.title("optimizer", name) for name in best.index],
        slot=[slots[name] for name in best.index],
        value=best[measure.column],
        low=low,
        high=high,
        outcome=winners.reindex(best.index).fillna(""),
    )
    table = table.sort_values(["value", "success_rate", "slot"], ascending=[True, False, True])
    return Chart(
        problem=inputs.title("problem", inputs.where["problem"]),
        variant=inputs.where["variant"],
        measure=measure,
        table=table,
        runs=int(best["runs"].max()),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A row for each optimizer: how long it takes, and from how many starts it arrives."""
    figure = sheet(105 + ROW * len(chart.table))
    times, success = figure.subplots(1, 2, sharey=True, width_ratios=(1.9, 1))
    for axes in (times, success):
        named_rows(axes, list(chart.table["title"]), theme)
        for place in np.flatnonzero(chart.shared).tolist():
            axes.axhspan(place - 0.5, place + 0.5, color=_band(theme), lw=0, alpha=0.22)
    _draw_values(times, chart, theme)
    for place, row in enumerate(chart.table.itertuples()):
        mark = theme.mark(row.slot)
        ends = [row.success_low, row.success_high]
        success.plot(ends, [place, place], color=mark.colour, lw=1.6, alpha=0.75)
        selected(success, row.success_rate, place, mark, bool(row.edge), theme)
    success.set_xlim(0, 1)
    percent_axis(success.xaxis)
    success.set_xlabel("success, in %")
    times.set_xlabel(chart.measure.label)
    if handles := _handles(chart, theme):
        key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """The best, those too close to it to call, and those that never arrive."""
    total = len(chart.table)
    edges = int(chart.table["edge"].ne("").sum())
    flagged = f" At the grid’s edge (hollow): {counted(edges, 'rate')}." if edges else ""
    caption = (
        f"{counted(total, 'optimizer')} on {chart.problem}, {VARIANTS[chart.variant]}, each at its best "
        f"rate, judged on {counted(chart.runs, 'start')}. {_told(chart)}{flagged}"
    )
    shared = " Rows in the band are too close to call: the difference to the best may be chance."
    return Caption(
        caption=caption,
        reading=(
            f"From the top, the best {chart.measure.told}; further left is better, on the right further "
            "right is more reliable. Lines are 95 % intervals"
            f"{', for gaps the middle half of the starts' if chart.measure is GAP else ''}."
            f"{shared if chart.shared.any() else ''}"
        ),
        alt=f"Dot plot with intervals, a row for each optimizer. {caption}",
    )


def _told(chart: Chart) -> str:
    values = chart.table["value"].dropna()
    if chart.measure is not TIME:
        if values.empty:
            return "No run stays at these rates, so there is nothing to rank."
        lead = chart.table.loc[values.index[0], "title"]
        why = "None of them succeeds. " if chart.measure is GAP else ""
        return f"{why}The least {chart.measure.label} is {lead}’s, {number(values.iloc[0])}."
    some = (
        f"{count(len(values))} succeed from some start. " if len(values) < len(chart.table) else ""
    )
    group = list(chart.table.loc[chart.shared, "title"])
    if not group:
        highest = chart.table["success_rate"].max()
        return f"{some}None of them does so from half of the starts; at most {percent(highest)} succeed."
    more = f" and {counted(len(group) - MOST, 'other')}" if len(group) > MOST else ""
    named = f"{', '.join(group[:MOST])}{more}" if more else listing(group)
    if len(group) == 1:
        return f"{some}{named} is clearly the quickest."
    return f"{some}Too close to call for the quickest: {named}."


def _draw_values(axes: Axes, chart: Chart, theme: Theme) -> None:
    """The measure with its interval on a logarithmic axis; in words where there is none."""
    numbers = chart.table[["value", "low", "high"]].to_numpy(float)
    if chart.measure is GAP:
        numbers = np.maximum(numbers, LOWEST)
    known = numbers[np.isfinite(numbers) & (numbers > 0)]
    low, high = (known.min() / 1.4, known.max() * 1.6) if known.size else (0.1, 10.0)
    _value_axis(axes, low, high)
    for place, row in enumerate(chart.table.itertuples()):
        value, start, end = numbers[place]
        mark = theme.mark(row.slot)
        if np.isnan(value):
            axes.text(high, place, chart.measure.absent, color=theme.muted, ha="right", va="center")
            continue
        # An open end goes on beyond the axis.
        ends = [max(start, low) if np.isfinite(start) else value, end if np.isfinite(end) else high]
        axes.plot(ends, [place, place], color=mark.colour, lw=1.6, alpha=0.75)
        selected(axes, max(value, low), place, mark, bool(row.edge), theme)


def _value_axis(axes: Axes, low: float, high: float) -> None:
    """Powers of ten; where there are fewer than two of them also their double and fivefold."""
    decade_axis(axes, "x", low, high, 4)
    if len(axes.get_xticks()) < 2:
        steps = [m * 10.0**e for e in range(-9, 10) for m in (1, 2, 5)]
        shown = [step for step in steps if low <= step <= high]
        axes.set_xticks(shown, [number(step) for step in shown])


def _band(theme: Theme) -> str:
    return theme.endings["converged"]


def _handles(chart: Chart, theme: Theme) -> list[Artist]:
    handles: list[Artist] = []
    if chart.shared.any():
        handles.append(Patch(color=_band(theme), alpha=0.22, label="too close to call", lw=0))
    if chart.table["edge"].ne("").any():
        hollow: dict[str, Any] = {"mfc": theme.paper, "mec": theme.muted, "mew": 0.9}
        handles.append(mark_handle("best rate at the grid’s edge", "o", 7, **hollow))
    return handles
