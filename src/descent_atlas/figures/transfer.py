"""What one learning rate for all problems costs, against a rate for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from descent_atlas.figures.axes import key, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import height_of, in_order, named_rows, nothing
from descent_atlas.figures.standings import AT_ONE_OVER_L, BOUNDS, METHOD
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, counted, listing, percent

EXTENSION = "svg"
EMPTY = "there is no method here"
FOR_ALL, FROM_OTHERS = "one for all", "from the others"
KINDS = {
    "area_own": ("a best rate for each problem", "s"),
    FOR_ALL: ("one rate for all", "D"),
    FROM_OTHERS: ("the rate of the other problems", "o"),
}
FEWEST_SOLVED = 5
"""Who solves fewer problems is drawn, and not quoted: a share of next to nothing says nothing."""
TOLD = 3


@dataclass(frozen=True)
class Chart:
    """Areas under the data profile at three kinds of rates."""

    table: Table
    """variant, optimizer, rate, area_own, area, lost, solved; methods only"""
    bound: dict[str, float]
    """The area of plain descent at 1/L by variant, where it is known"""
    optimizers: dict[str, str]
    slots: dict[str, int]
    variants: list[str]


def select(inputs: Inputs) -> Chart:
    """All rows of the table."""
    table = inputs.table("ranking_transfer")
    bound = table[(table["optimizer"] == AT_ONE_OVER_L) & (table["rate"] == FOR_ALL)]
    table = table[table["role"] == METHOD]
    names = in_order(inputs, table["optimizer"])
    return Chart(
        table=table,
        bound=dict(zip(bound["variant"], bound["area"], strict=True)),
        optimizers={name: inputs.title("optimizer", name) for name in names},
        slots=inputs.slots(),
        variants=[name for name in VARIANTS if name in set(table["variant"])],
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A column for each variant, a row for each optimizer, a mark for each kind of rate."""
    if not chart.optimizers:
        return nothing(EMPTY, theme)
    figure = sheet(150 + height_of(len(chart.optimizers)))
    columns = figure.subplots(1, len(chart.variants), squeeze=False, sharey=True)[0]
    for axes, variant in zip(columns, chart.variants, strict=True):
        named_rows(axes, list(chart.optimizers.values()), theme)
        rows = chart.table[chart.table["variant"] == variant]
        for place, name in enumerate(chart.optimizers):
            mine = rows[rows["optimizer"] == name].set_index("rate")
            if len(mine):
                _draw_row(axes, mine, place, theme.mark(chart.slots[name]).colour, theme)
        if variant in chart.bound:
            axes.axvline(chart.bound[variant], color=theme.muted, lw=1.2, ls=(0, (4, 2)))
        axes.set_title(VARIANTS[variant], loc="left", fontsize="medium", color=theme.muted)
        axes.set_xlim(0, 1.08 * max(rows[["area_own", "area"]].to_numpy().max(), 1e-3))
    columns[len(columns) // 2].set_xlabel("area under the data profile")
    handles = [
        mark_handle(label, marker, 7, **_looks(kind, theme.muted, theme))
        for kind, (label, marker) in KINDS.items()
    ]
    if chart.bound:
        handles.append(
            Line2D([], [], color=theme.muted, ls=(0, (4, 2)), label=BOUNDS[AT_ONE_OVER_L])
        )
    key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """Who loses the least and the greatest share by having the rate of the others, in the first variant."""
    if not chart.variants:
        return Caption(f"One rate for all: {EMPTY}.", "There is nothing to read.", EMPTY)
    rows = chart.table[chart.table["variant"] == chart.variants[0]]
    caption = (
        "The area under the data profile at a rate for each problem, at one for all, and at the rate that "
        f"did best on the others, {VARIANTS[chart.variants[0]]}, "
        f"{counted(int(rows['problems'].max()), 'problem')}.{_told(chart, rows)}"
    )
    return Caption(
        caption=caption,
        reading=(
            "The longer the line, the more depends on finding the rate anew. A hollow mark is what a new "
            "problem would get: the rate that did best on all the others."
        ),
        alt=f"Dot plot of areas at three kinds of rates, a row for each optimizer. {caption}",
    )


def _told(chart: Chart, rows: Table) -> str:
    """Who loses which share of the area by the rate of the others: the ends, of those that solve enough."""
    rows = rows[(rows["rate"] == FROM_OTHERS) & (rows["area_own"] > 0)]
    rows = rows[rows["solved"] >= FEWEST_SOLVED]
    rows = rows.assign(share=rows["lost"] / rows["area_own"]).sort_values("share", kind="stable")
    few = min(TOLD, len(rows) // 2)
    if not few:
        return ""
    least, most = (
        listing(
            f"{chart.optimizers[row['optimizer']]} {percent(row['share'])}"
            for _, row in end.iterrows()
        )
        for end in (rows.head(few), rows.iloc[::-1].head(few))
    )
    return (
        f" Of methods that solve {FEWEST_SOLVED} problems or more, the rate of the others costs the "
        f"smallest share of the area with {least}; the greatest with {most}."
    )


def _looks(kind: str, colour: str, theme: Theme) -> dict[str, Any]:
    hollow = kind == FROM_OTHERS
    return {"mfc": theme.paper if hollow else colour, "mec": colour, "mew": 1.4 if hollow else 0.6}


def _draw_row(axes: Axes, mine: Table, place: int, colour: str, theme: Theme) -> None:
    areas = {"area_own": mine["area_own"].iloc[0], **mine["area"].to_dict()}
    axes.plot(
        [min(areas.values()), max(areas.values())], [place] * 2, color=colour, lw=1.4, alpha=0.6
    )
    for kind, size in (("area_own", 7), (FOR_ALL, 6), (FROM_OTHERS, 5)):
        marker = KINDS[kind][1]
        axes.plot(areas[kind], place, marker, ms=size, zorder=5, **_looks(kind, colour, theme))
