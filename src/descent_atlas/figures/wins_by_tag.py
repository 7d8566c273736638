"""Where one optimizer wins and loses: by the tags of problems, against the best and plain descent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from descent_atlas.figures.axes import key, percent_axis, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import named_rows, nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, count, counted, listing

EXTENSION = "svg"
ROW = 27
PANELS = {
    ("own best", "the best"): ("Against the best", "best rates"),
    ("own best", "plain descent"): ("Plain descent", "best rates"),
    ("default", "plain descent"): ("Plain descent", "default rates"),
}
"""Title and note, by regime and opponent."""
PARTS = ("wins", "ties", "losses")
LABELS = ("ahead", "too close to call", "behind")
EMPTY = "no problem is solved here"


@dataclass(frozen=True)
class Chart:
    """One optimizer in one variant."""

    optimizer: str
    variant: str
    tags: list[str]
    panels: dict[tuple[str, str], Table]
    """Those that there are, indexed by tag: wins, ties, losses, tasks, share, low and high."""

    @property
    def rows(self) -> list[str]:
        """A title for each tag: how many problems it has is how sure one can be."""
        first = next(iter(self.panels.values()))["tasks"]
        return [f"{tag} ({count(first[tag])})" for tag in self.tags]


def select(inputs: Inputs) -> Chart:
    """The rows of the optimizer and variant in ``where``, the tags in the order of the table."""
    table = inputs.table("by_tag_wins")
    panels = {
        names: rows.set_index("tag")
        for names in PANELS
        if len(rows := table[(table["regime"] == names[0]) & (table["against"] == names[1])])
    }
    return Chart(
        optimizer=inputs.title("optimizer", inputs.where["optimizer"]),
        variant=inputs.where["variant"],
        tags=list(dict.fromkeys(next(iter(panels.values())).index)) if panels else [],
        panels=panels,
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A row for each tag, a column for each opponent, in it a bar divided into three."""
    if not chart.panels:
        return nothing(EMPTY, theme)
    figure = sheet(152 + ROW * len(chart.tags))
    columns = figure.subplots(1, len(chart.panels), squeeze=False, sharey=True)[0]
    for axes, (names, rows) in zip(columns, chart.panels.items(), strict=True):
        named_rows(axes, chart.rows, theme)
        _draw_bars(axes, rows.reindex(chart.tags), theme)
        titled(axes, *PANELS[names], theme)
        axes.set_xlim(0, 1)
        percent_axis(axes.xaxis)
    figure.supxlabel("problems, in %", fontsize="medium")
    key(figure, _handles(theme), 2)
    return figure


def describe(chart: Chart) -> Caption:
    """The counts over all tags, and the tags on which it is never or always among the best."""
    if not chart.panels:
        caption = f"Where {chart.optimizer} wins, {VARIANTS[chart.variant]}: {EMPTY}."
        return Caption(caption, "There is nothing to read.", caption)
    told = [_counts(names, rows.loc["all"]) for names, rows in chart.panels.items()]
    caption = (
        f"Where {chart.optimizer} wins in speed, {VARIANTS[chart.variant]}. "
        f"{' '.join(told)}{_extremes(chart)}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Each bar is all problems of the kind on which one of the two succeeds, as many as the first "
            "column says. A whisker is the 95 % interval of the share ahead, against the best of the "
            "share that nobody is clearly ahead of."
        ),
        alt=f"Stacked bars of wins, ties and losses, a row for each kind of problem. {caption}",
    )


def _counts(names: tuple[str, str], row: Table) -> str:
    rates = "At the default rates" if names[0] == "default" else "At the best rates"
    wins, ties, losses = (count(row[part]) for part in PARTS)
    if names[1] == "the best":
        return (
            f"{rates} it is the best on {wins} of {counted(int(row['tasks']), 'problem')} that "
            f"somebody solves, too close to the best to call on {ties}, clearly behind on {losses}."
        )
    return (
        f"{rates} it is ahead of plain descent on {wins}, behind on {losses}, and on {ties} it is too "
        "close to call."
    )


def _extremes(chart: Chart) -> str:
    rows = chart.panels.get(("own best", "the best"))
    if rows is None:
        return ""
    rows = rows.drop(index="all")
    told = {"Never clearly behind on": 1, "Always clearly behind on": 0}
    named = {words: listing(rows.index[rows["share"] == share]) for words, share in told.items()}
    return "".join(f" {words}: {names}." for words, names in named.items() if names)


def _draw_bars(axes: Axes, rows: Table, theme: Theme) -> None:
    shares = rows[list(PARTS)].div(rows["tasks"], axis=0).fillna(0)
    left = np.zeros(len(rows))
    for part, colour in zip(PARTS, _colours(theme), strict=True):
        axes.barh(range(len(rows)), shares[part], left=left, height=0.58, color=colour, zorder=2)
        left = left + shares[part].to_numpy()
    for place, (low, high) in enumerate(rows[["low", "high"]].to_numpy()):
        for colour, width in ((theme.paper, 3.4), (theme.ink, 1.4)):
            axes.plot([low, high], [place, place], color=colour, lw=width, zorder=3, clip_on=False)


def _colours(theme: Theme) -> tuple[str, str, str]:
    return theme.endings["converged"], theme.endings["moving"], theme.endings["diverged"]


def _handles(theme: Theme) -> list[Artist]:
    return [
        *(Patch(color=c, label=label) for label, c in zip(LABELS, _colours(theme), strict=True)),
        Line2D([], [], color=theme.ink, lw=1.4, label="95 % interval"),
    ]
