"""At which learning rates each optimizer succeeds on each problem: ranges, one above the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from descent_atlas.figures.axes import banded, fill_steps, key, rate_axis, rate_edges, sheet
from descent_atlas.figures.caption import Caption, without
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import Mark, Theme
from descent_atlas.words import VARIANTS, counted, listing, number

Array = np.ndarray
EXTENSION = "svg"
ROW = 13
"""CSS pixels for each optimizer within a problem's band."""
RELIABLE = 0.5
"""Captions count the learning rates at which at least this share of the runs succeeds."""


@dataclass(frozen=True)
class Chart:
    """Success rates by problem, optimizer and learning rate, in one variant."""

    variant: str
    rates: Array
    success: dict[tuple[str, str], Array]
    """By the names of problem and optimizer, shape (rates,)."""
    best: dict[tuple[str, str], tuple[float, bool]]
    """The selected rate, and whether it is the grid's edge."""
    problems: dict[str, str]
    optimizers: dict[str, str]
    slots: dict[str, int]
    unbounded: dict[str, str]
    """Titles by name of the problems on which no run can succeed."""

    @property
    def decades(self) -> dict[str, float]:
        """For each optimizer, the mean over bounded problems of the decades where it is reliable."""
        step = np.log10(self.rates[-1] / self.rates[0]) / max(1, len(self.rates) - 1)
        return {
            optimizer: float(
                np.mean(
                    [
                        step * np.sum(s >= RELIABLE)
                        for (problem, name), s in self.success.items()
                        if name == optimizer and problem not in self.unbounded
                    ]
                )
            )
            for optimizer in self.optimizers
        }


def select(inputs: Inputs) -> Chart:
    """The first variant's curves."""
    table, best = inputs.table("learning_rates"), inputs.table("best_rates")
    variant = next(name for name in VARIANTS if name in set(table["variant"]))
    table = table[table["variant"] == variant].sort_values("learning_rate")
    best = best[best["variant"] == variant]
    slots = inputs.slots()
    pairs = table.groupby(["problem", "optimizer"])["success_rate"]
    problems = sorted(table["problem"].unique())
    return Chart(
        variant=variant,
        rates=np.sort(table["learning_rate"].unique()),
        success={(str(p), str(o)): rates.to_numpy() for (p, o), rates in pairs},
        best={
            (row.problem, row.optimizer): (row.learning_rate, bool(row.edge))
            for row in best.itertuples()
        },
        problems={name: inputs.title("problem", name) for name in problems},
        optimizers={
            name: inputs.title("optimizer", name)
            for name in sorted(table["optimizer"].unique(), key=lambda name: slots[name])
        },
        slots=slots,
        unbounded={name: inputs.unbounded[name] for name in problems if name in inputs.unbounded},
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A band for each problem, in it a ridge for each optimizer."""
    band = len(chart.optimizers) + 0.8
    figure = sheet(110 + ROW * band * len(chart.problems))
    axes = figure.add_subplot()
    banded(axes, list(chart.problems.values()), band, theme)
    for place, problem in enumerate(chart.problems):
        pairs = [(problem, optimizer) for optimizer in chart.optimizers]
        for line, pair in enumerate(pairs):
            mark = theme.mark(chart.slots[pair[1]])
            _draw_ridge(axes, chart, pair, place * band + line + 1.3, mark, theme)
        if not any(chart.success[pair].any() for pair in pairs):
            middle = float(np.sqrt(chart.rates[0] * chart.rates[-1]))
            why = "unbounded below" if problem in chart.unbounded else "no run succeeds"
            note = axes.text(middle, (place + 0.5) * band, why, color=theme.muted)
            note.set(ha="center", va="center", backgroundcolor=theme.paper)
    rate_axis(axes, chart.rates, 8)
    axes.set_xlabel("learning rate α")
    patches = [
        Patch(color=theme.mark(chart.slots[name]).colour, label=title)
        for name, title in chart.optimizers.items()
    ]
    key(figure, patches, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """How wide the useful range of each optimizer is."""
    caption = (
        f"Learning rates at which runs succeed, {VARIANTS[chart.variant]}, on "
        f"{counted(len(chart.problems), 'problem')}. {_means(chart)}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Within each problem’s band, in the order of the key, a ridge is as high as the share "
            "of runs that succeed, so a wide, high one needs little tuning; a dot is the selected "
            "rate."
        ),
        alt=f"Ridges of the success rate over the learning rate, for each problem. {caption}",
    )


def _means(chart: Chart) -> str:
    """The optimizers' mean ranges; no winner is named, since the grid cuts some of them off."""
    apart = without(list(chart.unbounded.values()))
    means_over = len(chart.problems) - len(chart.unbounded)
    if not means_over:
        return f"There is no mean range{apart}"
    decades = chart.decades
    told = listing(
        f"{title} {number(decades[name], 2)}" for name, title in chart.optimizers.items()
    )
    return (
        "Decades of rates at which at least half of the runs succeed, on average over "
        f"{counted(means_over, 'problem')}{apart}: {told}"
        "; a range that ends at the edge of the grid may be wider"
    )


def _draw_ridge(
    axes: Axes, chart: Chart, pair: tuple[str, str], base: float, mark: Mark, theme: Theme
) -> None:
    success = chart.success[pair]
    edges = rate_edges(chart.rates)
    axes.plot(edges[[0, -1]], [base, base], color=mark.colour, lw=0.5, alpha=0.6)
    if success.any():
        floor = np.full(len(success), base)
        fill_steps(axes, edges, floor, base - 0.92 * success, mark.colour)
        rate, edge = chart.best[pair]
        fill = "none" if edge else theme.paper
        axes.plot(
            rate, base - 0.3, "o", ms=4, mfc=fill, mec=theme.paper if edge else mark.colour, mew=0.9
        )
