"""From how many starts the lowest basin is reached: with noise, or with momentum."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matplotlib.figure import Figure

from descent_atlas.figures.axes import banded, key, line_handle, percent_axis, selected, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import in_order, nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, counted, listing, percent

EXTENSION = "svg"
ROW = 13
REGIMES = ("equal steps", "same small rate")
"""Each at its best rate for this purpose; or all at one rate at which plain descent follows the slope."""
TITLES = {"equal steps": "at its best rate", "same small rate": "at the same small rate"}
EMPTY = "nobody can be caught in a higher minimum here"


@dataclass(frozen=True)
class Chart:
    """Shares by problem and series."""

    table: Table
    """problem, series, regime, share, share_low, share_high, edge"""
    problems: dict[str, str]
    series: dict[str, tuple[str, int | str]]
    """By name: what the key says, and the looks."""
    regimes: list[str]


def select(inputs: Inputs) -> Chart:
    """Plain descent in all variants if restricted to it; else all optimizers with the full batch."""
    table = inputs.table("choosing_escape")
    table = table[table["regime"].isin(REGIMES)]
    if inputs.where.get("optimizer"):
        table = table[table["regime"] == REGIMES[0]]
        series: dict[str, tuple[str, int | str]] = {
            name: (title, name) for name, title in VARIANTS.items() if name in set(table["variant"])
        }
        table = table.assign(series=table["variant"])
    else:
        table = table[(table["variant"] == "full_batch") & (table["tags"] == "many minima")]
        slots = inputs.slots()
        series = {
            name: (inputs.title("optimizer", name), slots[name])
            for name in in_order(inputs, table["optimizer"])
        }
        table = table.assign(series=table["optimizer"])
    table = table.assign(edge=table["edge"].astype(str).eq("True"))
    problems = sorted(table["problem"].unique(), key=lambda name: inputs.title("problem", name))
    return Chart(
        table=table,
        problems={name: inputs.title("problem", name) for name in problems},
        series=series,
        regimes=[name for name in REGIMES if name in set(table["regime"])],
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A band for each problem, in it an interval for each series; a column for each kind of rate."""
    if not chart.problems:
        return nothing(EMPTY, theme)
    band = len(chart.series) + 1
    figure = sheet(110 + ROW * band * len(chart.problems))
    columns = figure.subplots(1, len(chart.regimes), squeeze=False, sharey=True)[0]
    problems, series = list(chart.problems), list(chart.series)
    for axes, regime in zip(columns, chart.regimes, strict=True):
        banded(axes, list(chart.problems.values()), band, theme)
        for row in chart.table[chart.table["regime"] == regime].itertuples():
            y = problems.index(row.problem) * band + series.index(row.series) + 1
            mark = theme.look(chart.series[row.series][1])
            axes.plot(
                [row.share_low, row.share_high], [y, y], color=mark.colour, lw=1.6, alpha=0.75
            )
            selected(axes, row.share, y, mark, bool(row.edge), theme)
        if len(chart.regimes) > 1:
            axes.set_title(TITLES[regime], loc="left", fontsize="medium", color=theme.muted)
        axes.set_xlim(0, 1)
        percent_axis(axes.xaxis)
        axes.set_xlabel("starts, in %")
    handles = [
        line_handle(title, replace(theme.look(look), dash="none"))
        for title, look in chart.series.values()
    ]
    key(figure, handles, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The mean share of each series."""
    if not chart.problems:
        return Caption(f"Runs in the lowest basin: {EMPTY}.", "There is nothing to read.", EMPTY)
    told = []
    for regime in chart.regimes:
        rows = chart.table[chart.table["regime"] == regime]
        means = rows.groupby("series")["share"].mean()
        shares = listing(
            f"{title} {percent(means[name])}" for name, (title, _) in chart.series.items()
        )
        told.append(f"{TITLES[regime]}, {shares}")
    edges = " Hollow: a rate at the edge of the grid." if chart.table["edge"].any() else ""
    caption = (
        "Starts from which a run comes below every minimum that is not the lowest, and ends there, on "
        f"{counted(len(chart.problems), 'problem')}, on average: {'; '.join(told)}.{edges}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Further right, more runs reach the lowest basin. The rate was selected on half of the "
            "starts and is judged on the other half; lines are Wilson’s 95 % intervals."
        ),
        alt=f"Dot plot of shares with intervals, a band for each problem. {caption}",
    )
