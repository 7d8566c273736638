"""What it changes for each optimizer to write a problem in other coordinates or in another unit."""

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
from descent_atlas.words import count, counted, listing

EXTENSION = "svg"
EMPTY = "no optimizer succeeds here"
KINDS = {"rotation": "turned", "scale": "f times a factor", "rescaling": "stretched"}
RATES = {"own best": "each at its best rate", "same rate": "at the same rate"}
UNTOUCHED = 0.01
"""A change of less than this many decades, two parts in a hundred, is none."""
FARTHEST = 2.0
"""Decades at the right end; what is farther, or infinite, stands there."""
TOLD = 8


@dataclass(frozen=True)
class Chart:
    """Median changes by optimizer, transformation and kind of rates."""

    table: Table
    optimizers: dict[str, str]
    slots: dict[str, int]


def select(inputs: Inputs) -> Chart:
    """All rows of the table."""
    table = inputs.table("e12_invariance")
    names = in_order(inputs, table["optimizer"])
    return Chart(
        table=table.set_index(["transformation", "rates", "optimizer"]).sort_index(),
        optimizers={name: inputs.title("optimizer", name) for name in names},
        slots=inputs.slots(),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A column for each transformation, a row for each optimizer, a mark for each kind of rates."""
    if not chart.optimizers:
        return nothing(EMPTY, theme)
    figure = sheet(120 + height_of(len(chart.optimizers)))
    columns = figure.subplots(1, len(KINDS), squeeze=False, sharey=True, sharex=True)[0]
    for axes, (kind, title) in zip(columns, KINDS.items(), strict=True):
        named_rows(axes, list(chart.optimizers.values()), theme)
        for place, name in enumerate(chart.optimizers):
            for rates in reversed(RATES):
                if (kind, rates, name) in chart.table.index:
                    row, mark = (
                        chart.table.loc[(kind, rates, name)],
                        theme.mark(chart.slots[name]),
                    )
                    _draw_change(axes, row, place, mark, rates, theme)
        axes.set_title(title, loc="left", fontsize="medium", color=theme.muted)
        axes.set_xlim(-0.06, FARTHEST + 0.1)
        axes.set_xticks([0, 0.5, 1, 1.5, 2], ["0", "", "1", "", "2+"])
    columns[1].set_xlabel("change of the expected running time, in decades")
    fills = (theme.muted, theme.paper)
    handles = [
        mark_handle(label, "o", 7, mfc=fill, mec=theme.muted, mew=1.3)
        for label, fill in zip(RATES.values(), fills, strict=True)
    ]
    key(figure, handles, 2)
    return figure


def _draw_change(axes: Axes, row: Table, place: int, mark: Mark, rates: str, theme: Theme) -> None:
    """The median and the quartiles; what is infinite is empty in the table."""
    middle, low, high = (
        min(row[name], FARTHEST) if row[name] == row[name] else FARTHEST
        for name in ("change", "low", "high")
    )
    own = rates == "own best"
    shift = 0.12 if own else -0.12
    interval(axes, (low, high), place + shift, mark.colour, lw=2 if own else 1)
    fill = mark.colour if own else theme.paper
    axes.plot(middle, place + shift, mark.marker, ms=6, mfc=fill, mec=mark.colour, mew=1.1)


def describe(chart: Chart) -> Caption:
    """Who is untouched by each transformation, tuned and untuned."""
    if not chart.optimizers:
        return Caption(f"Other coordinates: {EMPTY}.", "There is nothing to read.", EMPTY)
    told = "; ".join(
        f"{title}, {words}: {_untouched(chart, kind, rates)}"
        for kind, title in KINDS.items()
        for rates, words in RATES.items()
    )
    caption = (
        "By how much the expected running time changes when the same landscape is turned, multiplied or "
        f"stretched, in the median over {counted(int(chart.table['cases'].max()), 'case')} at most. "
        f"Untouched, to within {round(100 * (10**UNTOUCHED - 1))} %: {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "At zero it makes no difference how a problem is written down. Hollow marks keep the "
            "learning rate, filled ones choose it anew; bars are quartiles."
        ),
        alt=f"Dot plot of changes in decades, a row for each optimizer. {caption}",
    )


def _untouched(chart: Chart, kind: str, rates: str) -> str:
    """The names of a few, the number of more, or nobody."""
    rows = chart.table.reset_index()
    rows = rows[(rows["transformation"] == kind) & (rows["rates"] == rates)]
    names = set(rows["optimizer"][rows["change"] < UNTOUCHED])
    titles = [title for name, title in chart.optimizers.items() if name in names]
    return (listing(titles) if len(titles) <= TOLD else f"{count(len(titles))} of them") or "nobody"
