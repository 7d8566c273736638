"""How wide each optimizer's range of good learning rates is: the robustness intervals."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import height_of, in_order, named_rows, nothing
from descent_atlas.figures.standings import interval
from descent_atlas.figures.style import Mark, Theme
from descent_atlas.words import VARIANTS, counted, listing, number

EXTENSION = "svg"
EMPTY = "no problem is solved here"
OFTEN = 0.5
"""A median is hollow if the grid cuts off at least this share of the ranges behind it."""
TOLD = 6
"""So many optimizers are told of in the caption, the widest."""


@dataclass(frozen=True)
class Chart:
    """Widths by variant and optimizer."""

    pooled: Table
    """variant, optimizer, problems, at_edge, decades, low, high"""
    each: Table
    """variant, optimizer, decades, where it ever succeeds"""
    optimizers: dict[str, str]
    slots: dict[str, int]
    variants: list[str]


def select(inputs: Inputs) -> Chart:
    """All rows of both tables."""
    pooled, each = inputs.table("ranking_robustness_pooled"), inputs.table("ranking_robustness")
    names = in_order(inputs, pooled["optimizer"])
    return Chart(
        pooled=pooled,
        each=each[each["decades"] > 0],
        optimizers={name: inputs.title("optimizer", name) for name in names},
        slots=inputs.slots(),
        variants=[name for name in VARIANTS if name in set(pooled["variant"])],
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A column for each variant, a row for each optimizer, faint dots for the problems."""
    if not chart.optimizers:
        return nothing(EMPTY, theme)
    figure = sheet(140 + height_of(len(chart.optimizers)))
    columns = figure.subplots(1, len(chart.variants), squeeze=False, sharey=True, sharex=True)[0]
    for axes, variant in zip(columns, chart.variants, strict=True):
        named_rows(axes, list(chart.optimizers.values()), theme)
        rows = chart.pooled[chart.pooled["variant"] == variant].set_index("optimizer")
        each = chart.each[chart.each["variant"] == variant].groupby("optimizer")["decades"]
        for place, name in enumerate(chart.optimizers):
            if name in rows.index:
                widths = each.get_group(name) if name in each.groups else None
                _draw_row(axes, rows.loc[name], widths, place, theme.mark(chart.slots[name]), theme)
        axes.set_title(VARIANTS[variant], loc="left", fontsize="medium", color=theme.muted)
        axes.set_xlim(left=0)
    columns[len(columns) // 2].set_xlabel("decades of good learning rates")
    handles = [
        mark_handle("median, with 95 %", "o", 7, color=theme.muted),
        mark_handle("mostly cut off by the grid", "o", 7, mfc=theme.paper, mec=theme.muted),
        mark_handle("problems", ".", 5, color=theme.muted, alpha=0.55),
    ]
    key(figure, handles, 2)
    return figure


def _draw_row(
    axes: Axes, row: Table, widths: Table | None, place: int, mark: Mark, theme: Theme
) -> None:
    """The median with its interval, in front of dots that grow with the problems they stand for."""
    if widths is not None:
        for width, problems in widths.value_counts().items():
            size = 2 + 1.5 * problems**0.5
            axes.plot(width, place, ".", ms=size, color=theme.muted, alpha=0.55)
    interval(axes, (row["low"], row["high"]), place, mark.colour, lw=3)
    fill = theme.paper if _cut(row) else mark.colour
    axes.plot(row["decades"], place, mark.marker, ms=7, mfc=fill, mec=mark.colour, mew=1.2)


def _cut(row: Table) -> bool:
    return bool(row["at_edge"] >= OFTEN * row["problems"])


def describe(chart: Chart) -> Caption:
    """The widest medians in the first variant, with their intervals."""
    if not chart.variants:
        return Caption(f"Good learning rates: {EMPTY}.", "There is nothing to read.", EMPTY)
    rows = chart.pooled[chart.pooled["variant"] == chart.variants[0]]
    rows = rows.sort_values("decades", ascending=False, kind="stable").set_index("optimizer")
    told = listing(
        f"{chart.optimizers[str(name)]} {number(row['decades'])} "
        f"({number(row['low'])} to {number(row['high'])})"
        for name, row in rows.head(TOLD).iterrows()
    )
    hollow = sum(_cut(row) for _, row in chart.pooled.iterrows())
    note = f" Hollow: {counted(hollow, 'median')} that a longer grid could widen." if hollow else ""
    most = f" of {len(rows)} optimizers, the widest first" if len(rows) > TOLD else ""
    caption = (
        "Decades of learning rates around the best one with at most twice its expected running time, "
        f"median over {counted(int(rows['problems'].max()), 'problem')} that can be solved, "
        f"{VARIANTS[chart.variants[0]]}{most}: {told}.{note}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Further right needs less tuning. Bars are 95 % over other starts, the best rate chosen anew "
            "each time. A range that reaches the first or last rate of the grid may be wider than it looks."
        ),
        alt=f"Dot plot of widths in decades, a row for each optimizer. {caption}",
    )
