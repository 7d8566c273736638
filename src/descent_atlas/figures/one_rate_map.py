"""On how many problems each single learning rate does well: a row for each optimizer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key
from descent_atlas.figures.caption import Caption, rate
from descent_atlas.figures.groups import alphabetical
from descent_atlas.figures.heat import Rows, draw_map, draw_strip, map_sheet
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.rate_marks import draw_rate_marks, rate_handles
from descent_atlas.figures.rows import nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, counted, listing, percent

Array = np.ndarray
EXTENSION = "svg"
BOUNDS = (0.1, 0.25, 0.5, 0.75, 0.9)
"""Of the shares that have a shade each."""
LABELS = ("< 10", "10–25", "25–50", "50–75", "75–90", "≥ 90")
NAMED = 3
EMPTY = "no problem is solved here"


@dataclass(frozen=True)
class Chart:
    """All optimizers in one variant; arrays have the shape (rows, rates)."""

    variant: str
    problems: int
    rows: Rows
    rates: Array
    shares: Array
    """NaN for what was not run."""
    default: Array
    """(rows,)"""

    @property
    def best(self) -> Array:
        """The first column of the highest share, shape (rows,)."""
        return np.asarray(np.nan_to_num(self.shares, nan=-1).argmax(axis=1))

    @property
    def highest(self) -> Array:
        """The share there, -1 for what was not run, shape (rows,)."""
        return np.asarray(np.nan_to_num(self.shares, nan=-1).max(axis=1))


def select(inputs: Inputs) -> Chart:
    """The table of one rate for all, in the variant of ``where``."""
    table = inputs.table("choosing_one_rate")
    titles = inputs.titles["optimizer"]
    names = alphabetical(inputs, titles)[""]
    rates = np.sort(table["learning_rate"].unique())
    shares = table.pivot(index="optimizer", columns="learning_rate", values="share")
    defaults = inputs.tables["optimizers"].set_index("optimizer")["default_learning_rate"]
    return Chart(
        variant=inputs.where["variant"],
        problems=int(table["problems"].max()) if len(table) else 0,
        rows=Rows({"": [titles[name] for name in names]}),
        rates=rates,
        shares=shares.reindex(index=names, columns=rates).to_numpy(float),
        default=defaults[names].to_numpy(float),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A row for each optimizer, a column for each rate, a shade for each share."""
    if not len(chart.rates):
        return nothing(EMPTY, theme)
    figure, strip, axes = map_sheet(chart.rows, 1)
    draw_strip(strip, LABELS, "problems done well with this one rate, in %", theme)
    levels = np.digitize(np.nan_to_num(chart.shares), BOUNDS)
    absent = np.isnan(chart.shares)
    draw_map(axes, chart.rows, np.where(absent, -1, levels), len(LABELS), chart.rates, theme)
    best = np.where(chart.highest > 0, chart.rates[chart.best], np.nan)
    edge = np.isin(chart.best, (0, len(chart.rates) - 1))
    default = np.where(absent.all(axis=1), np.nan, chart.default)
    draw_rate_marks(axes, chart.rows, chart.rates, (best, edge, default), theme)
    key(figure, rate_handles(theme), 2)
    return figure


def describe(chart: Chart) -> Caption:
    """The optimizers that one rate serves best."""
    if not len(chart.rates):
        caption = f"One rate for all problems, {VARIANTS[chart.variant]}: {EMPTY}."
        return Caption(caption, "There is nothing to read.", caption)
    order = np.argsort(-chart.highest, kind="stable")[:NAMED]
    told = listing(
        f"{chart.rows.titles[row]} {percent(chart.highest[row])} at {rate(chart.rates[chart.best[row]])}"
        for row in order
    )
    caption = (
        f"One learning rate for all of {counted(chart.problems, 'problem')} that can be solved, "
        f"{VARIANTS[chart.variant]}. On the most of them it does well with {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "The stronger the colour, the more problems are done well with that rate alone; a long strong "
            "row forgives a bad guess. A dot marks the best rate of the row, hollow at the edge of the "
            "grid, a bar the default."
        ),
        alt=f"Heat map, a row for each optimizer, a column for each learning rate. {caption}",
    )
