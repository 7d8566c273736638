"""What tuning buys: how many problems each optimizer does well on, at three kinds of learning rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key, mark_handle, percent_axis, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import height_of, in_order, named_rows, nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, counted, listing, percent

EXTENSION = "svg"
RATES = {
    "default": ("the default rate", "o"),
    "one_rate": ("one rate for all problems", "D"),
    "own_best": ("a best rate for each", "s"),
}
EMPTY = "no problem is solved here"


@dataclass(frozen=True)
class Chart:
    """Shares of problems done well, by variant and optimizer."""

    table: Table
    optimizers: dict[str, str]
    """Titles by name, from the top."""
    slots: dict[str, int]
    variants: list[str]


def select(inputs: Inputs) -> Chart:
    """All rows of the table of tuning."""
    table = inputs.table("choosing_tuning")
    names = in_order(inputs, table["optimizer"])
    return Chart(
        table=table,
        optimizers={name: inputs.title("optimizer", name) for name in names},
        slots=inputs.slots(),
        variants=[name for name in VARIANTS if name in set(table["variant"])],
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A column for each variant, a row for each optimizer, a mark for each kind of rate."""
    if not chart.optimizers:
        return nothing(EMPTY, theme)
    figure = sheet(135 + height_of(len(chart.optimizers)))
    columns = figure.subplots(1, len(chart.variants), squeeze=False, sharey=True)[0]
    for axes, variant in zip(columns, chart.variants, strict=True):
        named_rows(axes, list(chart.optimizers.values()), theme)
        rows = chart.table[chart.table["variant"] == variant].set_index("optimizer")
        for place, name in enumerate(chart.optimizers):
            if name in rows.index:
                colour = theme.mark(chart.slots[name]).colour
                _draw_row(axes, rows.loc[name], place, colour, theme)
        axes.set_title(VARIANTS[variant], loc="left", fontsize="medium", color=theme.muted)
        axes.set_xlim(0, 1)
        percent_axis(axes.xaxis)
    columns[len(columns) // 2].set_xlabel("problems done well, in %")
    handles = [
        mark_handle(label, marker, 7, **looks(kind, theme.muted, theme))
        for kind, (label, marker) in RATES.items()
    ]
    key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """The best at each kind of rate in the first variant, and what is counted."""
    if not chart.variants:
        return Caption(f"Problems done well: {EMPTY}.", "There is nothing to read.", EMPTY)
    rows = chart.table[chart.table["variant"] == chart.variants[0]].set_index("optimizer")
    told = []
    for kind, (label, _) in RATES.items():
        best = rows[kind].max()
        names = [
            chart.optimizers[n]
            for n in chart.optimizers
            if n in rows.index and rows[kind][n] == best
        ]
        told.append(f"with {label}, {listing(names)} ({percent(best)})")
    caption = (
        f"Problems done well at three kinds of learning rates. The most, {VARIANTS[chart.variants[0]]}, "
        f"of {counted(int(rows['problems'].max()), 'problem')} that can be solved: {'; '.join(told)}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Further right is better; the longer the line from the default to the best rates, the more "
            "there is to gain by tuning. To do well is to succeed from at most a tenth of the starts fewer "
            "than the best optimizer at its best rate."
        ),
        alt=f"Dot plot of the share of problems done well, a row for each optimizer. {caption}",
    )


def looks(kind: str, colour: str, theme: Theme) -> dict[str, Any]:
    """Of a mark. Hollow is untuned; half-large and filled is one for all; filled is a rate for each."""
    fill = theme.paper if kind == "default" else colour
    return {"mfc": fill, "mec": colour, "mew": 1.6 if kind == "default" else 0.6}


def _draw_row(axes: Axes, row: Table, place: int, colour: str, theme: Theme) -> None:
    shares = [row[kind] for kind in RATES]
    axes.plot([min(shares), max(shares)], [place, place], color=colour, lw=1.4, alpha=0.6)
    # Drawn from the back, so that a default that cannot be bettered stays visible.
    for kind, size in (("own_best", 8), ("one_rate", 6), ("default", 5)):
        marker = RATES[kind][1]
        mark = looks(kind, colour, theme) | {"mec": theme.paper if kind != "default" else colour}
        axes.plot(row[kind], place, marker, ms=size, clip_on=False, zorder=5, **mark)
