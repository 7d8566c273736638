"""How many learning rates one has to try: the chance of doing well with the best of k."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from descent_atlas.figures.axes import key, line_handle, percent_axis, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import in_order, nothing
from descent_atlas.figures.style import FIRST, Theme
from descent_atlas.words import VARIANTS, counted, listing, percent

EXTENSION = "svg"
EMPTY = "no problem is solved here"
SHOWN = 3
"""The number of tries that the caption tells of."""


@dataclass(frozen=True)
class Chart:
    """Chances by variant, optimizer and number of tries."""

    table: Table
    optimizers: dict[str, str]
    """Titles by name of those with looks of their own; the others are in the background."""
    slots: dict[str, int]
    variants: list[str]
    others: int


def select(inputs: Inputs) -> Chart:
    """All rows of the table."""
    table = inputs.table("choosing_tries")
    names = in_order(inputs, table["optimizer"])
    own = [name for name in names if name in FIRST]
    return Chart(
        table=table,
        optimizers={name: inputs.title("optimizer", name) for name in own},
        slots=inputs.slots(),
        variants=[name for name in VARIANTS if name in set(table["variant"])],
        others=len(names) - len(own),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A panel for each variant, side by side."""
    if not chart.variants:
        return nothing(EMPTY, theme)
    figure = sheet(330)
    columns = figure.subplots(1, len(chart.variants), squeeze=False, sharey=True)[0]
    for axes, variant in zip(columns, chart.variants, strict=True):
        rows = chart.table[chart.table["variant"] == variant]
        for name, curve in rows.groupby("optimizer"):
            looks = {"color": theme.muted, "lw": 0.7, "alpha": 0.5}
            if name in chart.optimizers:
                mark = theme.mark(chart.slots[name])
                looks = {"color": mark.colour, "linestyle": mark.dash, "zorder": 3}
            axes.plot(curve["tries"], curve["chance"], **looks)
        axes.set_title(VARIANTS[variant], loc="left", fontsize="medium", color=theme.muted)
        axes.set_xscale("log")
        axes.set_xlim(1, rows["tries"].max())
        shown = [k for k in (1, 3, 10, 30) if k <= rows["tries"].max()]
        axes.xaxis.set_major_locator(FixedLocator(shown))
        axes.xaxis.set_major_formatter(FixedFormatter(list(map(str, shown))))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set_ylim(0, 1)
        percent_axis(axes.yaxis)
    columns[len(columns) // 2].set_xlabel("learning rates tried")
    columns[0].set_ylabel("chance of doing well, in %")
    handles = [
        line_handle(title, theme.mark(chart.slots[name]), marker=False)
        for name, title in chart.optimizers.items()
    ]
    key(figure, handles, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """Who is best served by a few tries in the first variant."""
    if not chart.variants:
        return Caption(f"The best of several tries: {EMPTY}.", "There is nothing to read.", EMPTY)
    rows = chart.table[chart.table["variant"] == chart.variants[0]]
    tried = min(SHOWN, int(rows["tries"].max()))
    at = rows[rows["tries"] == tried].set_index("optimizer")["chance"].to_dict()
    named = sorted((n for n in chart.optimizers if n in at), key=lambda name: -at[name])
    told = listing(f"{chart.optimizers[name]} {percent(at[name])}" for name in named)
    thin = f" Thin lines: {counted(chart.others, 'other')}." if chart.others else ""
    caption = (
        f"The chance of doing well with the best of several random learning rates. After "
        f"{counted(tried, 'try') if tried == 1 else f'{tried} tries'}, "
        f"{VARIANTS[chart.variants[0]]}: {told}.{thin}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Rates are drawn from the whole grid, on a log scale; the best is chosen on half of the "
            "starts and judged on the other half. The further left a curve rises, the less tuning it takes."
        ),
        alt=f"Line charts of the chance of doing well against the number of tries. {caption}",
    )
