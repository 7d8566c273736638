"""How runs ended over all learning rates: a divided bar for each problem or optimizer, in each variant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from descent_atlas.figures.axes import key, percent_axis, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.groups import alphabetical, by_first_tag, short
from descent_atlas.figures.heat import Rows, boxes, name_rows
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, listing, percent

Array = np.ndarray
EXTENSION = "svg"
KEYS = ("problem", "optimizer", "variant", "learning_rate")
ABSENT = "not run"


@dataclass(frozen=True)
class Chart:
    """Counts of endings of one subject, or of all problems together."""

    subject: str
    what: str
    """What a row is: problem or optimizer."""
    rows: Rows
    names: list[str]
    """Of the rows, from the top."""
    variants: list[str]
    counts: Table
    """A column for each ending; indexed by (variant, name)."""


def select(inputs: Inputs) -> Chart:
    """Rows are the problems of one optimizer, else optimizers, on one problem or on all."""
    table = inputs.table("endings")
    what = "problem" if "optimizer" in inputs.where else "optimizer"
    groups = (
        by_first_tag(inputs, table["problem"].unique())
        if what == "problem"
        else alphabetical(inputs, inputs.titles["optimizer"])
    )
    counts = table.groupby(["variant", what]).sum(numeric_only=True)
    named = next(((kind, name) for kind, name in inputs.where.items()), None)
    return Chart(
        subject=inputs.title(*named) if named else "All problems together",
        what=what,
        rows=Rows(
            {g: [short(inputs.title(what, n)) for n in names] for g, names in groups.items()}
        ),
        names=[name for names in groups.values() for name in names],
        variants=[name for name in VARIANTS if name in set(table["variant"])],
        counts=counts[[column for column in counts if column not in KEYS]],
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A column for each variant, a row for each problem or optimizer."""
    patches = _patches(chart, theme)
    figure = sheet(75 + 22 * -(-len(patches) // 4) + chart.rows.height)
    columns = figure.subplots(1, len(chart.variants), squeeze=False, sharey=True)[0]
    for axes, variant in zip(columns, chart.variants, strict=True):
        _draw_bars(axes, chart, variant, theme)
        axes.set_title(VARIANTS[variant], loc="left", fontsize="medium", color=theme.muted)
    name_rows(columns[0], chart.rows, theme)
    columns[len(columns) // 2].set_xlabel("runs, in %")
    key(figure, patches, 4)
    return figure


def describe(chart: Chart) -> Caption:
    """The endings over everything, and where most converged."""
    totals = chart.counts.sum() / chart.counts.to_numpy().sum()
    common = totals[totals > 0].sort_values(ascending=False, kind="stable")
    told = listing(f"{percent(share)} {ending}" for ending, share in common.items())
    what = f"by {chart.what}, over all learning rates"
    caption = f"{chart.subject}, {what}: {told}.{_most(chart)}"
    return Caption(
        caption=caption,
        reading=(
            "Each bar is all runs at all learning rates, divided by how they ended. Most of these rates "
            "suit nobody: compare the bars with one another, not with a full one."
        ),
        alt=f"Divided bars, a row for each {chart.what}. {caption}",
    )


def _most(chart: Chart) -> str:
    """The rows of which the largest share of runs converged, in the first variant."""
    counts = chart.counts.loc[chart.variants[0]]
    shares = (counts["converged"] / counts.sum(axis=1)).reindex(chart.names)
    if not shares.max() > 0 or shares.nunique() < 2:
        return ""
    titles = dict(zip(chart.names, chart.rows.titles, strict=True))
    best = listing(titles[name] for name in shares.index[shares == shares.max()])
    return f" Most converged, {VARIANTS[chart.variants[0]]}: {best} ({percent(shares.max())})."


def _draw_bars(axes: Axes, chart: Chart, variant: str, theme: Theme) -> None:
    counts = chart.counts.loc[variant].reindex(chart.names)
    shares = counts.div(counts.sum(axis=1), axis=0).to_numpy()
    middles = chart.rows.places + 0.5
    left = np.zeros(len(middles))
    for ending, share in zip(counts.columns, shares.T, strict=True):
        right = left + np.nan_to_num(share)
        edges = np.column_stack([left, right, middles - 0.38, middles + 0.38])
        boxes(axes, edges[right > left], theme.endings[ending])
        left = right
    for place in np.flatnonzero(np.isnan(shares).all(axis=1)).tolist():
        axes.text(0.5, middles[place], ABSENT, color=theme.muted, ha="center", va="center")
    axes.set_xlim(0, 1)
    percent_axis(axes.xaxis)
    axes.grid(False)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _patches(chart: Chart, theme: Theme) -> list[Patch]:
    seen = [ending for ending in chart.counts.columns if chart.counts[ending].any()]
    return [Patch(color=theme.endings[ending], label=ending) for ending in seen]
