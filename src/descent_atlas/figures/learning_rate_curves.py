"""Final gap against learning rate: an optimizer on every problem, or all optimizers on one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.figures.axes import (
    decade_axis,
    fill_steps,
    key,
    line_handle,
    plates,
    rate_axis,
    rate_edges,
    selected,
    sheet,
    titled,
)
from descent_atlas.figures.caption import Caption, without
from descent_atlas.figures.groups import by_first_tag, short, the_best
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.picks import spread
from descent_atlas.words import VARIANTS, counted, number, percent

Array = np.ndarray
EXTENSION = "svg"
MOST_PROBLEMS, MOST_CURVES = 12, 8
"""So many panels, and so many curves in one, at most."""
FLOOR, CEILING = 1e-8, 10.0
"""The axis: from the tightest target to ten times the initial gap."""
STRIP = 0.6
"""Decades of height for each curve's strip of runs that left, above the axis."""


@dataclass(frozen=True)
class Curve:
    """One line; every array has shape (rates,)."""

    label: str
    look: int | str
    rates: Array
    median: Array
    low: Array
    high: Array
    left: Array
    """Share of the runs that diverged or escaped."""
    best: float
    """The learning rate that was selected."""
    edge: bool
    """Whether that is the grid's first or last."""

    @property
    def best_median(self) -> float:
        """The median gap at the selected rate, NaN if no run stayed."""
        return float(self.median[np.abs(np.log(self.rates / self.best)).argmin()])


@dataclass(frozen=True)
class Panel:
    """Curves on common axes."""

    title: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True)
class Chart:
    """All panels of the subject, an optimizer or a problem."""

    subject: str
    panels: list[Panel]
    by_problem: bool
    unbounded: set[str]
    """Titles of the panels that no mean contains, as their problem is unbounded below."""
    others: int = 0
    """How many problems or optimizers are not shown."""


