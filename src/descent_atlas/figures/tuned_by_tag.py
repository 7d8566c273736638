"""What tuning buys one optimizer: the share of problems done well, by their tags, at three kinds of rates."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key, mark_handle, percent_axis, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.default_tuned import RATES, looks
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import named_rows, nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, count, counted, listing, percent

EXTENSION = "svg"
ROW = 36
APART = 0.22
"""Between two kinds of rates in a row, in rows."""
EMPTY = "no problem is solved here"


@dataclass(frozen=True)
class Chart:
    """One optimizer's shares by tag and variant."""

    optimizer: str
    slot: int
    table: Table
    tags: list[str]
    variants: list[str]


def select(inputs: Inputs) -> Chart:
    """The optimizer's rows, the tags in the order of the table."""
    table = inputs.table("by_tag_tuning")
    name = inputs.where["optimizer"]
    return Chart(
        optimizer=inputs.title("optimizer", name),
        slot=inputs.slots()[name],
        table=table,
        tags=list(dict.fromkeys(table["tag"])),
        variants=[variant for variant in VARIANTS if variant in set(table["variant"])],
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A column for each variant, a row for each tag, in it a mark with an interval for each kind of rate."""
    if not chart.variants:
        return nothing(EMPTY, theme)
    figure = sheet(125 + ROW * len(chart.tags))
    columns = figure.subplots(1, len(chart.variants), squeeze=False, sharey=True)[0]
    for axes, variant in zip(columns, chart.variants, strict=True):
        named_rows(axes, [_title(chart, tag) for tag in chart.tags], theme)
        rows = chart.table[chart.table["variant"] == variant].set_index("tag")
        for place, tag in enumerate(chart.tags):
            if tag in rows.index:
                _draw_row(axes, rows.loc[tag], place, theme.mark(chart.slot).colour, theme)
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
    """The shares over all problems in each variant, and where the default is as good as a rate for each."""
    if not chart.variants:
        caption = f"What tuning buys {chart.optimizer}: {EMPTY}."
        return Caption(caption, "There is nothing to read.", caption)
    rows = chart.table[chart.table["tag"] == "all"].set_index("variant")
    told = "; ".join(
        f"{VARIANTS[variant]} {listing(percent(rows[kind][variant]) for kind in RATES)} of "
        f"{counted(int(rows['problems'][variant]), 'problem')}"
        for variant in chart.variants
    )
    kinds = listing(label for label, _ in RATES.values())
    caption = f"Problems that {chart.optimizer} does well on, with {kinds}: {told}.{_enough(chart)}"
    return Caption(
        caption=caption,
        reading=(
            "Further right is better, and the further the square is from the ring, the more tuning buys. "
            "Lines are 95 % intervals, wide where problems are few. To do well is to succeed from at "
            "most a tenth of the starts fewer than the best optimizer at its best rate."
        ),
        alt=f"Dot plot of shares with intervals, a row for each kind of problem. {caption}",
    )


def _title(chart: Chart, tag: str) -> str:
    """A tag with the most problems that it has in any variant."""
    return f"{tag} ({count(chart.table.loc[chart.table['tag'] == tag, 'problems'].max())})"


def _enough(chart: Chart) -> str:
    """The tags for which the default does as well as a best rate for each, in the first variant."""
    rows = chart.table[
        (chart.table["variant"] == chart.variants[0]) & (chart.table["tag"] != "all")
    ]
    good = rows[(rows["own_best"] > 0) & (rows["default"] >= rows["own_best"])]
    names = listing(good["tag"])
    where = VARIANTS[chart.variants[0]]
    return (
        f" The default is as good as a best rate for each, {where}, on: {names}." if names else ""
    )


def _draw_row(axes: Axes, row: Table, place: int, colour: str, theme: Theme) -> None:
    for line, (kind, (_, marker)) in enumerate(RATES.items()):
        y = place + (line - 1) * APART
        ends = [row[f"{kind}_low"], row[f"{kind}_high"]]
        axes.plot(ends, [y, y], color=colour, lw=1.3, alpha=0.6, zorder=3)
        mark = looks(kind, colour, theme)
        axes.plot(row[kind], y, marker, ms=6, clip_on=False, zorder=5, **mark)
