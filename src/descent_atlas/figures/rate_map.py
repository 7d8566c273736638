"""A heat map of decades: how far the gap falls at each learning rate, for every problem or optimizer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from descent_atlas.figures.axes import key, mark_handle
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.groups import alphabetical, by_first_tag, short
from descent_atlas.figures.heat import HATCH, Rows, draw_map, draw_strip, fill, map_sheet
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rate_marks import draw_rate_marks, rate_handles
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, count, counted, number, percent

Array = np.ndarray
EXTENSION = "svg"
DEEPEST = 8
"""Decades; as the tightest target has them."""
FAR = 4
"""Decades that captions count."""
MOST_LEFT = 0.5
"""Where at least this share of the runs left, no median is worth a colour."""
STROKE = "$/$"


@dataclass(frozen=True)
class Chart:
    """One subject in one variant; arrays have the shape (rows, rates)."""

    subject: str
    variant: str
    what: str
    """What a row is: problem or optimizer."""
    rows: Rows
    rates: Array
    decades: Array
    """How far the median gap of the runs that stayed has fallen, NaN where none did."""
    left: Array
    """Share of the runs that diverged or escaped, NaN for what was not run."""
    best: Array
    """(rows,)"""
    edge: Array
    default: Array
    """(rows,)"""

    @property
    def lost(self) -> Array:
        """Cells that have no colour, as most runs left."""
        return (self.left >= MOST_LEFT) | (np.isnan(self.decades) & ~np.isnan(self.left))

    @property
    def levels(self) -> Array:
        """Whole decades, -1 where there is no colour."""
        whole = np.floor(np.clip(np.nan_to_num(self.decades), 0, DEEPEST) + 1e-9).astype(int)
        return np.where(self.lost | np.isnan(self.left), -1, whole)


def select(inputs: Inputs) -> Chart:
    """The problems of one optimizer, or the optimizers on one problem, in the variant of ``where``."""
    curves, best = inputs.table("learning_rates"), inputs.table("best_rates")
    what, other = ("problem", "optimizer")[:: 1 if "optimizer" in inputs.where else -1]
    rates = np.sort(curves["learning_rate"].unique())
    groups = _groups(inputs, curves[what].unique(), what)
    names = [name for members in groups.values() for name in members]
    best = best.set_index(what).reindex(names)
    optimizers = names if what == "optimizer" else [inputs.where["optimizer"]] * len(names)
    gap = _grid(curves, what, names, rates, "final_gap_median")
    with np.errstate(divide="ignore"):
        decades = -np.log10(gap)
    defaults = inputs.tables["optimizers"].set_index("optimizer")["default_learning_rate"]
    titles = {
        group: [short(inputs.title(what, name)) for name in groups[group]] for group in groups
    }
    return Chart(
        subject=inputs.title(other, inputs.where[other]),
        variant=inputs.where["variant"],
        what=what,
        rows=Rows(titles),
        rates=rates,
        decades=decades,
        left=_grid(curves, what, names, rates, "diverged")
        + _grid(curves, what, names, rates, "escaped"),
        best=best["learning_rate"].to_numpy(float),
        edge=best["edge"].fillna("").ne("").to_numpy(),
        default=defaults[optimizers].to_numpy(float),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A row for each problem or optimizer, a column for each learning rate, a shade for each decade."""
    handles = _handles(chart, theme)
    figure, strip, axes = map_sheet(chart.rows, -(-len(handles) // 2))
    labels = [str(decade) for decade in range(DEEPEST)]
    draw_strip(strip, [*labels, f"≥ {DEEPEST}"], "decades by which the median gap fell", theme)
    draw_map(axes, chart.rows, chart.levels, DEEPEST + 1, chart.rates, theme)
    fill(axes, chart.rows, chart.lost, theme.faint, hatch=theme.endings["diverged"])
    _draw_strokes(axes, chart, theme)
    default = np.where(np.isnan(chart.left).all(axis=1), np.nan, chart.default)
    marks = (chart.best, chart.edge, default)
    draw_rate_marks(axes, chart.rows, chart.rates, marks, theme)
    key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """How deep it gets at the default and at the selected rates, and how much of the map is lost."""
    lost = chart.lost[~np.isnan(chart.left)].mean()
    caption = (
        f"{_subject(chart)} at {counted(len(chart.rates), 'learning rate')}, "
        f"{VARIANTS[chart.variant]}. {_depths(chart)} In {percent(lost)} of the cells at least half of "
        f"the runs left.{_edges(chart)}"
    )
    return Caption(
        caption=caption,
        reading=(
            "The stronger the colour, the further the gap of the median run fell, of those that stayed, "
            "so a long strong row needs little tuning. Hatched: at least half of the runs diverged or "
            "escaped; a stroke: some did. A dot marks the selected rate, a bar the default."
        ),
        alt=f"Heat map, a row for each {chart.what}, a column for each learning rate. {caption}",
    )


def _groups(inputs: Inputs, names: Array, what: str) -> dict[str, list[str]]:
    if what == "problem":
        return by_first_tag(inputs, names)
    return alphabetical(inputs, inputs.titles["optimizer"])


def _grid(curves: Table, what: str, names: list[str], rates: Array, column: str) -> Array:
    table = curves.pivot(index=what, columns="learning_rate", values=column)
    cells: Array = table.reindex(index=names, columns=rates).to_numpy(float)
    return cells


def _subject(chart: Chart) -> str:
    ran = int((~np.isnan(chart.left).all(axis=1)).sum())
    if chart.what == "problem":
        return f"{chart.subject} on {counted(ran, 'problem')}"
    return f"{counted(ran, 'optimizer')} on {chart.subject}"


def _depths(chart: Chart) -> str:
    """In how many rows the median run gets far, at either kind of rate."""
    at_default, at_best = (
        int((_at(chart, rate) >= FAR).sum()) for rate in (chart.default, chart.best)
    )
    where, many = ("on", "problem") if chart.what == "problem" else ("for", "optimizer")
    rates = f"α = {number(chart.default[0])}" if chart.what == "problem" else "their default rates"
    named = "the default rate, " if chart.what == "problem" else ""
    return (
        f"The median run falls by {FAR} decades or more {where} {counted(at_default, many)} at {named}"
        f"{rates}, and {where} {count(at_best)} at the rate selected for each."
    )


def _at(chart: Chart, chosen: Array) -> Array:
    """The decades of each row at one rate, -inf where most runs left or none was run."""
    apart = np.abs(np.log(chart.rates) - np.log(chosen)[:, None])
    place = np.nan_to_num(apart, nan=np.inf).argmin(axis=1)
    depths = np.where(chart.lost | np.isnan(chart.left), -np.inf, chart.decades)
    found: Array = depths[np.arange(len(chosen)), place]
    return found


def _edges(chart: Chart) -> str:
    edges = int(chart.edge.sum())
    return f" At the edge of the grid (hollow): {counted(edges, 'selected rate')}." if edges else ""


def _draw_strokes(axes: Axes, chart: Chart, theme: Theme) -> None:
    """A stroke through each cell that some runs left."""
    rows, columns = np.nonzero((chart.left > 0) & ~chart.lost)
    tops = chart.rows.places[rows]
    gap = np.full(len(rows), np.nan)
    x = np.column_stack([columns + 0.15, columns + 0.85, gap]).ravel()
    y = np.column_stack([tops + 0.85, tops + 0.15, gap]).ravel()
    axes.plot(x, y, color=theme.endings["diverged"], linewidth=1, zorder=3)


def _handles(chart: Chart, theme: Theme) -> list[Artist]:
    handles = rate_handles(theme)
    if (chart.lost & ~np.isnan(chart.left)).any():
        looks: dict[str, Any] = {
            "facecolor": theme.faint,
            "edgecolor": theme.endings["diverged"],
            "linewidth": 0,
        }
        handles.append(Patch(hatch=HATCH, label="at least half left", **looks))
    if ((chart.left > 0) & ~chart.lost).any():
        handles.append(mark_handle("some left", STROKE, 8, color=theme.endings["diverged"], mew=1))
    return handles