def select(inputs: Inputs) -> Chart:
    """A panel for each problem with a curve for each variant, or each variant's with optimizers."""
    table, best = inputs.table("learning_rates"), inputs.table("best_rates")
    by_problem = "optimizer" in inputs.where
    chosen = (
        spread(by_first_tag(inputs, table["problem"].unique()), MOST_PROBLEMS)
        if by_problem
        else the_best(best, MOST_CURVES)
    )
    what = "problem" if by_problem else "optimizer"
    table = table[table[what].isin(chosen)]
    best = best.set_index(["problem", "optimizer", "variant"])
    slots = inputs.slots()
    panels: dict[str, dict[int, Curve]] = {}
    for names, rows in table.groupby(["problem", "optimizer", "variant"]):
        problem, optimizer, variant = map(str, names)
        words, selected_rate = VARIANTS[variant], best.loc[names]
        if by_problem:
            panel, place = short(inputs.title("problem", problem)), list(VARIANTS).index(variant)
            curve = _curve(rows, words, variant, selected_rate)
        else:
            panel, place = words[0].upper() + words[1:], slots[optimizer]
            curve = _curve(rows, inputs.title("optimizer", optimizer), place, selected_rate)
        panels.setdefault(panel, {})[place] = curve
    kind = "optimizer" if by_problem else "problem"
    drawn = [
        Panel(title, tuple(curves[place] for place in sorted(curves)))
        for title, curves in panels.items()
    ]
    unbounded = set(map(short, inputs.unbounded.values())) & set(panels)
    others = inputs.table("best_rates")[what].nunique() - len(chosen)
    return Chart(
        inputs.title(kind, inputs.where[kind]), drawn, by_problem, unbounded, max(0, others)
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """Problems in pairs; variants one above the other."""
    columns = 2 if chart.by_problem else 1
    curves = chart.panels[0].curves
    height = (155 if columns == 2 else 195) + 8 * len(curves)
    rows = -(-len(chart.panels) // columns)
    figure = sheet(60 + 22 * -(-len(curves) // 3) + rows * height)
    axes = plates(figure, len(chart.panels), columns)
    for plot, panel in zip(axes, chart.panels, strict=True):
        _draw_panel(plot, panel, theme)
    for plot in axes[-columns:]:
        plot.set_xlabel("learning rate α")
    figure.supylabel("median final gap, in initial gaps", fontsize="medium")
    key(figure, [line_handle(curve.label, theme.look(curve.look)) for curve in curves], 3)
    return figure


def describe(chart: Chart) -> Caption:
    """Where the selected rates lie, and how often runs left."""
    told = []
    for label in [curve.label for curve in chart.panels[0].curves]:
        same = [c for panel in chart.panels for c in panel.curves if c.label == label]
        told.append(f"{label} {_rates_told(same)}")
    edges = sum(curve.edge for panel in chart.panels for curve in panel.curves)
    at_edge = f" At the edge of the grid (hollow marks): {edges} of them." if edges else ""
    caption = (
        f"{chart.subject} at every learning rate, {_scope(chart)}. Best rates: {'; '.join(told)}."
        f"{at_edge}{_lost(chart)}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Lower is better; a wide valley means that the learning rate needs little tuning. "
            "Bands span the middle half of the starts that stayed, marks show the selected rate; "
            "the strips on top fill with the share of runs that diverged or escaped."
        ),
        alt=f"Line charts of the final gap against the learning rate, both logarithmic. {caption}",
    )


def _scope(chart: Chart) -> str:
    """What is shown of the problems or optimizers that there are."""
    if not chart.by_problem:
        few = ", plain descent and those that do best with the full batch" if chart.others else ""
        return f"in every variant{few}"
    shown = counted(len(chart.panels), "problem")
    return f"on {shown}, some of each kind" if chart.others else "on every problem"


def _lost(chart: Chart) -> str:
    """How many of all runs left, on the problems that are bounded below."""
    panels = [panel for panel in chart.panels if panel.title not in chart.unbounded]
    if not panels:
        return ""
    lost = np.mean([curve.left.mean() for panel in panels for curve in panel.curves])
    apart = without([panel.title for panel in chart.panels if panel.title in chart.unbounded])
    return f" In these panels{apart}{',' if apart else ''} {percent(lost)} of the runs left."


def _curve(rows: Table, label: str, look: int | str, best: Table) -> Curve:
    rows = rows.sort_values("learning_rate")
    return Curve(
        label=label,
        look=look,
        rates=rows["learning_rate"].to_numpy(),
        median=rows["final_gap_median"].to_numpy(float),
        low=rows["final_gap_low"].to_numpy(float),
        high=rows["final_gap_high"].to_numpy(float),
        left=(rows["diverged"] + rows["escaped"]).to_numpy(float),
        best=float(best["learning_rate"]),
        edge=bool(best["edge"]),
    )


def _rates_told(curves: list[Curve]) -> str:
    rates = [curve.best for curve in curves]
    low, high = number(min(rates)), number(max(rates))
    return f"α = {low}" if low == high else f"α from {low} to {high}"


def _draw_panel(axes: Axes, panel: Panel, theme: Theme) -> None:
    rate_axis(axes, panel.curves[0].rates)
    decade_axis(axes, "y", FLOOR, CEILING, 4)
    axes.set_ylim(FLOOR / 1.7, CEILING * 10 ** (STRIP * (len(panel.curves) + 0.5)))
    for curve in panel.curves:
        mark = theme.look(curve.look)
        low, median, high = np.clip([curve.low, curve.median, curve.high], FLOOR, CEILING)
        axes.fill_between(curve.rates, low, high, color=mark.colour, alpha=0.13, linewidth=0)
        axes.plot(curve.rates, median, color=mark.colour, linestyle=mark.dash)
        height = float(np.clip(curve.best_median, FLOOR, CEILING))
        selected(axes, curve.best, height, mark, curve.edge, theme)
    _draw_strips(axes, panel.curves, theme)
    titled(axes, panel.title, "", theme)


def _draw_strips(axes: Axes, curves: tuple[Curve, ...], theme: Theme) -> None:
    """Above the plot, a strip for each curve, filled with the share of runs that left."""
    edges = rate_edges(curves[0].rates)
    for row, curve in enumerate(reversed(curves)):
        base = np.full(len(curve.rates), CEILING * 10 ** (STRIP * (row + 0.5)))
        axes.axhline(base[0], color=theme.faint, linewidth=0.7)
        if curve.left.any():
            top = base * 10 ** (0.8 * STRIP * curve.left)
            fill_steps(axes, edges, base, top, theme.look(curve.look).colour)
